/** The paper that comes of a request: a quote before the work, an order for it or after it. What is covered stands on it at nothing. */
import { createError } from '../../../../shared/base/errors.ts';
import { HUNDRED_PERCENT } from '../../../../shared/base/money.ts';
import { deterministicId } from '../../../../shared/base/id.ts';
import { elementsOf, textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { billedQuantities, unbilledParts } from '../../../../shared/domain/serviceRequests/billed.ts';
import type { RequestState } from '../../../../shared/domain/serviceRequests/requestStates.ts';
import { orderKeysBetween } from '../../../../shared/sync/orderKey.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import { todayOf, type CoreContext, type Work } from '../procedures.ts';
import { requireRights } from '../rights.ts';
import { coverageOfRequest } from './covering.ts';
import { dayOfWork, priceOfUse } from './facts.ts';
import { commit, historyWith, requireRequest, requireStep, stateOf } from './steps.ts';

/**
 * The draft and the request's step, in one commit. Before the work a quote makes the request `quoted` and an order `ordered`; of signed work an order
 * is what is invoiced. What an order of the job already has is not ordered again: the difference is, and where there is none, that order is the answer.
 * The paper's id follows from the request and the paper before it, so that two people who make it apart make one.
 * @throws PeyvandError `illegal_transition`, `price_missing` with the lines that have none, `permission_denied`.
 */
export async function makeDocument(
  context: CoreContext,
  work: Work,
  { id, kind }: { id: string; kind: 'quote' | 'order' },
): Promise<{ id: string; documentId: string }> {
  const request = requireRequest(work, id);
  const to = stepOf(request, kind);
  const step = to === null ? {} : { state: to, stateHistory: historyWith(context, work, request, to) };
  const customerId = textOf(request.body, 'customerId');
  if (customerId === null) throw createError('invalid_input', { violations: ['customerId: request.customerMissing'] });
  const made = kind === 'order' ? ordersOf(work, request) : [];
  const last = made.at(-1);
  const parts = unbilledParts(elementsOf(request.body, 'partsUsed'), billedQuantities(made.map(({ body }) => body)));
  if (last && parts.length === 0) {
    await commit(work, request, { ...request.body, ...step, orderId: last.id });
    return { id, documentId: last.id };
  }
  const field = kind === 'quote' ? 'quoteId' : 'orderId';
  const before = textOf(request.body, field);
  const documentId = deterministicId('document of a request', kind, id, before ?? '');
  const asked = kind === 'quote' ? request : { ...request, body: { ...request.body, partsUsed: parts } };
  const create: LocalOperation = {
    act: 'create',
    collection: 'salesDocuments',
    kind,
    id: documentId,
    body: bodyOf(context, work, asked, kind, customerId),
  };
  requireRights(work, create);
  const definition = kindOf('salesDocuments', kind);
  const read = definition?.schema.safeParse(create.body);
  if (!read?.success) throw createError('invalid_input', { reason: 'shape' });
  const earlier = [
    ...new Set([...textsOf(request.body, 'earlierOrderIds'), ...made.map(({ id: orderId }) => orderId)]),
  ];
  const after: RecordBody = {
    ...request.body,
    ...step,
    [field]: documentId,
    ...(kind === 'order' && earlier.length > 0 ? { earlierOrderIds: earlier } : {}),
  };
  await commit(work, request, after, [create]);
  return { id, documentId };
}

/** Every order of the job that is still there, in the order in which they were made: of its quote first. */
function ordersOf({ store: { read } }: Work, { body }: HeldRecord): HeldRecord[] {
  const held = (id: string | null): HeldRecord[] => {
    const record = id === null ? null : read.record({ collection: 'salesDocuments', id });
    return record && !record.deleted ? [record] : [];
  };
  const ofQuote = held(textOf(body, 'quoteId')).flatMap((quote) => held(textOf(quote.body, 'orderId')));
  const own = [...textsOf(body, 'earlierOrderIds'), textOf(body, 'orderId')].flatMap(held);
  const orders = [...ofQuote, ...own].filter(({ body: order }) => order['state'] !== 'cancelled');
  return orders.filter(({ id }, place) => orders.findIndex((other) => other.id === id) === place);
}

/** null: the request stays where it is, and keeps the link. */
function stepOf(request: HeldRecord, kind: 'quote' | 'order'): RequestState | null {
  const from = stateOf(request);
  if (kind === 'quote') {
    if (from === 'quoted') return null;
    requireStep(request, 'quoted');
    return 'quoted';
  }
  if (from === 'confirmed') return 'invoiced';
  if (from === 'ordered') return null;
  requireStep(request, 'ordered');
  return 'ordered';
}

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
