/** Clashes that wait for a person, or have been decided. */
import type { ListQuery } from '../live.ts';

export interface ReviewListRow {
  readonly id: string;
  readonly status: string | null;
  readonly createdAt: string;
  /** JSON. */
  readonly body: string;
  readonly mineAuthorName: string | null;
  readonly theirsAuthorName: string | null;
  readonly decidedByName: string | null;
}

/** The newest open one of a record that waits for this person, by the index of those: as `marksQuery` finds it for lists. */
export const waitingReviewQuery = `
  SELECT v.id, theirs.name AS theirsAuthorName
  FROM reviews v LEFT JOIN organisation theirs ON theirs.id = json_extract(v.body, '$.theirsAuthorId')
  WHERE v.record_id = :id AND v.deleted = 0 AND v.status = 'open' AND (v.decider_id = :personId OR v.decider_id IS NULL)
    AND json_extract(v.body, '$.collection') = :collection
  ORDER BY v.created_at DESC, v.id DESC LIMIT 1`;

/** One window, newest first. Open ones are those that wait for this person; decided ones all that are held here. */
export function reviewListQuery(
  input: { readonly offset: number; readonly limit: number; readonly open: boolean },
  personId: string,
): ListQuery {
  const where = input.open
    ? `r.deleted = 0 AND r.status = 'open' AND (r.decider_id = :personId OR r.decider_id IS NULL)`
    : `r.deleted = 0 AND r.status <> 'open'`;
  return {
    count: `SELECT count(*) AS total FROM reviews r WHERE ${where}`,
    rows: `
      SELECT r.id, r.status, r.created_at AS createdAt, r.body, mine.name AS mineAuthorName, theirs.name AS theirsAuthorName,
        decider.name AS decidedByName
      FROM reviews r
      LEFT JOIN organisation mine ON mine.id = json_extract(r.body, '$.mineAuthorId')
      LEFT JOIN organisation theirs ON theirs.id = json_extract(r.body, '$.theirsAuthorId')
      LEFT JOIN organisation decider ON decider.id = json_extract(r.body, '$.decidedBy')
      WHERE ${where} ORDER BY r.created_at DESC, r.id DESC LIMIT :limit OFFSET :offset`,
    parameters: { offset: input.offset, limit: input.limit, personId },
  };
}
