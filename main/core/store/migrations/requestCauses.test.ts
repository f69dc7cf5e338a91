import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openConnection, type Connection } from '../connection.ts';
import { createRecordTables, defaultCatalogue } from '../recordTables.ts';
import { serverImage } from '../testing/testStore.ts';
import { migrate } from './index.ts';

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

const request = { subject: 'نشتی', customerId: 'c', state: 'assigned', receivedAt: '2026-11-20T08:00:00.000Z' };
const BODIES: readonly object[] = [
  { ...request, causes: ['wear', 'power'], assetIds: ['a', 'b'] },
  { ...request, causes: [] },
  { ...request, causes: ['wear', 7, null], assetIds: 'a' },
  { ...request, causes: 'wear' },
  { ...request, causes: ['ا', '"'], receivedAt: 5 },
  request,
];
const idOf = (place: number): string => `00000000-0000-7000-8000-00000000000${place}`;

it('from version 16: causes and machines of old requests stand in their columns as the columns’ own reader has them', () => {
  migrate(connection, 16);
  const known = defaultCatalogue.filter(({ collection }) => collection === 'serviceRequests');
  const older = known.map((definition) => ({
    ...definition,
    columns: definition.columns.filter(({ name }) => !['causes', 'caused_at', 'asset_ids'].includes(name)),
  }));
  const write = (catalogue: typeof known): void => {
    const tables = createRecordTables(connection, catalogue);
    for (const [place, body] of BODIES.entries())
      tables.write(null, serverImage('serviceRequests', 'job', idOf(place), 1, 'company', { ...body }), false, 0);
  };
  write(older);
  connection.run("UPDATE service_requests SET body = '{' WHERE id = ?", [idOf(5)]);
  connection.exec("INSERT INTO service_requests_search (rowid, words) VALUES (1, 'x')");
  migrate(connection, 17);
  const columns = (): unknown[] =>
    connection.all('SELECT id, subject, causes, caused_at, asset_ids FROM service_requests ORDER BY id');
  const migrated = columns();
  expect(migrated[0]).toEqual({
    id: idOf(0),
    subject: 'نشتی',
    causes: '["wear","power"]',
    caused_at: request.receivedAt,
    asset_ids: '["a","b"]',
  });
  expect(connection.all('SELECT record_table, id FROM search_documents')).toEqual([
    { record_table: 'service_requests', id: idOf(0) },
  ]);
  connection.exec('DELETE FROM service_requests');
  write(known);
  expect(columns()).toEqual(migrated);
});
