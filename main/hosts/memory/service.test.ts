/**
 * A job from the phone call to its end, through the core's API; and what a technician is told on the way. Long, for it is told on one customer with one
 * contract and one machine, which every part of it needs.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, signIn, START, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  const { server } = company;
  server.put('organisation', 'person', idOf('tara'), {
    name: 'تارا فنی',
    role: 'technician',
    active: true,
    territoryIds: [idOf('north')],
    skills: ['دیالیز'],
  });
  server.put('organisation', 'person', idOf('saman'), {
    name: 'سامان سرویس',
    role: 'technician',
    active: true,
    territoryIds: [idOf('south')],
    skills: ['پمپ'],
  });
  server.put('customers', 'company', CUSTOMER, { name: 'بیمارستان مهر', stage: 'active', territoryId: idOf('north') });
  server.put('products', 'sparePart', idOf('seal'), product('کاسه‌نمد', 500_000));
  server.put('products', 'consumable', idOf('filter'), product('فیلتر', 100_000));
  server.put('products', 'service', idOf('hour'), product('ساعت کار', 900_000));
  server.put('assets', 'equipment', MACHINE, { name: 'دستگاه دیالیز', customerId: CUSTOMER, serial: 'SN-7' });
  server.put('contracts', 'serviceContract', CONTRACT, contractBody());
  window = await signIn(company, 'hamid');
});
afterEach(() => company.close());

const [CUSTOMER, MACHINE, CONTRACT] = [idOf('mehr'), idOf('machine'), idOf('gold')];
const product = (name: string, amount: number) => ({
  name,
  unit: 'عدد',
  taxPercentage: 0,
  prices: [{ id: 'p', order: 'a0', price: { amount, currency: 'IRR' }, from: '2026-01-01' }],
});
const contractBody = (more: object = {}) => ({
  title: 'طلایی',
  customerId: CUSTOMER,
  startsOn: '2026-03-21',
  endsOn: '2027-03-20',
  coverage: ['parts', 'labour'],
  visitsIncluded: 4_000,
  responseHours: 8,
  ...more,
});
const part = (id: string, productName: string) => ({
  id,
  order: `a${id}`,
  productId: idOf(id),
  productName,
  unit: 'عدد',
  quantity: 2_000,
});
const elementOf = ({ id: _id, order: _order, ...value }: ReturnType<typeof part>) => value;
const quantitiesOf = async (id: string) =>
  ((await bodyOf(id, 'salesDocuments'))['lines'] as { productName: string; quantity: number }[]).map(
    ({ productName, quantity }) => [productName, quantity],
  );
const newRequest = async (body: object = {}, kind = 'job'): Promise<string> => {
  const given = {
    subject: 'نشتی دستگاه',
    customerId: CUSTOMER,
    assetIds: [MACHINE],
    channel: 'phone',
    priority: 'high',
  };
  return (await window.serviceRequests.create({ kind, body: { ...given, ...body } })).id;
};
const bodyOf = async (id: string, collection: 'serviceRequests' | 'customers' | 'salesDocuments' = 'serviceRequests') =>
  (await first(window.records.observe({ collection, id })))?.body ?? {};
const factsOf = async (id: string) => {
  const facts = await first(window.serviceRequests.facts({ id }));
  if (!facts) throw new Error('no facts');
  return facts;
};
const codeOf = async (call: PromiseLike<unknown>): Promise<string> => (await failure(call)).code;
const set = (path: string, value: unknown) => ({ do: 'set' as const, path, value: value as string });
async function workDone(id: string): Promise<void> {
  await window.serviceRequests.assign({ id, personId: idOf('tara') });
  await window.serviceRequests.start({ id });
  company.clock.advance(9 * 60_000);
  await window.serviceRequests.stop({ id });
}
const sign = (id: string) =>
  window.serviceRequests.confirm({ id, name: 'خانم رضایی', outcome: 'solved', causes: ['wear'], drawn: '0000' });

describe('a request that comes in', () => {
  it('knows its contract and by when somebody must be there, and begins its story', async () => {
    const body = await bodyOf(await newRequest());
    expect(body).toMatchObject({
      state: 'inquiry',
      contractId: CONTRACT,
      ownerId: idOf('hamid'),
      receivedAt: new Date(START).toISOString(),
      dueAt: new Date(START + 8 * 3_600_000).toISOString(),
      stateHistory: [{ state: 'inquiry', personId: idOf('hamid') }],
      number: expect.stringMatching(/^SRV-.+-0001$/),
    });
    expect((await bodyOf(await newRequest()))['number']).toMatch(/-0002$/);
  });

  it('counts promised hours only while the company works', async () => {
    company.server.put('organisation', 'setting', idOf('hours'), {
      key: 'workingHours',
      value: { zone: 'Asia/Tehran', weekdays: [6, 7, 1, 2, 3], from: '08:00', to: '16:00' },
    });
    await window.sync.now();
    // At 10:30 on Saturday there are five and a half hours left of the day.
    expect(await bodyOf(await newRequest())).toMatchObject({ dueAt: '2026-11-22T07:00:00.000Z' });
  });

  it('is under no contract where none runs, nobody agreed, or the machine is another', async () => {
    for (const more of [
      { endsOn: '2026-11-20' },
      { coveredThings: [{ id: 't', order: 'a0', name: 'دیگر', serial: 'SN-8' }] },
      { startsOn: '2026-12-01' },
    ]) {
      company.server.put('contracts', 'serviceContract', CONTRACT, contractBody(more));
      await window.sync.now();
      const body = await bodyOf(await newRequest());
      expect([body['contractId'], body['dueAt']]).toEqual([undefined, undefined]);
    }
  });

  it('asked for twice with one id is one, with one story', async () => {
    const input = { id: idOf('twice'), kind: 'job', body: { subject: 'x', channel: 'web', priority: 'low' } };
    await window.serviceRequests.create(input);
    await window.serviceRequests.create(input);
    expect((await bodyOf(input.id))['stateHistory']).toHaveLength(1);
    expect((await first(window.serviceRequests.list({ offset: 0, limit: 10 }))).total).toBe(1);
  });

  it('takes no step by an edit, and none that leads nowhere', async () => {
    const id = await newRequest();
    expect(await codeOf(window.serviceRequests.edit({ id, changes: [set('state', 'closed')] }))).toBe(
      'illegal_transition',
    );
    expect(await codeOf(window.serviceRequests.edit({ id, changes: [set('assigneeId', idOf('tara'))] }))).toBe(
      'illegal_transition',
    );
    expect(await codeOf(window.serviceRequests.create({ kind: 'job', body: { subject: 'x', state: 'closed' } }))).toBe(
      'illegal_transition',
    );
    expect(await codeOf(window.serviceRequests.move({ id, to: 'invoiced' }))).toBe('illegal_transition');
    expect(await codeOf(window.serviceRequests.start({ id }))).toBe('illegal_transition');
  });
});

describe('whoever is sent', () => {
  it('is proposed with reasons: skill before territory', async () => {
    const id = await newRequest({ skills: ['پمپ'] });
    const proposals = await window.serviceRequests.propose({ id });
    expect(proposals.map(({ personId, shares }) => [personId, shares])).toEqual([
      [idOf('saman'), true],
      [idOf('tara'), false],
    ]);
    expect(proposals.map(({ reasons }) => reasons.map(({ reason }) => reason))).toEqual([
      ['skills', 'load', 'elsewhere'],
      ['skillsMissing', 'territory', 'load'],
    ]);
  });

  it('from another territory is said to get the customer with the job, until its end: the server shares it', async () => {
    const id = await newRequest();
    await window.serviceRequests.assign({ id, personId: idOf('saman'), plannedOn: '2026-11-22' });
    expect(await bodyOf(id)).toMatchObject({ state: 'assigned', assigneeId: idOf('saman'), plannedOn: '2026-11-22' });
    expect((await factsOf(id)).sharedWithId).toBe(idOf('saman'));
    await window.sync.now();
    expect(company.server.groups.at(-1)?.operations.map(({ collection }) => collection)).toEqual(['serviceRequests']);
    // Whoever holds the customer anyway needs no share.
    await window.serviceRequests.assign({ id, personId: idOf('tara') });
    expect((await factsOf(id)).sharedWithId).toBeNull();
    await window.serviceRequests.assign({ id, personId: idOf('saman') });
    await window.serviceRequests.move({ id, to: 'cancelled', note: 'مشتری منصرف شد' });
    expect((await factsOf(id)).sharedWithId).toBeNull();
    expect(await bodyOf(id)).toMatchObject({ state: 'cancelled', cancelReason: 'مشتری منصرف شد' });
  });

  it('keeps the customer whom a technician would change, where that takes a share that they may not give', async () => {
    const other = idOf('other clinic');
    company.server.put('customers', 'company', other, { name: 'مهرگان', stage: 'active', territoryId: idOf('north') });
    await window.sync.now();
    const id = await newRequest();
    await window.serviceRequests.assign({ id, personId: idOf('saman') });
    await window.sync.now();
    await window.session.lock();
    await window.session.addPerson();
    window = await signIn(company, 'tara');
    expect(
      await codeOf(window.serviceRequests.edit({ id, changes: [{ ...set('customerId', other), seen: CUSTOMER }] })),
    ).toBe('permission_denied');
    expect(await bodyOf(id)).toMatchObject({ customerId: CUSTOMER });
  });

  it('is not told to whoever sends nobody', async () => {
    const id = await newRequest();
    await window.sync.now();
    await window.session.lock();
    await window.session.addPerson();
    window = await signIn(company, 'nader');
    expect(await codeOf(window.serviceRequests.propose({ id }))).toBe('permission_denied');
    expect(await codeOf(window.serviceRequests.start({ id }))).toBe('illegal_transition');
    expect(await codeOf(window.serviceRequests.move({ id, to: 'cancelled' }))).toBe('permission_denied');
  });

  it('may not be sent elsewhere by whoever may not share the customer', async () => {
    const id = await newRequest();
    await window.sync.now();
    await window.session.lock();
    await window.session.addPerson();
    window = await signIn(company, 'tara');
    expect(await codeOf(window.serviceRequests.assign({ id, personId: idOf('saman') }))).toBe('permission_denied');
    await window.serviceRequests.assign({ id, personId: idOf('tara') });
    expect(await bodyOf(id)).toMatchObject({ state: 'assigned', assigneeId: idOf('tara') });
  });
});

describe('the work', () => {
  it('is timed, and signed for only once the clock stands', async () => {
    const id = await newRequest();
    await window.serviceRequests.assign({ id, personId: idOf('tara') });
    await window.serviceRequests.start({ id });
    expect(await codeOf(window.serviceRequests.start({ id }))).toBe('illegal_transition');
    expect(await codeOf(sign(id))).toBe('invalid_input');
    company.clock.advance(9 * 60_000);
    await window.serviceRequests.stop({ id });
    expect(await codeOf(window.serviceRequests.stop({ id }))).toBe('illegal_transition');
    expect((await factsOf(id)).workedMinutes).toBe(9);
    await sign(id);
    expect(await bodyOf(id)).toMatchObject({
      state: 'confirmed',
      signature: { name: 'خانم رضایی', drawn: '0000' },
      outcome: 'solved',
      causes: ['wear'],
    });
    expect(await codeOf(window.serviceRequests.edit({ id, changes: [set('workMinutes', 5)] }))).toBe('locked');
    await window.serviceRequests.edit({ id, changes: [set('causeNote', 'واشر کهنه بود')] });
  });

  it('is signed for beside causes that somebody else wrote meanwhile: those stay', async () => {
    const id = await newRequest({ causes: ['wear', 'power'] });
    await workDone(id);
    // Written while the dialog was open, which had shown the two.
    await window.serviceRequests.edit({ id, changes: [{ do: 'add', path: 'causes', value: 'transport' }] });
    await window.serviceRequests.confirm({
      id,
      name: 'خانم رضایی',
      outcome: 'solved',
      causes: ['wear', 'misuse'],
      causesSeen: ['wear', 'power'],
    });
    expect(new Set((await bodyOf(id))['causes'] as string[])).toEqual(new Set(['wear', 'misuse', 'transport']));
  });

  it('costs nothing where the contract pays, and its price where it does not', async () => {
    const id = await newRequest({
      partsUsed: [part('seal', 'کاسه‌نمد'), part('filter', 'فیلتر'), part('hour', 'ساعت کار')],
    });
    const { charges, coverage } = await factsOf(id);
    expect(charges.lines.map(({ thing, payer, total }) => [thing, payer?.by ?? 'customer', total?.amount])).toEqual([
      ['consumables', 'customer', 200_000],
      ['labour', 'contract', 0],
      ['parts', 'contract', 0],
    ]);
    expect(charges.total).toEqual({ amount: 200_000, currency: 'IRR' });
    expect(coverage).toMatchObject([
      { assetId: MACHINE, serial: 'SN-7', coverage: { contractId: CONTRACT, visits: { included: 4, left: 4 } } },
    ]);
  });

  it("has parts up to an amount: what goes beyond it is the customer's, and what was paid is written down with the signature", async () => {
    company.server.put(
      'contracts',
      'serviceContract',
      CONTRACT,
      contractBody({ coverage: ['labour'], partsUpTo: { amount: 1_500_000, currency: 'IRR' } }),
    );
    await window.sync.now();
    const partsUsed = [part('seal', 'کاسه‌نمد'), { ...part('seal', 'کاسه‌نمد'), id: 'second', order: 'b0' }];
    const id = await newRequest({ partsUsed });
    const { charges } = await factsOf(id);
    expect(charges.lines.map(({ payer, total }) => [payer?.by ?? null, total?.amount])).toEqual([
      ['contract', 0],
      [null, 1_000_000],
    ]);
    await workDone(id);
    await sign(id);
    expect((await bodyOf(id))['partsUsed']).toMatchObject([
      { id: 'seal', paidById: CONTRACT, worth: { amount: 1_000_000, currency: 'IRR' } },
      { id: 'second' },
    ]);
    expect((await first(window.contracts.facts({ id: CONTRACT })))?.parts).toEqual({
      included: 1_500_000,
      used: 1_000_000,
      left: 500_000,
    });
  });

  it('on a lapsed contract is said to be, and costs what it costs', async () => {
    company.server.put('contracts', 'serviceContract', CONTRACT, contractBody({ endsOn: '2026-11-20' }));
    await window.sync.now();
    const { charges, coverage } = await factsOf(await newRequest({ partsUsed: [part('seal', 'کاسه‌نمد')] }));
    expect(coverage[0]?.coverage.warnings).toEqual([
      { warning: 'lapsed', contractId: CONTRACT, name: 'طلایی', days: -1 },
    ]);
    expect(charges.total).toEqual({ amount: 1_000_000, currency: 'IRR' });
  });

  it('under guarantee costs nothing but what is used up', async () => {
    company.server.put('assets', 'equipment', MACHINE, {
      name: 'دستگاه',
      customerId: CUSTOMER,
      warrantyUntil: '2026-11-21',
    });
    company.server.put('contracts', 'serviceContract', CONTRACT, contractBody({ endsOn: '2026-11-20' }));
    await window.sync.now();
    const { charges } = await factsOf(
      await newRequest({ partsUsed: [part('seal', 'کاسه‌نمد'), part('filter', 'فیلتر')] }),
    );
    expect(charges.lines.map(({ payer }) => payer?.by ?? 'customer')).toEqual(['customer', 'warranty']);
  });
});

describe('the papers of a request', () => {
  it('are a quote before the work, with what is covered at nothing', async () => {
    const id = await newRequest({ partsUsed: [part('seal', 'کاسه‌نمد'), part('filter', 'فیلتر')] });
    const { documentId } = await window.serviceRequests.makeDocument({ id, kind: 'quote' });
    expect(await bodyOf(id)).toMatchObject({ state: 'quoted', quoteId: documentId });
    const quote = await bodyOf(documentId, 'salesDocuments');
    expect(quote).toMatchObject({ customerId: CUSTOMER, state: 'draft', issuedOn: '2026-11-21' });
    expect(
      (quote['lines'] as { productName: string; discountPercentage: number }[]).map(
        ({ productName, discountPercentage }) => [productName, discountPercentage],
      ),
    ).toEqual([
      ['فیلتر', 0],
      ['کاسه‌نمد', 1_000_000],
    ]);
  });

  it('are an order of what was signed for, after which the request is invoiced and closed', async () => {
    const id = await newRequest({ partsUsed: [part('filter', 'فیلتر')] });
    await workDone(id);
    await sign(id);
    const { documentId } = await window.serviceRequests.makeDocument({ id, kind: 'order' });
    expect(await bodyOf(id)).toMatchObject({ state: 'invoiced', orderId: documentId });
    await window.serviceRequests.move({ id, to: 'closed' });
    expect((await factsOf(id)).next).toEqual([]);
  });

  it('SEC-85: are no gift of whoever bills them where the contract covers them', async () => {
    company.server.put('organisation', 'setting', idOf('limits'), {
      key: 'approvalLimits',
      value: { roles: { branchManager: { discountPercentage: 0 } } },
    });
    await window.sync.now();
    const id = await newRequest({ partsUsed: [part('seal', 'کاسه‌نمد')] });
    await workDone(id);
    await sign(id);
    const { documentId } = await window.serviceRequests.makeDocument({ id, kind: 'order' });
    const needed = async () =>
      (await first(window.approvals.of({ collection: 'salesDocuments', id: documentId })))?.needed;
    expect(await needed()).toEqual([]);
    company.server.put('contracts', 'serviceContract', CONTRACT, contractBody({ endsOn: '2026-11-20' }));
    await window.sync.now();
    expect(await needed()).toMatchObject([{ reason: 'discount', found: 1_000_000 }]);
  });

  it('bill what an order of the job already has no second time: only what the work took beside it', async () => {
    const id = await newRequest({ partsUsed: [part('filter', 'فیلتر')] });
    const early = await window.serviceRequests.makeDocument({ id, kind: 'order' });
    // Pressed again, or by a colleague who does not see it yet: nothing is left to be ordered.
    expect(await window.serviceRequests.makeDocument({ id, kind: 'order' })).toEqual(early);
    await window.serviceRequests.edit({
      id,
      changes: [
        { ...set('partsUsed/filter/quantity', 5_000), seen: 2_000 },
        { do: 'addElement', path: 'partsUsed', id: 'hour', order: 'b0', value: elementOf(part('hour', 'ساعت کار')) },
      ],
    });
    await workDone(id);
    await sign(id);
    const late = await window.serviceRequests.makeDocument({ id, kind: 'order' });
    expect(late.documentId).not.toBe(early.documentId);
    expect(await quantitiesOf(late.documentId)).toEqual([
      ['فیلتر', 3_000],
      ['ساعت کار', 2_000],
    ]);
    expect(await bodyOf(id)).toMatchObject({
      state: 'invoiced',
      orderId: late.documentId,
      earlierOrderIds: [early.documentId],
    });
  });

  it('bill what the order has that came of its quote no second time', async () => {
    const id = await newRequest({ partsUsed: [part('filter', 'فیلتر')] });
    const quote = await window.serviceRequests.makeDocument({ id, kind: 'quote' });
    await window.salesDocuments.sendQuote({ id: quote.documentId });
    const { orderId } = await window.salesDocuments.acceptQuote({ id: quote.documentId });
    await workDone(id);
    await sign(id);
    expect(await window.serviceRequests.makeDocument({ id, kind: 'order' })).toEqual({ id, documentId: orderId });
    expect(await bodyOf(id)).toMatchObject({ state: 'invoiced', orderId });
  });

  it('bill all of it where the earlier order was removed', async () => {
    const id = await newRequest({ partsUsed: [part('filter', 'فیلتر')] });
    const early = await window.serviceRequests.makeDocument({ id, kind: 'order' });
    await window.orders.removeDraft({ id: early.documentId });
    await workDone(id);
    await sign(id);
    const late = await window.serviceRequests.makeDocument({ id, kind: 'order' });
    expect(await quantitiesOf(late.documentId)).toEqual([['فیلتر', 2_000]]);
  });

  it('are refused for a part that has no price, and nothing moves', async () => {
    company.server.put('products', 'sparePart', idOf('odd'), {
      name: 'بی‌قیمت',
      unit: 'عدد',
      taxPercentage: 0,
      prices: [],
    });
    await window.sync.now();
    const id = await newRequest({ assetIds: [], contractId: CONTRACT, partsUsed: [part('odd', 'بی‌قیمت')] });
    expect(await failure(window.serviceRequests.makeDocument({ id, kind: 'quote' }))).toMatchObject({
      code: 'price_missing',
      facts: { lines: ['odd'] },
    });
    expect(await bodyOf(id)).toMatchObject({ state: 'inquiry' });
  });
});

describe('what is read of it', () => {
  it('is a list by state, person, customer and machine, and counts', async () => {
    const [one, other] = [await newRequest(), await newRequest({ assetIds: [] })];
    await window.serviceRequests.assign({ id: one, personId: idOf('tara') });
    const list = async (
      filter: Parameters<CoreClient['serviceRequests']['list']>[0] extends infer Input ? Partial<Input> : never,
    ) => (await first(window.serviceRequests.list({ offset: 0, limit: 10, ...filter }))).rows.map(({ id }) => id);
    expect(await list({ states: ['assigned'] })).toEqual([one]);
    expect(await list({ customerId: CUSTOMER, assetId: MACHINE })).toEqual([one]);
    expect(new Set(await list({ customerId: CUSTOMER }))).toEqual(new Set([one, other]));
    expect(await list({ search: 'مهر', states: ['inquiry'] })).toEqual([other]);
    expect(await list({ mine: true })).toEqual([]);
    expect(await first(window.serviceRequests.counts({}))).toEqual(
      expect.arrayContaining([
        { state: 'assigned', count: 1 },
        { state: 'inquiry', count: 1 },
      ]),
    );
  });

  it('is, of a contract, what was used and what is left; and whether to offer a renewal', async () => {
    await workDone(await newRequest());
    expect(await first(window.contracts.facts({ id: CONTRACT }))).toMatchObject({
      visits: { included: 4, used: 1, booked: 0, left: 3 },
      renewalDue: false,
      equipment: [{ id: MACHINE, serial: 'SN-7' }],
      requests: 1,
    });
    const due = async () =>
      (await first(window.contracts.list({ offset: 0, limit: 5, renewalDue: true }))).rows.map(({ id }) => id);
    expect(await due()).toEqual([]);
    company.server.put('contracts', 'serviceContract', CONTRACT, contractBody({ endsOn: '2026-12-01' }));
    await window.sync.now();
    expect(await due()).toEqual([CONTRACT]);
    await window.contracts.create({
      kind: 'serviceContract',
      body: { ...contractBody({ startsOn: '2026-12-02', endsOn: '2027-06-01' }), renewsContractId: CONTRACT },
    });
    expect(await due()).toEqual([]);
    expect(await first(window.contracts.facts({ id: CONTRACT }))).toMatchObject({ renewalDue: false });
  });

  it('is what went wrong, the commonest first, and at which product most', async () => {
    company.server.put('products', 'equipment', idOf('dialyser'), {
      name: 'دیالیز',
      unit: 'دستگاه',
      taxPercentage: 0,
      prices: [],
    });
    company.server.put('assets', 'equipment', MACHINE, {
      name: 'دیالیز بخش',
      customerId: CUSTOMER,
      productId: idOf('dialyser'),
    });
    await window.sync.now();
    await newRequest({ causes: ['wear', 'power'] });
    await newRequest({ causes: ['wear'] }, 'complaint');
    await newRequest({ causes: ['price'], assetIds: [], receivedAt: '2026-11-20T20:29:59.999Z' }, 'complaint');
    const causes = (from: string, to: string) => first(window.serviceRequests.causes({ from, to }));
    expect(await causes('2026-11-21', '2026-11-21')).toEqual([
      { cause: 'wear', count: 2, complaints: 1, productName: 'دیالیز', productCount: 2 },
      { cause: 'power', count: 1, complaints: 0, productName: 'دیالیز', productCount: 1 },
    ]);
    // One second before midnight in Tehran is another day.
    expect(await causes('2026-11-20', '2026-11-20')).toEqual([
      { cause: 'price', count: 1, complaints: 1, productName: null, productCount: 0 },
    ]);
  });

  it('is, of a machine, what covers it today', async () => {
    const coverage = await first(window.assets.coverage({ id: MACHINE }));
    expect(coverage).toMatchObject({
      contractId: CONTRACT,
      payers: { parts: { by: 'contract' }, consumables: null },
      warranty: null,
    });
    expect((await first(window.assets.list({ offset: 0, limit: 5, search: 'SN-7' }))).rows).toMatchObject([
      { id: MACHINE, customerName: 'بیمارستان مهر' },
    ]);
  });
});
