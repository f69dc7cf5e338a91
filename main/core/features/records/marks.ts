/** What is said of a record beside its name wherever it is listed: only here yet, held by head office, a question waits for this person. */
import type { CollectionName } from '../../../../shared/domain/record.ts';
import type { SqlValue } from '../../store/types.ts';
import type { Work } from '../procedures.ts';

interface Listed {
  readonly id: string;
  /** 1: changes of it wait to be confirmed. */
  readonly pending: number;
}

export type Marked<Row extends Listed> = Omit<Row, 'pending'> & {
  pending: boolean;
  held: string | null;
  needsYou: boolean;
};

interface MarkRow {
  readonly collection: CollectionName;
  readonly id: string;
  /** The server's reason; null: it is an open review. */
  readonly held: string | null;
}

/**
 * Both sets are small, and looked into for the window's own records alone. A row per parked group and open review, the oldest group first:
 * its reason is the one that is shown, as on the record's page. Reviews of others wait for others.
 */
export const marksQuery = `
  WITH shown AS (SELECT json_extract(value, '$[0]') AS collection, json_extract(value, '$[1]') AS id FROM json_each(:records))
  SELECT collection, id, held FROM (
    SELECT r.collection, r.id, coalesce(o.reason, 'invalid') AS held, r.n
    FROM shown s CROSS JOIN outbox_records r ON r.collection = s.collection AND r.id = s.id CROSS JOIN outbox o ON o.n = r.n
    WHERE o.state = 'parked'
    UNION ALL
    SELECT s.collection, s.id, NULL, 0
    FROM shown s CROSS JOIN reviews v ON v.record_id = s.id
    WHERE v.deleted = 0 AND v.status = 'open' AND (v.decider_id = :personId OR v.decider_id IS NULL)
      AND json_extract(v.body, '$.collection') = s.collection
  ) ORDER BY n`;

/** The rows of one window with their marks, by one query beside the core's own thread. */
export async function withMarks<Row extends Listed>(
  work: Work,
  rows: readonly Row[],
  collectionOf: (row: Row) => CollectionName,
  signal: AbortSignal,
): Promise<Marked<Row>[]> {
  if (rows.length === 0) return [];
  const parameters = parametersOf(work, rows, collectionOf);
  return mark(rows, collectionOf, await work.store.readInWorker<MarkRow>(marksQuery, parameters, signal));
}

function parametersOf<Row extends Listed>(
  work: Work,
  rows: readonly Row[],
  collectionOf: (row: Row) => CollectionName,
): Record<string, SqlValue> {
  return { personId: work.person().id, records: JSON.stringify(rows.map((row) => [collectionOf(row), row.id])) };
}

function mark<Row extends Listed>(
  rows: readonly Row[],
  collectionOf: (row: Row) => CollectionName,
  found: readonly MarkRow[],
): Marked<Row>[] {
  const marksByRecord = Map.groupBy(found, ({ collection, id }) => `${collection}/${id}`);
  return rows.map((row) => {
    const marks = marksByRecord.get(`${collectionOf(row)}/${row.id}`) ?? [];
    return {
      ...row,
      pending: row.pending === 1,
      held: marks.find(({ held }) => held !== null)?.held ?? null,
      needsYou: marks.some(({ held }) => held === null),
    };
  });
}
