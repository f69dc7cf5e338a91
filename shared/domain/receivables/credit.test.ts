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
    elsewhere: [],
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

  it('is no less for what was paid for an order of today that is paid at once: that money is spent', () => {
    const ofToday = order('now', 600, { paymentDays: 0, orderedOn: TODAY, confirmedAt: `${TODAY}T08:00:00.000Z` });
    const paid = [receipt('r', 600, 'verified', pays('now', 600))];
    expect(taken([order('a', 1_000), ofToday], paid).account).toBe(1_000n);
    expect(taken([order('a', 1_000)], [receipt('r', 600, 'verified')]).account).toBe(400n);
  });

  it('is that of an order which is paid at once and dated ahead from the day after its confirmation', () => {
    const ahead = (confirmedOn: string) =>
      order('a', 1_000, { paymentDays: 0, orderedOn: '2027-03-01', confirmedAt: `${confirmedOn}T08:00:00.000Z` });
    expect(taken([ahead(TODAY)], []).account).toBe(0n);
    expect(taken([ahead('2026-11-21')], []).account).toBe(1_000n);
  });

  it('SEC-85: a cheque that was only typed never leaves more room than it will once it is verified', () => {
    const amount = fc.integer({ min: 1, max: 2_000 });
    const orders = fc.array(fc.record({ amount, days: fc.constantFrom(0, 30), cheque: fc.boolean() }), {
      maxLength: 4,
    });
    const paid = fc.array(fc.record({ amount, cheque: fc.boolean(), names: fc.nat(5) }), { maxLength: 4 });
    fc.assert(
      fc.property(orders, paid, (made, receipts) => {
        const others = made.map((one, index) =>
          order(`o${index}`, one.amount, { paymentDays: one.days, ...(one.cheque ? { payment: 'cheque' } : {}) }),
        );
        const standing = (state: string) =>
          taken(
            others,
            receipts.map((one, index) =>
              (one.cheque ? cheque : receipt)(`r${index}`, one.amount, state, pays(`o${one.names}`, one.amount)),
            ),
          );
        const [typed, verified] = [standing('collected'), standing('verified')];
        expect(typed.account >= verified.account && typed.cheque >= verified.cheque).toBe(true);
      }),
    );
    // As it was found: beside an older debt on account.
    const both = [order('old', 1_000), order('new', 1_000, { payment: 'cheque', orderedOn: '2026-11-20' })];
    expect(taken(both, [cheque('c', 1_000, 'collected')])).toEqual({ account: 1_000n, cheque: 2_000n });
  });

  it('is not eased by typed money that names what it may not pay for yet', () => {
    const sold = [order('credit', 1_000), order('once', 1_000, { paymentDays: 0 })];
    expect(taken(sold, [receipt('r', 1_000, 'collected', pays('credit', 1_000))]).account).toBe(2_000n);
    expect(taken(sold, [receipt('r', 1_000, 'collected')]).account).toBe(1_000n);
  });

  it('reads what was paid for a colleague’s order alike, whether that order counts here or not', () => {
    const [mine, theirs] = [order('mine', 1_000), order('theirs', 700, { orderedOn: '2026-10-01' })];
    // More than was owed for theirs: the rest pays for what is open, on the laptop as on the server.
    const paid = [receipt('r', 900, 'verified', pays('theirs', 900))];
    const onTheLaptop = taken([mine, theirs], paid).account;
    expect(onTheLaptop).toBe(800n);
    expect(taken([mine], paid, { elsewhere: [theirs] }).account).toBe(onTheLaptop);
    // And money that names nobody's order pays first for the orders of which its author is held to have known.
    const unnamed = [receipt('r', 900, 'verified')];
    expect(taken([mine], unnamed, { elsewhere: [theirs] }).account).toBe(100n);
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
    const elsewhere = { ...asked, elsewhere: [order('a', 700)] };
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
