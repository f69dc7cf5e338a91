import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../base/clock.ts';
import type { RecordBody } from '../record.ts';
import { accountOf, AGES, statementOf, type Account } from './account.ts';
import type { AccountDocument, Books } from './postings.ts';

const BY_ORDER: Books = { invoicedBy: 'order', since: null };
const BY_INVOICE: Books = { invoicedBy: 'invoice', since: null };
const TODAY = '2026-11-22';
const rials = (amount: number) => ({ amount, currency: 'IRR' });

const lines = (amount: number): RecordBody[] => [
  { id: 'l', order: 'a0', quantity: 1_000, unitPrice: rials(amount), discountPercentage: 0, taxPercentage: 0 },
];
const order = (id: string, amount: number, orderedOn = TODAY, rest: RecordBody = {}): AccountDocument => ({
  id,
  kind: 'order',
  body: { state: 'confirmed', orderedOn, currency: 'IRR', lines: lines(amount), ...rest },
});
const invoice = (id: string, orderId: string, amount: number, issuedOn = TODAY): AccountDocument => ({
  id,
  kind: 'invoice',
  body: { state: 'issued', issuedOn, orderId, currency: 'IRR', lines: lines(amount) },
});
const receipt = (id: string, amount: number, receivedOn = TODAY, rest: RecordBody = {}): AccountDocument => ({
  id,
  kind: 'receipt',
  body: { state: 'collected', method: 'cash', receivedOn, currency: 'IRR', amount: rials(amount), ...rest },
});
const cheque = (id: string, amount: number, state: string, rest: RecordBody = {}): AccountDocument =>
  receipt(id, amount, TODAY, { method: 'cheque', state, cheque: { dueOn: '2027-01-01' }, ...rest });
const refund = (id: string, orderId: string, amount: number, rest: RecordBody = {}): AccountDocument => ({
  id,
  kind: 'return',
  body: {
    state: 'accepted',
    remedy: 'refund',
    issuedOn: TODAY,
    orderId,
    currency: 'IRR',
    lines: lines(amount),
    ...rest,
  },
});
const pays = (documentId: string, amount: number): RecordBody => ({
  allocations: [{ id: `to ${documentId}`, order: 'a0', documentId, amount: rials(amount) }],
});

const rialAccount = (documents: readonly AccountDocument[], day = TODAY, books = BY_ORDER): Account | undefined =>
  accountOf(documents, day, books).find(({ currency }) => currency === 'IRR');
const openOf = (documents: readonly AccountDocument[], books = BY_ORDER): Record<string, bigint> =>
  Object.fromEntries((rialAccount(documents, TODAY, books)?.open ?? []).map(({ id, open }) => [id, open]));

describe('an account', () => {
  it('owes confirmed orders, or issued invoices, as the company invoices', () => {
    const documents = [
      order('a', 1_000),
      order('draft', 5_000, TODAY, { state: 'draft' }),
      order('cancelled', 5_000, TODAY, { state: 'cancelled' }),
      invoice('i', 'a', 400),
    ];
    expect(rialAccount(documents)?.balance).toBe(1_000n);
    expect(rialAccount(documents, TODAY, BY_INVOICE)?.balance).toBe(400n);
  });

  it('is paid by what names a document first, and by the rest against the oldest', () => {
    const documents = [order('old', 1_000, '2026-01-01'), order('new', 1_000, '2026-02-01')];
    expect(openOf([...documents, receipt('r', 600)])).toEqual({ old: 400n, new: 1_000n });
    expect(openOf([...documents, receipt('r', 600, TODAY, pays('new', 600))])).toEqual({ old: 1_000n, new: 400n });
    expect(openOf([...documents, receipt('r', 1_500, TODAY, pays('new', 600))])).toEqual({ old: 100n, new: 400n });
    // More than the document takes goes on to the oldest.
    expect(openOf([...documents, receipt('r', 1_600, TODAY, pays('new', 1_600))])).toEqual({ old: 400n });
  });

  it('takes a payment that names the order for its invoices, and one that names an invoice for its order', () => {
    const documents = [
      order('a', 1_000),
      order('b', 1_000),
      invoice('i', 'b', 600, '2026-11-01'),
      invoice('j', 'b', 400),
    ];
    const named = (id: string) => [...documents, receipt('r', 700, TODAY, pays(id, 700))];
    expect(openOf(named('i'))).toEqual({ a: 1_000n, b: 300n });
    expect(openOf(named('b'), BY_INVOICE)).toEqual({ j: 300n });
  });

  it('is in favour of whoever paid more than they owe', () => {
    expect(rialAccount([order('a', 1_000), receipt('r', 1_700)])).toMatchObject({
      balance: -700n,
      inFavour: 700n,
      open: [],
    });
  });

  it('owes again what a cheque paid that bounced, or was given back; cheques of which nobody knows yet stand apart', () => {
    const documents = (state: string, rest: RecordBody = {}) => [order('a', 1_000), cheque('c', 1_000, state, rest)];
    for (const state of ['collected', 'verified', 'deposited'])
      expect(rialAccount(documents(state))).toMatchObject({ balance: 0n, cheques: { count: 1, amount: 1_000n } });
    expect(rialAccount(documents('cleared'))).toMatchObject({ balance: 0n, cheques: { count: 0, amount: 0n } });
    expect(rialAccount(documents('bounced', { bouncedOn: TODAY }))).toMatchObject({
      balance: 1_000n,
      cheques: { count: 0 },
      bounced: { count: 1, amount: 1_000n },
    });
    for (const state of ['returned', 'replaced', 'cancelled', 'draft'])
      expect(rialAccount(documents(state))).toMatchObject({ balance: 1_000n, bounced: { count: 0 } });
  });

  it('is asked of a day: what came later is not in it, and a cheque that bounced later still paid', () => {
    const documents = [
      order('a', 1_000, '2026-01-01'),
      order('b', 50, '2026-03-01'),
      { ...cheque('c', 1_000, 'bounced', { receivedOn: '2026-01-10', bouncedOn: '2026-02-10' }) },
    ];
    const balanceOn = (day: string) => rialAccount(documents, day)?.balance;
    expect(['2026-01-05', '2026-01-10', '2026-02-09', '2026-02-10', '2026-03-01'].map(balanceOn)).toEqual([
      1_000n,
      0n,
      0n,
      1_000n,
      1_050n,
    ]);
  });

  it('says how late what is open is: due today is not late', () => {
    const due = (late: number) => order(`${late}`, 1, addDays(TODAY, -late - 30), { paymentDays: 30 });
    const ages = rialAccount([0, 1, 30, 31, 60, 61, 90, 91, -5].map(due))?.ages;
    expect(ages).toEqual({ notDue: 2n, days30: 2n, days60: 2n, days90: 2n, older: 1n });
  });

  it('leaves what was imported to its books, and what is older than the receipts that are kept here', () => {
    const imported = order('a', 1_000, TODAY, { source: { preset: 'p', table: 't', id: '1' } });
    expect(accountOf([imported], TODAY, BY_ORDER)).toEqual([]);
    const books: Books = { invoicedBy: 'order', since: '2026-06-01' };
    const documents = [order('old', 1_000, '2026-05-31'), order('new', 500, '2026-06-01'), receipt('r', 200)];
    expect(rialAccount(documents, TODAY, books)?.balance).toBe(300n);
    // Dated back behind that day, it is of the day on which it was confirmed: as its credit is read.
    const back = order('back', 100, '2026-05-01', { confirmedAt: '2026-06-02T08:00:00.000Z' });
    expect(rialAccount([...documents, back], TODAY, books)?.balance).toBe(400n);
  });

  it('gives back what was taken back: money, not goods, and not what is only asked for', () => {
    const documents = [order('a', 1_000), order('b', 300, '2026-01-01')];
    expect(openOf([...documents, refund('r', 'a', 400)])).toEqual({ a: 600n, b: 300n });
    expect(openOf([...documents, refund('r', 'a', 400, { remedy: 'replacement' })])).toEqual({ a: 1_000n, b: 300n });
    expect(openOf([...documents, refund('r', 'a', 400, { state: 'draft' })])).toEqual({ a: 1_000n, b: 300n });
  });

  it('where invoices are owed, gives back what had been invoiced, and nothing for what never was', () => {
    const pieces = (count: number): RecordBody => ({
      lines: [{ ...lines(100)[0], quantity: count * 1_000, orderLineId: 'l' }],
    });
    const at = (hour: number): string => `${TODAY}T${String(hour).padStart(2, '0')}:00:00.000Z`;
    const of = (kind: string, count: number, fields: RecordBody): AccountDocument => ({
      id: `${kind} ${count}`,
      kind,
      body: { orderId: 'a', issuedOn: TODAY, currency: 'IRR', ...pieces(count), ...fields },
    });
    const sale = [order('a', 0, TODAY, pieces(10)), of('delivery', 5, { state: 'delivered', deliveredAt: at(8) })];
    const back = refund('r', 'a', 0, { acceptedAt: at(10), ...pieces(2) });
    const balance = (...documents: AccountDocument[]) =>
      rialAccount([...sale, ...documents], TODAY, BY_INVOICE)?.balance ?? 0n;
    const invoiced = (count: number, hour: number) => of('invoice', count, { state: 'issued', issuedAt: at(hour) });
    expect(balance(back)).toBe(0n);
    expect(balance(back, invoiced(8, 11))).toBe(800n);
    expect(balance(back, invoiced(5, 9))).toBe(300n);
    expect(balance(back, invoiced(4, 9))).toBe(300n);
    // Somebody who did not know of it invoiced all of it.
    expect(balance(back, invoiced(10, 11))).toBe(800n);
    // Where the order is the debt it is paid back, whatever is invoiced.
    expect(rialAccount([...sale, back])?.balance).toBe(800n);
  });

  it('keeps currencies apart', () => {
    const dollars = receipt('r', 5, TODAY, { currency: 'USD', amount: { amount: 5, currency: 'USD' } });
    expect(
      accountOf([order('a', 1_000), dollars], TODAY, BY_ORDER).map(({ currency, balance }) => [currency, balance]),
    ).toEqual([
      ['IRR', 1_000n],
      ['USD', -5n],
    ]);
  });

  it('counts beyond what a number holds', () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(rialAccount([order('a', most), order('b', most), order('c', most)])?.balance).toBe(3n * BigInt(most));
  });
});

describe('a statement', () => {
  const documents = [
    order('a', 1_000, '2026-01-01', { number: 'ORD-1' }),
    cheque('c', 1_000, 'bounced', { receivedOn: '2026-01-10', bouncedOn: '2026-02-10' }),
    receipt('r', 400, '2026-02-10'),
  ];

  it('leads from one balance to the other, line by line; a bounced cheque stands twice', () => {
    const { opening, lines: found, closing } = statementOf(documents, 'IRR', null, TODAY, BY_ORDER);
    expect({ opening, closing }).toEqual({ opening: 0n, closing: 600n });
    expect(found.map(({ day, kind, amount, balance }) => [day, kind, amount, balance])).toEqual([
      ['2026-01-01', 'order', 1_000n, 1_000n],
      ['2026-01-10', 'receipt', -1_000n, 0n],
      ['2026-02-10', 'receipt', -400n, -400n],
      ['2026-02-10', 'bounce', 1_000n, 600n],
    ]);
  });

  it('begins with what was open before', () => {
    const { opening, lines: found, closing } = statementOf(documents, 'IRR', '2026-01-10', '2026-01-31', BY_ORDER);
    expect({ opening, count: found.length, closing }).toEqual({ opening: 1_000n, count: 1, closing: 0n });
  });
});

// ---- whatever happened -----------------------------------------------------------------------------------------

const day = fc.integer({ min: 0, max: 120 }).map((days) => addDays('2026-08-01', days));
const amount = fc.integer({ min: 1, max: 1_000_000_000 });
const state = fc.constantFrom('collected', 'verified', 'deposited', 'cleared', 'bounced', 'returned', 'cancelled');

/** Orders, and payments of which some name one of them, also with more than they take. */
const history = fc
  .record({
    orders: fc.array(fc.record({ amount, day, paymentDays: fc.integer({ min: 0, max: 90 }) }), { maxLength: 6 }),
    payments: fc.array(
      fc.record({ amount, day, state, names: fc.nat(7), part: fc.integer({ min: 1, max: 100 }), bouncedOn: day }),
      { maxLength: 6 },
    ),
  })
  .map(({ orders, payments }): AccountDocument[] => [
    ...orders.map((made, index) => order(`o${index}`, made.amount, made.day, { paymentDays: made.paymentDays })),
    ...payments.map((made, index) =>
      receipt(`r${index}`, made.amount, made.day, {
        method: 'cheque',
        state: made.state,
        bouncedOn: made.bouncedOn < made.day ? made.day : made.bouncedOn,
        ...(made.names < orders.length ? pays(`o${made.names}`, Math.ceil((made.amount * made.part) / 100)) : {}),
      }),
    ),
  ]);

describe('whatever happened', () => {
  it('the balance is what is open less what is in favour, on every day, and the ages sum to it', () => {
    fc.assert(
      fc.property(history, day, (documents, on) => {
        for (const account of accountOf(documents, on, BY_ORDER)) {
          const open = account.open.reduce((sum, item) => sum + item.open, 0n);
          expect(open - account.inFavour).toBe(account.balance);
          expect(AGES.reduce((sum, age) => sum + account.ages[age], 0n)).toBe(open);
          expect(account.open.every((item) => item.open > 0n && item.open <= item.total)).toBe(true);
        }
      }),
    );
  });

  it('the order in which it became known means nothing', () => {
    fc.assert(
      fc.property(
        history.chain((documents) =>
          fc.tuple(fc.constant(documents), fc.shuffledSubarray(documents, { minLength: documents.length })),
        ),
        ([documents, shuffled]) => {
          expect(accountOf(shuffled, TODAY, BY_ORDER)).toEqual(accountOf(documents, TODAY, BY_ORDER));
          expect(statementOf(shuffled, 'IRR', null, TODAY, BY_ORDER)).toEqual(
            statementOf(documents, 'IRR', null, TODAY, BY_ORDER),
          );
        },
      ),
    );
  });

  it('the statement ends with the balance, on every day', () => {
    fc.assert(
      fc.property(history, day, (documents, on) => {
        expect(statementOf(documents, 'IRR', null, on, BY_ORDER).closing).toBe(
          rialAccount(documents, on)?.balance ?? 0n,
        );
      }),
    );
  });

  it('a cheque that bounces leaves the account as if it had never been taken', () => {
    fc.assert(
      fc.property(history, amount, (documents, paid) => {
        const without = rialAccount(documents);
        const bounced = rialAccount([...documents, cheque('x', paid, 'bounced', { bouncedOn: TODAY })]);
        expect({ balance: bounced?.balance ?? 0n, open: bounced?.open ?? [] }).toEqual({
          balance: without?.balance ?? 0n,
          open: without?.open ?? [],
        });
      }),
    );
  });
});
