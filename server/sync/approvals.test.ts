/** What a program that was changed tries: the server asks of every group what the laptop asked before it saved. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { contractTerms, orderTerms } from '../../shared/domain/approvals/approval.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { LeafChange } from '../../shared/sync/operation.ts';
import { create, createTestServer, idOf, orderBody, patch, set, type TestServer } from '../testing/testCompany.ts';

const AT = '2026-11-21T08:00:00.000Z';
const PUMP = idOf('pump');
const LIMITS = {
  roles: {
    rep: { discountPercentage: 100_000, withinCredit: true, contractMonths: 12 },
    branchManager: { discountPercentage: 200_000 },
  },
};

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  const prices = [{ id: 'p', order: 'a0', price: { amount: 5_000, currency: 'IRR' }, from: '2026-01-01' }];
  await server.load([
    {
      collection: 'organisation',
      kind: 'setting',
      id: idOf('limits'),
      body: { key: 'approvalLimits', value: LIMITS },
    },
    {
      collection: 'products',
      kind: 'equipment',
      id: PUMP,
      body: { name: 'پمپ', unit: 'عدد', taxPercentage: 0, prices },
    },
    {
      collection: 'products',
      kind: 'equipment',
      id: idOf('old pump'),
      body: { name: 'پمپ قدیمی', unit: 'عدد', taxPercentage: 0, prices },
    },
  ]);
  const ada = await server.device('ada');
  const seen = { epoch: ada.epoch, version: 1, group: null };
  await ada.push({ act: 'delete', collection: 'products', kind: 'equipment', id: idOf('old pump'), seen });
});
afterAll(() => server.close());

const withDiscount = (customer: string, discountPercentage: number, rest: RecordBody = {}): RecordBody => {
  const body = orderBody(customer, rest);
  const [line] = body['lines'] as RecordBody[];
  return { ownerId: idOf('ali'), ...body, lines: [{ ...line, productId: PUMP, discountPercentage }] };
};
const request = (terms: string, by = 'ali'): RecordBody => ({
  reasons: [{ reason: 'discount', found: 150_000, limit: 100_000, lineId: 'l1' }],
  terms,
  askedBy: idOf(by),
  askedAt: AT,
});
const decision = (asked: RecordBody, word: 'approved' | 'refused', by: string): RecordBody => ({
  ...asked,
  decision: word,
  decidedBy: idOf(by),
  decidedAt: AT,
});
const CONFIRM: readonly LeafChange[] = [set('state', 'confirmed', 'draft'), set('confirmedAt', AT)];
const order = (id: string, version: number, ...changes: LeafChange[]) =>
  patch('salesDocuments', 'order', id, { version }, ...changes);
const held = (cause: string, reasons?: string) => ({
  outcome: 'parked',
  reason: 'permission_denied',
  facts: { cause, ...(reasons === undefined ? {} : { reasons }) },
});
const audited = (id: string) =>
  server.database.rows<{ action: string; person: string; facts: RecordBody }>(
    'SELECT action, person, facts FROM audit_entries WHERE subject = $1 ORDER BY seq',
    [id],
  );

describe('SEC-85: an order beyond its author’s limits', () => {
  test('is held when it is confirmed all the same, whatever way, with the reason by name', async () => {
    const ali = await server.device('ali');
    const customer = await server.newCustomer();
    const [id, other] = [server.newId(), server.newId()];
    expect(await ali.push(create('salesDocuments', 'order', id, withDiscount(customer, 150_000)))).toMatchObject({
      outcome: 'applied',
    });
    expect(await ali.push(order(id, 1, ...CONFIRM))).toMatchObject(held('approval_missing', 'discount'));
    const confirmed = { ...withDiscount(customer, 150_000), state: 'confirmed', confirmedAt: AT };
    expect(await ali.push(create('salesDocuments', 'order', other, confirmed))).toMatchObject(
      held('approval_missing', 'discount'),
    );
    expect((await server.record('salesDocuments', id))?.body['state']).toBe('draft');
    expect(await server.record('salesDocuments', other)).toBeNull();
  });

  test('is held for a price below the list as for a discount, and not for one within the limit', async () => {
    const ali = await server.device('ali');
    const customer = await server.newCustomer();
    const cheap = (amount: number): RecordBody => {
      const body = withDiscount(customer, 0, { state: 'confirmed', confirmedAt: AT });
      const [line] = body['lines'] as RecordBody[];
      return { ...body, lines: [{ ...line, unitPrice: { amount, currency: 'IRR' } }] };
    };
    const push = (amount: number) => ali.push(create('salesDocuments', 'order', server.newId(), cheap(amount)));
    expect(await push(4_499)).toMatchObject(held('approval_missing', 'discount'));
    expect(await push(4_500)).toMatchObject({ outcome: 'applied' });
  });

  test.each<[string, RecordBody, RecordBody]>([
    ['in a currency without a list price', { currency: 'EUR' }, { unitPrice: { amount: 1, currency: 'EUR' } }],
    // By the prices of the day of its confirmation: that on the paper lies too far behind.
    ['on a day before the list', { orderedOn: '2025-12-31' }, { unitPrice: { amount: 4_499, currency: 'IRR' } }],
    ['of a product that was taken out', {}, { productId: idOf('old pump') }],
    ['of a product that never was', {}, { productId: idOf('no pump') }],
  ])('is held where nothing measures its price: %s', async (_, body, lineRest) => {
    const ali = await server.device('ali');
    const whole = withDiscount(await server.newCustomer(), 0, { state: 'confirmed', confirmedAt: AT, ...body });
    const [line] = whole['lines'] as RecordBody[];
    const lines = [{ ...line, ...lineRest }];
    expect(await ali.push(create('salesDocuments', 'order', server.newId(), { ...whole, lines }))).toMatchObject(
      held('approval_missing', 'discount'),
    );
  });

  test('counts all that its author wrote, wrote in or sells, whoever is named as the seller, then or later', async () => {
    const [ali, babak] = [await server.device('ali'), await server.device('babak')];
    const creditLimit = { amount: 25_000, currency: 'IRR' };
    const onCredit = (customer: string, rest: RecordBody): RecordBody => ({
      ...withDiscount(customer, 0, { paymentDays: 30 }),
      ...rest,
    });
    const confirmed = { state: 'confirmed', confirmedAt: AT };
    const ways: readonly ((customer: string) => Promise<unknown>)[] = [
      // A colleague is named.
      (customer) =>
        ali.push(
          create(
            'salesDocuments',
            'order',
            server.newId(),
            onCredit(customer, { ...confirmed, ownerId: idOf('babak') }),
          ),
        ),
      // The seller is changed once it is confirmed.
      async (customer) => {
        const id = server.newId();
        const outcome = await ali.push(create('salesDocuments', 'order', id, onCredit(customer, confirmed)));
        if (outcome.outcome === 'applied')
          await (await server.device('hamid')).push(order(id, 1, set('ownerId', idOf('babak'), idOf('ali'))));
        return outcome;
      },
      // A colleague's draft.
      async (customer) => {
        const id = server.newId();
        await babak.push(create('salesDocuments', 'order', id, onCredit(customer, { ownerId: idOf('babak') })));
        return ali.push(order(id, 1, ...CONFIRM));
      },
    ];
    for (const way of ways) {
      const customer = await server.newCustomer('north', { creditLimit });
      expect(await way(customer)).toMatchObject({ outcome: 'applied' });
      expect(await way(customer)).toMatchObject({ outcome: 'applied' });
      expect(await way(customer)).toMatchObject(held('approval_missing', 'credit'));
    }
    // All in one message.
    const customer = await server.newCustomer('north', { creditLimit });
    const groups = [1, 2, 3].map(() =>
      ali.write(
        create('salesDocuments', 'order', server.newId(), onCredit(customer, { ...confirmed, ownerId: idOf('babak') })),
      ),
    );
    expect((await ali.send(groups)).outcomes.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'parked']);
  });

  test('stays its seller’s once it is confirmed, until somebody who approves orders hands it over', async () => {
    const [ali, hamid] = [await server.device('ali'), await server.device('hamid')];
    const id = server.newId();
    const body = withDiscount(await server.newCustomer(), 0, { state: 'confirmed', confirmedAt: AT });
    await ali.push(create('salesDocuments', 'order', id, body));
    const toBabak = order(id, 1, set('ownerId', idOf('babak'), idOf('ali')));
    expect(await ali.push(toBabak)).toMatchObject(held('approval_seller'));
    expect(await hamid.push(toBabak)).toMatchObject({ outcome: 'applied' });
    expect((await server.record('salesDocuments', id))?.body['ownerId']).toBe(idOf('babak'));
  });

  test.each<[string, string[]]>([
    ['one far ahead of the other', ['2026-11-20', '2060-01-01', '2099-01-01']],
    ['each a month behind the last', ['2026-11-20', '2026-10-20', '2026-09-20']],
  ])('finds the limit no freer by the day that stands on it: %s', async (_, days) => {
    const ali = await server.device('ali');
    const customer = await server.newCustomer('north', { creditLimit: { amount: 25_000, currency: 'IRR' } });
    const outcomes = [];
    for (const orderedOn of days) {
      const body = withDiscount(customer, 0, { state: 'confirmed', confirmedAt: AT, paymentDays: 1, orderedOn });
      outcomes.push((await ali.push(create('salesDocuments', 'order', server.newId(), body))).outcome);
    }
    expect(outcomes).toEqual(['applied', 'applied', 'parked']);
    // Nor where everything in it says that it was confirmed long ago.
    const backwards = await server.device('ali');
    backwards.clockAhead = Date.parse('2026-10-01T08:00:00.000Z') - server.clock.now();
    const past = { state: 'confirmed', confirmedAt: '2026-10-01T08:00:00.000Z', orderedOn: '2026-10-01' };
    const other = await server.newCustomer('north', { creditLimit: { amount: 25_000, currency: 'IRR' } });
    const backdated = withDiscount(other, 0, { ...past, paymentDays: 1 });
    expect(await backwards.push(create('salesDocuments', 'order', server.newId(), backdated))).toMatchObject(
      held('approval_missing', 'credit'),
    );
  });

  test('is held for credit that its author’s own orders have used up, and not for a colleague’s that nobody could know of', async () => {
    const [ali, babak] = [await server.device('ali'), await server.device('babak')];
    const creditLimit = { amount: 25_000, currency: 'IRR' };
    const customer = await server.newCustomer('north', { creditLimit });
    const onCredit = (seller: string): RecordBody => ({
      ...withDiscount(customer, 0, { state: 'confirmed', confirmedAt: AT, paymentDays: 30 }),
      ownerId: idOf(seller),
    });
    const push = (device: typeof ali, seller: string) =>
      device.push(create('salesDocuments', 'order', server.newId(), onCredit(seller)));
    // Each comes to 10,900.
    expect(await push(ali, 'ali')).toMatchObject({ outcome: 'applied' });
    expect(await push(babak, 'babak')).toMatchObject({ outcome: 'applied' });
    expect(await push(ali, 'ali')).toMatchObject({ outcome: 'applied' });
    expect(await push(ali, 'ali')).toMatchObject(held('approval_missing', 'credit'));
    // In one message: what came before in it counts.
    const other = await server.newCustomer('north', { creditLimit });
    const groups = [1, 2, 3].map(() =>
      ali.write(create('salesDocuments', 'order', server.newId(), { ...onCredit('ali'), customerId: other })),
    );
    expect((await ali.send(groups)).outcomes.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'parked']);
  });
});

describe('SEC-86: a request', () => {
  async function asked(discountPercentage = 150_000, rest: RecordBody = {}) {
    const ali = await server.device('ali');
    const id = server.newId();
    const body = withDiscount(await server.newCustomer(), discountPercentage, rest);
    const asking = request(orderTerms(body));
    await ali.push(create('salesDocuments', 'order', id, body));
    expect(await ali.push(order(id, 1, set('approval', asking)))).toMatchObject({ outcome: 'applied' });
    return { ali, id, body, asking };
  }

  test('is agreed to and confirmed in one by the right person, and that is in the audit log', async () => {
    const { id, asking } = await asked();
    const hamid = await server.device('hamid');
    const agreed = set('approval', decision(asking, 'approved', 'hamid'), asking);
    expect(await hamid.push(order(id, 2, agreed, ...CONFIRM))).toMatchObject({ outcome: 'applied', reviews: [] });
    expect((await server.record('salesDocuments', id))?.body).toMatchObject({
      state: 'confirmed',
      approval: { decision: 'approved', decidedBy: idOf('hamid') },
    });
    expect(await audited(id)).toEqual([
      {
        action: 'approval.approved',
        person: idOf('hamid'),
        facts: { collection: 'salesDocuments', askedBy: idOf('ali'), reasons: ['discount'] },
      },
    ]);
  });

  test('is not agreed to by who asked, by who may not, beyond one’s own limits, nor in another’s name', async () => {
    const { ali, id, asking } = await asked();
    const agreedBy = (who: string) =>
      order(id, 2, set('approval', decision(asking, 'approved', who), asking), ...CONFIRM);
    expect(await ali.push(agreedBy('ali'))).toMatchObject(held('approval_denied'));
    expect(await (await server.device('babak')).push(agreedBy('hamid'))).toMatchObject(held('approval_denied'));
    expect(await (await server.device('hamid')).push(agreedBy('darius'))).toMatchObject(held('approval_foreign'));
    const far = await asked(250_000);
    const beyond = set('approval', decision(far.asking, 'approved', 'hamid'), far.asking);
    expect(await (await server.device('hamid')).push(order(far.id, 2, beyond, ...CONFIRM))).toMatchObject(
      held('approval_beyond', 'discount'),
    );
    const own = await asked(150_000, { ownerId: idOf('hamid') });
    const ofHamid = set('approval', decision(own.asking, 'approved', 'hamid'), own.asking);
    expect(await (await server.device('hamid')).push(order(own.id, 2, ofHamid, ...CONFIRM))).toMatchObject(
      held('approval_own'),
    );
    expect(await audited(id)).toEqual([]);
  });

  test('and an edit that meets the decision: what was not seen is never confirmed', async () => {
    const { ali, id, body, asking } = await asked();
    const hamid = await server.device('hamid');
    const deeper = set('lines/l1/discountPercentage', 900_000, 150_000);
    expect(await ali.push(order(id, 2, deeper))).toMatchObject({ outcome: 'applied' });
    const agreed = set('approval', decision(asking, 'approved', 'hamid'), asking);
    const met = await hamid.push(order(id, 2, agreed, ...CONFIRM));
    expect(met).toMatchObject({ outcome: 'applied' });
    expect((met as { reviews: string[] }).reviews).toHaveLength(1);
    const now = (await server.record('salesDocuments', id))?.body ?? {};
    expect(now).toMatchObject({ state: 'draft', approval: { terms: orderTerms(body) } });
    expect(now['approval']).not.toHaveProperty('decision');
    expect(await audited(id)).toEqual([]);
    // What was asked before the edit confirms nothing now.
    expect(await ali.push(order(id, 3, ...CONFIRM))).toMatchObject(held('approval_missing', 'discount'));
  });

  test('that two decide at once keeps the first word, and leaves the second to be looked at', async () => {
    const { id, asking } = await asked();
    const [hamid, darius] = [await server.device('hamid'), await server.device('darius')];
    await hamid.push(order(id, 2, set('approval', decision(asking, 'refused', 'hamid'), asking)));
    const second = await darius.push(
      order(id, 2, set('approval', decision(asking, 'approved', 'darius'), asking), ...CONFIRM),
    );
    expect(second).toMatchObject({ outcome: 'applied' });
    expect((await server.record('salesDocuments', id))?.body).toMatchObject({
      state: 'draft',
      approval: { decision: 'refused', decidedBy: idOf('hamid') },
    });
    expect(await server.reviewsOf(id)).toHaveLength(1);
    expect((await audited(id)).map(({ action }) => action)).toEqual(['approval.refused']);
  });

  test('approved and then edited asks anew', async () => {
    const { ali, id, asking } = await asked();
    const hamid = await server.device('hamid');
    await hamid.push(order(id, 2, set('approval', decision(asking, 'approved', 'hamid'), asking)));
    await ali.push(order(id, 3, set('lines/l1/discountPercentage', 160_000, 150_000)));
    expect(await ali.push(order(id, 4, ...CONFIRM))).toMatchObject(held('approval_missing', 'discount'));
    await (await server.device('ada')).push(order(id, 4, set('lines/l1/discountPercentage', 150_000, 160_000)));
    expect(await (await server.device('ali')).push(order(id, 5, ...CONFIRM))).toMatchObject({ outcome: 'applied' });
  });

  test('is for an administrator to let through all the same, by their own right', async () => {
    const ali = await server.device('ali');
    const id = server.newId();
    const body = withDiscount(await server.newCustomer(), 150_000, { state: 'confirmed', confirmedAt: AT });
    await ali.push(create('salesDocuments', 'order', id, body));
    const ada = await server.device('ada');
    const { hash } = ali.last ?? { hash: '' };
    const reply = await server.app.call('decideHeldWork', ada.token, {
      id: server.newId(),
      hash,
      decision: 'apply',
      note: 'می‌شود',
      edits: [],
    });
    expect(reply).toMatchObject({ type: 'decided', outcome: 'applied' });
    expect((await server.record('salesDocuments', id))?.body['state']).toBe('confirmed');
  });
});

describe('SEC-87: a contract outside of the policy', () => {
  const contract = (customerId: string, endsOn: string, rest: RecordBody = {}): RecordBody => ({
    customerId,
    title: 'سرویس',
    startsOn: '2026-12-01',
    endsOn,
    coverage: ['parts'],
    ...rest,
  });
  const push = async (body: RecordBody, id = server.newId()) =>
    (await server.device('ali')).push(create('contracts', 'serviceContract', id, body));

  test('is taken when it says that it waits, and held when it does not', async () => {
    const customer = await server.newCustomer();
    const long = contract(customer, '2028-11-30');
    const asking = { ...long, approval: request(contractTerms(long)) };
    expect(await push(contract(customer, '2027-11-30'))).toMatchObject({ outcome: 'applied' });
    expect(await push(long)).toMatchObject(held('approval_missing', 'months'));
    const id = server.newId();
    expect(await push(asking, id)).toMatchObject({ outcome: 'applied' });
    const ali = await server.device('ali');
    const without: LeafChange = { do: 'unset', path: 'approval', seen: asking.approval };
    expect(await ali.push(patch('contracts', 'serviceContract', id, { version: 1 }, without))).toMatchObject(
      held('approval_missing', 'months'),
    );
    const hamid = await server.device('hamid');
    const agreed = set('approval', decision(asking.approval, 'approved', 'hamid'), asking.approval);
    expect(await hamid.push(patch('contracts', 'serviceContract', id, { version: 1 }, agreed))).toMatchObject({
      outcome: 'applied',
    });
    expect((await audited(id)).map(({ action }) => action)).toEqual(['approval.approved']);
  });

  test('that was agreed to is not widened by way of narrower terms', async () => {
    const [ali, hamid] = [await server.device('ali'), await server.device('hamid')];
    const id = server.newId();
    const long = contract(await server.newCustomer(), '2028-11-30', { hoursIncluded: 2 });
    const approval = request(contractTerms(long));
    await push({ ...long, approval }, id);
    const agreed = decision(approval, 'approved', 'hamid');
    const change = (version: number, ...changes: LeafChange[]) =>
      patch('contracts', 'serviceContract', id, { version }, ...changes);
    expect(await hamid.push(change(1, set('approval', agreed, approval)))).toMatchObject({ outcome: 'applied' });
    expect(await ali.push(change(2, set('endsOn', '2027-11-30', '2028-11-30')))).toMatchObject({ outcome: 'applied' });
    const without: LeafChange = { do: 'unset', path: 'approval', seen: agreed };
    expect(await ali.push(change(3, set('hoursIncluded', 20, 2), without))).toMatchObject(held('approval_missing'));
    expect((await server.record('contracts', id))?.body).toMatchObject({ hoursIncluded: 2, approval: agreed });
  });
});
