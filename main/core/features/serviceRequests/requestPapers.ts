/** The papers that were made of a request, as they stand: its quote, and the orders that bill it. */
import type { IsoDate } from '../../../../shared/base/clock.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import { elementsOf, textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { isQuoteExpired } from '../../../../shared/domain/salesDocuments/quote.ts';
import type { HeldRecord } from '../../store/types.ts';
import type { Work } from '../procedures.ts';
import { ordersOfPartsQuery } from './queries.ts';

/** The one that was made last; null where there is none, or it is gone, or not held here. */
export function newestQuote(work: Work, { body }: Pick<HeldRecord, 'body'>): HeldRecord | null {
  return heldPaper(work, textOf(body, 'quoteId'), 'quote');
}

/** Does it still ask for the customer's answer, or bind with an order that stands? Then no other is made beside it. */
export function isQuoteOpen(work: Work, quote: HeldRecord, today: IsoDate): boolean {
  const { body } = quote;
  if (body['state'] === 'accepted') return orderOf(work, quote) !== null;
  return body['state'] === 'draft' || (body['state'] === 'sent' && !isQuoteExpired(body, today));
}

/** What came of a quote, unless it is gone or was cancelled. */
export function orderOf(work: Work, quote: HeldRecord): HeldRecord | null {
  const order = heldPaper(work, textOf(quote.body, 'orderId'), 'order');
  return order === null || order.body['state'] === 'cancelled' ? null : order;
}

/**
 * Every order of the job that stands: of its quote first, then those that the request names, in the order in which they were made, then whatever else has these very
 * parts: a draft that was removed comes back as a new one. One that was cancelled does not stand.
 */
export function standingOrders(work: Work, request: Pick<HeldRecord, 'body'>): HeldRecord[] {
  const quote = newestQuote(work, request);
  const ofQuote = quote === null ? null : orderOf(work, quote);
  const { body } = request;
  const own = [...textsOf(body, 'earlierOrderIds'), textOf(body, 'orderId')].map((id) => heldPaper(work, id, 'order'));
  const orders = [ofQuote, ...own, ...ordersOfParts(work, body)]
    .filter((order) => order !== null)
    .filter((order) => !isCancelled(order));
  return orders.filter(({ id }, place) => orders.findIndex((other) => other.id === id) === place);
}

/** The fields that name an order as the one made last. @param before Every order that bills the job beside it. */
export function linkTo(body: RecordBody, orderId: RecordId, before: readonly RecordId[]): RecordBody {
  const earlier = [...new Set([...textsOf(body, 'earlierOrderIds'), ...before])].filter((id) => id !== orderId);
  return { orderId, ...(earlier.length > 0 ? { earlierOrderIds: earlier } : {}) };
}

function ordersOfParts(work: Work, body: RecordBody): (HeldRecord | null)[] {
  const customerId = textOf(body, 'customerId');
  const parts = elementsOf(body, 'partsUsed').flatMap((part) => textOf(part, 'id') ?? []);
  if (customerId === null || parts.length === 0) return [];
  return work.store.read
    .all<{ id: string }>(ordersOfPartsQuery, { customerId, parts: JSON.stringify(parts) })
    .map(({ id }) => heldPaper(work, id, 'order'));
}

const isCancelled = ({ body }: HeldRecord): boolean => body['state'] === 'cancelled';

function heldPaper({ store: { read } }: Work, id: string | null, kind: 'quote' | 'order'): HeldRecord | null {
  const record = id === null ? null : read.record({ collection: 'salesDocuments', id });
  return record && !record.deleted && record.kind === kind ? record : null;
}
