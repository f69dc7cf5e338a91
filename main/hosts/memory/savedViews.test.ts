import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, nextWhere, signIn, type TestCompany } from './company.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  window = await signIn(company);
});
afterEach(() => company.close());

const defaults = async (list: string): Promise<string[]> =>
  (await first(window.savedViews.list({ list }))).filter(({ isDefault }) => isDefault === true).map(({ id }) => id);

it('opens a list with one view at most; each list has its own', async () => {
  const view = (id: string, list: string) => ({ id, list, name: id, query: { q: id } });
  await window.savedViews.save({ ...view('a', 'orders'), isDefault: true });
  await window.savedViews.save({ ...view('b', 'orders'), isDefault: true });
  await window.savedViews.save({ ...view('c', 'customers'), isDefault: true });
  expect([await defaults('orders'), await defaults('customers')]).toEqual([['b'], ['c']]);
  await window.savedViews.save({ ...view('b', 'orders'), isDefault: false, name: 'renamed' });
  expect(await defaults('orders')).toEqual([]);
  expect((await first(window.savedViews.list({ list: 'orders' }))).map(({ name }) => name).toSorted()).toEqual([
    'a',
    'renamed',
  ]);
});

it('keeps the columns of a list as they stand, for that list alone, and with a view', async () => {
  const columns = [{ id: 'city', width: 140 }, { id: 'name' }, { id: 'own:color', shown: true }];
  const live = await window.savedViews.columns({ list: 'customers' });
  expect((await live.next()).value).toEqual([]);
  await window.savedViews.arrange({ list: 'orders', columns: [{ id: 'total', shown: false }] });
  await window.savedViews.arrange({ list: 'customers', columns });
  expect(await nextWhere(live, (now) => now.length > 0)).toEqual(columns);
  await window.savedViews.save({ id: 'v', list: 'customers', name: 'شهرها', query: {}, columns });
  expect(await first(window.savedViews.list({ list: 'customers' }))).toMatchObject([{ columns }]);
  await window.savedViews.arrange({ list: 'customers', columns: [] });
  expect(await first(window.savedViews.columns({ list: 'customers' }))).toEqual([]);
  expect(await first(window.savedViews.columns({ list: 'orders' }))).toEqual([{ id: 'total', shown: false }]);
});

it('refuses columns that no list could have', async () => {
  const arrange = (columns: { id: string; width?: number }[]) =>
    failure(window.savedViews.arrange({ list: 'orders', columns }));
  expect((await arrange([{ id: 'total', width: 4 }])).code).toBe('invalid_input');
  expect((await arrange([{ id: '' }])).code).toBe('invalid_input');
});
