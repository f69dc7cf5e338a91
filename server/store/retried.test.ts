import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../build/testing/testDatabase.ts';
import { openDatabase, sqlStateOf, type Database } from './database.ts';
import { retried } from './retried.ts';

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url, connections: 1 });
  await database.rows('CREATE TABLE tries (n integer NOT NULL)');
});
beforeEach(() => database.rows('DELETE FROM tries'));
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

/** Fails with the state until it was tried so often. */
function failing(state: string, successAt: number) {
  let tries = 0;
  const done = retried(database, async (transaction) => {
    tries += 1;
    await transaction.rows('INSERT INTO tries VALUES ($1)', [tries]);
    if (tries < successAt) await transaction.rows(`DO $$ BEGIN RAISE EXCEPTION SQLSTATE '${state}'; END $$`);
    return 'done';
  });
  return { done, tries: () => tries };
}

test.each(['40001', '40P01'])(
  '%s: the whole transaction is run again, and the failed ones left nothing',
  async (state) => {
    const { done, tries } = failing(state, 4);
    expect([await done, tries()]).toEqual(['done', 4]);
    expect(await database.rows('SELECT n FROM tries')).toEqual([{ n: 4 }]);
  },
);

test('what fails ten times is thrown, and what would fail again at once', async () => {
  for (const [state, tried] of [
    ['40001', 10],
    ['23505', 1],
  ] as const) {
    const { done, tries } = failing(state, Infinity);
    const failure: unknown = await done.catch((error: unknown) => error);
    expect([sqlStateOf(failure), tries()]).toEqual([state, tried]);
  }
  expect(await database.rows('SELECT n FROM tries')).toEqual([]);
});
