/** Asking and deciding on one machine that two people share, without a line in between. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

const LIMITS = {
  roles: {
    rep: { discountPercentage: 100_000, withinCredit: true, contractMonths: 12 },
    branchManager: { discountPercentage: 200_000 },
  },
};

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  company.server.put('organisation', 'setting', idOf('limits'), { key: 'approvalLimits', value: LIMITS });
  window = await signIn(company);
});
afterEach(() => company.close());

async function become(login: 'ali' | 'hamid' | 'darius'): Promise<void> {
  await window.sync.now();
  await window.session.lock();
  const state = await first(window.session.state());
  const known = state.phase === 'locked' ? state.profiles.find((profile) => profile.login === login) : undefined;
  if (known) {
    await window.session.unlock({ profileId: known.profileId, passphrase: PASSPHRASE });
    await window.sync.now();
    return;
  }
  await window.session.addPerson();
  window = await signIn(company, login);
}

async function draft(discountPercentage: number, rest: object = {}): Promise<string> {
  const { kind, body } = pumpOrder('bahar', TODAY, [[1_000, 1_200_000]]);
  const lines = body.lines.map((line) => ({ ...line, discountPercentage, taxPercentage: 90_000 }));
  return (await window.orders.create({ kind, body: { ...body, ...rest, lines } })).id;
}
const viewOf = (id: string, collection: 'salesDocuments' | 'contracts' = 'salesDocuments') =>
  first(window.approvals.of({ collection, id }));
const listed = async (mine: boolean) => (await first(window.approvals.list({ mine, offset: 0, limit: 10 }))).rows;
const order = (id: string) => ({ collection: 'salesDocuments' as const, id });

describe('SEC-88: an order beyond its seller’s limits', () => {
  it('is not confirmed alone; who may is asked, agrees, and it is confirmed with a number in one commit', async () => {
    const id = await draft(150_000);
    expect(await viewOf(id)).toMatchObject({
      state: 'none',
      needed: [{ reason: 'discount', found: 150_000, limit: 100_000 }],
      mayAsk: true,
      mayDecide: false,
    });
    expect(await failure(window.orders.confirm({ id }))).toMatchObject({
      code: 'approval_needed',
      facts: { reasons: ['discount'] },
    });
    company.server.reachable = false;
    await window.approvals.ask({ ...order(id), note: 'مشتری قدیمی' });
    expect(await viewOf(id)).toMatchObject({ state: 'awaiting', mayAsk: false, mayDecide: false });
    expect(await listed(true)).toMatchObject([{ id, state: 'awaiting', pending: true, customerName: 'بهار شیمی' }]);
    expect(await listed(false)).toEqual([]);
    expect((await failure(window.approvals.decide({ ...order(id), decision: 'approved', note: '' }))).code).toBe(
      'permission_denied',
    );
    company.server.reachable = true;
    await become('hamid');
    expect(await listed(false)).toMatchObject([{ id, askedByName: 'علی رضایی', askedNote: 'مشتری قدیمی' }]);
    company.server.reachable = false;
    const groups = company.server.groups.length;
    const { number } = await window.approvals.decide({ ...order(id), decision: 'approved', note: '' });
    expect(number).toMatch(/^ORD-/);
    expect(await listed(false)).toEqual([]);
    company.server.reachable = true;
    await window.sync.now();
    expect(company.server.groups.slice(groups).map(({ operations }) => operations.length)).toEqual([1]);
    expect(company.server.record('salesDocuments', id)?.body).toMatchObject({
      state: 'confirmed',
      number,
      approval: { decision: 'approved', decidedBy: idOf('hamid'), askedBy: idOf('ali') },
    });
  });

  it('comes back with the reason, and can be asked again; or is withdrawn', async () => {
    const id = await draft(150_000);
    await window.approvals.ask({ ...order(id), note: '' });
    await become('hamid');
    const refuse = (note: string) => window.approvals.decide({ ...order(id), decision: 'refused', note });
    expect(await failure(refuse(''))).toMatchObject({ code: 'invalid_input', facts: { reason: 'note_missing' } });
    await refuse('زیاد است');
    await become('ali');
    expect(await viewOf(id)).toMatchObject({
      state: 'refused',
      mayAsk: true,
      request: { decidedByName: 'حمید مدیر', decidedNote: 'زیاد است', isMine: true },
    });
    expect((await failure(window.orders.confirm({ id }))).code).toBe('approval_needed');
    await window.approvals.ask({ ...order(id), note: 'باز هم' });
    expect(await viewOf(id)).toMatchObject({ state: 'awaiting', request: { decidedNote: '' } });
    await window.approvals.withdraw({ id });
    expect(await viewOf(id)).toMatchObject({ state: 'none', request: null });
    expect((await failure(window.approvals.withdraw({ id }))).code).toBe('illegal_transition');
  });

  it('that is edited after it was asked asks anew, and an edit of no term takes nothing back', async () => {
    const id = await draft(150_000);
    await window.approvals.ask({ ...order(id), note: '' });
    await window.orders.edit({ id, changes: [{ do: 'set', path: 'note', value: 'فوری' }] });
    expect((await viewOf(id))?.state).toBe('awaiting');
    const deeper = { do: 'set' as const, path: 'lines/line-0/discountPercentage', value: 160_000, seen: 150_000 };
    await window.orders.edit({ id, changes: [deeper] });
    expect(await viewOf(id)).toMatchObject({ state: 'outdated', mayAsk: true });
    await become('hamid');
    expect(await listed(false)).toEqual([]);
    expect((await failure(window.approvals.decide({ ...order(id), decision: 'approved', note: '' }))).code).toBe(
      'illegal_transition',
    );
  });

  it('is nobody’s to decide about who asked for it, sells it, or may not go that far either', async () => {
    const far = await draft(250_000);
    await window.approvals.ask({ ...order(far), note: '' });
    await become('hamid');
    expect(await listed(false)).toEqual([]);
    expect(await viewOf(far)).toMatchObject({ mayDecide: false, notHere: 'beyond' });
    expect(await failure(window.approvals.decide({ ...order(far), decision: 'approved', note: '' }))).toMatchObject({
      code: 'permission_denied',
      facts: { reason: 'approval_beyond' },
    });
    const own = await draft(250_000, { ownerId: idOf('hamid') });
    await window.approvals.ask({ ...order(own), note: '' });
    expect(await viewOf(own)).toMatchObject({ mayDecide: false, notHere: 'own' });
    await become('darius');
    expect((await listed(false)).map(({ id }) => id)).toEqual([far, own]);
    await window.approvals.decide({ ...order(own), decision: 'approved', note: '' });
  });

  it('is written by its own commands alone', async () => {
    const id = await draft(150_000);
    const approval = { reasons: [], terms: '0'.repeat(32), askedBy: idOf('ali'), askedAt: '2026-11-21T07:00:00.000Z' };
    const change = { do: 'set' as const, path: 'approval', value: { ...approval, decision: 'approved' } };
    expect((await failure(window.orders.edit({ id, changes: [change] }))).code).toBe('illegal_transition');
    const { kind, body } = pumpOrder('bahar', TODAY, [[1_000, 1]]);
    expect((await failure(window.orders.create({ kind, body: { ...body, approval } }))).code).toBe(
      'illegal_transition',
    );
  });

  it('SEC-85: is also one for which the company has no price, or none any more', async () => {
    const { kind, body } = pumpOrder('bahar', TODAY, [[1_000, 900]]);
    const lines = body.lines.map((line) => ({
      ...line,
      taxPercentage: 90_000,
      unitPrice: { amount: 900, currency: 'USD' },
    }));
    const { id } = await window.orders.create({ kind, body: { ...body, currency: 'USD', lines } });
    expect(await failure(window.orders.confirm({ id }))).toMatchObject({
      code: 'approval_needed',
      facts: { reasons: ['discount'] },
    });
    expect(await viewOf(id)).toMatchObject({ needed: [{ reason: 'discount', found: 1_000_000, unmeasured: true }] });
    const ordinary = await draft(0);
    expect(await viewOf(ordinary)).toMatchObject({ needed: [] });
    company.server.remove('products', idOf('pump'));
    await window.sync.now();
    expect(await viewOf(ordinary)).toMatchObject({ needed: [{ reason: 'discount', found: 1_000_000 }] });
  });

  it('SEC-85: is measured by lists where its product has no price of its own, and by a day that nobody chooses', async () => {
    const scoped = { name: 'حراج', scope: 'everyone', from: '2026-01-01' };
    company.server.put('products', 'promotion', idOf('sale'), {
      ...scoped,
      to: '2026-11-10',
      rule: 'percentOff',
      productIds: [idOf('pump')],
      percentage: 500_000,
    });
    await window.sync.now();
    const dated = await draft(500_000, { orderedOn: '2026-11-10' });
    expect(await viewOf(dated)).toMatchObject({ needed: [{ reason: 'discount', found: 500_000 }] });
    expect((await failure(window.orders.confirm({ id: dated }))).code).toBe('approval_needed');
    // Without a price of its own: what it is sold at is full, until a list of anybody's has it.
    company.server.put('products', 'equipment', idOf('pump'), {
      name: 'پمپ',
      unit: 'عدد',
      taxPercentage: 0,
      prices: [],
    });
    await window.sync.now();
    const sold = await draft(0);
    expect(await viewOf(sold)).toMatchObject({ needed: [] });
    company.server.put('products', 'priceList', idOf('theirs'), {
      ...scoped,
      scope: 'customers',
      scopeIds: [idOf('somebody else')],
      currency: 'IRR',
      entries: [{ id: 'a', order: 'a0', productId: idOf('pump'), price: { amount: 9, currency: 'IRR' } }],
    });
    await window.sync.now();
    expect(await viewOf(sold)).toMatchObject({ needed: [{ reason: 'discount', unmeasured: true }] });
  });

  it('SEC-83: counts the customer’s credit with what is open, and tells nobody the figures who does not see them', async () => {
    company.server.put('customers', 'company', idOf('limited'), {
      name: 'محدود',
      stage: 'active',
      creditLimit: { amount: 2_000_000, currency: 'IRR' },
    });
    await window.sync.now();
    const onCredit = { customerId: idOf('limited'), paymentDays: 30 };
    const one = await draft(0, onCredit);
    const two = await draft(0, onCredit);
    await window.orders.confirm({ id: one });
    expect(await failure(window.orders.confirm({ id: two }))).toMatchObject({ facts: { reasons: ['credit'] } });
    expect(await viewOf(two)).toMatchObject({ needed: [{ reason: 'credit', found: 2_616_000, limit: 2_000_000 }] });
    // What travels with the order is read by people who do not see the customer's limits.
    await window.approvals.ask({ ...order(two), note: '' });
    expect(await viewOf(two)).toMatchObject({
      request: { reasons: [{ reason: 'credit', found: 2_616_000, limit: 2_000_000 }] },
    });
    await window.sync.now();
    expect(company.server.record('salesDocuments', two)?.body['approval']).toMatchObject({
      reasons: [{ reason: 'credit' }],
    });
    expect(JSON.stringify(company.server.groups.at(-1))).not.toMatch(/2[,_]?000[,_]?000|2[,_]?400[,_]?000/);
    await window.orders.edit({ id: two, changes: [{ do: 'set', path: 'paymentDays', value: 0, seen: 30 }] });
    await window.orders.confirm({ id: two });
  });
});

describe('SEC-87: a contract outside of the policy', () => {
  const terms = (endsOn: string) => ({
    title: 'سرویس',
    customerId: idOf('bahar'),
    startsOn: '2026-11-01',
    endsOn,
    coverage: ['parts'],
  });
  const contract = (id: string) => ({ collection: 'contracts' as const, id });
  const create = async (endsOn: string) =>
    (await window.contracts.create({ kind: 'serviceContract', body: terms(endsOn) })).id;
  const running = async () => (await first(window.customers.summary({ customerId: idOf('bahar') }))).activeContracts;

  it('asks by being written, covers nothing until somebody agrees, and then does', async () => {
    const id = await create('2028-10-31');
    expect(await viewOf(id, 'contracts')).toMatchObject({
      state: 'awaiting',
      request: { reasons: [{ reason: 'months', found: 24, limit: 12 }] },
    });
    expect(await running()).toBe(0);
    const [row] = (await first(window.contracts.list({ offset: 0, limit: 10 }))).rows;
    expect(row).toMatchObject({ id, agreed: 'awaiting' });
    await become('hamid');
    expect((await listed(false)).map((asked) => asked.title)).toEqual(['سرویس']);
    await window.approvals.decide({ ...contract(id), decision: 'approved', note: '' });
    expect(await running()).toBe(1);
    await become('ali');
    expect((await viewOf(id, 'contracts'))?.state).toBe('approved');
    // Longer than what was agreed to.
    await window.contracts.edit({
      id,
      changes: [{ do: 'set', path: 'endsOn', value: '2029-10-31', seen: '2028-10-31' }],
    });
    expect((await viewOf(id, 'contracts'))?.state).toBe('awaiting');
    expect(await running()).toBe(0);
    // Within the policy nobody needs to be asked.
    await window.contracts.edit({
      id,
      changes: [{ do: 'set', path: 'endsOn', value: '2027-10-31', seen: '2029-10-31' }],
    });
    expect(await viewOf(id, 'contracts')).toMatchObject({ state: 'none', request: null, needed: [] });
    expect(await running()).toBe(1);
  });

  it('that is in force covers nothing more, and no longer, without somebody’s word', async () => {
    const id = await create('2027-06-30');
    expect(await running()).toBe(1);
    await window.contracts.edit({ id, changes: [{ do: 'set', path: 'endedOn', value: '2027-08-31' }] });
    expect(await viewOf(id, 'contracts')).toMatchObject({
      state: 'awaiting',
      request: { reasons: [{ reason: 'period' }] },
    });
    expect(await running()).toBe(0);
    await window.contracts.edit({ id, changes: [{ do: 'unset', path: 'endedOn', seen: '2027-08-31' }] });
    expect(await viewOf(id, 'contracts')).toMatchObject({ state: 'none', needed: [] });
    expect(await running()).toBe(1);
  });

  it('is found among a thousand that were agreed to long ago', async () => {
    const approval = { reasons: [], terms: '0'.repeat(32), askedBy: idOf('ali'), askedAt: '2026-01-01T08:00:00.000Z' };
    const agreed = {
      ...approval,
      decision: 'approved',
      decidedBy: idOf('hamid'),
      decidedAt: '2026-01-02T08:00:00.000Z',
    };
    for (let count = 0; count < 1_000; count += 1)
      company.server.put('contracts', 'serviceContract', idOf(`agreed ${count}`), {
        ...terms('2028-10-31'),
        approval: { ...agreed, askedBy: idOf('darius') },
      });
    const id = await create('2028-10-31');
    expect((await listed(true)).map((row) => row.id)).toEqual([id]);
    await become('hamid');
    expect((await listed(false)).map((row) => row.id)).toEqual([id]);
  });

  it('that was refused covers nothing, and says why', async () => {
    const id = await create('2028-10-31');
    await become('hamid');
    await window.approvals.decide({ ...contract(id), decision: 'refused', note: 'یک سال بس است' });
    await become('ali');
    expect(await viewOf(id, 'contracts')).toMatchObject({
      state: 'refused',
      request: { decidedNote: 'یک سال بس است' },
    });
    expect(await running()).toBe(0);
    await window.contracts.edit({ id, changes: [{ do: 'set', path: 'title', value: 'سرویس دو ساله', seen: 'سرویس' }] });
    expect((await viewOf(id, 'contracts'))?.state).toBe('refused');
  });
});
