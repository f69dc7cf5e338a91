/**
 * A window over two lists, one behind the other, as row numbers (`place`): what has a value, in the order of an index of values, and behind it what has none. Sorted as one, SQLite would
 * read and sort all of both. For windows near the beginning: it is walked up to there.
 */
export interface OneBehindOther {
  /** A SELECT of `place` and of what `sorted` names; its ORDER BY is `sorted`. */
  readonly first: string;
  /** Terms of an ORDER BY, by the names that the first SELECT gives. */
  readonly sorted: string;
  /** A SELECT of `place` alone, with its ORDER BY. */
  readonly rest: string;
  /** A condition without which nothing is read, and nothing answered. */
  readonly isWanted?: string | undefined;
}

/** Binds `:limit` and `:offset`. */
export function oneBehindOther({ first, sorted, rest, isWanted }: OneBehindOther): string {
  const before = '(SELECT count(*) FROM before)';
  // By its limits: SQLite would walk all of a list of which a condition says at each row that nothing of it is wanted.
  const limited = (limit: string): string => (isWanted === undefined ? limit : `iif(${isWanted}, ${limit}, 0)`);
  return `WITH before AS MATERIALIZED (${first} ORDER BY ${sorted} LIMIT ${limited(':offset + :limit')})
    SELECT place FROM (SELECT place FROM before ORDER BY ${sorted} LIMIT :limit OFFSET :offset)
    UNION ALL
    SELECT place FROM (${rest} LIMIT ${limited(`:limit - max(0, ${before} - :offset)`)} OFFSET max(0, :offset - ${before}))`;
}
