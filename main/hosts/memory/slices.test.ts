/** What a seller may promise without a line: within what is kept for them it is firm, beyond it somebody is asked, line by line. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import {
  createTestCompany,
  failure,
  first,
  firstWhere,
  pumpOrder,
  signIn,
  TODAY,
  type TestCompany,
} from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  const { server } = company;
  server.put('organisation', 'setting', idOf('limits'), {
    key: 'approvalLimits',
    value: { roles: { rep: { withinCredit: true, withinAllotment: true } } },
  });
  server.put('organisation', 'stockPlace', idOf('store'), { name: 'انبار' });
  for (const [holder, quantity] of [
    ['ali', 10_000],
    ['hamid', 50_000],
  ] as const)
    server.put('stock', 'allotment', idOf(`kept for ${holder}`), {
      productId: idOf('pump'),
      placeId: idOf('store'),
      holderId: idOf(holder),
      quantity,
      from: '2026-11-01',
      to: '2026-11-30',
    });
  const slice = { id: 's', order: 'a0', holderId: idOf('ali'), side: 'account', from: '2026-11-01', to: '2026-11-30' };
  server.put('customers', 'company', idOf('divided'), {
    name: 'تقسیم‌شده',
    stage: 'active',
    creditLimit: { amount: 100_000_000, currency: 'IRR' },
    creditSlices: [{ ...slice, amount: { amount: 3_000_000, currency: 'IRR' } }],
  });
  window = await signIn(company);
  await window.sync.now();
  server.reachable = false;
});
afterEach(() => company.close());

async function draft(pieces: readonly number[], rest: object = {}): Promise<string> {
  const { kind, body } = pumpOrder(
    'bahar',
    TODAY,
    pieces.map((quantity) => [quantity * 1_000, 1_200_000]),
  );
  return (await window.orders.create({ kind, body: { ...body, ...rest } })).id;
}
const viewOf = (id: string) => first(window.approvals.of({ collection: 'salesDocuments', id }));
const rowOf = async (id: string) =>
  (await first(window.orders.list({ offset: 0, limit: 20 }))).rows.find((row) => row.id === id);

describe('SEC-85: an order without a line', () => {
  it('is firm within the stock that is kept for its seller, and beyond it is asked for, line by line', async () => {
    const within = await draft([6]);
    expect(await viewOf(within)).toMatchObject({ needed: [], firm: true });
    await window.orders.confirm({ id: within });
    const beyond = await draft([3, 5]);
    const lines = (await first(window.records.observe({ collection: 'salesDocuments', id: beyond })))?.body['lines'];
    const [, second] = lines as { id: string; productName: string }[];
    const reason = { reason: 'stock', found: 5_000, limit: 1_000, lineId: second?.id, lineName: second?.productName };
    expect(await viewOf(beyond)).toMatchObject({ needed: [reason], firm: false });
    expect(await failure(window.orders.confirm({ id: beyond }))).toMatchObject({
      code: 'approval_needed',
      facts: { reasons: ['stock'] },
    });
    await window.approvals.ask({ collection: 'salesDocuments', id: beyond, note: '' });
    expect(await rowOf(beyond)).toMatchObject({ asked: 'awaiting', askedFor: [reason] });
    const rest = await draft([4]);
    await window.orders.confirm({ id: rest });
    expect((await viewOf(await draft([1])))?.needed).toMatchObject([{ reason: 'stock', limit: 0 }]);
  });

  it('is firm within the slice of its customer’s credit, and beyond it is asked for, without figures on the paper', async () => {
    const onCredit = { customerId: idOf('divided'), paymentDays: 30 };
    const within = await draft([2], onCredit);
    expect(await viewOf(within)).toMatchObject({ needed: [], firm: true });
    await window.orders.confirm({ id: within });
    const beyond = await draft([1], onCredit);
    expect(await viewOf(beyond)).toMatchObject({
      needed: [{ reason: 'slice', found: 3_600_000, limit: 3_000_000, currency: 'IRR' }],
      firm: false,
    });
    await window.approvals.ask({ collection: 'salesDocuments', id: beyond, note: '' });
    const body = (await first(window.records.observe({ collection: 'salesDocuments', id: beyond })))?.body;
    expect(body?.['approval']).toMatchObject({ reasons: [{ reason: 'slice' }] });
    expect(JSON.stringify(body?.['approval'])).not.toContain('3000000');
    // Paid at once, it takes none.
    expect((await viewOf(await draft([1], { customerId: idOf('divided') })))?.needed).toEqual([]);
  });

  it('is firm as soon as more is kept for its seller, in a window that stands open', async () => {
    const { server } = company;
    const beyond = await draft([12]);
    expect(await viewOf(beyond)).toMatchObject({ needed: [{ reason: 'stock', limit: 10_000 }], firm: false });
    server.reachable = true;
    // What is sent changes the order itself: nothing but the allotment comes after it.
    await window.sync.now();
    const firm = firstWhere(
      window.approvals.of({ collection: 'salesDocuments', id: beyond }),
      (view) => view?.firm === true,
    );
    server.put('stock', 'allotment', idOf('more for ali'), {
      productId: idOf('pump'),
      placeId: idOf('store'),
      holderId: idOf('ali'),
      quantity: 5_000,
      from: '2026-11-01',
      to: '2026-11-30',
    });
    await window.sync.now();
    expect((await firm)?.needed).toEqual([]);
  });
});
