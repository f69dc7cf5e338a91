import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../build/testing/testDatabase.ts';
import type { Clock } from '../../shared/base/clock.ts';
import { prepareSampleCompany } from '../../server/sample/sampleCompany.ts';

/** Enough that lists scroll and searches narrow, and few enough to arrive in a moment. */
const CUSTOMERS = 80;
const templateOf = (customers: number, clock: Clock | undefined): string =>
  `window_specs_sample_${customers}${clock ? `_of_${Math.floor(clock.now() / 86_400_000)}` : ''}`;

/**
 * A database with the sample company in it, of one spec file alone. The company is made once per run (its passwords alone cost seconds)
 * and copied for each file.
 * Its today is that of the clock.
 */
export async function createSampleDatabase({
  customers = CUSTOMERS,
  clock,
}: { customers?: number | undefined; clock?: Clock | undefined } = {}): Promise<TestDatabase> {
  const template = templateOf(customers, clock);
  const database = await createTestDatabase();
  // A server that outlives the run would hand this run's company to later ones.
  if (process.env['DATABASE_URL_TEST'] === undefined && (await copyTemplate(database.url, template))) return database;
  await prepareSampleCompany({ databaseUrl: database.url, customers, seed: 1, ...(clock ? { clock } : {}) });
  if (process.env['DATABASE_URL_TEST'] === undefined)
    await execute(database.url, [`CREATE DATABASE ${template} TEMPLATE ${nameIn(database.url)}`]);
  return database;
}

/** False when this run has none yet. */
async function copyTemplate(url: string, template: string): Promise<boolean> {
  const [templates] = await execute(url, [`SELECT 1 FROM pg_database WHERE datname = '${template}'`]);
  if (templates?.rowCount !== 1) return false;
  await execute(url, [`DROP DATABASE ${nameIn(url)}`, `CREATE DATABASE ${nameIn(url)} TEMPLATE ${template}`]);
  return true;
}

const nameIn = (url: string): string => new URL(url).pathname.slice(1);

/** From the server's own database: the one in the URL must be free of sessions. */
async function execute(url: string, statements: readonly string[]): Promise<pg.QueryResult[]> {
  const server = new URL(url);
  server.pathname = '/postgres';
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    const results: pg.QueryResult[] = [];
    for (const statement of statements) results.push(await client.query(statement));
    return results;
  } finally {
    await client.end();
  }
}
