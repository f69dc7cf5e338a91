import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openConnection, type Connection } from '../connection.ts';
import { createRecordTables, defaultCatalogue } from '../recordTables.ts';
import { companyBody, serverImage } from '../testing/testStore.ts';
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

const idOf = (place: number): string => `00000000-0000-7000-8000-${String(place).padStart(12, '0')}`;

it('from version 17: what own fields and tags say of customers that are there can be asked for', () => {
  migrate(connection, 17);
  const tables = createRecordTables(connection, defaultCatalogue);
  const put = (place: number, body: object, deleted = false): void =>
    tables.write(
      null,
      serverImage('customers', 'company', idOf(place), 1, 'company', { ...companyBody('شرکت'), ...body }, { deleted }),
      false,
      0,
    );
  put(1, { custom: { colour: 'c1', chain: true, beds: 12, story: 'x'.repeat(65), town: 'شیراز', word: 'two words' } });
  put(2, { custom: { colour: 'c2' }, mergedIntoId: idOf(1) });
  put(3, { custom: { colour: 'c2' } }, true);
  put(4, { custom: { colour: 'c2' }, tags: ['VIP', 'مهم', 'VIP'] });
  put(6, { tags: ['VIP'] });
  put(5, { custom: { colour: 'c1' } });
  connection.run("UPDATE customers SET body = '{' WHERE id = ?", [idOf(5)]);
  // More than are looked at together.
  for (let place = 1_000; place < 2_100; place += 1) put(place, { custom: { many: true } });
  migrate(connection, 18);
  const links = (relation: string, like: string): unknown[] =>
    connection.all(
      `SELECT customer_id, other_id FROM customer_links WHERE relation = ? AND other_id LIKE ? ORDER BY customer_id, other_id`,
      [relation, like],
    );
  const own = (like: string): unknown[] => links('own', like);
  expect(links('tag', '%')).toEqual([
    { customer_id: idOf(4), other_id: 'VIP' },
    { customer_id: idOf(4), other_id: 'مهم' },
    { customer_id: idOf(6), other_id: 'VIP' },
  ]);
  expect(own('c%')).toEqual([
    { customer_id: idOf(1), other_id: 'chain/true' },
    { customer_id: idOf(1), other_id: 'colour/c1' },
    { customer_id: idOf(4), other_id: 'colour/c2' },
  ]);
  expect(own('many/true')).toHaveLength(1_100);
  expect(own('%')).toHaveLength(1_103);
});
