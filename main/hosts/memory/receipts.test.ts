/** Money from the hand of a customer to the account, on one machine that several people share, without a line in between. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordReceiptInput } from '../../../shared/contract/receipts.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import {
  createTestCompany,
  failure,
  first,
  PASSPHRASE,
  pumpOrder,
  signIn,
  TODAY,
  type TestCompany,
} from './company.ts';
import { idOf } from './memoryServer.ts';

const BAHAR = idOf('bahar');
const rials = (amount: number) => ({ amount, currency: 'IRR' });

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  const limits = { roles: { rep: { withinCredit: true }, branchManager: { withinCredit: true } } };
  company.server.put('organisation', 'setting', idOf('limits'), { key: 'approvalLimits', value: limits });
  window = await signIn(company);
});
afterEach(() => company.close());

async function become(login: 'ali' | 'hamid'): Promise<void> {
  await window.sync.now();
  await window.session.lock();
  const state = await first(window.session.state());
  const known = state.phase === 'locked' ? state.profiles.find((profile) => profile.login === login) : undefined;
  if (known) {
    await window.session.unlock({ profileId: known.profileId, passphrase: PASSPHRASE });
  } else {
    await window.session.addPerson();
    window = await signIn(company, login);
  }
  await window.sync.now();
}

async function sell(amount: number, rest: object = {}): Promise<string> {
  const { kind, body } = pumpOrder('bahar', TODAY, [[1_000, amount]]);
  const lines = body.lines.map((line) => ({ ...line, taxPercentage: 0, discountPercentage: 0 }));
  return (await window.orders.create({ kind, body: { ...body, paymentDays: 30, ...rest, lines } })).id;
}
const confirm = (id: string) => window.orders.confirm({ id });
const take = (amount: number, rest: Partial<RecordReceiptInput> = {}) =>
  window.receipts.record({ customerId: BAHAR, method: 'cash', amount: rials(amount), ...rest });
const cheque = (amount: number, dueOn: string) =>
  take(amount, { method: 'cheque', cheque: { number: `${amount}`, bank: 'ملت', dueOn } });
const account = async () => (await first(window.receipts.account({ customerId: BAHAR })))[0];
const credit = () => first(window.receipts.credit({ customerId: BAHAR, currency: 'IRR' }));
const listed = async (filter: object = {}) =>
  (await first(window.receipts.list({ offset: 0, limit: 10, ...filter }))).rows;
/** On head office's copy: only there a limit is set. */
const limit = async (fields: object): Promise<void> => {
  const held = company.server.record('customers', BAHAR);
  company.server.put('customers', held?.kind ?? '', BAHAR, { ...held?.body, ...fields });
  await window.sync.now();
};

describe('a receipt', () => {
  it('is taken in without a line, has its number, and pays; asking again takes nothing in twice', async () => {
    company.server.reachable = false;
    const order = await sell(1_000_000);
    await confirm(order);
    const id = idOf('one receipt');
    const { number } = await take(400_000, { id, allocations: [{ documentId: order, amount: rials(400_000) }] });
    expect(number).toMatch(/^RCT-[0-9A-Z]+-\d+$/);
    expect(await take(400_000, { id })).toEqual({ id, number });
    expect((await failure(take(500_000, { id }))).code).toBe('locked');
    expect(await account()).toMatchObject({
      balance: 600_000,
      unverified: 400_000,
      open: [{ id: order, open: 600_000 }],
    });
    expect(await listed()).toMatchObject([{ id, number, method: 'cash', state: 'collected', amount: rials(400_000) }]);
    expect(await listed({ search: number ?? '' })).toHaveLength(1);
    expect(await listed({ method: 'cheque' })).toEqual([]);
  });

  it('is refused in words when it lacks something, or spreads more than was paid', async () => {
    const order = await sell(1_000_000);
    await confirm(order);
    const refused = async (asked: Promise<unknown>) => (await failure(asked)).facts['violations'];
    expect(await refused(take(5, { method: 'cheque', cheque: {} }))).toEqual([
      'cheque/number: receipt.chequeNumberMissing',
      'cheque/bank: receipt.bankMissing',
      'cheque/dueOn: receipt.dueMissing',
    ]);
    expect(await refused(take(5, { allocations: [{ documentId: order, amount: rials(6) }] }))).toEqual([
      'allocations: receipt.allocatedTooMuch',
    ]);
    expect((await failure(take(5, { method: 'cheque', cheque: { sayadId: '12' } }))).code).toBe('invalid_input');
    expect((await failure(take(5, { customerId: idOf('nobody') }))).code).toBe('not_found');
  });

  it('is locked from then on, and cancelled with a reason alone', async () => {
    const { id } = await take(5);
    expect(
      (
        await failure(
          window.orders.edit({ id, changes: [{ do: 'set', path: 'amount', value: rials(6), seen: rials(5) }] }),
        )
      ).code,
    ).toBe('locked');
    expect((await failure(window.receipts.step({ id, to: 'cancelled' }))).facts).toMatchObject({
      reason: 'note_missing',
    });
    await window.receipts.step({ id, to: 'cancelled', reason: 'دو بار ثبت شده' });
    expect(await account()).toBeUndefined();
    expect(await listed({ states: ['cancelled'] })).toHaveLength(1);
  });
});

describe('the register of cheques', () => {
  it('lists cheques by the day on which they are due, and counts what waits', async () => {
    const later = await cheque(300, '2027-01-01');
    const sooner = await cheque(200, TODAY);
    await take(100);
    const byDue = { method: 'cheque', sort: { by: 'dueOn', descending: false } };
    expect((await listed(byDue)).map(({ id }) => id)).toEqual([sooner.id, later.id]);
    expect((await listed({ ...byDue, dueUntil: TODAY })).map(({ id }) => id)).toEqual([sooner.id]);
    expect((await listed({ dueFrom: '2027-01-01' })).map(({ id }) => id)).toEqual([later.id]);
    expect(await first(window.receipts.collectedOn({ day: TODAY }))).toEqual([
      { personName: 'علی رضایی', method: 'cash', count: 1, amount: rials(100) },
      { personName: 'علی رضایی', method: 'cheque', count: 2, amount: rials(500) },
    ]);
    expect(await first(window.receipts.collectedOn({ day: '2026-11-20' }))).toEqual([]);
    expect(await first(window.receipts.waiting())).toEqual({ unverified: 3, dueThisWeek: 1, overdue: 0, bounced: 0 });
  });

  it('follows a cheque through the bank by the hand of somebody else; bounced, it is owed again, until another takes its place', async () => {
    await confirm(await sell(1_000_000));
    const { id } = await cheque(1_000_000, TODAY);
    expect((await failure(window.receipts.step({ id, to: 'verified' }))).code).toBe('permission_denied');
    await become('hamid');
    for (const to of ['verified', 'deposited', 'bounced'] as const)
      await window.receipts.step({ id, to, reason: 'کسری موجودی' });
    expect(await account()).toMatchObject({ balance: 1_000_000, bounced: { count: 1, amount: 1_000_000 } });
    const instead = await take(1_000_000);
    await window.receipts.step({ id, to: 'replaced', replacedById: instead.id });
    expect(await account()).toMatchObject({ balance: 0, bounced: { count: 0 } });
    // What they took in themselves somebody else verifies.
    expect((await failure(window.receipts.step({ id: instead.id, to: 'verified' }))).facts).toMatchObject({
      reason: 'receipt_own',
    });
    expect((await failure(window.receipts.step({ id, to: 'cleared' }))).code).toBe('illegal_transition');
    const statement = await first(
      window.receipts.statement({ customerId: BAHAR, currency: 'IRR', from: null, until: TODAY }),
    );
    expect(statement).toMatchObject({ opening: 0, closing: 0 });
    expect(statement.lines.map(({ kind }) => kind)).toEqual(['order', 'receipt', 'receipt', 'bounce']);
  });
});

describe('SEC-85: credit on the laptop', () => {
  it('is made room for by money that somebody else has verified, never by a receipt that its seller types', async () => {
    await limit({ creditLimit: rials(1_000_000) });
    await confirm(await sell(1_000_000));
    const next = await sell(400_000);
    expect(await credit()).toMatchObject({ account: { limit: 1_000_000, taken: 1_000_000 }, cheque: null });
    const { id } = await take(400_000);
    expect(await account()).toMatchObject({ balance: 600_000 });
    expect(await credit()).toMatchObject({ account: { taken: 1_000_000 } });
    expect((await failure(confirm(next))).facts).toMatchObject({ reasons: ['credit'] });
    await become('hamid');
    await window.receipts.step({ id, to: 'verified' });
    await become('ali');
    expect(await credit()).toMatchObject({ account: { taken: 600_000 } });
    await confirm(next);
  });

  it('takes cheques from their own limit until the bank has paid', async () => {
    await limit({ creditLimit: rials(1_000_000), chequeLimit: rials(700_000) });
    await confirm(await sell(600_000));
    const { id } = await cheque(600_000, '2027-01-01');
    await become('hamid');
    await window.receipts.step({ id, to: 'verified' });
    await become('ali');
    expect(await credit()).toEqual({
      currency: 'IRR',
      account: { limit: 1_000_000, taken: 0 },
      cheque: { limit: 700_000, taken: 600_000 },
    });
    expect((await failure(confirm(await sell(200_000, { payment: 'cheque' })))).facts).toMatchObject({
      reasons: ['cheque'],
    });
    await confirm(await sell(100_000, { payment: 'cheque' }));
  });
});
