/** What the rules of approval are asked with on this machine: the person's limits, and what their orders are measured by. */
import { instantFromMilliseconds, type Clock, type IsoDate } from '../../../../shared/base/clock.ts';
import { createError } from '../../../../shared/base/errors.ts';
import { elementsOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import {
  coveredLines,
  type CoveredOrder,
  type JobRequest,
} from '../../../../shared/domain/serviceRequests/coveredLines.ts';
import type { HeldBody } from '../../../../shared/domain/serviceRequests/coverage.ts';
import { isCurrencyCode } from '../../../../shared/base/currency.ts';
import { priceBeforeTax } from '../../../../shared/domain/pricing/pricing.ts';
import { quoteOf } from '../../../../shared/domain/approvals/discountReason.ts';
import { promisesOf, promisesSince, stockLeft } from '../../../../shared/domain/stock/slices.ts';
import { timeZoneOr } from '../../../../shared/sync/receipt.ts';
import {
  approvalReasonsFor,
  judgeApproval,
  type ApprovableKind,
  type ApprovalAuthor,
} from '../../../../shared/domain/approvals/judge.ts';
import type { AgreedTerms, ApprovalReason } from '../../../../shared/domain/approvals/approval.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import {
  APPROVAL_LIMITS_SETTING,
  approvalLimitsOf,
  type ApprovalLimits,
} from '../../../../shared/domain/approvals/limits.ts';
import type { OrderFacts } from '../../../../shared/domain/approvals/orderApproval.ts';
import { ROLES } from '../../../../shared/domain/organisation/organisation.ts';
import { slicesOn } from '../../../../shared/domain/customers/creditSlices.ts';
import { isOnCredit, sideOf } from '../../../../shared/domain/receivables/credit.ts';
import type { CreditAsked, CreditDocument } from '../../../../shared/domain/receivables/credit.ts';
import { RECEIPTS_FROM_SETTING, receiptsFromOf } from '../../../../shared/domain/receivables/receiptsFrom.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import type { RecordStore } from '../../store/types.ts';
import type { Settings } from '../organisation/settings.ts';
import { isListedAnywhere, readPricesNow } from '../pricing/terms.ts';
import type { PersonAtWork } from '../rights.ts';
import { allotmentsQuery, creditDocumentsQuery, promisesOfSellerQuery, serviceOfCustomerQuery } from './queries.ts';

/** As much of a session as rights are judged by. */
export interface Standing {
  readonly store: Pick<RecordStore, 'read'>;
  readonly settings: Pick<Settings, 'all'>;
  readonly clock: Pick<Clock, 'now'>;
  person(): PersonAtWork;
}

export function authorOf(standing: Standing): ApprovalAuthor {
  const { id, role } = standing.person();
  return { id, role, limits: approvalLimitsOf(standing.settings.all()[APPROVAL_LIMITS_SETTING], { id, role }) };
}

/** The customer's other orders as far as they are here: also colleagues', of whom the server does not hold anybody to have known. */
export function orderFactsOf(standing: Standing, id: string, order: RecordBody): () => OrderFacts {
  const {
    store: { read },
    clock,
  } = standing;
  return () => {
    const customerId = textOf(order, 'customerId');
    const customer = customerId === null ? null : read.record({ collection: 'customers', id: customerId });
    const productIds = elementsOf(order, 'lines').flatMap((line) => textOf(line, 'productId') ?? []);
    const quoteId = textOf(order, 'quoteId');
    const confirmedOn = instantFromMilliseconds(clock.now()).slice(0, 10);
    const quote = quoteOf(quoteId === null ? null : read.record({ collection: 'salesDocuments', id: quoteId }), id);
    const credit = creditFactsOf(standing, customerId, id);
    return {
      product(product) {
        const known = product === '' ? null : read.record({ collection: 'products', id: product });
        return known?.deleted ? 'notSold' : (known?.body ?? null);
      },
      customer: customer && !customer.deleted ? customer.body : null,
      prices: (day) => readPricesNow({ read }, customerId, day, productIds),
      isListed: (productId) => isListedAnywhere({ read }, productId),
      lowestTax: null,
      quote,
      covered: coveredFor(standing, id, order, { confirmedOn, isOfItsQuote: quote !== null, confirmed: credit.others }),
      credit: { orderId: id, ...credit },
      stockLeft: () => stockLeftFor(standing, id, productIds, confirmedOn),
      confirmedOn,
      earliestDay: null,
    };
  };
}

/** What the person at work may still promise of these products, as far as it is known here. */
function stockLeftFor(
  { store: { read }, person }: Standing,
  id: string,
  productIds: readonly string[],
  day: IsoDate,
): ReadonlyMap<RecordId, number> {
  const products = JSON.stringify([...new Set(productIds)]);
  const bodiesOf = (rows: readonly { body: string }[]) => rows.map(({ body }) => JSON.parse(body) as RecordBody);
  const allotments = bodiesOf(read.all(allotmentsQuery, { products }));
  const since = promisesSince(allotments, day);
  if (since === null) return new Map();
  const personId = person().id;
  const orders = bodiesOf(read.all(promisesOfSellerQuery, { products, personId, since, id }));
  return stockLeft({ personId, day, allotments, promised: orders.flatMap(promisesOf) });
}

/** What contracts and guarantees pay for of it, by the jobs that it bills. */
function coveredFor(
  { store: { read }, settings, person }: Standing,
  id: string,
  order: RecordBody,
  { confirmedOn, ...known }: { readonly confirmedOn: IsoDate } & Pick<CoveredOrder, 'isOfItsQuote' | 'confirmed'>,
) {
  const customerId = textOf(order, 'customerId');
  if (customerId === null) return new Map();
  const rows = read
    .all<{ collection: string; id: string; kind: string; createdBy: string; body: string }>(serviceOfCustomerQuery, {
      customerId,
    })
    .map(({ body, ...row }) => ({ ...row, body: JSON.parse(body) as RecordBody }));
  const of = (collection: string) => rows.filter((row) => row.collection === collection);
  return coveredLines({
    id,
    body: order,
    author: person().id,
    requests: of('serviceRequests') satisfies JobRequest[],
    contracts: of('contracts') satisfies HeldBody[],
    assets: of('assets') satisfies HeldBody[],
    kindOf(productId) {
      const product = productId === '' ? null : read.record({ collection: 'products', id: productId });
      return product && !product.deleted ? product.kind : null;
    },
    priceOf(productId, quantity, day, currency) {
      const product = productId === '' ? null : read.record({ collection: 'products', id: productId });
      if (!product || product.deleted || !isCurrencyCode(currency)) return null;
      const prices = readPricesNow({ read }, customerId, day, [productId]);
      const products = new Map([[productId, product.body]]);
      return priceBeforeTax({ ...prices, day, currency, products }, productId, quantity);
    },
    ...known,
    today: confirmedOn,
    timeZone: timeZoneOr(settings.all()['timeZone']),
  });
}

/** What the customer owes and has paid, as far as it is here. @param but Not this order. */
export function creditFactsOf(
  { store: { read }, settings, person }: Pick<Standing, 'store' | 'settings' | 'person'>,
  customerId: RecordId | null,
  but: RecordId,
): Pick<CreditAsked, 'others' | 'elsewhere' | 'payments' | 'person' | 'since'> {
  const rows =
    customerId === null
      ? []
      : read.all<Omit<CreditDocument, 'body'> & { body: string }>(creditDocumentsQuery, { customerId, id: but });
  const documents = rows.map((row): CreditDocument => ({ ...row, body: JSON.parse(row.body) as RecordBody }));
  return {
    others: documents.filter(({ kind }) => kind === 'order'),
    elsewhere: [],
    payments: documents.filter(({ kind }) => kind !== 'order'),
    person: person().id,
    since: receiptsFromOf(settings.all()[RECEIPTS_FROM_SETTING]),
  };
}

/**
 * Of an order that needs nobody's word: is anything of it held against what is kept for its seller? Then it is firm, whoever else sells meanwhile without a line.
 */
export function isWithinSlices(standing: Standing, id: string, order: RecordBody): boolean {
  const { limits } = authorOf(standing);
  const facts = orderFactsOf(standing, id, order)();
  const stock = limits.withinAllotment === true ? facts.stockLeft() : new Map<string, number>();
  const isOfStock = elementsOf(order, 'lines').some((line) => stock.has(textOf(line, 'productId') ?? ''));
  const isOfCredit =
    limits.withinCredit === true &&
    isOnCredit(order) &&
    facts.customer !== null &&
    slicesOn(facts.customer, sideOf(order), facts.confirmedOn) !== null;
  return isOfStock || isOfCredit;
}

/** Why this person may not do it alone; the one at work when nobody else is meant. @param of `agreed`: of a contract, what was in force before. */
export function needOf(
  standing: Standing,
  kind: ApprovableKind,
  id: string,
  body: RecordBody,
  of: { readonly person?: RecordId; readonly agreed?: AgreedTerms | null } = {},
): ApprovalReason[] {
  const { person = standing.person().id, agreed = null } = of;
  const limits = person === standing.person().id ? authorOf(standing).limits : limitsOf(standing, person);
  return approvalReasonsFor(kind, body, limits, orderFactsOf(standing, id, body), agreed);
}

function limitsOf({ store, settings }: Standing, person: RecordId): ApprovalLimits {
  const record = store.read.record({ collection: 'organisation', id: person });
  const role = ROLES.find((known) => known === record?.body['role']);
  return role === undefined ? {} : approvalLimitsOf(settings.all()[APPROVAL_LIMITS_SETTING], { id: person, role });
}

/** @throws PeyvandError `approval_needed` with `reasons`, `permission_denied` with `reason` (one of `ApprovalRefusalCause`). */
export function requireApproval(
  standing: Standing,
  kind: ApprovableKind,
  id: string,
  before: RecordBody | null,
  after: RecordBody,
): void {
  const facts = orderFactsOf(standing, id, after);
  const refusal = judgeApproval({ kind, before, after, author: authorOf(standing), facts });
  if (!refusal) return;
  const reasons = refusal.reasons.map(({ reason }) => reason);
  throw refusal.cause === 'approval_missing'
    ? createError('approval_needed', { reasons })
    : createError('permission_denied', { reason: refusal.cause, reasons });
}
