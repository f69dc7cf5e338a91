import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import { openConnection } from './connection.ts';
import { matchExpression, searchRows } from './index.ts';
import { createNameOrder, type NameWindow } from './nameOrder.ts';
import { createHitTest } from './search.ts';
import { createTestFeed, pull } from './testing/testFeed.ts';
import { companyBody, createCompany, createTestStore, setLeaf, type TestStore } from './testing/testStore.ts';
import type { NameSearch } from './types.ts';

let test: TestStore;
afterEach(() => test.remove());

const WORDS = ['پارس', 'آریا', 'کیان', 'گلستان', 'Alborz', 'Arman', 'پ', '𐏐', '\uE000', 'a 2', 'a 10', ''];

const searchFor = (match: string, window: NameWindow): NameSearch => ({
  collection: 'customers',
  match,
  ...window,
  rows: 'SELECT c.id FROM json_each(:places) p JOIN customers c ON c.rowid = p.value ORDER BY p.key',
  parameters: {},
});

/** What the search shows, and what the list says it must show. */
async function expectOrder(text: string, descending = false): Promise<void> {
  const match = matchExpression(text) ?? '';
  const way = descending ? 'DESC' : 'ASC';
  const expected = test.store.read.all<{ id: string }>(
    `SELECT id FROM customers WHERE deleted = 0 AND ${searchRows('customers', '+rowid')} ORDER BY name_sort ${way}, id ${way}`,
    { match },
  );
  for (const [offset, limit] of [
    [0, 1_000],
    [0, 3],
    [4, 5],
    [2_000, 5],
  ] as const)
    expect(await test.store.searchByName(searchFor(match, { offset, limit, descending }))).toEqual({
      total: expected.length,
      rows: expected.slice(offset, offset + limit),
    });
}

async function expectEveryOrder(): Promise<void> {
  for (const text of ['پ', 'a', 'Al', 'common', '2'])
    for (const descending of [false, true]) await expectOrder(text, descending);
}

describe('a search by name shows the list’s own order', () => {
  it('while records come, change their names and go', { timeout: 60_000 }, async () => {
    test = createTestStore();
    const randomness = createSeededRandomness(5);
    const namesById = new Map<RecordId, string>();
    const name = (): string => `${randomness.pick(WORDS)} ${randomness.pick(WORDS)} common`;
    for (let round = 0; round < 60; round += 1) {
      const known = [...namesById.keys()];
      const act = randomness.integer(known.length < 20 ? 2 : 5);
      if (act < 3) {
        const made = Array.from({ length: 1 + randomness.integer(5) }, () => [test.newId(), name()] as const);
        for (const [id, text] of made) namesById.set(id, text);
        await test.store.commit({ author: test.person, operations: made.map(([id, text]) => createCompany(id, text)) });
      } else {
        const id = randomness.pick(known);
        const after = name();
        const operation =
          act === 3
            ? setLeaf(id, 'name', after, namesById.get(id))
            : ({ act: 'delete', collection: 'customers', kind: 'company', id } as const);
        if (act === 3) namesById.set(id, after);
        else namesById.delete(id);
        await test.store.commit({ author: test.person, operations: [operation] });
      }
      await expectEveryOrder();
    }
  });

  it('by asking row after row too, as long as that is quick', async () => {
    test = createTestStore();
    const names = Array.from({ length: 400 }, (_, index) => `${index % 2 === 0 ? 'even' : 'odd'} ${(index * 7) % 400}`);
    await test.store.commit({
      author: test.person,
      operations: names.map((text) => createCompany(test.newId(), text)),
    });
    await test.store.close();
    const connection = openConnection(join(test.directory, 'store.db'), {
      key: test.options.key,
      rights: 'read',
      cacheMegabytes: 1,
    });
    const order = createNameOrder(connection, 'customers');
    const even = connection.column(`SELECT rowid FROM customers WHERE name LIKE 'even%'`);
    const odd = connection.column(`SELECT rowid FROM customers WHERE name LIKE 'odd%'`);
    const isEven = createHitTest(connection, 'customers', matchExpression('ev') ?? '');
    expect([...even, ...odd].filter(isEven)).toEqual(even);
    for (const descending of [false, true])
      for (const offset of [0, 7]) {
        const window = { offset, limit: 50, descending };
        const [first, last] = descending ? [odd, even] : [even, odd];
        const asked = order.ask((row) => first.includes(row), window);
        expect(asked).toHaveLength(50);
        expect(asked).toEqual(order.window(first, window));
        expect(order.window(last, window)).toHaveLength(50);
        // They begin behind 200 others, and then take their turns.
        expect(order.ask((row) => last.includes(row), { ...window, limit: 10 })).toEqual(
          order.window(last, { ...window, limit: 10 }),
        );
        expect(order.ask((row) => last.includes(row), { ...window, limit: 60 })).toBeNull();
      }
    connection.close();
    await test.reopen();
  });

  it('after a scope was withdrawn and row numbers are given again', async () => {
    test = createTestStore();
    const feed = createTestFeed();
    for (const [text, scope] of [
      ['common b', 'territory/stays'],
      ['common d', 'territory/goes'],
      ['common c', 'territory/goes'],
    ] as const)
      feed.put('customers', 'company', test.newId(), [scope], companyBody(text));
    await pull(test.store, feed);
    await expectEveryOrder();
    await test.store.sync.purgeScope('territory/goes');
    await expectEveryOrder();
    const again = ['common a', 'common e', 'common bb'].map((text) => createCompany(test.newId(), text));
    for (const operation of again) {
      await test.store.commit({ author: test.person, operations: [operation] });
      await expectEveryOrder();
    }
  });

  it('also when a search was given up before it began, just after a record came', async () => {
    test = createTestStore();
    const add = (text: string) =>
      test.store.commit({ author: test.person, operations: [createCompany(test.newId(), text)] });
    await add('common b');
    await expectEveryOrder();
    await add('common a');
    const givenUp = searchFor(matchExpression('common') ?? '', { offset: 0, limit: 5, descending: false });
    await expect(test.store.searchByName(givenUp, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    await expectEveryOrder();
  });
});
