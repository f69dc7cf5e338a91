/** The books as far as this server has heard of them: numbers that it gave, and that came back to it after a restore. */
import type { Queryable } from '../store/database.ts';

export interface Book {
  readonly year: number;
  /** The last number that is known to have been given. */
  readonly last: number;
  /** Ranges of numbers up to there of which nobody knows whose they are; both ends included. */
  readonly missing: readonly [number, number][];
}

/** In the order of years. */
export async function readBooks(database: Queryable): Promise<Book[]> {
  const rows = await database.rows<{ year: number; last: number; missing: [number, number][] }>(
    `WITH known AS (
       SELECT year, serial FROM postings WHERE year IS NOT NULL
       UNION SELECT year, serial FROM restored_facts WHERE year IS NOT NULL
       -- One behind the last closes the last range.
       UNION SELECT year, serial + 1 FROM posting_series
     ), gaps AS (
       SELECT year, coalesce(lag(serial) OVER w, 0) + 1 AS first, serial - 1 AS last FROM known WINDOW w AS (PARTITION BY year ORDER BY serial)
     )
     SELECT s.year, s.serial AS last, coalesce(
       (SELECT json_agg(json_build_array(g.first, g.last) ORDER BY g.first) FROM gaps g WHERE g.year = s.year AND g.first <= g.last), '[]') AS missing
     FROM posting_series s ORDER BY s.year`,
  );
  return rows;
}
