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

/** Columns that came with version 17. */
const LATER = new Set(['causes', 'caused_at', 'asset_ids']);
const [ASSET, REQUEST] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'] as const;

it('from version 7: the tables of equipment and requests come, and the words of what was there stay findable', () => {
  migrate(connection, 7);
  connection.exec("INSERT INTO products_search (rowid, words) VALUES (1, 'pump')");
  migrate(connection, 8);
  expect(schemaVersionOf(connection)).toBe(8);
  const known = defaultCatalogue
    .filter(({ collection }) => collection === 'assets' || collection === 'serviceRequests')
    .map((definition) => ({ ...definition, columns: definition.columns.filter(({ name }) => !LATER.has(name)) }));
  const tables = createRecordTables(connection, known);
  tables.write(
    null,
    serverImage('assets', 'equipment', ASSET, 1, 'company', {
      name: 'پمپ',
      customerId: 'c',
      serial: 'SN-7',
      warrantyUntil: '2027-01-01',
    }),
    false,
    0,
  );
  const request = {
    subject: 'نشتی',
    customerId: 'c',
    state: 'assigned',
    assigneeId: 't',
    contractId: 'k',
    priority: 'high',
    receivedAt: '2026-11-20T08:00:00.000Z',
  };
  tables.write(null, serverImage('serviceRequests', 'job', REQUEST, 1, 'company', request), false, 0);
  connection.exec(
    "INSERT INTO assets_search (rowid, words) VALUES (1, 'sn'); INSERT INTO service_requests_search (rowid, words) VALUES (1, 'x')",
  );
  expect(connection.all('SELECT customer_id, name, serial, warranty_until, removed_on FROM assets')).toEqual([
    { customer_id: 'c', name: 'پمپ', serial: 'SN-7', warranty_until: '2027-01-01', removed_on: null },
  ]);
  expect(connection.all('SELECT customer_id, assignee_id, contract_id, state, due_sort FROM service_requests')).toEqual(
    [
      // Behind every instant: nobody promised a time.
      { customer_id: 'c', assignee_id: 't', contract_id: 'k', state: 'assigned', due_sort: '9999' },
    ],
  );
  expect(connection.all('SELECT record_table, id FROM search_documents ORDER BY record_table')).toEqual([
    { record_table: 'assets', id: ASSET },
    { record_table: 'products', id: null },
    { record_table: 'service_requests', id: REQUEST },
  ]);
});
