import { expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { startMemoryPostgres } from '../testing/memoryPostgres.ts';
import { databaseContract } from './database.contract.ts';
import { isUnavailable, openDatabase } from './database.ts';

databaseContract('PostgreSQL', async () => {
  const { url, drop } = await createTestDatabase();
  return { open: () => Promise.resolve(openDatabase({ url })), close: drop };
});

databaseContract('PostgreSQL in memory', async () => {
  const postgres = await startMemoryPostgres({ isEmpty: true });
  return { open: () => Promise.resolve(postgres.open()), close: () => postgres.close() };
});

test('PostgreSQL in memory: a reset leaves what the migrations left, and a broken connection rolls back', async () => {
  const postgres = await startMemoryPostgres();
  const countRows = async (): Promise<unknown> =>
    database.rows('SELECT (SELECT count(*) FROM epochs) AS epochs, (SELECT count(*) FROM feed) AS feed');
  const errors: unknown[] = [];
  let broken: 'before' | 'after' | null = null;
  const database = postgres.open();
  const failing = postgres.open({ fault: () => broken, onConnectionError: (error) => errors.push(error) });
  const insert = "INSERT INTO feed VALUES ('s', 1, 'put', 'customers', gen_random_uuid(), 1)";
  const before = await countRows();
  for (const moment of ['before', 'after'] as const) {
    const failure = await failing
      .transaction(async (transaction) => {
        await transaction.rows(insert);
        broken = moment;
        await transaction.rows('SELECT 1');
      })
      .catch((error: unknown) => error);
    expect(isUnavailable(failure)).toBe(true);
    broken = null;
    expect(await countRows()).toEqual(before);
  }
  expect(errors.length).toBeGreaterThan(0);
  await failing.rows(insert);
  await failing.rows("DELETE FROM epochs; UPDATE installation SET signing_key = 'x'");
  expect(await countRows()).not.toEqual(before);
  await postgres.reset();
  expect(await countRows()).toEqual(before);
  expect(await database.rows('SELECT signing_key FROM installation')).toEqual([{ signing_key: null }]);
  await Promise.all([database.close(), failing.close()]);
  await postgres.close();
});
