/**
 * A job that follows the feed, as a device does: a table of its own (`scope`, `seq`) says how far it has come in each scope, and is moved in the transaction
 * that writes what the job makes of what it read. The feed has no gaps and names every change where it lives, so nothing is passed over; it is restored with
 * the database, and two nodes read different scopes.
 */
import type { RecordId } from '../../shared/base/id.ts';
import type { CollectionName, ScopeId } from '../../shared/domain/record.ts';
import type { Queryable, Transaction } from '../store/database.ts';

/** One of the tables of cursors that migrations made. */
export type CursorTable = 'sales_credit_cursors' | 'stock_cursors' | 'posting_cursors';

export interface FedRow {
  readonly scope: ScopeId;
  readonly seq: number;
  readonly collection: CollectionName;
  readonly id: RecordId;
  /** A put that nothing has followed yet: the record is there, and is what it was then. */
  readonly isNewest: boolean;
}

export interface FedRows {
  readonly rows: readonly FedRow[];
  /** Puts the cursors behind these rows: the last but for the counters of scopes. */
  moveOn(): Promise<void>;
}

const SCOPES_AT_ONCE = 20;

/** Scopes that are new begin at nothing. @param like An SQL pattern that the scopes match. */
export async function beginCursors(database: Queryable, table: CursorTable, like = '%'): Promise<void> {
  await database.rows(
    `INSERT INTO ${table} (scope, seq) SELECT c.scope, 0 FROM scope_counters c
     WHERE c.scope LIKE $1 AND NOT EXISTS (SELECT 1 FROM ${table} k WHERE k.scope = c.scope) ORDER BY c.scope ON CONFLICT DO NOTHING`,
    [like],
  );
}

/** The next rows of some scopes' feeds, their cursors locked; null when there is nothing that another node is not at. */
export async function readFeed(transaction: Transaction, table: CursorTable, size: number): Promise<FedRows | null> {
  const cursors = await transaction.rows<{ scope: ScopeId; seq: number; head: number }>(
    `SELECT k.scope, k.seq, c.seq AS head FROM ${table} k JOIN scope_counters c USING (scope) WHERE c.seq > k.seq
     ORDER BY k.scope LIMIT ${SCOPES_AT_ONCE} FOR UPDATE OF k SKIP LOCKED`,
  );
  if (cursors.length === 0) return null;
  const rows = await transaction.rows<FedRow>(
    `SELECT f.scope, f.seq, f.collection, f.id, (f.type = 'put' AND f.superseded_seq IS NULL) AS "isNewest"
     FROM unnest($1::text[], $2::bigint[]) AS k(scope, seq) CROSS JOIN LATERAL (
       SELECT * FROM feed WHERE scope = k.scope AND seq > k.seq ORDER BY seq LIMIT $3
     ) f ORDER BY f.scope, f.seq LIMIT $3`,
    [cursors.map(({ scope }) => scope), cursors.map(({ seq }) => seq), size],
  );
  const reached = new Map(rows.map(({ scope, seq }) => [scope, seq]));
  // Up to a head that was read before them there is nothing else: what is missing was tidied away.
  if (rows.length < size)
    for (const { scope, head } of cursors) reached.set(scope, Math.max(head, reached.get(scope) ?? 0));
  return {
    rows,
    async moveOn() {
      await transaction.rows(
        `UPDATE ${table} k SET seq = r.seq FROM unnest($1::text[], $2::bigint[]) AS r(scope, seq) WHERE k.scope = r.scope`,
        [[...reached.keys()], [...reached.values()]],
      );
    },
  };
}
