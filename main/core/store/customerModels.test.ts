import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { customerLinksOf } from '../../../shared/domain/customers/customerLinks.ts';
import { matchKeysOf } from '../../../shared/domain/customers/matchKeys.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { LeafChange } from '../../../shared/sync/operation.ts';
import type { RecordStore } from './index.ts';
import { createTestFeed, pull } from './testing/testFeed.ts';
import { companyBody, testStoreOpener } from './testing/testStore.ts';

const openTestStore = testStoreOpener(afterEach);

const NAMES = ['شرکت البرز', 'البرز', 'Damavand Co', 'سهند'];
const PHONES = ['09121234567', '+98 912 123 4567', '021-88776655'];

const step = fc.oneof(
  fc.record({ type: fc.constant('create' as const), name: fc.nat(3), phone: fc.nat(2), fromServer: fc.boolean() }),
  fc.record({ type: fc.constant('rename' as const), which: fc.nat(9), name: fc.nat(3) }),
  fc.record({ type: fc.constant('note' as const), which: fc.nat(9) }),
  fc.record({ type: fc.constant('choose' as const), which: fc.nat(9), choice: fc.constantFrom('c1', 'c2', true, 7) }),
  fc.record({ type: fc.constant('tag' as const), which: fc.nat(9), tag: fc.constantFrom('VIP', 'مهم') }),
  fc.record({ type: fc.constant('supply' as const), which: fc.nat(9), by: fc.nat(9) }),
  fc.record({ type: fc.constant('merge' as const), which: fc.nat(9), into: fc.nat(9) }),
  fc.record({ type: fc.constant('remove' as const), which: fc.nat(9) }),
);

const kept = ({ read }: RecordStore) => ({
  keys: read.all('SELECT key, customer_id FROM customer_match_keys ORDER BY key, customer_id'),
  links: read.all(
    'SELECT customer_id, relation, other_id FROM customer_links ORDER BY customer_id, relation, other_id',
  ),
});

function fresh({ read }: RecordStore) {
  const rows = read
    .all<{ id: string; body: string }>('SELECT id, body FROM customers WHERE deleted = 0')
    .map(({ id, body }) => ({ id, body: JSON.parse(body) as RecordBody }));
  const inOrder = <Row extends object>(own: readonly Row[], ...fields: (keyof Row)[]): Row[] =>
    own.toSorted((a, b) =>
      fields.map((field) => String(a[field])).join(' ') < fields.map((field) => String(b[field])).join(' ') ? -1 : 1,
    );
  return {
    keys: inOrder(
      rows.flatMap(({ id, body }) => matchKeysOf(body).map((key) => ({ key, customer_id: id }))),
      'key',
      'customer_id',
    ),
    links: inOrder(
      rows.flatMap(({ id, body }) =>
        customerLinksOf(id, body).map(({ relation, otherId }) => ({ customer_id: id, relation, other_id: otherId })),
      ),
      'customer_id',
      'relation',
      'other_id',
    ),
  };
}

describe('keys and links of customers', () => {
  it('equal a computation from nothing, whatever was done and from whichever side', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const test = openTestStore();
        const feed = createTestFeed();
        const ids: string[] = [];
        const edit = (id: string | undefined, change: LeafChange) =>
          id === undefined || test.store.read.record({ collection: 'customers', id })?.deleted !== false
            ? undefined
            : test.store.commit({
                author: test.person,
                operations: [{ act: 'patch', collection: 'customers', kind: 'company', id, changes: [change] }],
              });
        for (const action of steps) {
          if (action.type === 'create') {
            const id = test.newId();
            const body = {
              ...companyBody(NAMES[action.name] ?? ''),
              phones: [{ id: 'p', order: 'a', label: 'mobile', number: PHONES[action.phone] ?? '' }],
            };
            ids.push(id);
            if (action.fromServer) {
              feed.put('customers', 'company', id, ['company'], body);
              await pull(test.store, feed);
            } else
              await test.store.commit({
                author: test.person,
                operations: [{ act: 'create', collection: 'customers', kind: 'company', id, body }],
              });
            continue;
          }
          const id = ids[action.which % Math.max(1, ids.length)];
          const other = (place: number): string => ids[place % ids.length] ?? '';
          if (action.type === 'rename') await edit(id, { do: 'set', path: 'name', value: NAMES[action.name] ?? '' });
          if (action.type === 'choose') await edit(id, { do: 'set', path: 'custom/colour', value: action.choice });
          if (action.type === 'note') await edit(id, { do: 'set', path: 'note', value: 'x' });
          if (action.type === 'tag') await edit(id, { do: 'add', path: 'tags', value: action.tag });
          if (action.type === 'supply') await edit(id, { do: 'add', path: 'supplierIds', value: other(action.by) });
          if (action.type === 'merge') await edit(id, { do: 'set', path: 'mergedIntoId', value: other(action.into) });
          if (
            action.type === 'remove' &&
            id !== undefined &&
            !test.store.read.record({ collection: 'customers', id })?.deleted
          )
            await test.store.commit({
              author: test.person,
              operations: [{ act: 'delete', collection: 'customers', kind: 'company', id }],
            });
        }
        expect(kept(test.store)).toEqual(fresh(test.store));
      }),
      { numRuns: 25 },
    );
  });
});
