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

describe('from version 5', () => {
  it('SYNC-104: the table of sales credits comes, with its words among the others, and what was there stays', () => {
    migrate(connection, 5);
    const tables = createRecordTables(connection, defaultCatalogue);
    const id = '00000000-0000-7000-8000-000000000001';
    tables.write(null, serverImage('customers', 'company', id, 1, 'company', companyBody('Damavand')), false, 0);
    migrate(connection);
    expect(schemaVersionOf(connection)).toBe(NEWEST_SCHEMA);
    expect(connection.all('SELECT name FROM customers')).toEqual([{ name: 'Damavand' }]);
    tables.write(
      null,
      serverImage('salesCredits', 'salesCredit', id, 1, 'person/x', {
        personId: 'x',
        salesDocumentId: 'order',
        documentDate: '2026-11-20',
        amount: { amount: 10_900, currency: 'IRR' },
        state: 'credited',
      }),
      false,
      0,
    );
    expect(
      connection.all(
        'SELECT person_id, sales_document_id, customer_id, document_date, state, currency, amount FROM sales_credits',
      ),
    ).toEqual([
      {
        person_id: 'x',
        sales_document_id: 'order',
        customer_id: null,
        document_date: '2026-11-20',
        state: 'credited',
        currency: 'IRR',
        amount: 10_900,
      },
    ]);
    connection.exec("INSERT INTO sales_credits_search (rowid, words) VALUES (1, 'x')");
    expect(connection.all('SELECT record_table, id FROM search_documents')).toEqual([
      { record_table: 'sales_credits', id },
    ]);
  });
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
