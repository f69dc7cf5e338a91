import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openConnection, type Connection } from '../connection.ts';
import { migrate } from './index.ts';

let folder: string;
let connection: Connection;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peyvand-products-by-kind-'));
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

it('from version 12: products are found by their kind, those that were there too', () => {
  migrate(connection, 12);
  const insert = (rowid: number, kind: string, name: string): void => {
    connection.run(
      `INSERT INTO products (rowid, id, kind, revision, version, deleted, written_at, shares, created_by, created_at, updated_by, updated_at, pending, name, name_sort, body)
       VALUES (?, ?, ?, 1, 1, 0, 0, '[]', '', '', '', '', 0, ?, ?, '{}')`,
      [rowid, `product ${rowid}`, kind, name, name],
    );
  };
  // Written by a newer device, kept verbatim by this one until now.
  insert(1, 'priceList', 'b');
  insert(2, 'equipment', 'a');
  insert(3, 'priceList', 'a');
  migrate(connection, 13);
  const lists = `SELECT name FROM products INDEXED BY products_by_kind WHERE kind = 'priceList' AND deleted = 0 ORDER BY name_sort`;
  expect(connection.all(lists)).toEqual([{ name: 'a' }, { name: 'b' }]);
  const plan = connection.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${lists}`).map(({ detail }) => detail);
  expect(plan.join()).toContain('products_by_kind (kind=?)');
});
