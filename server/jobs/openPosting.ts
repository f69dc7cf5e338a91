/**
 * Opening the books is an administrator's act. After a restore it would give numbers again that are on paper, unless everything that was given
 * since the backup is known: until then it is refused, or the administrator says where the paper ends (SYNC-33).
 */
import type { Clock } from '../../shared/base/clock.ts';
import type { RestoredReport } from '../../shared/contract/restored.ts';
import { readRestoredReport } from '../facts/report.ts';
import { raiseSeries } from '../facts/takeInvoices.ts';
import type { Database, Transaction } from '../store/database.ts';
import { readEpochs } from '../sync/epochs.ts';
import { yearOfBooks } from './postOrders.ts';
import {
  IS_UNPOSTED_INVOICE,
  IS_UNPOSTED_ORDER,
  readInvoicedBy,
  readPostingState,
  type PostingState,
} from './posting.ts';
import { beginByInvoices } from './sales.ts';

export interface LegalNumber {
  readonly year: number;
  readonly serial: number;
}

/** A year of which numbers may be on paper that are not known, and the last one that is; 0: none. */
export interface ConcernedYear {
  readonly year: number;
  readonly last: number;
}

export interface OpenedPosting {
  readonly before: PostingState;
  /** null: posting is open now. */
  readonly refusal:
    | null
    /** Devices that may hold later numbers have not come, or it is not known whose some numbers are. */
    | { readonly reason: 'unaccounted'; readonly years: readonly ConcernedYear[] }
    /** The last numbers on paper were given, but not of these years: theirs may be given again. */
    | { readonly reason: 'year_missing'; readonly years: readonly ConcernedYear[] }
    /** A number that was given as the last on paper is lower than one that is known, or far beyond them all. */
    | { readonly reason: 'below_known' | 'far_beyond'; readonly year: number; readonly last: number }
    | { readonly reason: 'never_restored' };
  readonly report: RestoredReport;
}

/** Further beyond the last known number than any company posts between two backups: a slip of the hand would burn the books of a year. */
const BEYOND_MAXIMUM = 100_000;

/**
 * The first time, what is invoiced already (confirmed orders, or issued invoices) is left to the books that it is in.
 * @param clock Says which year of the books it is.
 * @param lastOnPaper After a restore: numbering goes on behind these, whoever has not come yet. One for each year that is concerned, of several the
 * highest counts. A serial of 0: none of that year is on paper.
 */
export function openPosting(
  database: Database,
  clock: Clock,
  { lastOnPaper = [] }: { readonly lastOnPaper?: readonly LegalNumber[] } = {},
): Promise<OpenedPosting> {
  return database.transaction(async (transaction) => {
    await transaction.rows('SELECT 1 FROM installation FOR UPDATE');
    const before = await readPostingState(transaction);
    const named = highestByYear(lastOnPaper);
    const refusal = refusalOf(before, await readRestoredReport(transaction), named, yearOfBooks(clock.now()));
    if (refusal === null) {
      await raiseSeries(transaction, named);
      await open(transaction, before);
    }
    return { before, refusal, report: await readRestoredReport(transaction) };
  });
}

function highestByYear(numbers: readonly LegalNumber[]): Map<number, number> {
  const serials = new Map<number, number>();
  for (const { year, serial } of numbers) serials.set(year, Math.max(serial, serials.get(year) ?? 0));
  return serials;
}

function refusalOf(
  before: PostingState,
  report: RestoredReport,
  named: ReadonlyMap<number, number>,
  thisYear: number,
): OpenedPosting['refusal'] {
  const { restoredAt, books } = report;
  if (restoredAt === null) return named.size > 0 ? { reason: 'never_restored' } : null;
  for (const [year, serial] of named) {
    const last = books.find((book) => book.year === year)?.last ?? 0;
    if (serial < last) return { reason: 'below_known', year, last };
    if (serial > last + BEYOND_MAXIMUM) return { reason: 'far_beyond', year, last };
  }
  if (before === 'open') return null;
  const years = concernedYears(report, thisYear).filter(({ year }) => !named.has(year));
  if (years.length === 0) return null;
  return { reason: named.size === 0 ? 'unaccounted' : 'year_missing', years };
}

/**
 * Those with numbers of which nobody knows whose they are. While devices are awaited also each from the last year that is known up to the one in which
 * posting would go on: what they hold may lie in any of them.
 */
function concernedYears({ books, awaited }: RestoredReport, thisYear: number): ConcernedYear[] {
  const years = new Set(books.filter(({ missing }) => missing.length > 0).map(({ year }) => year));
  const lastKnown = books.findLast(({ year }) => year <= thisYear)?.year ?? thisYear;
  if (awaited.length > 0) for (let year = lastKnown; year <= thisYear; year += 1) years.add(year);
  return [...years]
    .toSorted((a, b) => a - b)
    .map((year) => ({ year, last: books.find((book) => book.year === year)?.last ?? 0 }));
}

async function open(transaction: Transaction, before: PostingState): Promise<void> {
  if (before === 'open') return;
  const { current } = await readEpochs(transaction);
  if (before === 'never opened') {
    // Issued invoices are left to the books that they are in either way; an order that is no invoice itself may still be invoiced, and never becomes one.
    const isByOrder = (await readInvoicedBy(transaction)) === 'order';
    const left = [IS_UNPOSTED_INVOICE, ...(isByOrder ? [IS_UNPOSTED_ORDER] : [])];
    for (const condition of left)
      await transaction.rows(
        `INSERT INTO postings (order_id, epoch) SELECT r.id, $1 FROM records r WHERE ${condition} ON CONFLICT DO NOTHING`,
        [current.number],
      );
    if (!isByOrder) await beginByInvoices(transaction, current.number);
  }
  await transaction.rows('UPDATE installation SET posting_epoch = $1', [current.number]);
}
