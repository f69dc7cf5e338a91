import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../build/testing/testDatabase.ts';
import { DatabaseUnavailable, isRetryable, isUnavailable, openDatabase, type Database } from './database.ts';

let testDatabase: TestDatabase;
let database: Database;
const errors: unknown[] = [];
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url, connections: 3, onConnectionError: (error) => errors.push(error) });
  await database.rows('CREATE TABLE counts (id integer PRIMARY KEY, n bigint NOT NULL)');
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const terminateOthers =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';

test('a connection that dies between two statements of a transaction fails that transaction and nothing else', async () => {
  const other = openDatabase({ url: testDatabase.url, connections: 1 });
  const failing = database.transaction(async (transaction) => {
    await transaction.rows('INSERT INTO counts VALUES (1, 1)');
    await other.rows(terminateOthers);
    await expect.poll(() => errors.length).toBeGreaterThan(0);
    await transaction.rows('INSERT INTO counts VALUES (2, 1)');
  });
  const error: unknown = await failing.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DatabaseUnavailable);
  expect(isUnavailable(error)).toBe(true);
  await other.close();
  expect(await database.rows('SELECT * FROM counts')).toEqual([]);
});

test('a failure that the caller swallowed cannot look like a commit', async () => {
  const swallowing = database.transaction(async (transaction) => {
    await transaction.rows('INSERT INTO counts VALUES (3, 1)');
    await transaction.rows('SELECT no_such_function()').catch(() => undefined);
  });
  await expect(swallowing).rejects.toThrow(/failed/);
  expect(await database.rows('SELECT * FROM counts')).toEqual([]);
});

test('a listener whose connection dies hears again', async () => {
  const heard: string[] = [];
  const stop = await database.listen('test_channel', (payload) => heard.push(payload));
  await database.rows(terminateOthers);
  await expect
    .poll(
      async () => {
        await database.rows("SELECT pg_notify('test_channel', 'again')");
        return heard.length;
      },
      { timeout: 10_000 },
    )
    .toBeGreaterThan(0);
  await stop();
});

test('bigint comes as a number, and one that is none is an error', async () => {
  expect(await database.rows('SELECT 9007199254740991::bigint AS n')).toEqual([{ n: Number.MAX_SAFE_INTEGER }]);
  await expect(database.rows('SELECT 9007199254740993::bigint AS n')).rejects.toThrow();
});

test('a database that is away is unavailable, not a defect', async () => {
  const away = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' });
  expect(isUnavailable(await away.rows('SELECT 1').catch((error: unknown) => error))).toBe(true);
  expect(isUnavailable(await away.transaction(() => Promise.resolve()).catch((error: unknown) => error))).toBe(true);
  await away.close();
});

test('a statement that is kept is parsed once, gives the same each time, and is parsed anew when another version of the server changed its table', async () => {
  const kept = openDatabase({ url: testDatabase.url, connections: 1 });
  const read = (id: number) => kept.rows('SELECT * FROM kept WHERE id >= $1 ORDER BY id', [id], 'prepared');
  const readInside = (id: number) =>
    kept.transaction(
      (transaction) => transaction.rows('SELECT kept.* FROM kept WHERE id >= $1 ORDER BY id', [id]),
      'prepared',
    );
  await kept.rows('CREATE TABLE kept (id integer PRIMARY KEY)');
  await kept.rows('INSERT INTO kept VALUES (1), (2)');
  for (let times = 0; times < 12; times += 1) {
    expect(await read(2)).toEqual([{ id: 2 }]);
    expect(await readInside(1)).toEqual([{ id: 1 }, { id: 2 }]);
  }
  // The one connection knows them, and nothing that nobody asked to keep.
  expect(
    await kept.rows(
      'SELECT count(*)::int AS count, sum(generic_plans)::int > 0 AS generic FROM pg_prepared_statements',
    ),
  ).toEqual([{ count: 2, generic: true }]);

  await database.rows("ALTER TABLE kept ADD COLUMN word text NOT NULL DEFAULT 'ب'");
  // A transaction in which that happens is lost, and is run again like one that lost a deadlock.
  const overtaken: unknown = await readInside(2).catch((error: unknown) => error);
  expect(isRetryable(overtaken)).toBe(true);
  expect(await readInside(2)).toEqual([{ id: 2, word: 'ب' }]);
  expect(await read(2)).toEqual([{ id: 2, word: 'ب' }]);
  await kept.close();
});
