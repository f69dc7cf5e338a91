import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { activityListQuery } from '../../features/activities/queries.ts';
import { standsForItself } from '../../features/customers/family.ts';
import { figuresQuery } from '../../features/insights/queries.ts';
import type { ListQuery } from '../../features/live.ts';
import { openConnection, type Connection } from '../connection.ts';
import { migrate } from './index.ts';

let folder: string;
let connection: Connection;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peyvand-list-orders-'));
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

const planOf = (sql: string, parameters: ListQuery['parameters'] = {}): string =>
  connection
    .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters)
    .map(({ detail }) => detail)
    .join('\n');

it('from version 18: what was there stands in the orders that lists are walked in, and nothing is sorted for them', () => {
  migrate(connection, 18);
  const insert = (rowid: number, closedOn: string | null, expectedOn: string | null): void => {
    connection.run(
      `INSERT INTO opportunities (rowid, id, kind, revision, version, deleted, written_at, shares, created_by, created_at, updated_by, updated_at, pending, closed_on, expected_close_on, body)
       VALUES (?, ?, 'deal', 1, 1, 0, 0, '[]', '', '', '', '', 0, ?, ?, '{}')`,
      [rowid, `deal ${rowid}`, closedOn, expectedOn],
    );
  };
  insert(1, null, '2026-03-01');
  insert(2, '2026-05-01', '2026-01-01');
  insert(3, null, null);
  insert(4, null, '2026-04-01');
  migrate(connection, 19);
  const deals = `SELECT id FROM opportunities INDEXED BY opportunities_by_day WHERE deleted = 0
    ORDER BY coalesce(closed_on, expected_close_on) DESC, id DESC`;
  expect(connection.all(deals)).toEqual([{ id: 'deal 2' }, { id: 'deal 4' }, { id: 'deal 1' }, { id: 'deal 3' }]);
  const requests = `SELECT id FROM service_requests INDEXED BY service_requests_by_due WHERE deleted = 0
    ORDER BY due_sort, received_at, id`;
  const gone = `SELECT id FROM customers INDEXED BY customers_gone WHERE deleted = 1 ORDER BY name_sort, id`;
  for (const list of [deals, requests, gone]) expect(planOf(list)).not.toContain('TEMP B-TREE');
  const papers = `SELECT count(*) FROM sales_documents WHERE customer_id = 'x' AND deleted = 0 AND kind = 'order' AND state = 'draft'`;
  expect(planOf(papers)).toContain('COVERING INDEX sales_documents_by_customer (customer_id=?)');
});

it('from version 19: activities stand in the order of either time, and what few have is found by an index of those few', () => {
  migrate(connection, 19);
  const insert = (rowid: number, happenedAt: string | null, plannedAt: string | null): void => {
    connection.run(
      `INSERT INTO activities (rowid, id, kind, revision, version, deleted, written_at, shares, created_by, created_at, updated_by, updated_at, pending, happened_at, planned_at, body)
       VALUES (?, ?, 'visit', 1, 1, 0, 0, '[]', '', '', '', '', 0, ?, ?, '{}')`,
      [rowid, `visit ${rowid}`, happenedAt, plannedAt],
    );
  };
  insert(1, '2026-03-01', '2026-09-01');
  insert(2, null, '2026-05-01');
  insert(3, null, null);
  migrate(connection, 20);
  const { rows, parameters } = activityListQuery({ offset: 0, limit: 10 });
  expect(connection.all<{ id: string }>(rows, parameters).map(({ id }) => id)).toEqual(['visit 2', 'visit 1']);
  expect(planOf(rows, parameters)).toMatch(/INDEX activities_by_day[^]*SCAN shown/);
  expect(planOf(rows, parameters)).not.toMatch(/TEMP B-TREE[^]*SCAN shown/);
  const torn = `SELECT 1 FROM customers c WHERE ${standsForItself('c')}`;
  expect(planOf(torn)).toContain('SCAN younger USING COVERING INDEX customer_links_standing');
  const { rows: sales, parameters: period } = figuresQuery({ measure: 'sales', by: 'seller' });
  expect(planOf(sales, period)).toContain('SEARCH d USING COVERING INDEX sales_documents_owners');
});
