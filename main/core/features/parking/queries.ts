/** Decisions about a person's own held work: synced records, here without a line too. */
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
