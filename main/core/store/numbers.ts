/** Printed numbers from blocks that the server leased to this device: `SERIES-CODE-nnnn`, each used at most once, in order. */
import { createError } from '../../../shared/base/errors.ts';
import type { NumberBlock } from '../../../shared/sync/protocol.ts';
import type { Connection } from './connection.ts';

/**
 * Of this device's present code alone: an earlier identity's numbers may be on another disk's paper too.
 * @throws PeyvandError `number_block_exhausted`: sync to get another block.
 */
export function takeNumber(connection: Connection, series: string, deviceCode: string): string {
  const block = connection.get<{ code: string; first: number; next: number }>(
    'SELECT code, first, next FROM number_blocks WHERE series = ? AND code = ? AND next <= last ORDER BY first LIMIT 1',
    [series, deviceCode],
  );
  if (!block) throw createError('number_block_exhausted', { series });
  connection.run('UPDATE number_blocks SET next = next + 1 WHERE series = ? AND code = ? AND first = ?', [
    series,
    block.code,
    block.first,
  ]);
  return printedNumber(series, block.code, block.next);
}

/** At least four digits, as people expect on paper; more when the number needs them. */
export const printedNumber = (series: string, code: string, n: number): string =>
  `${series}-${code}-${String(n).padStart(4, '0')}`;

/**
 * Keeps the blocks that the server says are in hand. A block that is known stays as far used as it is; one that overlaps what is known (a restored
 * server may lease it twice) is cut to what is new, so that no number is ever given twice. What lies before the first of them is used up: of
 * a disk that was restored the server knows more than the disk.
 */
export function addNumberBlocks(connection: Connection, blocks: readonly NumberBlock[]): void {
  for (const { series, code, first, last } of blocks) {
    const known = connection.all<{ first: number; last: number }>(
      'SELECT first, last FROM number_blocks WHERE series = ? AND code = ? ORDER BY first',
      [series, code],
    );
    const unused = Math.min(
      ...blocks.filter((other) => other.series === series && other.code === code).map((other) => other.first),
    );
    connection.run(
      'UPDATE number_blocks SET next = min(last + 1, ?) WHERE series = ? AND code = ? AND next < min(last + 1, ?)',
      [unused, series, code, unused],
    );
    for (const part of withoutKnown({ first, last }, known)) {
      connection.run('INSERT INTO number_blocks (series, code, first, last, next) VALUES (?, ?, ?, ?, ?)', [
        series,
        code,
        part.first,
        part.last,
        part.first,
      ]);
    }
  }
}

/** The highest number used of every series and code, 0 where none is. */
export function numbersUsed(connection: Connection): { series: string; code: string; last: number }[] {
  return connection.all(
    'SELECT series, code, max(CASE WHEN next > first THEN next - 1 ELSE 0 END) AS last FROM number_blocks GROUP BY series, code ORDER BY series, code',
  );
}

interface Range {
  readonly first: number;
  readonly last: number;
}

/** `known` in order and without overlaps. */
function withoutKnown(range: Range, known: readonly Range[]): Range[] {
  const parts: Range[] = [];
  let { first } = range;
  for (const block of known) {
    if (block.last < first || block.first > range.last) continue;
    if (block.first > first) parts.push({ first, last: block.first - 1 });
    first = block.last + 1;
  }
  if (first <= range.last) parts.push({ first, last: range.last });
  return parts;
}
