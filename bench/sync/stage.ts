/** What everything is asked of: a company in a real PostgreSQL, the product's server and the ceiling's, and what must be so afterwards. */
import { openDatabase, type Database } from '../../server/store/database.ts';
import { startEmbeddedPostgres } from '../../server/store/embeddedPostgres.ts';
import { countToText } from '../shared/options.ts';
import { say, withTemporaryFolder } from '../shared/temporaryFolder.ts';
import { startProgram, type Program } from './commands.ts';
import { loadCompany } from './company.ts';
import { createContentSum, type ContentSum } from './contentSum.ts';

/** One company with its servers, ready to be asked. */
export interface Stage {
  readonly records: number;
  readonly folder: string;
  readonly database: Database;
  readonly productUrl: string;
  readonly ceilingUrl: string;
  readonly product: Program;
  readonly ceiling: Program;
  /** A program that is ended with the stage. */
  start(file: string): Program;
}

export async function withStage<Result>(records: number, work: (stage: Stage) => Promise<Result>): Promise<Result> {
  return withTemporaryFolder(async (folder) => {
    const postgres = await startEmbeddedPostgres({ directory: `${folder}/postgres` });
    const programs: Program[] = [];
    const start = (file: string): Program => {
      const program = startProgram(file);
      programs.push(program);
      return program;
    };
    const database = openDatabase({ url: postgres.url, connections: 2 });
    try {
      say(`${countToText(records)} records: loading`);
      await loadCompany(postgres.url, records);
      const product = start('productServer.ts');
      const ceiling = start('ceilingServer.ts');
      const productUrl = await product.ask<string>('start', {
        databaseUrl: named(postgres.url, 'product'),
        directory: `${folder}/server`,
      });
      const ceilingUrl = await ceiling.ask<string>('start', {
        databaseUrl: named(postgres.url, 'ceiling'),
      });
      await settleDatabase(database);
      return await work({ records, folder, database, productUrl, ceilingUrl, product, ceiling, start });
    } finally {
      await database.close();
      await Promise.all(programs.map((program) => program.stop()));
      await postgres.stop();
    }
  });
}

/**
 * A company that came in yesterday and not this minute: the server's own tidying behind so large a load would fall into somebody's round by chance,
 * the product's or the ceiling's.
 */
async function settleDatabase(database: Database): Promise<void> {
  await database.rows('VACUUM (ANALYZE)');
  await database.rows('CHECKPOINT');
}

/** Whose connections they are, for `watchConnections`. */
const named = (url: string, name: string): string => {
  const address = new URL(url);
  address.searchParams.set('application_name', name);
  return address.href;
};

/** Of ids at a time: a million bodies would not fit in memory. */
const CHUNK = 20_000;

/**
 * What the server holds, as the device that holds it must hold it.
 *
 * @param scopes Only records that live in these; all without it.
 */
export async function serverSum(database: Database, scopes: readonly string[] | null = null): Promise<ContentSum> {
  const sum = createContentSum();
  for (let last = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows = await database.rows<{ id: string; version: number; body: string }>(
      `SELECT id, version, body::text AS body FROM records
       WHERE NOT deleted AND id > $1 AND ($2::text[] IS NULL OR home_scope = ANY($2)) ORDER BY id LIMIT ${CHUNK}`,
      [last, scopes],
    );
    for (const { id, version, body } of rows) sum.add(id, version, body);
    const end = rows.at(-1);
    if (!end) return sum.end();
    last = end.id;
  }
}

/** Edits here touch nothing that another edited unseen: a clash would be a defect. */
export async function requireNoReviews(database: Database): Promise<void> {
  const [row] = await database.rows<{ count: number }>(
    "SELECT count(*)::int AS count FROM records WHERE collection = 'reviews'",
  );
  if (row?.count !== 0) throw new Error(`${row?.count} reviews were left`);
}

/** @param table `records`, or the ceiling's `plain.records`. */
export async function requireNotes(database: Database, table: string, note: string, expected: number): Promise<void> {
  const [row] = await database.rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${table} WHERE body ->> 'note' = $1`,
    [note],
  );
  if (row?.count !== expected) throw new Error(`${table}: ${row?.count} of ${expected} edits arrived`);
}
