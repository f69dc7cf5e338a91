/** What the simulated company has of money at the beginning: how far each may go alone, which paper is the invoice, orders that were confirmed, and some that wait for a word. */
import { draft, idOf } from '../e2e/sync/openCompany.ts';
import type { RecordDraft } from '../server/sync/bulkLoad.ts';
import type { JsonValue } from '../shared/base/leafPath.ts';
import { orderTerms } from '../shared/domain/approvals/approval.ts';
import { settingId, type SettingKey } from '../shared/domain/organisation/companySettings.ts';
import type { RecordBody } from '../shared/domain/record.ts';
import { LIST_PRICES, type Login } from './company.ts';

/** How far a role may go below the list's price without asking; percent × 10,000. Whoever is not named may go as far as they like. */
export const DISCOUNT_LIMITS: Readonly<Record<string, number>> = { rep: 100_000, branchManager: 200_000 };

const setting = (key: SettingKey, value: JsonValue): RecordDraft => ({
  ...draft('organisation', 'setting', key, { key, value }),
  id: settingId(key),
});

const line = (product: string, quantity: number, discountPercentage: number): RecordBody => ({
  id: product,
  order: 'a0',
  productId: idOf(product),
  productName: product,
  unit: 'عدد',
  quantity: quantity * 1_000,
  unitPrice: { amount: LIST_PRICES.get(idOf(product)) ?? 0, currency: 'IRR' },
  discountPercentage,
  taxPercentage: 90_000,
});

const order = (customer: string, seller: Login, lines: readonly RecordBody[]): RecordBody => ({
  customerId: idOf(customer),
  ownerId: idOf(seller),
  state: 'draft',
  orderedOn: '2026-10-28',
  currency: 'IRR',
  lines: [...lines],
});

/** Further below the list than its seller may go. */
function asked(customer: string, seller: Login, discountPercentage: number): RecordDraft {
  const body = order(customer, seller, [line('mask', 20, discountPercentage)]);
  const approval: RecordBody = {
    reasons: [{ reason: 'discount' }],
    terms: orderTerms(body),
    askedBy: idOf(seller),
    askedAt: '2026-10-28T08:00:00.000Z',
  };
  return draft('salesDocuments', 'order', `asked for ${customer}`, { ...body, approval });
}

const confirmed = (customer: string, seller: Login): RecordDraft =>
  draft('salesDocuments', 'order', `confirmed for ${customer}`, {
    ...order(customer, seller, [line('gauze', 40, 0), line('pump', 3, 50_000)]),
    state: 'confirmed',
    confirmedAt: '2026-10-29T08:00:00.000Z',
    freight: { amount: 900_001, currency: 'IRR' },
  });

const receipt = (customer: string, state: string, more: RecordBody): RecordDraft =>
  draft('salesDocuments', 'receipt', `${state} of ${customer}`, {
    customerId: idOf(customer),
    state,
    receivedOn: '2026-10-28',
    currency: 'IRR',
    amount: { amount: 3_000_000, currency: 'IRR' },
    ...more,
  });
const CHEQUE: RecordBody = { method: 'cheque', cheque: { number: '1001', bank: 'ملی', dueOn: '2026-12-01' } };

/** In every second run the invoice is the company's paper, until somebody says otherwise. */
export const moneyOf = (seed: number): readonly RecordDraft[] => [
  setting('invoicedBy', seed % 2 === 0 ? 'order' : 'invoice'),
  ...MONEY,
];

const MONEY: readonly RecordDraft[] = [
  receipt('pars', 'collected', { method: 'cash', ownerId: idOf('ali'), collectedBy: idOf('ali') }),
  receipt('karoon', 'deposited', { ...CHEQUE, ownerId: idOf('omid'), collectedBy: idOf('omid') }),
  confirmed('pars', 'ali'),
  confirmed('karoon', 'omid'),
  asked('alborz', 'sara', 150_000),
  asked('karoon', 'omid', 180_000),
  // More than a manager may give either.
  asked('pars', 'ali', 300_000),
  setting('approvalLimits', {
    roles: Object.fromEntries(
      Object.entries(DISCOUNT_LIMITS).map(([role, discountPercentage]) => [
        role,
        { discountPercentage, ...(role === 'rep' ? { withinCredit: true } : {}) },
      ]),
    ),
  }),
];
