/** What the server's database holds, and whether anything was written to it. */
import type { Database } from '../../../server/store/database.ts';

/** Moves with every transaction that writes, also with one that is rolled back (PostgreSQL, section 9.28.7). */
export async function transactionsOf(database: Database): Promise<string> {
  const [row] = await database.rows<{ next: string }>('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next');
  return row?.next ?? '';
}

/** What a refusal may move: attempts that are counted, contact that is noted, the log of what was refused. */
const MAY_MOVE = /attempts|failures|audit|contact|reading|rate|last_seen/;

export async function contentOf(database: Database): Promise<ReadonlyMap<string, string>> {
  const tables = await database.rows<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname`,
  );
  const content = new Map<string, string>();
  for (const { name } of tables) {
    if (MAY_MOVE.test(name)) continue;
    const [row] = await database.rows<{ digest: string | null }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS digest FROM "${name}" t`,
    );
    content.set(name, row?.digest ?? '');
  }
  return content;
}

export const changedContent = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] =>
  [...after].flatMap(([table, digest]) => (before.get(table) === digest ? [] : [table]));
