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
        databaseUrl: postgres.url,
        directory: `${folder}/server`,
      });
      const ceilingUrl = await ceiling.ask<string>('start', { databaseUrl: postgres.url });
      return await work({ records, folder, database, productUrl, ceilingUrl, product, ceiling, start });
    } finally {
      await database.close();
      await Promise.all(programs.map((program) => program.stop()));
      await postgres.stop();
    }
  });
}

/** What the server holds, as the device that holds everything must hold it. */
export async function serverSum(database: Database): Promise<ContentSum> {
  const sum = createContentSum();
  for (const { id, version, body } of await database.rows<{ id: string; version: number; body: string }>(
    'SELECT id, version, body::text AS body FROM records WHERE NOT deleted',
  ))
    sum.add(id, version, body);
  return sum.end();
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
