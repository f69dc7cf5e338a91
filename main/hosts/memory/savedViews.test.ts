import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, first, signIn, type TestCompany } from './company.ts';

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
