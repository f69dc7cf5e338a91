/** The tables of a schema, whatever migrations bring: a backup that left one out would mix two lives of the server. */
import type { Queryable } from '../store/database.ts';

/** Its rows come back with the migrations themselves. */
const MIGRATIONS_TABLE = 'migrations';

/** Of the schema in use; what others refer to comes first. @throws Error when they refer to each other in a circle. */
export async function listTables(database: Queryable): Promise<string[]> {
  const tables = await database.rows<{ name: string; needs: string[] }>(
    `SELECT c.relname AS name, ARRAY(
       SELECT DISTINCT target.relname::text FROM pg_constraint k JOIN pg_class target ON target.oid = k.confrelid
       WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid
     ) AS needs
     FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> $1 ORDER BY c.relname`,
    [MIGRATIONS_TABLE],
  );
  const listed: string[] = [];
  while (listed.length < tables.length) {
    const next = tables.filter(
      ({ name, needs }) => !listed.includes(name) && needs.every((need) => listed.includes(need)),
    );
    if (next.length === 0) throw new Error('Tables refer to each other in a circle');
    listed.push(...next.map(({ name }) => name));
  }
  return listed;
}

export interface TableState {
  readonly rows: number;
  readonly content: string;
}

/** Does not depend on the order of rows. With the time zone set, or instants would differ by how they are written. */
export async function readTableState(database: Queryable, table: string): Promise<TableState> {
  const [state] = await database.rows<{ rows: number; content: string }>(
    `SELECT count(*) AS rows, coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text AS content FROM ${table} t`,
  );
  if (!state) throw new Error('An aggregate gave no row');
  return state;
}

export const SET_TIME_ZONE = "SET LOCAL TimeZone = 'UTC'";
