/**
 * Opening the books is an administrator's act. After a restore it would give numbers again that are on paper, unless everything that was given
 * since the backup is known: until then it is refused, or the administrator says where the paper ends (SYNC-33).
 */
import type { RestoredReport } from '../../shared/contract/restored.ts';
import { readRestoredReport } from '../facts/report.ts';
import { raiseSeries } from '../facts/takeInvoices.ts';
import type { Database, Transaction } from '../store/database.ts';
import { readEpochs } from '../sync/epochs.ts';
import { IS_UNPOSTED, readPostingState, type PostingState } from './posting.ts';

export interface LegalNumber {
  readonly year: number;
  readonly serial: number;
}

export interface OpenedPosting {
  readonly before: PostingState;
  /** null: posting is open now. */
  readonly refusal:
    | null
    /** Devices that may hold later numbers have not come, or it is not known whose some numbers are. */
    | { readonly reason: 'unaccounted' }
    /** A number that was given as the last on paper is lower than one that is known, or far beyond them all. */
    | { readonly reason: 'below_known' | 'far_beyond'; readonly year: number; readonly last: number }
    | { readonly reason: 'never_restored' };
  readonly report: RestoredReport;
}

/** Further beyond the last known number than any company posts between two backups: a slip of the hand would burn the books of a year. */
const BEYOND_MAXIMUM = 100_000;

/**
 * The first time, the orders that are confirmed already are left to the books that they are in.
 * @param lastOnPaper After a restore: numbering goes on behind these, whoever has not come yet. A serial of 0: none of that year is on paper.
 */
export function openPosting(
  database: Database,
  { lastOnPaper = [] }: { readonly lastOnPaper?: readonly LegalNumber[] } = {},
): Promise<OpenedPosting> {
  return database.transaction(async (transaction) => {
    await transaction.rows('SELECT 1 FROM installation FOR UPDATE');
    const before = await readPostingState(transaction);
    const refusal = refusalOf(before, await readRestoredReport(transaction), lastOnPaper);
    if (refusal === null) {
      await raiseSeries(transaction, new Map(lastOnPaper.map(({ year, serial }) => [year, serial])));
      await open(transaction, before);
    }
    return { before, refusal, report: await readRestoredReport(transaction) };
  });
}

function refusalOf(
  before: PostingState,
  { restoredAt, books, awaited }: RestoredReport,
  lastOnPaper: readonly LegalNumber[],
): OpenedPosting['refusal'] {
  if (restoredAt === null) return lastOnPaper.length > 0 ? { reason: 'never_restored' } : null;
  const isAccounted = awaited.length === 0 && books.every(({ missing }) => missing.length === 0);
  if (lastOnPaper.length === 0) return before === 'open' || isAccounted ? null : { reason: 'unaccounted' };
  for (const { year, serial } of lastOnPaper) {
    const last = books.find((book) => book.year === year)?.last ?? 0;
    if (serial < last) return { reason: 'below_known', year, last };
    if (serial > last + BEYOND_MAXIMUM) return { reason: 'far_beyond', year, last };
  }
  return null;
}

async function open(transaction: Transaction, before: PostingState): Promise<void> {
  if (before === 'open') return;
  const { current } = await readEpochs(transaction);
  if (before === 'never opened')
    await transaction.rows(
      `INSERT INTO postings (order_id, epoch) SELECT r.id, $1 FROM records r WHERE ${IS_UNPOSTED} ON CONFLICT DO NOTHING`,
      [current.number],
    );
  await transaction.rows('UPDATE installation SET posting_epoch = $1', [current.number]);
}
