/**
 * Legal numbers that come back. What is in the books stays: a number that another order has by now, or an order that has another one, is written
 * down for the administrator and changes nothing. Whatever comes, numbering goes on behind the highest number heard of.
 */
import { instantToMilliseconds } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { invoiceNumber, invoiceText, type Invoice } from '../../shared/domain/salesDocuments/invoiceNumber.ts';
import type { BooksMark } from '../../shared/sync/serverFacts.ts';
import type { Transaction } from '../store/database.ts';
import { writeFact, type BroughtFact, type FactState } from './journal.ts';

export interface BroughtInvoice {
  readonly order: RecordId;
  readonly invoice: Invoice;
}

/** Whether it says what its parts say: the signature is over the text that follows from them. */
export const isSound = ({ number, year, serial }: Invoice): boolean =>
  year >= 1_000 && year <= 9_999 && number === invoiceNumber(year, serial);

/**
 * Signatures were checked before. Takes the locks of the series, in the place that posting has for them.
 * @returns parallel to the invoices. `waiting`: the books have it, the order does not carry it yet.
 */
export async function takeInvoices(
  transaction: Transaction,
  company: RecordId,
  brought: readonly BroughtInvoice[],
  by: { readonly device: RecordId; readonly epoch: number },
): Promise<FactState[]> {
  await raiseSeries(transaction, highestOf(brought.map(({ invoice }) => invoice)));
  const books = await readBooksOf(transaction, brought);
  const states: FactState[] = [];
  for (const item of brought) {
    const state = await takeOne(transaction, books, item, by.epoch);
    states.push(state);
    await writeFact(transaction, factOf(company, item), state, by);
  }
  return states;
}

/** How far numbers had gone, from a device that need not hold one of them. */
export const takeMark = (transaction: Transaction, { serials }: BooksMark): Promise<void> =>
  raiseSeries(transaction, new Map(Object.entries(serials).map(([year, serial]) => [Number(year), serial])));

/** Numbering goes on behind these. */
export async function raiseSeries(transaction: Transaction, serials: ReadonlyMap<number, number>): Promise<void> {
  const years = [...serials.keys()].toSorted((a, b) => a - b);
  await transaction.rows(
    `INSERT INTO posting_series (year, serial) SELECT * FROM unnest($1::int[], $2::int[])
     ON CONFLICT (year) DO UPDATE SET serial = greatest(posting_series.serial, excluded.serial)`,
    [years, years.map((year) => serials.get(year) ?? 0)],
  );
}

interface Books {
  /** Key of the number; null of an order that was left to other books. */
  readonly numberByOrder: Map<RecordId, string | null>;
  readonly orderByNumber: Map<string, RecordId>;
}

async function readBooksOf(transaction: Transaction, brought: readonly BroughtInvoice[]): Promise<Books> {
  const rows = await transaction.rows<{ order_id: string; year: number | null; serial: number | null }>(
    `SELECT order_id, year, serial FROM postings WHERE order_id = ANY($1::uuid[])
       OR (year, serial) IN (SELECT * FROM unnest($2::int[], $3::int[]))`,
    [
      brought.map(({ order }) => order),
      brought.map(({ invoice }) => invoice.year),
      brought.map(({ invoice }) => invoice.serial),
    ],
  );
  const keyed = rows.map(({ order_id, year, serial }) => ({
    order: order_id,
    number: year !== null && serial !== null ? invoiceNumber(year, serial) : null,
  }));
  return {
    numberByOrder: new Map(keyed.map(({ order, number }) => [order, number])),
    orderByNumber: new Map(keyed.flatMap(({ order, number }) => (number === null ? [] : [[number, order]]))),
  };
}

async function takeOne(
  transaction: Transaction,
  { numberByOrder, orderByNumber }: Books,
  { order, invoice }: BroughtInvoice,
  epoch: number,
): Promise<FactState> {
  const own = numberByOrder.get(order);
  const other = orderByNumber.get(invoice.number);
  if (own === invoice.number) return { state: 'known' };
  if (own) return contradicted('order_has_other_number', { order, number: own });
  if (other !== undefined) return contradicted('number_of_other_order', { order: other, number: invoice.number });
  // An order that was left to other books, and for which a number was signed all the same, has that number.
  await transaction.rows(
    `INSERT INTO postings (order_id, year, serial, posted_at, signature, epoch) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (order_id) DO UPDATE SET year = excluded.year, serial = excluded.serial, posted_at = excluded.posted_at,
       signature = excluded.signature, epoch = excluded.epoch WHERE postings.year IS NULL`,
    [order, invoice.year, invoice.serial, new Date(instantToMilliseconds(invoice.postedAt)), invoice.signature, epoch],
  );
  numberByOrder.set(order, invoice.number);
  orderByNumber.set(invoice.number, order);
  return { state: 'waiting', facts: { reason: 'order_missing' } };
}

const contradicted = (reason: string, facts: Readonly<Record<string, string>>): FactState => ({
  state: 'contradicted',
  facts: { reason, ...facts },
});

function highestOf(invoices: readonly Invoice[]): Map<number, number> {
  const highest = new Map<number, number>();
  for (const { year, serial } of invoices) highest.set(year, Math.max(serial, highest.get(year) ?? 0));
  return highest;
}

const factOf = (company: RecordId, { order, invoice }: BroughtInvoice): BroughtFact => {
  const { signature, ...unsigned } = invoice;
  return {
    kind: 'invoice',
    text: invoiceText(company, order, unsigned),
    signature,
    subject: order,
    year: invoice.year,
    serial: invoice.serial,
  };
};
