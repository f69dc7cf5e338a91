import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConnection, type Connection } from '../connection.ts';
import { createRecordTables, defaultCatalogue } from '../recordTables.ts';
import { matchExpression, searchRows } from '../search.ts';
import { companyBody, serverImage } from '../testing/testStore.ts';
import { migrate, NEWEST_SCHEMA, schemaVersionOf } from './index.ts';

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

describe('from version 2, words are found again', () => {
  const find = (text: string): { name: string }[] =>
    connection.all(`SELECT name FROM customers WHERE ${searchRows('customers', '+rowid')} ORDER BY name`, {
      match: matchExpression(text) ?? '',
    });
  const fill = (): void => {
    migrate(connection, 2);
    connection.exec('BEGIN');
    const tables = createRecordTables(connection, defaultCatalogue);
    const put = (id: string, name: string, deleted = false): void =>
      tables.write(
        null,
        serverImage('customers', 'company', id, 1, 'company', companyBody(name), { deleted }),
        false,
        0,
      );
    put('00000000-0000-7000-8000-000000000001', 'کتاب‌های البرز');
    put('00000000-0000-7000-8000-000000000002', 'Damavand');
    put('00000000-0000-7000-8000-000000000003', 'Damghan', true);
    put('00000000-0000-7000-8000-000000000004', 'Damask');
    for (let index = 10; index < 2_500; index += 1)
      put(`00000000-0000-7000-8000-${String(index).padStart(12, '0')}`, `customer ${index}`);
    connection.run(`UPDATE customers SET body = '{' WHERE name = 'Damask'`);
    connection.exec('COMMIT');
  };

  it('of every living record, in the list of its own table', () => {
    fill();
    migrate(connection);
    expect(schemaVersionOf(connection)).toBe(NEWEST_SCHEMA);
    expect(find('dam')).toEqual([{ name: 'Damavand' }]);
    expect(find('کتابهای')).toEqual([{ name: 'کتاب‌های البرز' }]);
    expect(find('2499')).toEqual([{ name: 'customer 2499' }]);
    expect(connection.get(`SELECT count(*) AS count FROM search_documents WHERE record_table = 'customers'`)).toEqual({
      count: 2_492,
    });
  });

  it('by the index alone', () => {
    fill();
    migrate(connection);
    const plan = connection.all<{ detail: string }>(
      `EXPLAIN QUERY PLAN SELECT count(*) FROM customers_search WHERE customers_search MATCH :match`,
      { match: matchExpression('dam') ?? '' },
    );
    expect(plan.map(({ detail }) => detail)).toEqual([expect.stringMatching(/VIRTUAL TABLE INDEX/)]);
  });
});
