/** What the server's database holds, and whether anything was written to it. */
import type { Database } from '../../../../server/store/database.ts';

export interface TableWatch {
  /** Tables of which a row was added, changed or removed since the last call, by what was committed. */
  takeMoved(): Promise<string[]>;
  /** A digest of each table. Dear. */
  content(): Promise<ReadonlyMap<string, string>>;
}

/** What a refusal may move: attempts that are counted, contact that is noted, the log of what was refused. */
const MAY_MOVE = /attempts|failures|audit|contact|reading|rate|last_seen/;

export async function watchTables(database: Database): Promise<TableWatch> {
  const found = await database.rows<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname`,
  );
  const tables = found.map(({ name }) => name).filter((name) => !MAY_MOVE.test(name));
  /**
   * A version of a row bears the number of the transaction that wrote it, and later ones have higher numbers: who adds or changes a row moves the
   * highest, who removes one the count.
   */
  const marks = `SELECT ${tables.map((name) => `(SELECT count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) FROM "${name}") AS "${name}"`).join(', ')}`;
  const readMarks = async (): Promise<Record<string, string>> =>
    (await database.rows<Record<string, string>>(marks))[0] ?? {};
  /** Moves with every transaction that writes, also with one that is rolled back (PostgreSQL, section 9.28.7). */
  const readTransactions = async (): Promise<string> => {
    const [row] = await database.rows<{ next: string }>('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next');
    return row?.next ?? '';
  };
  let transactions = await readTransactions();
  let known = await readMarks();
  return {
    async takeMoved() {
      const now = await readTransactions();
      if (now === transactions) return [];
      const [before, after] = [known, await readMarks()];
      [transactions, known] = [now, after];
      return tables.filter((name) => before[name] !== after[name]);
    },
    async content() {
      const content = new Map<string, string>();
      for (const name of tables) {
        const [row] = await database.rows<{ digest: string | null }>(
          `SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS digest FROM "${name}" t`,
        );
        content.set(name, row?.digest ?? '');
      }
      return content;
    },
  };
}

export const changedTables = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] =>
  [...after].flatMap(([table, digest]) => (before.get(table) === digest ? [] : [table]));
