import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../build/testing/testDatabase.ts';
import { openDatabase, type Database } from './database.ts';
import { migrate, readMigrations } from './migrate.ts';

let testDatabase: TestDatabase;
let database: Database;
beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url });
});
afterEach(async () => {
  await database.close();
  await testDatabase.drop();
});

const failing = {
  number: 2,
  name: '0002-failing.sql',
  sql: 'CREATE TABLE half (id integer); SELECT no_such_function();',
};

test('several nodes that start at once apply each migration once', async () => {
  const nodes = Array.from({ length: 5 }, () => openDatabase({ url: testDatabase.url, connections: 1 }));
  const applied = await Promise.all(nodes.map((node) => migrate(node)));
  await Promise.all(nodes.map((node) => node.close()));
  const known = await readMigrations();
  expect(applied.flat()).toEqual(known.map(({ number }) => number));
  expect(await database.rows('SELECT count(*) AS count FROM epochs')).toEqual([{ count: 1 }]);
  expect(await migrate(database)).toEqual([]);
});

test('a migration that fails leaves nothing of itself', async () => {
  const known = await readMigrations();
  await migrate(database);
  await expect(migrate(database, [...known, { ...failing, number: known.length + 1 }])).rejects.toThrow(
    /no_such_function/,
  );
  expect(await database.rows("SELECT 1 FROM pg_tables WHERE tablename = 'half'")).toEqual([]);
  expect(await migrate(database)).toEqual([]);
});

test('a database of a newer program, and a migration that was edited, are refused', async () => {
  const known = await readMigrations();
  await migrate(database, [...known, { number: known.length + 1, name: 'later.sql', sql: 'SELECT 1' }]);
  await expect(migrate(database)).rejects.toThrow(/newer program/);
  await database.rows("UPDATE migrations SET hash = 'x' WHERE number = 1");
  await expect(
    migrate(database, [...known, { number: known.length + 1, name: 'later.sql', sql: 'SELECT 1' }]),
  ).rejects.toThrow(/was changed/);
});
