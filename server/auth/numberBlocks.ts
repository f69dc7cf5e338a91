/** Blocks of printed numbers, leased to devices ahead of need (SYNC.md, "Numbers"). Two in hand per series, refilled early. */
import type { RecordId } from '../../shared/base/id.ts';
import { NUMBER_SERIES } from '../../shared/sync/numberSeries.ts';
import type { NumberBlock } from '../../shared/sync/protocol.ts';
import type { Queryable, Transaction } from '../store/database.ts';

const BLOCK_SIZE = 100;
const BLOCKS_IN_HAND = 2;
/** Printed numbers have nine digits at the most: a device that reports more is out of its mind, and is not followed there. */
const LARGEST_REPORTED = 900_000_000;

export interface UsedNumber {
  readonly series: string;
  readonly code: string;
  readonly last: number;
}

/**
 * All that the device holds and has not used up, as blocks that begin behind what is known to be used, after leasing what is missing. The
 * caller holds the device's row lock.
 * A number that the device reports and this server does not know (it was restored) is reserved past.
 */
export async function leaseBlocks(
  transaction: Transaction,
  device: { readonly id: RecordId; readonly code: string },
  epoch: number,
  reported: readonly UsedNumber[] = [],
): Promise<NumberBlock[]> {
  const own = reported.filter(({ code, last }) => code === device.code && last <= LARGEST_REPORTED);
  if (own.length > 0) await noteUsed(transaction, own);
  const blocks = await blocksOf(transaction, device.id);
  for (const series of NUMBER_SERIES) {
    const inSeries = blocks.filter((block) => block.series === series);
    const highestReported = Math.max(0, ...own.filter((number) => number.series === series).map(({ last }) => last));
    let highest = Math.max(highestReported, ...inSeries.map(({ last }) => last));
    let inHand = inSeries.filter(({ used, last }) => used < last).length;
    for (; inHand < BLOCKS_IN_HAND; inHand += 1) {
      const block = { series, code: device.code, first: highest + 1, last: highest + BLOCK_SIZE, used: highest };
      await transaction.rows(
        'INSERT INTO number_blocks (series, code, first, last, used, device, epoch) VALUES ($1, $2, $3, $4, $5, $6, $7)',
        [block.series, block.code, block.first, block.last, block.used, device.id, epoch],
      );
      blocks.push(block);
      highest = block.last;
    }
  }
  return listInHand(blocks);
}

/** What {@link leaseBlocks} would give, read without a lock; null when something must be leased. */
export async function readBlocksInHand(
  database: Queryable,
  { id }: { readonly id: RecordId },
): Promise<NumberBlock[] | null> {
  const inHand = listInHand(await blocksOf(database, id));
  const isEnough = NUMBER_SERIES.every(
    (series) => inHand.filter((block) => block.series === series).length >= BLOCKS_IN_HAND,
  );
  return isEnough ? inHand : null;
}

const listInHand = (blocks: readonly KnownBlock[]): NumberBlock[] =>
  blocks
    .filter(({ used, last }) => used < last)
    .toSorted((a, b) => a.series.localeCompare(b.series) || a.first - b.first)
    .map(({ series, code, first, last, used }) => ({ series, code, first: Math.max(first, used + 1), last }));

/** Raises what is known to be used. The caller holds the row locks of the devices concerned. */
export async function noteUsed(transaction: Transaction, numbers: readonly UsedNumber[]): Promise<void> {
  await transaction.rows(
    `UPDATE number_blocks b SET used = greatest(b.used, least(b.last, u.last))
     FROM (SELECT series, code, max(last) AS last FROM unnest($1::text[], $2::text[], $3::int[]) AS t(series, code, last) GROUP BY 1, 2) u
     WHERE b.series = u.series AND b.code = u.code AND b.first <= u.last AND b.used < u.last`,
    [numbers.map(({ series }) => series), numbers.map(({ code }) => code), numbers.map(({ last }) => last)],
  );
}

/** `SERIES-CODE-nnnn` taken apart; null for any other text (an imported document keeps its own number). */
export function parsePrintedNumber(text: string): UsedNumber | null {
  const [, series, code, digits] = /^([A-Z]{2,8})-([2-9A-HJ-NP-Z]{4,8})-0*(\d{1,9})$/.exec(text) ?? [];
  return series !== undefined && code !== undefined && digits !== undefined
    ? { series, code, last: Number(digits) }
    : null;
}

/** `NUMBER/k`, k from 2: what the k-th paper is called on which a clone of the device had printed the same number. */
export function parseSuffixedNumber(text: string): { readonly printed: string; readonly copy: number } | null {
  const [, printed, digits] = /^(.+)\/([2-9]|[1-9]\d)$/.exec(text) ?? [];
  return printed !== undefined && digits !== undefined && parsePrintedNumber(printed)
    ? { printed, copy: Number(digits) }
    : null;
}

type KnownBlock = NumberBlock & { used: number };

const blocksOf = (database: Queryable, device: RecordId): Promise<KnownBlock[]> =>
  database.rows<KnownBlock>('SELECT series, code, first, last, used FROM number_blocks WHERE device = $1', [device]);
