/**
 * What the papers of an order add up to, line by line, in the order in which they went out. Most of it does not depend on that order; one thing does:
 * whether goods that came back had been invoiced by then. If not, they never will be; if so, they stay invoiced and are a credit.
 */
import { elementsOf, integerOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { documentDay } from './documentStates.ts';

export interface ChainDocument {
  /** Where it is known, a return is held against the delivery that it names. */
  readonly id?: string | undefined;
  readonly kind: string;
  readonly body: RecordBody;
}

/** Of one line of the order; quantities × 1,000. */
export interface Counted {
  delivered: number;
  invoiced: number;
  returned: number;
  /** Of what was returned: to be sent once more. */
  toReplace: number;
  /** Given back for money before it was invoiced. */
  returnedUninvoiced: number;
}

export interface ChainTally {
  /** By element id of the order's line. */
  readonly lines: ReadonlyMap<string, Readonly<Counted>>;
  /** Of each return, by element id of the order's line: what of it was not invoiced. Those of which all was are absent. */
  readonly uninvoiced: ReadonlyMap<ChainDocument, ReadonlyMap<string, number>>;
}

export const NOTHING_COUNTED: Counted = {
  delivered: 0,
  invoiced: 0,
  returned: 0,
  toReplace: 0,
  returnedUninvoiced: 0,
};

/** Goods or money have moved by it. A quote is only a word. */
export const isOut = ({ kind, body }: ChainDocument): boolean =>
  (kind === 'delivery' && body['state'] === 'delivered') ||
  (kind === 'invoice' && body['state'] === 'issued') ||
  (kind === 'return' && (body['state'] === 'accepted' || body['state'] === 'received'));

export function tallyChain(order: RecordBody, documents: readonly ChainDocument[]): ChainTally {
  const inTime = documents.filter(isOut).toSorted(byTime);
  const lines = new Map<string, Counted>();
  // How much of each delivery is not invoiced, of those invoices that say what they are of.
  const openOfDeliveries = new Map<string, number>();
  const uninvoiced: Uninvoiced[] = [];
  for (const document of inTime) {
    const { kind, body, id } = document;
    for (const { lineId, quantity } of linesOf(body)) {
      const counted = lines.get(lineId) ?? { ...NOTHING_COUNTED };
      lines.set(lineId, counted);
      const named = kind === 'delivery' ? (id ?? null) : textOf(body, 'deliveryId');
      const shelf = named === null ? null : `${named} ${lineId}`;
      const add = (change: number): void => {
        if (shelf !== null && (kind === 'delivery' || openOfDeliveries.has(shelf)))
          openOfDeliveries.set(shelf, (openOfDeliveries.get(shelf) ?? 0) + change);
      };
      if (kind === 'delivery') counted.delivered += quantity;
      if (kind === 'invoice') counted.invoiced += quantity;
      if (kind !== 'return') {
        add(kind === 'delivery' ? quantity : -quantity);
        continue;
      }
      counted.returned += quantity;
      if (body['remedy'] === 'replacement') {
        counted.toReplace += quantity;
        continue;
      }
      if (textOf(body, 'invoiceId') !== null) continue;
      const openOfOrder = deliveredBy(order, documents, lineId, counted) - counted.toReplace - counted.invoiced;
      const open = Math.min(
        openOfOrder - counted.returnedUninvoiced,
        (shelf === null ? undefined : openOfDeliveries.get(shelf)) ?? Infinity,
      );
      const never = Math.min(quantity, Math.max(0, open));
      counted.returnedUninvoiced += never;
      add(-never);
      uninvoiced.push({ document, lineId, quantity: never });
    }
  }
  letInvoicesPrevail(order, lines, uninvoiced);
  return { lines, uninvoiced: byDocument(uninvoiced) };
}

interface Uninvoiced {
  readonly document: ChainDocument;
  readonly lineId: string;
  quantity: number;
}

/** Whoever invoiced all of it did not know that some had come back: then that was invoiced, too. The last return gives way first. */
function letInvoicesPrevail(order: RecordBody, lines: ReadonlyMap<string, Counted>, uninvoiced: Uninvoiced[]): void {
  for (const line of elementsOf(order, 'lines')) {
    const lineId = textOf(line, 'id') ?? '';
    const counted = lines.get(lineId);
    if (counted === undefined) continue;
    const room = Math.max(0, (integerOf(line, 'quantity') ?? 0) - counted.invoiced);
    for (const item of uninvoiced.filter((found) => found.lineId === lineId).toReversed()) {
      const less = Math.min(item.quantity, Math.max(0, counted.returnedUninvoiced - room));
      item.quantity -= less;
      counted.returnedUninvoiced -= less;
    }
  }
}

function byDocument(uninvoiced: readonly Uninvoiced[]): Map<ChainDocument, Map<string, number>> {
  const found = new Map<ChainDocument, Map<string, number>>();
  for (const { document, lineId, quantity } of uninvoiced) {
    if (quantity === 0) continue;
    const lines = found.get(document) ?? new Map<string, number>();
    lines.set(lineId, (lines.get(lineId) ?? 0) + quantity);
    found.set(document, lines);
  }
  return found;
}

/** An order of the time before delivery notes says by its own day that all of it went out. */
export const isDeliveredWhole = (order: RecordBody, documents: readonly ChainDocument[]): boolean =>
  textOf(order, 'deliveredOn') !== null && !documents.some(({ kind }) => kind === 'delivery');

function deliveredBy(
  order: RecordBody,
  documents: readonly ChainDocument[],
  lineId: string,
  { delivered }: Counted,
): number {
  if (!isDeliveredWhole(order, documents)) return delivered;
  const line = elementsOf(order, 'lines').find((found) => textOf(found, 'id') === lineId);
  return (line && integerOf(line, 'quantity')) ?? 0;
}

const linesOf = (body: RecordBody): { lineId: string; quantity: number }[] =>
  elementsOf(body, 'lines').flatMap((line) => {
    const lineId = textOf(line, 'orderLineId');
    const quantity = integerOf(line, 'quantity') ?? 0;
    return lineId === null || quantity <= 0 ? [] : [{ lineId, quantity }];
  });

const OUT_SINCE: Readonly<Record<string, string>> = {
  delivery: 'deliveredAt',
  invoice: 'issuedAt',
  return: 'acceptedAt',
};
const RANK: Readonly<Record<string, number>> = { delivery: 0, invoice: 1, return: 2 };

/** By the papers' own words, the same on every machine. Of one moment goods go before they are invoiced, and are invoiced before they come back. */
const byTime = (one: ChainDocument, other: ChainDocument): number =>
  compareText(outSince(one), outSince(other)) ||
  (RANK[one.kind] ?? 0) - (RANK[other.kind] ?? 0) ||
  compareText(one.id ?? '', other.id ?? '');

const outSince = ({ kind, body }: ChainDocument): string =>
  textOf(body, OUT_SINCE[kind] ?? '') ?? documentDay(body) ?? '';

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
