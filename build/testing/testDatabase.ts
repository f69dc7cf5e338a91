import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { inject } from 'vitest';

// As in postgres.ts, for projects that compile this file alone.
declare module 'vitest' {
  interface ProvidedContext {
    postgresLauncherPort: number;
  }
}

export interface TestDatabase {
  /** Connection string of an empty database of this test alone. */
  url: string;
  /** Ends every session in it and removes it. */
  drop(): Promise<void>;
}

/**
 * Creates an empty database on the run's PostgreSQL (started by the first call), or on the server that the environment
 * variable `DATABASE_URL_TEST` names, whose user must be allowed to create databases.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env['DATABASE_URL_TEST'] ?? (await askLauncher());
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function askLauncher(): Promise<string> {
  const socket = connect(inject('postgresLauncherPort'), '127.0.0.1');
  const answer = JSON.parse(await text(socket)) as { url: string } | { error: string };
  if ('error' in answer) throw new Error(`The PostgreSQL for tests did not start: ${answer.error}`);
  return answer.url;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
