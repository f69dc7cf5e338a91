import pg from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase } from './testDatabase.ts';

test('a test database is empty, real and gone after drop', async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const client = new pg.Client({ connectionString: first.url });
  await client.connect();
  await client.query('CREATE TABLE names (name text)');
  await client.query("INSERT INTO names VALUES ('پیوند')");
  expect((await client.query('SELECT name FROM names')).rows).toEqual([{ name: 'پیوند' }]);
  await client.end();

  const other = new pg.Client({ connectionString: second.url });
  await other.connect();
  expect((await other.query("SELECT 1 FROM pg_tables WHERE tablename = 'names'")).rowCount).toBe(0);
  await other.end();

  await Promise.all([first.drop(), second.drop()]);
  await expect(new pg.Client({ connectionString: first.url }).connect()).rejects.toThrow(/does not exist/);
});
