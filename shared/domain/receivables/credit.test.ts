import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../record.ts';
import { creditTaken, type CreditAsked, type CreditDocument } from './credit.ts';
import type { AccountDocument } from './postings.ts';

const TODAY = '2026-11-22';
const ALI = 'ali';
const HAMID = 'hamid';
const rials = (amount: number) => ({ amount, currency: 'IRR' });

const order = (id: string, amount: number, rest: RecordBody = {}): AccountDocument => ({
  id,
  kind: 'order',
  body: {
    state: 'confirmed',
    orderedOn: '2026-11-01',
    currency: 'IRR',
    paymentDays: 30,
    lines: [
      { id: 'l', order: 'a0', quantity: 1_000, unitPrice: rials(amount), discountPercentage: 0, taxPercentage: 0 },
    ],
    ...rest,
  },
});
const receipt = (id: string, amount: number, state: string, rest: RecordBody = {}): CreditDocument => ({
  id,
  kind: 'receipt',
  createdBy: ALI,
  body: { state, method: 'cash', receivedOn: TODAY, currency: 'IRR', amount: rials(amount), ...rest },
});
const cheque = (id: string, amount: number, state: string, rest: RecordBody = {}): CreditDocument =>
  receipt(id, amount, state, { method: 'cheque', ...rest });
const goodsBack = (amount: number, createdBy: string, rest: RecordBody = {}): CreditDocument => ({
  ...order('back', amount, { state: 'received', remedy: 'refund', orderId: 'a', issuedOn: TODAY, ...rest }),
  kind: 'return',
  createdBy,
});
const pays = (documentId: string, amount: number): RecordBody => ({
  allocations: [{ id: 'x', order: 'a0', documentId, amount: rials(amount) }],
});

const taken = (
  others: readonly AccountDocument[],
  payments: readonly CreditDocument[],
  rest: Partial<CreditAsked> = {},
) =>
  creditTaken({
    order: null,
    others,
    elsewhere: new Set(),
    payments,
    customer: {},
    currency: 'IRR',
    person: ALI,
    today: TODAY,
    day: TODAY,
    since: null,
    ...rest,
  });

describe('SEC-85: credit that is taken', () => {
  it('is what is open until it is paid, however long ago', () => {
    expect(taken([order('a', 1_000), order('b', 500, { orderedOn: '2020-01-01' })], [])).toEqual({
      account: 1_500n,
      cheque: 0n,
    });
  });

  it.each([
    ['collected', 1_000n],
    ['verified', 400n],
    ['cancelled', 1_000n],
    ['draft', 1_000n],
  ])('is no less for a receipt that was only typed: %s', (state, account) => {
    expect(taken([order('a', 1_000)], [receipt('r', 600, state)]).account).toBe(account);
    expect(taken([order('a', 1_000)], [receipt('r', 600, state, pays('a', 600))]).account).toBe(account);
  });

  it('moves to the cheques with a cheque that somebody verified, and comes back when it bounces', () => {
    const standing = (state: string) => taken([order('a', 1_000)], [cheque('c', 1_000, state)]);
    expect(standing('collected')).toEqual({ account: 1_000n, cheque: 1_000n });
    expect(standing('verified')).toEqual({ account: 0n, cheque: 1_000n });
    expect(standing('deposited')).toEqual({ account: 0n, cheque: 1_000n });
    expect(standing('cleared')).toEqual({ account: 0n, cheque: 0n });
    for (const state of ['bounced', 'returned', 'replaced', 'cancelled'])
      expect(standing(state)).toEqual({ account: 1_000n, cheque: 0n });
  });

  it('moves no further than the customer is trusted with cheques', () => {
    const standing = (limit: number) =>
      taken([order('a', 1_000)], [cheque('c', 1_000, 'verified')], { customer: { chequeLimit: rials(limit) } }).account;
    expect([1_000, 999, 0].map(standing)).toEqual([0n, 1n, 1_000n]);
  });

  it('of an order to be paid by cheque is counted once: as what is open, then as the cheque', () => {
    const toBePaid = [order('a', 1_000, { payment: 'cheque' })];
    expect(taken(toBePaid, [])).toEqual({ account: 0n, cheque: 1_000n });
    for (const state of ['collected', 'verified', 'deposited'])
      expect(taken(toBePaid, [cheque('c', 1_000, state)])).toEqual({ account: 0n, cheque: 1_000n });
    expect(taken(toBePaid, [receipt('r', 1_000, 'collected')])).toEqual({ account: 0n, cheque: 1_000n });
  });

  it('is none for what is paid at once, until another day comes without the money; a receipt alone is enough for it', () => {
    const atOnce = (orderedOn: string, confirmedAt = `${orderedOn}T08:00:00.000Z`) => [
      order('a', 1_000, { paymentDays: 0, orderedOn, confirmedAt }),
    ];
    expect(taken(atOnce(TODAY), []).account).toBe(0n);
    expect(taken(atOnce('2026-11-21'), []).account).toBe(1_000n);
    // Dated back, it is of the day of its confirmation; and an order dated back does not find it open the less.
    expect(taken(atOnce('2026-11-20', `${TODAY}T08:00:00.000Z`), []).account).toBe(0n);
    expect(taken(atOnce('2026-11-21'), [], { day: '2026-11-01' }).account).toBe(1_000n);
    expect(taken(atOnce('2026-11-21'), [receipt('r', 400, 'collected')]).account).toBe(600n);
    // And pays for nothing that took credit.
    expect(taken([...atOnce('2026-11-21'), order('b', 50)], [receipt('r', 5_000, 'collected')]).account).toBe(50n);
  });

  it('is less for goods that are back, by a return that somebody else wrote', () => {
    const sold = [order('a', 1_000)];
    expect(taken(sold, [goodsBack(400, HAMID)]).account).toBe(600n);
    expect(taken(sold, [goodsBack(400, ALI)]).account).toBe(1_000n);
    expect(taken(sold, [goodsBack(400, HAMID, { state: 'accepted' })]).account).toBe(1_000n);
    expect(taken(sold, [goodsBack(400, HAMID, { remedy: 'replacement' })]).account).toBe(1_000n);
  });

  it('is covered by what was paid before, as far as nothing else is paid with it', () => {
    const asked = { order: order('new', 1_000, { state: 'draft' }) };
    expect(taken([], [receipt('r', 1_200, 'verified')], asked).account).toBe(0n);
    expect(taken([order('a', 700)], [receipt('r', 1_200, 'verified')], asked).account).toBe(500n);
    // An order of which this person is not held to have known: what was paid for it pays for nothing of theirs.
    const elsewhere = { ...asked, elsewhere: new Set(['a']) };
    expect(taken([], [receipt('r', 1_200, 'verified', pays('a', 700))], elsewhere).account).toBe(500n);
  });

  it('of what was imported, or is older than the receipts that are kept here, ends with its days', () => {
    const imported = { source: { preset: 'p', table: 't', id: '1' } };
    const ended = { orderedOn: '2026-10-01', confirmedAt: '2026-10-01T08:00:00.000Z' };
    expect(taken([order('a', 1_000, { ...imported, ...ended })], []).account).toBe(0n);
    expect(taken([order('a', 1_000, imported)], []).account).toBe(1_000n);
    expect(taken([order('a', 1_000, ended)], [], { since: '2026-11-01' }).account).toBe(0n);
    // Dated back behind that day, it is of the day of its confirmation.
    const back = { orderedOn: '2020-01-01', confirmedAt: '2026-11-05T08:00:00.000Z', paymentDays: 1 };
    expect(taken([order('a', 1_000, back)], [], { since: '2026-11-01' }).account).toBe(1_000n);
  });

  it('is never made less by anything that its person types, whatever it is', () => {
    const amount = fc.integer({ min: 1, max: 2_000 });
    const days = fc.constantFrom(0, 30);
    const orders = fc.array(fc.record({ amount, days, cheque: fc.boolean() }), { maxLength: 4 }).map((made) =>
      made.map((one, index) =>
        order(`o${index}`, one.amount, {
          paymentDays: one.days,
          orderedOn: TODAY,
          ...(one.cheque ? { payment: 'cheque' } : {}),
        }),
      ),
    );
    const typed = fc
      .array(fc.record({ amount, cheque: fc.boolean(), names: fc.nat(5), returned: fc.boolean() }), { maxLength: 4 })
      .map((made) =>
        made.map((one, index): CreditDocument => {
          const allocations = pays(`o${one.names}`, one.amount);
          if (one.returned) return { ...goodsBack(one.amount, ALI, { orderId: `o${one.names}` }), id: `t${index}` };
          return one.cheque
            ? cheque(`t${index}`, one.amount, 'collected', allocations)
            : receipt(`t${index}`, one.amount, 'collected', allocations);
        }),
      );
    fc.assert(
      fc.property(orders, typed, (others, own) => {
        const [before, after] = [taken(others, []), taken(others, own)];
        expect(after.account >= before.account && after.cheque >= before.cheque).toBe(true);
      }),
    );
  });

  it('another order never makes it less, and money that was verified never makes it more', () => {
    const amount = fc.integer({ min: 1, max: 2_000 });
    fc.assert(
      fc.property(
        fc.array(amount, { maxLength: 4 }),
        fc.array(amount, { maxLength: 4 }),
        amount,
        (owed, paid, more) => {
          const orders = owed.map((one, index) => order(`o${index}`, one));
          const receipts = paid.map((one, index) => receipt(`r${index}`, one, 'verified'));
          const before = taken(orders, receipts).account;
          expect(taken([...orders, order('more', more)], receipts).account >= before).toBe(true);
          expect(taken(orders, [...receipts, receipt('more', more, 'verified')]).account <= before).toBe(true);
          const left = BigInt(owed.reduce((sum, one) => sum + one, 0) - paid.reduce((sum, one) => sum + one, 0));
          expect(before).toBe(left > 0n ? left : 0n);
        },
      ),
    );
  });
});
