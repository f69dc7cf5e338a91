import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openConnection, type Connection } from '../connection.ts';
import { migrate, NEWEST_SCHEMA, schemaVersionOf } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'peyvand-migrations-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const openAt = (name: string, schema: number): Connection => {
  const connection = openConnection(join(directory, name), {
    key: randomBytes(32),
    rights: 'create',
    cacheMegabytes: 2,
  });
  migrate(connection, schema);
  return connection;
};

const schemaOf = (connection: Connection) =>
  connection.all(`SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name`);

it('a store of every version that was shipped becomes one of the newest, with all that is in it', () => {
  const fresh = openAt('fresh.db', NEWEST_SCHEMA);
  for (let version = 1; version < NEWEST_SCHEMA; version += 1) {
    const connection = openAt(`from${version}.db`, version);
    connection.run(`INSERT INTO meta (key, value) VALUES ('identity', '{}')`);
    connection.run(`INSERT INTO local_values (area, key, value) VALUES ('drafts', 'a', '"text"')`);
    migrate(connection);
    expect(schemaVersionOf(connection)).toBe(NEWEST_SCHEMA);
    expect(schemaOf(connection)).toEqual(schemaOf(fresh));
    expect(connection.get('SELECT value FROM local_values')).toEqual({ value: '"text"' });
    connection.close();
  }
  fresh.close();
});

it('version 2 finds the table of a collection, and an attachment, by an index', () => {
  const connection = openAt('plans.db', NEWEST_SCHEMA);
  const planOf = (sql: string): string =>
    connection
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .map(({ detail }) => detail)
      .join();
  expect(
    planOf(`SELECT * FROM document_tables WHERE database_name = 'a' AND collection_name = 'b' AND schema_version = 0`),
  ).toContain('USING INDEX');
  expect(
    planOf(
      `SELECT data FROM document_attachments WHERE table_number = 1 AND document_id = 'a' AND attachment_id = 'b'`,
    ),
  ).toContain('USING INDEX');
  expect(planOf(`DELETE FROM document_attachments WHERE table_number = 1`)).toContain('USING INDEX');
  connection.close();
});
