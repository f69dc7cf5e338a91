/**
 * The papers that follow an order: which lines go on them, at which prices. Pure, so that the window shows beforehand what the command will write.
 * Prices, discounts and taxes are the order's own: nobody prices a sale twice.
 */
import type { IsoDate } from '../../base/clock.ts';
import { createError } from '../../base/errors.ts';
import { elementsOf, integerOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { freightOfInvoice } from './freight.ts';
import { orderProgress, type ChainDocument, type LineProgress, type OrderProgress } from './orderProgress.ts';

/** So much of one line of the order; × 1,000. */
export interface ChosenLine {
  readonly orderLineId: string;
  readonly quantity: number;
  /** Of a line that comes back. */
  readonly reason?: string | undefined;
}

export type OpenField = 'toDeliver' | 'toInvoice' | 'returnable';

/** Everything that is open, line by line. */
export const openLines = ({ lines }: OrderProgress, field: OpenField): ChosenLine[] =>
  lines.flatMap((line) => (line[field] > 0 ? [{ orderLineId: line.lineId, quantity: line[field] }] : []));

/** What is open, and is on the given delivery (invoice): an invoice of one delivery, a return of one invoice. */
export function openLinesOf(progress: OrderProgress, field: OpenField, document: RecordBody): ChosenLine[] {
  const there = new Map<string, number>();
  for (const line of elementsOf(document, 'lines')) {
    const id = textOf(line, 'orderLineId') ?? '';
    there.set(id, (there.get(id) ?? 0) + (integerOf(line, 'quantity') ?? 0));
  }
  return openLines(progress, field).flatMap(({ orderLineId, quantity }) => {
    const least = Math.min(quantity, there.get(orderLineId) ?? 0);
    return least > 0 ? [{ orderLineId, quantity: least }] : [];
  });
}

/**
 * Refuses more than is open. A machine can only refuse by what it holds: what another one did without a line is seen afterwards (`deliveredTooMuch`).
 * @throws PeyvandError `quantity_exceeds_open` with `lines` (element ids of the order), `document_empty`, `not_found` for a line that the order has not.
 */
export function requireOpen(progress: OrderProgress, field: OpenField, chosen: readonly ChosenLine[]): void {
  if (chosen.length === 0) throw createError('document_empty', {});
  const linesById = new Map(progress.lines.map((line) => [line.lineId, line]));
  const wantedById = new Map<string, number>();
  for (const { orderLineId, quantity } of chosen) {
    if (!linesById.has(orderLineId)) throw createError('not_found', { collection: 'salesDocuments', id: orderLineId });
    if (!Number.isSafeInteger(quantity) || quantity <= 0)
      throw createError('invalid_input', { reason: 'quantity', path: orderLineId });
    if (wantedById.has(orderLineId)) throw createError('invalid_input', { reason: 'twice', path: orderLineId });
    wantedById.set(orderLineId, quantity);
  }
  const exceeding = [...wantedById].filter(([id, quantity]) => quantity > openOf(linesById.get(id), field));
  if (exceeding.length > 0) throw createError('quantity_exceeds_open', { lines: exceeding.map(([id]) => id) });
}

const openOf = (line: LineProgress | undefined, field: OpenField): number => line?.[field] ?? 0;

export interface NextDocument {
  readonly orderId: string;
  readonly order: RecordBody;
  readonly chosen: readonly ChosenLine[];
  readonly issuedOn: IsoDate;
}

export function deliveryBody({ orderId, order, chosen, issuedOn }: NextDocument): RecordBody {
  const deliveryAddress = textOf(order, 'deliveryAddress');
  return {
    ...headOf(orderId, order, issuedOn),
    lines: linesOf(order, chosen, GOODS),
    ...(deliveryAddress === null ? {} : { deliveryAddress }),
  };
}

/**
 * The document's discount is a percentage and goes along; of the freight it bears its part (`freight.ts`).
 * @param documents Those of the order that are here.
 */
export function invoiceBody(
  { orderId, order, chosen, issuedOn }: NextDocument,
  documents: readonly ChainDocument[],
): RecordBody {
  const body: RecordBody = {
    ...headOf(orderId, order, issuedOn),
    ...pick(order, ['currency', 'discountPercentage', 'paymentDays', 'payment']),
    lines: linesOf(order, chosen, PRICED),
  };
  const { lines } = progressWithDrafts(order, [...documents, { kind: 'invoice', body }]);
  const freight = freightOfInvoice(
    order,
    chosen,
    documents,
    lines.every(({ toInvoice }) => toInvoice === 0),
  );
  return freight === null ? body : { ...body, freight: { ...freight } };
}

export const returnBody = ({ orderId, order, chosen, issuedOn }: NextDocument): RecordBody => ({
  ...headOf(orderId, order, issuedOn),
  ...pick(order, ['currency', 'discountPercentage']),
  lines: linesOf(order, chosen, PRICED),
});

/** The order that a customer's yes makes of a quote: its lines, prices and terms as they were quoted. */
export const orderOfQuote = (quoteId: string, quote: RecordBody, orderedOn: IsoDate): RecordBody => ({
  ...pick(quote, [
    'customerId',
    'ownerId',
    'currency',
    'lines',
    'discountPercentage',
    'freight',
    'deliverOn',
    'paymentDays',
    'payment',
    'deliveryAddress',
    'note',
  ]),
  quoteId,
  orderedOn,
  state: 'draft',
});

/** The same of an order that was removed and comes back: as it was, also without what had been taken out of it since. */
export const orderBegunAgain = (quoteId: string, draft: RecordBody, orderedOn: IsoDate): RecordBody => ({
  orderedOn,
  ...draft,
  quoteId,
  state: 'draft',
});

/** Progress with a paper that is not out yet counted as if it were: what is proposed next leaves it out. */
export const progressWithDrafts = (order: RecordBody, documents: readonly ChainDocument[]): OrderProgress =>
  orderProgress(
    order,
    documents.map(({ kind, body }) =>
      body['state'] === 'draft' && Object.hasOwn(OUT, kind)
        ? { kind, body: { ...body, state: OUT[kind] ?? '' } }
        : { kind, body },
    ),
  );

const OUT: Readonly<Record<string, string>> = { delivery: 'delivered', invoice: 'issued', return: 'accepted' };
const GOODS = ['productId', 'productName', 'unit', 'saidIn'] as const;
const PRICED = [...GOODS, 'unitPrice', 'discountPercentage', 'taxPercentage'] as const;

const headOf = (orderId: string, order: RecordBody, issuedOn: IsoDate): RecordBody => ({
  ...pick(order, ['customerId', 'ownerId']),
  orderId,
  state: 'draft',
  issuedOn,
});

/** In the order's own order, and under its own element ids: so a line is the same on every paper. */
function linesOf(order: RecordBody, chosen: readonly ChosenLine[], fields: readonly string[]): RecordBody[] {
  const chosenById = new Map(chosen.map((line) => [line.orderLineId, line]));
  return elementsOf(order, 'lines').flatMap((line) => {
    const found = chosenById.get(textOf(line, 'id') ?? '');
    return found
      ? [
          {
            ...pick(line, ['id', 'order', ...fields]),
            orderLineId: found.orderLineId,
            quantity: found.quantity,
            ...(found.reason === undefined ? {} : { reason: found.reason }),
          },
        ]
      : [];
  });
}

const pick = (body: RecordBody, fields: readonly string[]): RecordBody =>
  Object.fromEntries(fields.flatMap((field) => (body[field] === undefined ? [] : [[field, body[field]]])));
