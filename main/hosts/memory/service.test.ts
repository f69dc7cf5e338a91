/** A job from the phone call to the signature, through the core's API; and what a technician is told on the way. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HUNDRED_PERCENT } from '../../../shared/base/money.ts';
import { first, signIn, START } from './company.ts';
import { idOf } from './memoryServer.ts';
import {
  desk,
  CONTRACT,
  CUSTOMER,
  MACHINE,
  bodyOf,
  codeOf,
  contractBody,
  factsOf,
  newRequest,
  part,
  set,
  sign,
  workDone,
  closeServiceDesk,
  openServiceDesk,
} from './testing/serviceDesk.ts';

beforeEach(openServiceDesk);
afterEach(closeServiceDesk);

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
    desk.company.server.put('organisation', 'setting', idOf('hours'), {
      key: 'workingHours',
      value: { zone: 'Asia/Tehran', weekdays: [6, 7, 1, 2, 3], from: '08:00', to: '16:00' },
    });
    await desk.window.sync.now();
    // At 10:30 on Saturday there are five and a half hours left of the day.
    expect(await bodyOf(await newRequest())).toMatchObject({ dueAt: '2026-11-22T07:00:00.000Z' });
  });

  it('leaves holidays out of promised hours, where the company has set hours and where it has none', async () => {
    const { server } = desk.company;
    server.put('organisation', 'setting', idOf('holidays'), {
      key: 'holidays',
      value: [{ on: '2026-11-22', name: 'تعطیل' }],
    });
    await desk.window.sync.now();
    // Eight hours from 10:30 on Saturday end before Sunday begins.
    expect(await bodyOf(await newRequest())).toMatchObject({ dueAt: new Date(START + 8 * 3_600_000).toISOString() });
    server.put('organisation', 'setting', idOf('hours'), {
      key: 'workingHours',
      value: { zone: 'Asia/Tehran', weekdays: [6, 7, 1, 2, 3], from: '08:00', to: '16:00' },
    });
    await desk.window.sync.now();
    expect(await bodyOf(await newRequest())).toMatchObject({ dueAt: '2026-11-23T07:00:00.000Z' });
  });

  it('is under no contract where none runs, nobody agreed, or the machine is another', async () => {
    for (const more of [
      { endsOn: '2026-11-20' },
      { coveredThings: [{ id: 't', order: 'a0', name: 'دیگر', serial: 'SN-8' }] },
      { startsOn: '2026-12-01' },
    ]) {
      desk.company.server.put('contracts', 'serviceContract', CONTRACT, contractBody(more));
      await desk.window.sync.now();
      const body = await bodyOf(await newRequest());
      expect([body['contractId'], body['dueAt']]).toEqual([undefined, undefined]);
    }
  });

  it('finds its contract also where customer or machine are named later, and keeps what was promised', async () => {
    const id = await newRequest({ customerId: undefined, assetIds: [] });
    expect(await bodyOf(id)).not.toHaveProperty('contractId');
    await desk.window.serviceRequests.edit({ id, changes: [set('customerId', CUSTOMER)] });
    const dueAt = new Date(START + 8 * 3_600_000).toISOString();
    expect(await bodyOf(id)).toMatchObject({ contractId: CONTRACT, dueAt });
    desk.company.server.put('customers', 'company', idOf('other'), {
      name: 'دیگر',
      stage: 'active',
      territoryId: idOf('north'),
    });
    await desk.window.sync.now();
    await desk.window.serviceRequests.edit({ id, changes: [{ ...set('customerId', idOf('other')), seen: CUSTOMER }] });
    const body = await bodyOf(id);
    expect([body['contractId'], body['dueAt']]).toEqual([undefined, dueAt]);
  });

  it('asked for twice with one id is one, with one story', async () => {
    const input = { id: idOf('twice'), kind: 'job', body: { subject: 'x', channel: 'web', priority: 'low' } };
    await desk.window.serviceRequests.create(input);
    await desk.window.serviceRequests.create(input);
    expect((await bodyOf(input.id))['stateHistory']).toHaveLength(1);
    expect((await first(desk.window.serviceRequests.list({ offset: 0, limit: 10 }))).total).toBe(1);
  });

  it('takes no step by an edit, and none that leads nowhere', async () => {
    const id = await newRequest();
    expect(await codeOf(desk.window.serviceRequests.edit({ id, changes: [set('state', 'closed')] }))).toBe(
      'illegal_transition',
    );
    expect(await codeOf(desk.window.serviceRequests.edit({ id, changes: [set('assigneeId', idOf('tara'))] }))).toBe(
      'illegal_transition',
    );
    expect(
      await codeOf(desk.window.serviceRequests.create({ kind: 'job', body: { subject: 'x', state: 'closed' } })),
    ).toBe('illegal_transition');
    expect(await codeOf(desk.window.serviceRequests.move({ id, to: 'invoiced' }))).toBe('illegal_transition');
    expect(await codeOf(desk.window.serviceRequests.start({ id }))).toBe('illegal_transition');
  });
});

describe('whoever is sent', () => {
  it('is proposed with reasons: skill before territory', async () => {
    const id = await newRequest({ skills: ['پمپ'] });
    const proposals = await desk.window.serviceRequests.propose({ id });
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
    await desk.window.serviceRequests.assign({ id, personId: idOf('saman'), plannedOn: '2026-11-22' });
    expect(await bodyOf(id)).toMatchObject({ state: 'assigned', assigneeId: idOf('saman'), plannedOn: '2026-11-22' });
    expect((await factsOf(id)).sharedWithId).toBe(idOf('saman'));
    await desk.window.sync.now();
    expect(desk.company.server.groups.at(-1)?.operations.map(({ collection }) => collection)).toEqual([
      'serviceRequests',
    ]);
    // Whoever holds the customer anyway needs no share.
    await desk.window.serviceRequests.assign({ id, personId: idOf('tara') });
    expect((await factsOf(id)).sharedWithId).toBeNull();
    await desk.window.serviceRequests.assign({ id, personId: idOf('saman') });
    await desk.window.serviceRequests.move({ id, to: 'cancelled', note: 'مشتری منصرف شد' });
    expect((await factsOf(id)).sharedWithId).toBeNull();
    expect(await bodyOf(id)).toMatchObject({ state: 'cancelled', cancelReason: 'مشتری منصرف شد' });
  });

  it('keeps the customer whom a technician would change, where that takes a share that they may not give', async () => {
    const other = idOf('other clinic');
    desk.company.server.put('customers', 'company', other, {
      name: 'مهرگان',
      stage: 'active',
      territoryId: idOf('north'),
    });
    await desk.window.sync.now();
    const id = await newRequest();
    await desk.window.serviceRequests.assign({ id, personId: idOf('saman') });
    await desk.window.sync.now();
    await desk.window.session.lock();
    await desk.window.session.addPerson();
    desk.window = await signIn(desk.company, 'tara');
    expect(
      await codeOf(
        desk.window.serviceRequests.edit({ id, changes: [{ ...set('customerId', other), seen: CUSTOMER }] }),
      ),
    ).toBe('permission_denied');
    expect(await bodyOf(id)).toMatchObject({ customerId: CUSTOMER });
  });

  it('is not told to whoever sends nobody', async () => {
    const id = await newRequest();
    await desk.window.sync.now();
    await desk.window.session.lock();
    await desk.window.session.addPerson();
    desk.window = await signIn(desk.company, 'nader');
    expect(await codeOf(desk.window.serviceRequests.propose({ id }))).toBe('permission_denied');
    expect(await codeOf(desk.window.serviceRequests.start({ id }))).toBe('illegal_transition');
    expect(await codeOf(desk.window.serviceRequests.move({ id, to: 'cancelled' }))).toBe('permission_denied');
  });

  it('may not be sent elsewhere by whoever may not share the customer', async () => {
    const id = await newRequest();
    await desk.window.sync.now();
    await desk.window.session.lock();
    await desk.window.session.addPerson();
    desk.window = await signIn(desk.company, 'tara');
    expect(await codeOf(desk.window.serviceRequests.assign({ id, personId: idOf('saman') }))).toBe('permission_denied');
    await desk.window.serviceRequests.assign({ id, personId: idOf('tara') });
    expect(await bodyOf(id)).toMatchObject({ state: 'assigned', assigneeId: idOf('tara') });
  });
});

describe('a technician who is sent elsewhere', () => {
  it('does not send themselves there again, and plans the job that they have', async () => {
    const id = await newRequest();
    const another = await newRequest();
    await desk.window.serviceRequests.assign({ id, personId: idOf('saman') });
    await desk.window.sync.now();
    // The share is the server's to write.
    desk.company.server.put('customers', 'company', CUSTOMER, {
      name: 'بیمارستان مهر',
      stage: 'active',
      territoryId: idOf('north'),
      serviceTeam: [{ id, order: 'a0', personId: idOf('saman') }],
    });
    await desk.window.session.lock();
    await desk.window.session.addPerson();
    desk.window = await signIn(desk.company, 'saman');
    await desk.window.serviceRequests.assign({ id, personId: idOf('saman'), plannedOn: '2026-11-25' });
    expect(await bodyOf(id)).toMatchObject({ plannedOn: '2026-11-25' });
    expect(await codeOf(desk.window.serviceRequests.assign({ id: another, personId: idOf('saman') }))).toBe(
      'permission_denied',
    );
  });
});

describe('the work', () => {
  it('is timed, and signed for only once the clock stands', async () => {
    const id = await newRequest();
    await desk.window.serviceRequests.assign({ id, personId: idOf('tara') });
    await desk.window.serviceRequests.start({ id });
    expect(await codeOf(desk.window.serviceRequests.start({ id }))).toBe('illegal_transition');
    expect(await codeOf(sign(id))).toBe('invalid_input');
    desk.company.clock.advance(9 * 60_000);
    await desk.window.serviceRequests.stop({ id });
    expect(await codeOf(desk.window.serviceRequests.stop({ id }))).toBe('illegal_transition');
    expect((await factsOf(id)).workedMinutes).toBe(9);
    await sign(id);
    expect(await bodyOf(id)).toMatchObject({
      state: 'confirmed',
      signature: { name: 'خانم رضایی', drawn: '0000' },
      outcome: 'solved',
      causes: ['wear'],
    });
    expect(await codeOf(desk.window.serviceRequests.edit({ id, changes: [set('workMinutes', 5)] }))).toBe('locked');
    await desk.window.serviceRequests.edit({ id, changes: [set('causeNote', 'واشر کهنه بود')] });
  });

  it('is signed for beside causes that somebody else wrote meanwhile: those stay', async () => {
    const id = await newRequest({ causes: ['wear', 'power'] });
    await workDone(id);
    // Written while the dialog was open, which had shown the two.
    await desk.window.serviceRequests.edit({ id, changes: [{ do: 'add', path: 'causes', value: 'transport' }] });
    await desk.window.serviceRequests.confirm({
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
    desk.company.server.put(
      'contracts',
      'serviceContract',
      CONTRACT,
      contractBody({ coverage: ['labour'], partsUpTo: { amount: 1_500_000, currency: 'IRR' } }),
    );
    await desk.window.sync.now();
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
      { id: 'seal', paidBy: 'contract', paidById: CONTRACT, worth: { amount: 1_000_000, currency: 'IRR' } },
      { id: 'second', paidBy: 'customer' },
    ]);
    expect((await first(desk.window.contracts.facts({ id: CONTRACT })))?.parts).toEqual({
      included: 1_500_000,
      used: 1_000_000,
      left: 500_000,
    });
  });

  it('on a lapsed contract is said to be, and costs what it costs', async () => {
    desk.company.server.put('contracts', 'serviceContract', CONTRACT, contractBody({ endsOn: '2026-11-20' }));
    await desk.window.sync.now();
    const { charges, coverage } = await factsOf(await newRequest({ partsUsed: [part('seal', 'کاسه‌نمد')] }));
    expect(coverage[0]?.coverage.warnings).toEqual([
      { warning: 'lapsed', contractId: CONTRACT, name: 'طلایی', days: -1 },
    ]);
    expect(charges.total).toEqual({ amount: 1_000_000, currency: 'IRR' });
  });

  it('under guarantee costs nothing but what is used up', async () => {
    desk.company.server.put('assets', 'equipment', MACHINE, {
      name: 'دستگاه',
      customerId: CUSTOMER,
      warrantyUntil: '2026-11-21',
    });
    desk.company.server.put('contracts', 'serviceContract', CONTRACT, contractBody({ endsOn: '2026-11-20' }));
    await desk.window.sync.now();
    const { charges } = await factsOf(
      await newRequest({ partsUsed: [part('seal', 'کاسه‌نمد'), part('filter', 'فیلتر')] }),
    );
    expect(charges.lines.map(({ payer }) => payer?.by ?? 'customer')).toEqual(['customer', 'warranty']);
  });
});

describe('who pays', () => {
  const PARTS = [part('seal', 'کاسه‌نمد'), part('filter', 'فیلتر'), part('hour', 'ساعت کار')];
  const payersOf = async (id: string) => {
    const { charges, coverage } = await factsOf(id);
    return {
      lines: charges.lines.map(({ thing, payer }) => [thing, payer?.by ?? 'customer', payer?.contractId ?? null]),
      total: charges.total?.amount,
      visits: coverage[0]?.coverage.payers.visits?.contractId ?? null,
      warnings: coverage.flatMap((one) => one.coverage.warnings.map(({ warning }) => warning)),
    };
  };
  async function signedJob(): Promise<string> {
    const id = await newRequest({ partsUsed: PARTS });
    await workDone(id);
    await sign(id);
    return id;
  }
  async function putContract(id: string, more: object): Promise<void> {
    desk.company.server.put('contracts', 'serviceContract', id, contractBody(more));
    await desk.window.sync.now();
  }

  it('is what stood when the customer signed, whatever becomes of contract and guarantee: on the page and on the bill', async () => {
    const id = await signedJob();
    const before = await payersOf(id);
    expect(before).toEqual({
      lines: [
        ['consumables', 'customer', null],
        ['labour', 'contract', CONTRACT],
        ['parts', 'contract', CONTRACT],
      ],
      total: 200_000,
      visits: CONTRACT,
      warnings: [],
    });
    const written = (await bodyOf(id))['partsUsed'] as { id: string; paidBy: string; paidById?: string }[];
    expect(new Map(written.map(({ id: used, paidBy, paidById }) => [used, [paidBy, paidById]]))).toEqual(
      new Map([
        ['seal', ['contract', CONTRACT]],
        ['filter', ['customer', undefined]],
        ['hour', ['contract', CONTRACT]],
      ]),
    );
    await putContract(CONTRACT, { endedOn: '2026-11-01', coverage: [] });
    expect(await payersOf(id)).toEqual(before);
    await putContract(CONTRACT, { coverage: ['consumables'] });
    desk.company.server.put('assets', 'equipment', MACHINE, {
      name: 'دستگاه',
      customerId: CUSTOMER,
      warrantyUntil: '2027-11-21',
    });
    await desk.window.sync.now();
    expect(await payersOf(id)).toEqual(before);
    const { documentId } = await desk.window.serviceRequests.makeDocument({ id, kind: 'order' });
    const lines = (await bodyOf(documentId, 'salesDocuments'))['lines'] as { id: string; discountPercentage: number }[];
    expect(Object.fromEntries(lines.map((line) => [line.id, line.discountPercentage]))).toEqual({
      filter: 0,
      hour: HUNDRED_PERCENT,
      seal: HUNDRED_PERCENT,
    });
    // Another job of the same day goes by what holds now.
    expect((await payersOf(await newRequest({ partsUsed: PARTS }))).lines.map(([, by]) => by)).toEqual([
      'contract',
      'warranty',
      'warranty',
    ]);
  });

  it('is reckoned where an older program took the signature', async () => {
    const id = idOf('signed before');
    desk.company.server.put('serviceRequests', 'job', id, {
      subject: 'نشتی',
      customerId: CUSTOMER,
      assetIds: [MACHINE],
      channel: 'phone',
      priority: 'high',
      receivedAt: new Date(START).toISOString(),
      state: 'confirmed',
      signature: { name: 'خانم رضایی', at: new Date(START).toISOString() },
      partsUsed: [part('seal', 'کاسه‌نمد')],
    });
    await desk.window.sync.now();
    expect((await payersOf(id)).lines).toEqual([['parts', 'contract', CONTRACT]]);
    await putContract(CONTRACT, { coverage: [] });
    expect((await payersOf(id)).lines).toEqual([['parts', 'customer', null]]);
  });

  it('is who uses up: visits and hours of the contract that pays for them, whichever the request names', async () => {
    const SILVER = idOf('silver');
    await putContract(CONTRACT, { coverage: ['parts'], visitsIncluded: 1_000, hoursIncluded: 0 });
    await putContract(SILVER, { title: 'نقره‌ای', coverage: [], visitsIncluded: 3_000, hoursIncluded: 5 });
    const balances = async (id: string) => {
      const facts = await first(desk.window.contracts.facts({ id }));
      return [facts?.visits.used, facts?.hours?.used];
    };
    const earlier = await newRequest({ contractId: CONTRACT });
    await workDone(earlier);
    await sign(earlier);
    // The one that was named paid for the way; its hours were none, so the other one paid for the work.
    expect([await balances(CONTRACT), await balances(SILVER)]).toEqual([
      [1, 0],
      [0, 9],
    ]);
    const second = await newRequest({ contractId: CONTRACT });
    await workDone(second);
    await sign(second);
    expect([await balances(CONTRACT), await balances(SILVER)]).toEqual([
      [1, 0],
      [1, 18],
    ]);
    expect((await payersOf(second)).visits).toBe(SILVER);
  });
});
