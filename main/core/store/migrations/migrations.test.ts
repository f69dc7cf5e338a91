import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { DEFAULT_PIPELINE_ID } from '../../../../shared/domain/opportunities/pipeline.ts';
import { openConnection, type Connection } from '../connection.ts';
import { createRecordTables, defaultCatalogue, tableOf } from '../recordTables.ts';
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

/** The catalogue as the version of the file knew it: of each table the columns that it has by now. */
function tablesThere() {
  const catalogue = defaultCatalogue.map((definition) => {
    const there = new Set(
      connection
        .all<{ name: string }>(`SELECT name FROM pragma_table_info('${tableOf(definition.collection)}')`)
        .map(({ name }) => name),
    );
    return { ...definition, columns: definition.columns.filter(({ name }) => there.has(name)) };
  });
  return createRecordTables(connection, catalogue);
}

describe('from version 6, customers', () => {
  const ids = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'] as const;
  const fill = (): void => {
    migrate(connection, 6);
    const tables = tablesThere();
    const put = (id: string, body: RecordBody): void =>
      tables.write(null, serverImage('customers', 'company', id, 1, 'company', body), false, 0);
    // Written by a newer device, kept verbatim by this one.
    put(ids[0], { ...companyBody('Alborz'), class: 'B', mergedIntoId: ids[1] });
    put(ids[1], { ...companyBody('Damavand'), class: 4 });
    put('00000000-0000-7000-8000-000000000003', companyBody('Sahand'));
    connection.exec("DELETE FROM customers WHERE name = 'Alborz'");
    put(ids[0], { ...companyBody('Alborz'), class: 'B', mergedIntoId: ids[1] });
    connection.run(`UPDATE customers SET body = '{' WHERE name = 'Sahand'`);
    connection.exec("INSERT INTO customers_search (rowid, words) VALUES (2, 'damavand')");
  };

  it('have their class and whom they were merged into in columns, and keep their rows', () => {
    fill();
    const rows = 'SELECT rowid, id, name, revision, body FROM customers ORDER BY rowid';
    const before = connection.all(rows);
    migrate(connection, 7);
    expect(connection.all(rows)).toEqual(before);
    expect(connection.all('SELECT name, class, merged_into_id FROM customers ORDER BY name')).toEqual([
      { name: 'Alborz', class: 'B', merged_into_id: ids[1] },
      { name: 'Damavand', class: null, merged_into_id: null },
      { name: 'Sahand', class: null, merged_into_id: null },
    ]);
    expect(connection.all('SELECT record_table, id FROM search_documents')).toEqual([
      { record_table: 'customers', id: ids[1] },
    ]);
  });
});

describe('from version 7', () => {
  it('opportunities get what a board sorts and sums by, read from what is there', () => {
    migrate(connection, 6);
    const insert = (rowid: number, stage: string, body: object): void => {
      connection.run(
        `INSERT INTO opportunities (rowid, id, kind, revision, version, deleted, written_at, shares, created_by, created_at, updated_by, updated_at, pending, stage, body)
         VALUES (?, ?, 'opportunity', 1, 1, 0, 0, '[]', '', '', '', '', 0, ?, ?)`,
        [rowid, `deal ${rowid}`, stage, JSON.stringify(body)],
      );
    };
    const pipelineId = '01935a3e-0000-7000-8000-0000000000aa';
    insert(3, 'engaging', { stageHistory: { engaging: '2026-04-01T08:00:00.000Z' }, probability: 300_000 });
    insert(5, 'proposal', { openedOn: '2026-03-01', probability: 'high', nextStepOn: '2026-05-01', pipelineId });
    connection.exec("INSERT INTO opportunities_search (rowid, words) VALUES (5, 'x')");
    migrate(connection);
    expect(
      connection.all(
        'SELECT rowid, pipeline_id, probability, entered_at, next_step_on FROM opportunities ORDER BY rowid',
      ),
    ).toEqual([
      {
        rowid: 3,
        pipeline_id: DEFAULT_PIPELINE_ID,
        probability: 300_000,
        entered_at: '2026-04-01T08:00:00.000Z',
        next_step_on: null,
      },
      {
        rowid: 5,
        pipeline_id: pipelineId,
        probability: null,
        entered_at: '2026-03-01T00:00:00.000Z',
        next_step_on: '2026-05-01',
      },
    ]);
    expect(connection.all('SELECT record_table, id FROM search_documents')).toEqual([
      { record_table: 'opportunities', id: 'deal 5' },
    ]);
  });
});

describe('from version 9, sales documents', () => {
  it('have their day and their order in columns, whatever kind they are, and keep their rows', () => {
    migrate(connection, 9);
    const insert = (rowid: number, kind: string, orderedOn: string | null, body: string): void => {
      connection.run(
        `INSERT INTO sales_documents (rowid, id, kind, revision, version, deleted, written_at, shares, created_by, created_at, updated_by, updated_at, pending, ordered_on, body)
         VALUES (?, ?, ?, 1, 1, 0, 0, '[]', '', '', '', '', 0, ?, ?)`,
        [rowid, `document ${rowid}`, kind, orderedOn, body],
      );
    };
    insert(2, 'order', '2026-11-20', JSON.stringify({ orderedOn: '2026-11-20' }));
    // Written by a newer device, kept verbatim by this one until now.
    insert(5, 'delivery', null, JSON.stringify({ issuedOn: '2026-11-21', orderId: 'document 2' }));
    insert(7, 'return', null, JSON.stringify({ issuedOn: 7, orderId: '' }));
    insert(8, 'order', '2026-11-22', '{');
    migrate(connection, 10);
    expect(connection.all('SELECT rowid, id, dated_on, order_id FROM sales_documents ORDER BY rowid')).toEqual([
      { rowid: 2, id: 'document 2', dated_on: '2026-11-20', order_id: null },
      { rowid: 5, id: 'document 5', dated_on: '2026-11-21', order_id: 'document 2' },
      { rowid: 7, id: 'document 7', dated_on: null, order_id: null },
      { rowid: 8, id: 'document 8', dated_on: '2026-11-22', order_id: null },
    ]);
  });
});

describe('from version 13, sales documents', () => {
  it('have the method of a receipt and the day of its cheque in columns, and keep their rows', () => {
    migrate(connection, 13);
    const insert = (rowid: number, kind: string, body: string): void => {
      connection.run(
        `INSERT INTO sales_documents (rowid, id, kind, revision, version, deleted, written_at, shares, created_by, created_at, updated_by, updated_at, pending, body)
         VALUES (?, ?, ?, 1, 1, 0, 0, '[]', '', '', '', '', 0, ?)`,
        [rowid, `document ${rowid}`, kind, body],
      );
    };
    insert(2, 'order', JSON.stringify({ orderedOn: '2026-11-20' }));
    // Written by a newer device, kept verbatim by this one until now.
    const cheque = { method: 'cheque', receivedOn: '2026-11-21', amount: { amount: 70, currency: 'IRR' } };
    insert(5, 'receipt', JSON.stringify({ ...cheque, cheque: { dueOn: '2027-01-01' } }));
    insert(7, 'receipt', JSON.stringify({ method: 7, amount: { amount: 'much' }, cheque: 'none' }));
    insert(8, 'receipt', '{');
    migrate(connection, 14);
    expect(
      connection.all('SELECT rowid, id, method, due_on, dated_on, total FROM sales_documents ORDER BY rowid'),
    ).toEqual([
      { rowid: 2, id: 'document 2', method: null, due_on: null, dated_on: null, total: null },
      { rowid: 5, id: 'document 5', method: 'cheque', due_on: '2027-01-01', dated_on: '2026-11-21', total: 70 },
      { rowid: 7, id: 'document 7', method: null, due_on: null, dated_on: null, total: 0 },
      { rowid: 8, id: 'document 8', method: null, due_on: null, dated_on: null, total: 0 },
    ]);
  });
});

describe('from version 10', () => {
  it('the last visit of a customer is found in an index alone', () => {
    migrate(connection, 10);
    const tables = tablesThere();
    const customerId = '00000000-0000-7000-8000-00000000000a';
    for (const [place, happenedAt] of ['2026-11-01T08:00:00.000Z', '2026-11-09T08:00:00.000Z'].entries()) {
      const id = `00000000-0000-7000-8000-00000000000${place}`;
      const body = { subject: 'بازدید', customerId, happenedAt };
      tables.write(null, serverImage('activities', 'visit', id, 1, 'company', body), false, 0);
    }
    migrate(connection);
    const lastVisit = `SELECT max(happened_at) AS at FROM activities WHERE deleted = 0 AND kind = 'visit' AND customer_id = ?`;
    expect(connection.all(lastVisit, [customerId])).toEqual([{ at: '2026-11-09T08:00:00.000Z' }]);
    const plan = connection.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${lastVisit}`, [customerId]);
    expect(plan[0]?.detail).toContain('USING COVERING INDEX activities_by_kind');
  });
});

describe('from version 11, customers', () => {
  it('are found by what tells them apart, and their links from the far end', () => {
    migrate(connection, 11);
    const tables = tablesThere();
    const ids = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`) as [string, string, string];
    const put = (id: string, body: RecordBody, deleted = false): void =>
      tables.write(null, serverImage('customers', 'company', id, 1, 'company', body, { deleted }), false, 0);
    put(ids[0], { ...companyBody('شرکت البرز'), supplierIds: [ids[1]], mergedIntoId: ids[2] });
    put(ids[1], { ...companyBody('Damavand'), parentId: ids[0], mergedIntoId: ids[0] });
    put(ids[2], { ...companyBody('Sahand'), parentId: ids[0] }, true);
    migrate(connection, 12);
    expect(
      connection.all(
        "SELECT key, customer_id FROM customer_match_keys WHERE key LIKE 'name:%' ORDER BY customer_id DESC",
      ),
    ).toEqual([
      { key: 'name:damavand', customer_id: ids[1] },
      { key: 'name:البرز', customer_id: ids[0] },
    ]);
    expect(
      connection.all('SELECT customer_id, relation, other_id FROM customer_links ORDER BY customer_id DESC'),
    ).toEqual([
      { customer_id: ids[1], relation: 'mergedInto', other_id: ids[0] },
      // A merged customer is joined to the one that stands for it alone, wherever that one stands.
      { customer_id: ids[0], relation: 'mergedInto', other_id: ids[2] },
    ]);
  });
});

describe('from version 5', () => {
  it('SYNC-104: the table of sales credits comes, with its words among the others, and what was there stays', () => {
    migrate(connection, 5);
    const older = tablesThere();
    const id = '00000000-0000-7000-8000-000000000001';
    older.write(null, serverImage('customers', 'company', id, 1, 'company', companyBody('Damavand')), false, 0);
    migrate(connection);
    const tables = tablesThere();
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
    const tables = tablesThere();
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
