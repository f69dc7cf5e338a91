import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordImage } from '../../../shared/domain/record.ts';
import { openConnection, type Connection } from './connection.ts';
import { migrate } from './migrations/index.ts';
import { createRecordTables, defaultCatalogue, type RecordTables } from './recordTables.ts';
import { companyBody, serverImage } from './testing/testStore.ts';

const ID = '00000000-0000-7000-8000-000000000001';
const OTHER = '00000000-0000-7000-8000-000000000002';
const image = (id: string, name: string, more: Partial<RecordImage> = {}): RecordImage =>
  serverImage('customers', 'company', id, 1, 'company', companyBody(name), more);

let folder: string;
let connection: Connection;
let tables: RecordTables;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peyvand-tables-'));
  connection = openConnection(join(folder, 'store.db'), {
    key: new Uint8Array(32).fill(1),
    rights: 'create',
    cacheMegabytes: 2,
  });
  migrate(connection);
  tables = createRecordTables(connection, defaultCatalogue);
});
afterEach(() => {
  connection.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything of a row that does not tell how it came to be. */
const rowOf = (id: string): object => {
  const row = connection.get<Record<string, unknown>>('SELECT * FROM customers WHERE id = :id', { id });
  const { rowid: _rowid, id: _id, revision: _revision, ...rest } = row ?? {};
  return rest;
};
const write = (record: RecordImage, pending = false, writtenAt = 5): void =>
  tables.write(tables.read(record), record, pending, writtenAt);
const revision = (): number | undefined => tables.read(image(ID, 'x'))?.revision;

describe('a row that is written again', () => {
  it.each([
    ['its body alone', { version: 7, updatedAt: '2026-11-02T00:00:00.000Z', homeScope: 'territory/b', shares: ['x'] }],
    ['a column', { body: companyBody('Damavand') }],
    ['that it is deleted', { deleted: true }],
    ['its kind', { kind: 'dealer' }],
  ] as [string, Partial<RecordImage>][])(
    'with %s changed is as if it had been written so from the start',
    (_, more) => {
      write(image(ID, 'Alborz'));
      const before = revision() ?? 0;
      write({ ...image(ID, 'Alborz'), ...more }, true, 9);
      tables.write(null, { ...image(OTHER, 'Alborz'), ...more }, true, 9);
      expect(rowOf(ID)).toEqual(rowOf(OTHER));
      expect(revision()).toBe(before + 1);
    },
  );

  it('leaves the indexes alone that nothing of it is in', () => {
    write(image(ID, 'Alborz'));
    const pages = (work: () => void): number => {
      connection.pragma('wal_checkpoint(TRUNCATE)');
      connection.exec('BEGIN');
      work();
      connection.exec('COMMIT');
      return Number(connection.all<{ log: number }>('PRAGMA wal_checkpoint(PASSIVE)')[0]?.log);
    };
    const noteOnly = pages(() => write({ ...image(ID, 'Alborz'), version: 2 }));
    const named = pages(() => write(image(ID, 'Damavand')));
    expect(noteOnly).toBeLessThan(named);
  });

  it('is written although what the caller knew of it is gone', () => {
    const known = { ...image(ID, 'Alborz'), revision: 1, pending: false, writtenAt: 1 };
    tables.write(known, image(ID, 'Alborz'), false, 5);
    expect(tables.read(known)?.body).toMatchObject({ name: 'Alborz' });
  });
});
