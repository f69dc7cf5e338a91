/** A form that a person opened before their machine heard of another's change, and saves afterwards. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, signIn, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  window = await signIn(company);
});
afterEach(() => company.close());

const viewOf = async (collection: 'customers' | 'salesDocuments', id: string): Promise<RecordView> => {
  const view = await first(window.records.observe({ collection, id }));
  if (!view) throw new Error('not held');
  return view;
};
const seenIn = ({ version, body }: RecordView) => ({ version, body });
const set = (path: string, value: string | number, seen?: string | number) => ({
  do: 'set' as const,
  path,
  value,
  ...(seen === undefined ? {} : { seen }),
});
const line = (id: string, quantity = 2_000) => ({
  id,
  order: `a${id}`,
  productId: idOf('pump'),
  productName: 'پمپ آب',
  unit: 'عدد',
  quantity,
  unitPrice: { amount: 1_200_000, currency: 'IRR' },
  discountPercentage: 0,
  taxPercentage: 90_000,
});

it('SYNC-70: another line of an order is not mixed into what a colleague changed: the form is told, and saves once it knows', async () => {
  const { id } = await window.orders.create({
    kind: 'order',
    body: { customerId: idOf('bahar'), orderedOn: '2026-11-21', currency: 'IRR', lines: [line('1'), line('2')] },
  });
  await window.sync.now();
  const opened = await viewOf('salesDocuments', id);
  company.server.put('salesDocuments', 'order', id, { ...opened.body, lines: [line('1'), line('2', 9_000)] });
  await window.sync.now();
  const changes = [set('lines/1/quantity', 3_000, 2_000)];
  const stale = await failure(window.orders.edit({ id, changes, seen: seenIn(opened) }));
  expect(stale).toMatchObject({ code: 'stale_edit', facts: { id, paths: ['lines/1/quantity'] } });
  const shown = await viewOf('salesDocuments', id);
  expect([shown.pending, shown.body['lines']]).toEqual([false, [line('1'), line('2', 9_000)]]);
  await window.orders.edit({ id, changes, seen: seenIn(shown) });
  expect((await viewOf('salesDocuments', id)).body['lines']).toEqual([line('1', 3_000), line('2', 9_000)]);
});

it('SYNC-3: what moves by itself is merged, and the server hears which version the form had', async () => {
  const id = idOf('bahar');
  const opened = await viewOf('customers', id);
  company.server.put('customers', 'company', id, { ...opened.body, name: 'بهار شیمی نوین' });
  await window.sync.now();
  await window.customers.edit({ id, changes: [set('stage', 'dormant', 'active')], seen: seenIn(opened) });
  expect((await viewOf('customers', id)).body).toMatchObject({ name: 'بهار شیمی نوین', stage: 'dormant' });
  await window.sync.now();
  expect(company.server.groups.at(-1)?.operations).toMatchObject([{ seen: { version: opened.version } }]);
  expect((await viewOf('customers', id)).version).toBe(opened.version + 2);
});

it('asks for something that can have been seen', async () => {
  const id = idOf('bahar');
  const { body } = await viewOf('customers', id);
  for (const version of [-1, 0.5, '1'])
    expect(
      await failure(
        window.customers.edit({ id, changes: [set('note', 'x')], seen: { version: version as number, body } }),
      ),
    ).toMatchObject({ code: 'invalid_input' });
});
