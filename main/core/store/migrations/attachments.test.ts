import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openConnection, type Connection } from '../connection.ts';
import { createRecordTables, defaultCatalogue } from '../recordTables.ts';
import { serverImage } from '../testing/testStore.ts';
import { migrate, schemaVersionOf } from './index.ts';

let folder: string;
let connection: Connection;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peyvand-migrations-'));
  connection = openConnection(join(folder, 'store.db'), {
    key: new Uint8Array(32).fill(1),
    rights: 'create',
    cacheMegabytes: 2,
  });
});
afterEach(() => {
  connection.close();
  rmSync(folder, { recursive: true, force: true });
});

const PHOTO = '00000000-0000-7000-8000-000000000001';

it('from version 15: attachments have a table, words and a place for bytes, and what was findable stays so', () => {
  migrate(connection, 15);
  connection.exec("INSERT INTO products_search (rowid, words) VALUES (1, 'pump')");
  migrate(connection, 16);
  expect(schemaVersionOf(connection)).toBe(16);
  const tables = createRecordTables(
    connection,
    defaultCatalogue.filter(({ collection }) => collection === 'attachments'),
  );
  tables.write(
    null,
    serverImage('attachments', 'photo', PHOTO, 1, 'company', {
      attachedCollection: 'customers',
      attachedId: 'c',
      name: 'دکان.jpg',
      size: 7,
      storedAt: '2026-11-20T08:00:00.000Z',
    }),
    false,
    0,
  );
  expect(connection.all('SELECT attached_collection, attached_id, name, size, stored_at FROM attachments')).toEqual([
    {
      attached_collection: 'customers',
      attached_id: 'c',
      name: 'دکان.jpg',
      size: 7,
      stored_at: '2026-11-20T08:00:00.000Z',
    },
  ]);
  connection.exec("INSERT INTO attachments_search (rowid, words) VALUES (1, 'x')");
  expect(connection.all('SELECT record_table, id FROM search_documents ORDER BY record_table')).toEqual([
    { record_table: 'attachments', id: PHOTO },
    { record_table: 'products', id: null },
  ]);
  const plan = (sql: string): string =>
    connection
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .map(({ detail }) => detail)
      .join('\n');
  expect(
    plan(
      "SELECT id FROM attachments WHERE attached_id = 'c' AND attached_collection = 'customers' AND deleted = 0 ORDER BY id DESC",
    ),
  ).toMatch(/USING (COVERING )?INDEX attachments_by_owner/);
  expect(plan('SELECT id FROM attachments WHERE stored_at IS NULL AND deleted = 0')).toContain(
    'attachments_by_arrival',
  );
});
