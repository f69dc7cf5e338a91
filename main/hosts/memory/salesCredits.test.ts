/** A person's own sales, as a window sees them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { salesCreditId } from '../../../shared/domain/salesCredits/salesCredit.ts';
import { createTestCompany, failure, first, firstWhere, pumpOrder, signIn, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

const MONTH = { from: '2026-11-01', to: '2026-11-30' };
const NONE = { count: 0, amounts: [] };

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
});
afterEach(() => company.close());

let written = 0;
/** As the server's job makes them; the server of these tests has none. */
function credit(amount: number, rest: RecordBody = {}): void {
  written += 1;
  const salesDocumentId = idOf(`sale ${written}`);
  company.server.put('salesCredits', 'salesCredit', salesCreditId(salesDocumentId), {
    personId: idOf('ali'),
    salesDocumentId,
    customerId: idOf('bahar'),
    customerName: 'بهار شیمی',
    documentDate: '2026-11-20',
    amount: { amount, currency: 'IRR' },
    state: 'credited',
    ...rest,
  });
}
const own = (days = MONTH) => first(window.salesCredits.own(days));

describe('own sales', () => {
  it('SYNC-104: are summed per currency over the days asked, both included, without a line', async () => {
    credit(100, { documentDate: '2026-11-01' });
    credit(250, { documentDate: '2026-11-30' });
    credit(9, { amount: { amount: 9, currency: 'USD' } });
    credit(7_000, { documentDate: '2026-10-31' });
    credit(7_000, { documentDate: '2026-12-01' });
    credit(7_000, { personId: idOf('hamid') });
    credit(7_000, { state: 'withdrawn' });
    window = await signIn(company);
    company.server.reachable = false;
    const amounts = [
      { amount: 350, currency: 'IRR' },
      { amount: 9, currency: 'USD' },
    ];
    expect(await own()).toEqual({ credited: { count: 3, amounts }, awaited: NONE });
    expect(await own({ from: '2026-10-31', to: '2026-10-31' })).toMatchObject({ credited: { count: 1 } });
    expect(await own({ from: '2025-01-01', to: '2025-12-31' })).toEqual({ credited: NONE, awaited: NONE });
  });

  it('SYNC-104: what was confirmed here counts as awaited until its credit comes, and whose sale it was not never does', async () => {
    window = await signIn(company);
    const draft = await window.orders.create(pumpOrder('bahar', '2026-11-10', [[1_000, 400]]));
    const sold = await window.orders.create(pumpOrder('part', '2026-11-11', [[2_000, 300]]));
    await window.orders.confirm({ id: sold.id });
    const awaited = { count: 1, amounts: [{ amount: 600, currency: 'IRR' }] };
    expect(await own()).toEqual({ credited: NONE, awaited });
    await window.orders.cancel({ id: draft.id, reason: 'x' });
    // Somebody else's sale that came to this person later: they hold the order, and never its credit.
    company.server.put('salesDocuments', 'order', idOf('came later'), {
      ...pumpOrder('bahar', '2026-11-12', [[1_000, 900]]).body,
      state: 'confirmed',
      number: 'ORD-OTHER-0001',
    });
    await window.sync.now();
    expect(await own()).toEqual({ credited: NONE, awaited });

    const news = window.salesCredits.own(MONTH);
    company.server.put('salesCredits', 'salesCredit', salesCreditId(sold.id), {
      personId: idOf('ali'),
      salesDocumentId: sold.id,
      documentDate: '2026-11-11',
      amount: { amount: 600, currency: 'IRR' },
      state: 'credited',
    });
    await window.sync.now();
    expect(await firstWhere(news, ({ credited }) => credited.count === 1)).toEqual({
      credited: { count: 1, amounts: [{ amount: 600, currency: 'IRR' }] },
      awaited: NONE,
    });
    await window.orders.cancel({ id: sold.id, reason: 'x' });
    // The order is cancelled here; the credit is head office's to withdraw.
    expect(await own()).toMatchObject({ credited: { count: 1 }, awaited: NONE });
  });

  it('are asked for by days, and by whoever may hold credits at all', async () => {
    window = await signIn(company, 'tara');
    expect(await failure(first(window.salesCredits.own(MONTH)))).toMatchObject({ code: 'permission_denied' });
    expect(await failure(first(window.salesCredits.own({ from: '1405/08/01', to: '2026-11-30' })))).toMatchObject({
      code: 'invalid_input',
    });
  });
});
