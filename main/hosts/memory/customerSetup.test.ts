/** Groups of customers and a company's own fields: arranged by administrators, gone by in everybody's forms. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestCompany, failure, first, signIn, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
beforeEach(async () => {
  company = await createTestCompany();
});
afterEach(() => company.close());

const FIELD = { key: 'size', name: 'متراژ', type: 'number', collection: 'customers', order: 'a0' };

it('a group counts the customers that are in it, and the list is narrowed to them', async () => {
  const window = await signIn(company, 'ada');
  const { id } = await window.customers.createSetup({ kind: 'customerGroup', body: { name: 'زنجیره‌ای' } });
  await window.customers.edit({ id: idOf('bahar'), changes: [{ do: 'add', path: 'groupIds', value: id }] });
  expect((await first(window.customers.setup())).groups).toEqual([{ id, name: 'زنجیره‌ای', note: null, customers: 1 }]);
  const list = await first(window.customers.list({ offset: 0, limit: 10, filter: { groupIds: [id] } }));
  expect(list.rows.map(({ name }) => name)).toEqual(['بهار شیمی']);
});

it('an own field holds what its type says, and keeps its key and type', async () => {
  const window = await signIn(company, 'ada');
  const { id } = await window.customers.createSetup({ kind: 'customField', body: FIELD });
  expect((await first(window.customers.setup())).fields).toMatchObject([{ id, key: 'size', type: 'number' }]);
  const write = (value: string | number) =>
    window.customers.edit({ id: idOf('bahar'), changes: [{ do: 'set', path: 'custom/size', value }] });
  await write(120);
  expect((await failure(write('بزرگ'))).facts).toMatchObject({ paths: ['custom/size'] });
  expect(
    (
      await failure(
        window.customers.editSetup({ id, changes: [{ do: 'set', path: 'type', value: 'text', seen: 'number' }] }),
      )
    ).code,
  ).toBe('invalid_input');
  expect((await failure(window.customers.createSetup({ kind: 'customField', body: FIELD }))).facts['reason']).toBe(
    'key_taken',
  );
  await window.customers.removeSetup({ id });
  expect((await first(window.customers.setup())).fields).toEqual([]);
});

it('only administrators arrange them, and nothing else of the organisation is arranged here', async () => {
  const manager = await signIn(company, 'hamid');
  expect((await failure(manager.customers.createSetup({ kind: 'customField', body: FIELD }))).code).toBe(
    'permission_denied',
  );
});
