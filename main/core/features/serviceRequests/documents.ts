/** The paper that comes of a request: a quote before the work, an order for it or after it. What is covered stands on it at nothing. */
import { isInstant, isoDateFromInstant, type IsoDate } from '../../../../shared/base/clock.ts';
import { createError } from '../../../../shared/base/errors.ts';
import { HUNDRED_PERCENT } from '../../../../shared/base/money.ts';
import { deterministicId, type RecordId } from '../../../../shared/base/id.ts';
import { elementsOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { orderOfQuote } from '../../../../shared/domain/salesDocuments/nextDocuments.ts';
import { isQuoteExpired } from '../../../../shared/domain/salesDocuments/quote.ts';
import { billedQuantities, unbilledParts } from '../../../../shared/domain/serviceRequests/billed.ts';
import type { RequestState } from '../../../../shared/domain/serviceRequests/requestStates.ts';
import { orderKeysBetween } from '../../../../shared/sync/orderKey.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import { todayOf, type CoreContext, type Work } from '../procedures.ts';
import { requirePermission } from '../rights.ts';
import { answerOf } from '../salesDocuments/quotes.ts';
import { orderedBy } from './agreement.ts';
import { coverageOfRequest, timeZoneOf } from './covering.ts';
import { dayOfWork, priceOfUse } from './facts.ts';
import { isQuoteOpen, linkTo, newestQuote, orderOf, standingOrders } from './requestPapers.ts';
import { commit, historyWith, move, requireRequest, requireStep, stateOf } from './steps.ts';

interface MadeDocument {
  readonly id: RecordId;
  readonly documentId: RecordId;
  /** False: one that stands already was the answer. */
  readonly isNew: boolean;
}

/**
 * The draft and the request's step, in one commit. Before the work a quote makes the request `quoted` and an order `ordered`; of signed work an order
 * is what is invoiced, and made again where it is gone. A quote that is open, and an order that has all that was used, are not made a second time: they are the
 * answer. The paper's id follows from the request and the paper before it, so that two people who make it apart make one.
 * @throws PeyvandError `illegal_transition`, `price_missing` with the lines that have none, `document_empty`, `permission_denied`.
 */
export function makeDocument(
  context: CoreContext,
  work: Work,
  { id, kind }: { id: RecordId; kind: 'quote' | 'order' },
): Promise<MadeDocument> {
  const request = requireRequest(work, id);
  const step = stepOf(context, work, request, kind);
  return kind === 'quote' ? makeQuote(context, work, request, step) : makeOrder(context, work, request, step);
}

/** By the state in which a paper is asked for: where the request is then. Elsewhere it is not made. */
const STEPS_OF_PAPERS: Readonly<Record<'quote' | 'order', Readonly<Record<string, RequestState>>>> = {
  quote: { inquiry: 'quoted', quoted: 'quoted' },
  order: { inquiry: 'ordered', quoted: 'ordered', ordered: 'ordered', confirmed: 'invoiced', invoiced: 'invoiced' },
};

/** The customer says yes by word of mouth: to the quote that they were sent, which makes its order; or, where there is none, to the work. */
export async function agree(
  context: CoreContext,
  work: Work,
  { id, note }: { id: RecordId; note?: string | undefined },
): Promise<{ id: RecordId }> {
  const request = requireRequest(work, id);
  requireStep(request, 'ordered');
  // Who may not sell does not know what was quoted.
  if (textOf(request.body, 'quoteId') !== null) requirePermission(work, 'orders.write');
  const quote = newestQuote(work, request);
  switch (quote?.body['state']) {
    case 'draft':
      throw createError('quote_unsent');
    case 'declined':
      throw createError('quote_declined');
    case 'sent': {
      const orderId = freshId(work, 'order', request);
      const answer = answerOf({ ...context, work }, quote.id, null, orderId, todayOf(context, work));
      return commit(work, request, orderedBy(context, work, request, orderId, note?.trim()), answer);
    }
    default:
      return move(context, work, { id, to: 'ordered', note });
  }
}

/** Its bill was made elsewhere than by this step. @throws PeyvandError `illegal_transition`, `bill_missing`. */
export function callInvoiced(
  context: CoreContext,
  work: Work,
  input: { id: RecordId; note?: string | undefined },
): Promise<{ id: RecordId }> {
  const request = requireRequest(work, input.id);
  requireStep(request, 'invoiced');
  if (standingOrders(work, request).length === 0) throw createError('bill_missing');
  return move(context, work, { ...input, to: 'invoiced' });
}

async function makeQuote(
  context: CoreContext,
  work: Work,
  request: HeldRecord,
  step: RecordBody,
): Promise<MadeDocument> {
  const { id, body } = request;
  const held = newestQuote(work, request);
  if (held && isQuoteOpen(work, held, todayOf(context, work))) {
    await commit(work, request, { ...body, ...step });
    return { id, documentId: held.id, isNew: false };
  }
  const quote = creationOf(context, work, request, 'quote', freshId(work, 'quote', request));
  await commit(work, request, { ...body, ...step, quoteId: quote.id }, [quote]);
  return { id, documentId: quote.id, isNew: true };
}

/** What was quoted is ordered as it was quoted; what no order has then, at the prices of today on one of its own. */
async function makeOrder(
  context: CoreContext,
  work: Work,
  request: HeldRecord,
  step: RecordBody,
): Promise<MadeDocument> {
  const { id, body } = request;
  const standing = standingOrders(work, request);
  const ofQuote = orderAsQuoted(context, work, request);
  const orders = [...standing, ...ofQuote.filter(isCreation)];
  const billed = billedQuantities(orders.map((order) => order.body));
  const parts = unbilledParts(elementsOf(body, 'partsUsed'), billed);
  const last = orders.at(-1);
  if (last && parts.length === 0) {
    const earlier = idsOf(orders).filter((one) => one !== last.id);
    await commit(work, request, { ...body, ...step, ...linkTo(body, last.id, earlier) }, ofQuote);
    return { id, documentId: last.id, isNew: ofQuote.length > 0 };
  }
  if (parts.length === 0) throw createError('document_empty');
  const asked = { ...request, body: { ...body, partsUsed: parts } };
  const order = creationOf(context, work, asked, 'order', freshId(work, 'order', request, ofQuote.at(0)?.id));
  await commit(work, request, { ...body, ...step, ...linkTo(body, order.id, idsOf(orders)) }, [...ofQuote, order]);
  return { id, documentId: order.id, isNew: true };
}

/**
 * The order of the quote where none stands: with the customer's yes to it, or, where that was given and its order cancelled since, alone. None of a quote that was
 * declined, never sent, or had run out before anybody agreed to it or began the work: that is asked for at the prices of today.
 */
function orderAsQuoted(context: CoreContext, work: Work, request: HeldRecord): LocalOperation[] {
  const quote = newestQuote(work, request);
  const state = quote?.body['state'];
  if (quote === null || (state !== 'sent' && state !== 'accepted') || orderOf(work, quote) !== null) return [];
  const orderId = freshId(work, 'order', request);
  if (state === 'accepted') {
    const body = orderOfQuote(quote.id, quote.body, todayOf(context, work));
    return [{ act: 'create', collection: 'salesDocuments', kind: 'order', id: orderId, body }];
  }
  const agreedOn = dayOfAgreement(context, work, request, quote);
  if (isQuoteExpired(quote.body, agreedOn)) return [];
  return answerOf({ ...context, work }, quote.id, null, orderId, agreedOn);
}

/** The first day since the quote on which somebody wrote down that the customer agrees, or worked; today where nobody has. */
function dayOfAgreement(context: CoreContext, work: Work, request: HeldRecord, quote: HeldRecord): IsoDate {
  const agreed = elementsOf(request.body, 'stateHistory')
    .filter(({ state }) => state === 'ordered')
    .map(({ at }) => at)
    .filter(isInstant)
    .map((at) => isoDateFromInstant(at, timeZoneOf(context, work)));
  const days = [...agreed, dayOfWork(context, work, request)].filter(
    (day) => day >= (textOf(quote.body, 'issuedOn') ?? ''),
  );
  return days.toSorted()[0] ?? todayOf(context, work);
}

/** @throws PeyvandError `illegal_transition` where no such paper is made of a request in its state. */
function stepOf(context: CoreContext, work: Work, request: HeldRecord, kind: 'quote' | 'order'): RecordBody {
  const from = stateOf(request);
  const to = STEPS_OF_PAPERS[kind][from];
  if (to === undefined) throw createError('illegal_transition', { from, to: kind === 'quote' ? 'quoted' : 'ordered' });
  return to === from ? {} : { state: to, stateHistory: historyWith(context, work, request, to) };
}

/** What was removed is never made again under its id. @param before The paper of that kind before it; the one that the request names when left out. */
function freshId(work: Work, kind: 'quote' | 'order', request: HeldRecord, before?: RecordId): RecordId {
  const named = textOf(request.body, kind === 'quote' ? 'quoteId' : 'orderId');
  let id = deterministicId('document of a request', kind, request.id, before ?? named ?? '');
  while (work.store.read.record({ collection: 'salesDocuments', id })?.deleted === true)
    id = deterministicId('document of a request', kind, request.id, id);
  return id;
}

function creationOf(
  context: CoreContext,
  work: Work,
  request: HeldRecord,
  kind: 'quote' | 'order',
  id: RecordId,
): LocalOperation {
  const customerId = textOf(request.body, 'customerId');
  if (customerId === null) throw createError('invalid_input', { violations: ['customerId: request.customerMissing'] });
  const body = bodyOf(context, work, request, kind, customerId);
  const read = kindOf('salesDocuments', kind)?.schema.safeParse(body);
  if (!read?.success) throw createError('invalid_input', { reason: 'shape' });
  return { act: 'create', collection: 'salesDocuments', kind, id, body };
}

const isCreation = (operation: LocalOperation): operation is Extract<LocalOperation, { act: 'create' }> =>
  operation.act === 'create';

const idsOf = (papers: readonly { readonly id: RecordId }[]): RecordId[] => papers.map(({ id }) => id);

function bodyOf(
  context: CoreContext,
  work: Work,
  request: HeldRecord,
  kind: 'quote' | 'order',
  customerId: string,
): RecordBody {
  const covered = coverageOfRequest(context, work, request, dayOfWork(context, work, request));
  const { lines, priced, currency } = priceOfUse(context, work, request, covered);
  const missing = priced.lines.filter(({ unitPrice }) => unitPrice === null).map(({ id }) => id);
  if (missing.length > 0) throw createError('price_missing', { lines: missing });
  const orders = orderKeysBetween(null, null, lines.length);
  const today = todayOf(context, work);
  return {
    customerId,
    ownerId: work.person().id,
    state: 'draft',
    ...(kind === 'quote' ? { issuedOn: today } : { orderedOn: today }),
    currency,
    lines: lines.map(({ line, productName, unit, saidIn, payer }, place): RecordBody => {
      const price = priced.lines.find(({ id }) => id === line.id);
      return {
        id: line.id,
        order: orders[place] ?? 'a0',
        productId: line.productId,
        productName,
        unit,
        quantity: line.quantity,
        ...(saidIn === null ? {} : { saidIn: { ...saidIn } }),
        unitPrice: price?.unitPrice ? { ...price.unitPrice } : { amount: 0, currency },
        discountPercentage: payer === null ? (price?.discountPercentage ?? 0) : HUNDRED_PERCENT,
        taxPercentage: price?.taxPercentage ?? 0,
        // It stays when prices are proposed anew: they know nothing of the contract.
        ...(payer === null ? {} : { typedDiscount: true }),
      };
    }),
    ...(priced.discountPercentage > 0 ? { discountPercentage: priced.discountPercentage } : {}),
  };
}
