/** Decisions about a person's own held work, and who makes them: synced records, here without a line too. */
import type { ListQuery } from '../live.ts';

export interface DecisionRow {
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

/** One window, newest first. */
export function decisionListQuery(
  input: { readonly offset: number; readonly limit: number },
  personId: string,
): ListQuery {
  const where = `r.deleted = 0 AND r.kind = 'decision' AND json_extract(r.body, '$.authorId') = :personId`;
  return {
    count: `SELECT count(*) AS total FROM reviews r WHERE ${where}`,
    rows: `
      SELECT r.id, r.body FROM reviews r WHERE ${where}
      ORDER BY json_extract(r.body, '$.decidedAt') DESC, r.id DESC LIMIT :limit OFFSET :offset`,
    parameters: { offset: input.offset, limit: input.limit, personId },
  };
}

export interface Decider {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
}

/** People who work here in one of these roles: those who can be called first, then in the order of the alphabet. More than three nobody calls. */
export const decidersQuery = `
  SELECT id, coalesce(name, '') AS name, nullif(json_extract(body, '$.phone'), '') AS phone FROM organisation
  WHERE deleted = 0 AND kind = 'person' AND role IN (SELECT value FROM json_each(:roles)) AND json_extract(body, '$.active') = 1
  ORDER BY phone IS NULL, name_sort, id LIMIT 3`;
