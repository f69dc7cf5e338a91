/** One act on many records: what changes, what is refused and why, and that the whole can be taken back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { textOf, textsOf } from '../../../shared/domain/bodyReads.ts';
import type { CollectionName, RecordBody } from '../../../shared/domain/record.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, firstWhere, signIn, TODAY, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  window = await signIn(company);
});
afterEach(() => company.close());

const bodyOf = async (collection: CollectionName, id: string): Promise<RecordBody> =>
  (await first(window.records.observe({ collection, id })))?.body ?? {};
const THREE = ['bahar', 'acme', 'part'].map((key) => idOf(key));
const ownersOf = async (ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => textOf(await bodyOf('customers', id), 'ownerId')));

describe('an act on many customers', () => {
  it('changes them in one commit, leaves those that are so already, names those that are not here, and is taken back whole', async () => {
    const before = await ownersOf(THREE);
    const sentBefore = company.server.groups.length;
    const ids = [...THREE, idOf('nobody'), THREE[0] ?? ''];
    const act = { act: 'customers.owner', ownerId: idOf('tara') } as const;
    const outcome = await window.bulk.run({ act, ids });
    expect(outcome).toMatchObject({ done: THREE, unchanged: 0, refused: [{ id: idOf('nobody'), code: 'not_found' }] });
    expect(await ownersOf(THREE)).toEqual(THREE.map(() => idOf('tara')));
    await window.sync.now();
    expect(company.server.groups.length).toBe(sentBefore + 1);
    expect(await window.bulk.run({ act, ids: THREE })).toMatchObject({ done: [], unchanged: 3, undo: null });

    const undone = await window.bulk.undo({ undo: outcome.undo ?? '' });
    expect(undone).toMatchObject({ done: THREE, refused: [] });
    expect(await ownersOf(THREE)).toEqual(before);
    expect((await failure(window.bulk.undo({ undo: outcome.undo ?? '' }))).code).toBe('not_found');
  });

  it('takes back all but what somebody has changed since, and says which', async () => {
    const { undo } = await window.bulk.run({ act: { act: 'customers.owner', ownerId: idOf('tara') }, ids: THREE });
    const [changed = ''] = THREE;
    await window.customers.edit({
      id: changed,
      changes: [{ do: 'set', path: 'ownerId', value: idOf('ada'), seen: idOf('tara') }],
    });
    const undone = await window.bulk.undo({ undo: undo ?? '' });
    expect(undone).toMatchObject({ done: THREE.slice(1), refused: [{ id: changed, code: 'stale_edit' }] });
    expect(textOf(await bodyOf('customers', changed), 'ownerId')).toBe(idOf('ada'));
    // What was refused can be taken back when nothing stands in its way any more.
    await window.customers.edit({
      id: changed,
      changes: [{ do: 'set', path: 'ownerId', value: idOf('tara'), seen: idOf('ada') }],
    });
    expect(await window.bulk.undo({ undo: undo ?? '' })).toMatchObject({ done: [changed], refused: [] });
    expect((await failure(window.bulk.undo({ undo: undo ?? '' }))).code).toBe('not_found');
  });

  it('adds a tag to those of others and takes it from all, without a word about the rest', async () => {
    await window.bulk.run({ act: { act: 'customers.addTag', tag: 'نمایشگاه' }, ids: THREE });
    await window.bulk.run({ act: { act: 'customers.addTag', tag: 'بهار' }, ids: THREE.slice(0, 1) });
    expect(textsOf(await bodyOf('customers', THREE[0] ?? ''), 'tags')).toEqual(
      expect.arrayContaining(['نمایشگاه', 'بهار']),
    );
    const { undo } = await window.bulk.run({ act: { act: 'customers.removeTag', tag: 'نمایشگاه' }, ids: THREE });
    expect(textsOf(await bodyOf('customers', THREE[0] ?? ''), 'tags')).not.toContain('نمایشگاه');
    await window.bulk.undo({ undo: undo ?? '' });
    expect(textsOf(await bodyOf('customers', THREE[1] ?? ''), 'tags')).toContain('نمایشگاه');
  });

  it('plans one visit each for that day, however often it is asked', async () => {
    const act = { act: 'customers.visit', on: TODAY, subject: 'بازدید' } as const;
    const { done, undo } = await window.bulk.run({ act, ids: THREE });
    expect(done).toEqual(THREE);
    expect(await window.bulk.run({ act, ids: THREE })).toMatchObject({ done: [], unchanged: 3 });
    const planned = async () => (await first(window.activities.list({ offset: 0, limit: 50, planned: true }))).total;
    expect(await planned()).toBe(3);
    await window.bulk.undo({ undo: undo ?? '' });
    expect(await planned()).toBe(0);
  });

  it('keeps a visit that somebody has worked on since it was planned', async () => {
    const act = { act: 'customers.visit', on: TODAY, subject: 'بازدید' } as const;
    const { undo } = await window.bulk.run({ act, ids: THREE });
    await window.sync.now();
    const { rows } = await first(window.activities.list({ offset: 0, limit: 50, planned: true }));
    const [done] = rows;
    const customerId = textOf(await bodyOf('activities', done?.id ?? ''), 'customerId') ?? '';
    await window.bulk.run({ act: { act: 'activities.done' }, ids: [done?.id ?? ''] });
    const undone = await window.bulk.undo({ undo: undo ?? '' });
    expect(undone).toMatchObject({
      done: THREE.filter((id) => id !== customerId),
      refused: [{ id: customerId, code: 'stale_edit', facts: { paths: ['happenedAt'] } }],
    });
    expect(textOf(await bodyOf('activities', done?.id ?? ''), 'happenedAt')).not.toBeNull();
  });

  it('SEC-81: is refused record by record to whoever may not write them', async () => {
    company.server.put('organisation', 'person', idOf('ali'), { name: 'علی', role: 'auditor', active: true });
    await window.sync.now();
    await firstWhere(window.session.state(), (state) => state.phase === 'open' && state.person.role === 'auditor');
    const outcome = await window.bulk.run({ act: { act: 'customers.class', class: 'D' }, ids: THREE });
    expect(outcome).toMatchObject({ done: [], undo: null });
    expect(outcome.refused.map(({ code }) => code)).toEqual(THREE.map(() => 'permission_denied'));
    expect(outcome.refused.every(({ title }) => title !== '')).toBe(true);
  });
});

describe('an act on many of other lists', () => {
  it('ticks tasks off and moves what is open to another day at its hour', async () => {
    const make = async (body: object): Promise<string> =>
      (await window.activities.log({ kind: 'task', body: { subject: 'کار', ownerId: idOf('ali'), ...body } })).id;
    const anyTime = await make({ plannedAt: '2026-11-21T20:30:00.000Z', anyTime: true });
    const agreed = await make({ plannedAt: '2026-11-22T07:15:00.000Z' });
    const moved = await window.bulk.run({ act: { act: 'activities.move', to: '2026-11-25' }, ids: [anyTime, agreed] });
    expect(moved.done).toEqual([anyTime, agreed]);
    expect(await bodyOf('activities', anyTime)).toMatchObject({ plannedAt: '2026-11-25T05:30:00.000Z', anyTime: true });
    expect(await bodyOf('activities', agreed)).toMatchObject({ plannedAt: '2026-11-25T07:15:00.000Z' });
    await window.bulk.run({ act: { act: 'activities.done' }, ids: [anyTime] });
    expect(textOf(await bodyOf('activities', anyTime), 'happenedAt')).not.toBeNull();
    const again = await window.bulk.run({ act: { act: 'activities.move', to: '2026-11-26' }, ids: [anyTime, agreed] });
    expect(again).toMatchObject({
      done: [agreed],
      refused: [{ id: anyTime, code: 'illegal_transition', title: 'کار' }],
    });
  });

  it('moves deals to a stage of their pipeline and back, with what a move carries', async () => {
    const make = async (stage: string): Promise<string> =>
      (
        await window.opportunities.create({
          kind: 'opportunity',
          body: { name: 'پمپ', stage, ownerId: idOf('ali'), openedOn: '2026-01-01' },
        })
      ).id;
    const [early, won] = [await make('prospecting'), await make('prospecting')];
    await window.opportunities.move({ id: won, from: 'prospecting', to: 'won' });
    const before = await bodyOf('opportunities', early);
    const stage = (to: string) => window.bulk.run({ act: { act: 'opportunities.stage', to }, ids: [early, won] });
    const outcome = await stage('proposal');
    expect(await bodyOf('opportunities', early)).toMatchObject({ stage: 'proposal' });
    await window.bulk.undo({ undo: outcome.undo ?? '' });
    expect(await bodyOf('opportunities', early)).toEqual(before);
    expect((await stage('lost')).refused.map(({ code }) => code)).toEqual(['illegal_transition', 'illegal_transition']);
    expect((await stage('nonsense')).done).toEqual([]);
  });

  it('gives requests to a person, and back to whoever had them', async () => {
    const make = async (): Promise<string> =>
      (
        await window.serviceRequests.create({
          kind: 'job',
          body: {
            subject: 'نشتی',
            customerId: idOf('bahar'),
            channel: 'phone',
            priority: 'normal',
            receivedAt: '2026-11-20T08:00:00.000Z',
          },
        })
      ).id;
    const [fresh, given] = [await make(), await make()];
    await window.serviceRequests.assign({ id: given, personId: idOf('hamid') });
    const assign = { act: 'serviceRequests.assign', personId: idOf('tara') } as const;
    const outcome = await window.bulk.run({ act: assign, ids: [fresh, given] });
    expect(outcome.done).toEqual([fresh, given]);
    expect(await window.bulk.run({ act: assign, ids: [fresh, given] })).toMatchObject({ done: [], unchanged: 2 });
    const undone = await window.bulk.undo({ undo: outcome.undo ?? '' });
    expect(undone).toMatchObject({ done: [given], refused: [{ id: fresh, code: 'illegal_transition' }] });
    expect(textOf(await bodyOf('serviceRequests', given), 'assigneeId')).toBe(idOf('hamid'));
  });
});

describe('an act on many papers', () => {
  const LINES = [
    { id: 'a', order: 'a0', productId: idOf('pump'), productName: 'پمپ آب', unit: 'عدد', quantity: 1_000 },
  ];
  const priced = LINES.map((line) => ({
    ...line,
    unitPrice: { amount: 1_000, currency: 'IRR' },
    discountPercentage: 0,
    taxPercentage: 0,
  }));
  const paper = {
    customerId: idOf('bahar'),
    ownerId: idOf('ali'),
    currency: 'IRR',
    paymentTerm: 'cash',
    lines: priced,
  };
  const putOrder = (key: string, body: object): string => {
    company.server.put('salesDocuments', 'order', idOf(key), { ...paper, orderedOn: TODAY, ...body });
    return idOf(key);
  };
  const ordersNow = async (search?: string) =>
    first(window.orders.list({ offset: 0, limit: 50, states: ['draft'], ...(search ? { search } : {}) }));

  it('gives drafts to another seller and back; what is confirmed keeps its own', async () => {
    const [draft, confirmed] = [
      putOrder('draft', { state: 'draft' }),
      putOrder('out', { state: 'confirmed', number: 'ORD-1' }),
    ];
    await window.sync.now();
    await firstWhere(window.orders.list({ offset: 0, limit: 5 }), ({ total }) => total === 2);
    const act = { act: 'salesDocuments.owner', ownerId: idOf('tara') } as const;
    const outcome = await window.bulk.run({ act, ids: [draft, confirmed] });
    expect(outcome).toMatchObject({
      done: [draft],
      refused: [{ id: confirmed, code: 'illegal_transition', title: 'ORD-1' }],
    });
    expect(textOf(await bodyOf('salesDocuments', draft), 'ownerId')).toBe(idOf('tara'));
    await window.bulk.undo({ undo: outcome.undo ?? '' });
    expect(textOf(await bodyOf('salesDocuments', draft), 'ownerId')).toBe(idOf('ali'));
  });

  it('removes drafts, and begins them anew with what stood on them', async () => {
    const drafts = [putOrder('first', { state: 'draft', note: 'اولی' }), putOrder('second', { state: 'draft' })];
    const confirmed = putOrder('out', { state: 'confirmed', number: 'ORD-1' });
    await window.sync.now();
    await firstWhere(window.orders.list({ offset: 0, limit: 5 }), ({ total }) => total === 3);
    const outcome = await window.bulk.run({ act: { act: 'salesDocuments.removeDraft' }, ids: [...drafts, confirmed] });
    expect(outcome).toMatchObject({ done: drafts, refused: [{ id: confirmed, code: 'illegal_transition' }] });
    expect((await ordersNow()).total).toBe(0);
    await window.bulk.undo({ undo: outcome.undo ?? '' });
    const { rows } = await ordersNow();
    expect(rows).toHaveLength(2);
    const notes = await Promise.all(rows.map(async ({ id }) => textOf(await bodyOf('salesDocuments', id), 'note')));
    expect(notes).toContain('اولی');
  });

  it('does not remove a draft that whoever removes it could not bring back', async () => {
    const [written, imported] = [
      putOrder('written', { state: 'draft', paper: { number: '12', row: idOf('row') } }),
      putOrder('imported', { state: 'draft', source: { preset: 'books', table: 'orders', id: '7' } }),
    ];
    const plain = putOrder('plain', { state: 'draft' });
    await window.sync.now();
    await firstWhere(window.orders.list({ offset: 0, limit: 5 }), ({ total }) => total === 3);
    const outcome = await window.bulk.run({
      act: { act: 'salesDocuments.removeDraft' },
      ids: [written, imported, plain],
    });
    expect(outcome).toMatchObject({
      done: [plain],
      refused: [
        { id: written, code: 'permission_denied', facts: { path: 'paper' } },
        { id: imported, code: 'permission_denied', facts: { path: 'source' } },
      ],
    });
    expect((await ordersNow()).total).toBe(2);
    expect(await window.bulk.undo({ undo: outcome.undo ?? '' })).toMatchObject({ done: [plain], refused: [] });
    expect((await ordersNow()).total).toBe(3);
  });

  it('removes an order with the yes to its quote; undo says yes to it again', async () => {
    company.server.put('salesDocuments', 'quote', idOf('quote'), {
      ...paper,
      state: 'accepted',
      number: 'QUO-1',
      quotedOn: TODAY,
      orderId: idOf('of quote'),
      // Taken out of the order since.
      discountPercentage: 5_000,
    });
    const order = putOrder('of quote', { state: 'draft', quoteId: idOf('quote'), note: 'پشت در' });
    await window.sync.now();
    await firstWhere(window.orders.list({ offset: 0, limit: 5 }), ({ total }) => total === 1);
    const { undo } = await window.bulk.run({ act: { act: 'salesDocuments.removeDraft' }, ids: [order] });
    expect(await bodyOf('salesDocuments', idOf('quote'))).toMatchObject({ state: 'sent' });
    await window.bulk.undo({ undo: undo ?? '' });
    const [again] = (await ordersNow()).rows;
    expect(await bodyOf('salesDocuments', idOf('quote'))).toMatchObject({ state: 'accepted', orderId: again?.id });
    expect(await bodyOf('salesDocuments', again?.id ?? '')).toMatchObject({
      state: 'draft',
      quoteId: idOf('quote'),
      note: 'پشت در',
    });
    expect(await bodyOf('salesDocuments', again?.id ?? '')).not.toHaveProperty('discountPercentage');
  });

  it('begins an order anew without its quote where that has been answered otherwise since', async () => {
    company.server.put('salesDocuments', 'quote', idOf('quote'), {
      ...paper,
      state: 'accepted',
      number: 'QUO-1',
      quotedOn: TODAY,
      orderId: idOf('of quote'),
    });
    const order = putOrder('of quote', { state: 'draft', quoteId: idOf('quote') });
    await window.sync.now();
    await firstWhere(window.orders.list({ offset: 0, limit: 5 }), ({ total }) => total === 1);
    const { undo } = await window.bulk.run({ act: { act: 'salesDocuments.removeDraft' }, ids: [order] });
    await window.salesDocuments.declineQuote({ id: idOf('quote'), reason: 'گران' });
    await window.bulk.undo({ undo: undo ?? '' });
    expect(await bodyOf('salesDocuments', idOf('quote'))).toMatchObject({ state: 'declined' });
    const [again] = (await ordersNow()).rows;
    expect(await bodyOf('salesDocuments', again?.id ?? '')).not.toHaveProperty('quoteId');
  });
});

describe('an act on many of service', () => {
  const putContract = (key: string, body: object = {}): string => {
    company.server.put('contracts', 'serviceContract', idOf(key), {
      title: `قرارداد ${key}`,
      customerId: idOf('bahar'),
      startsOn: '2026-01-01',
      endsOn: '2026-12-31',
      coverage: ['parts'],
      ...body,
    });
    return idOf(key);
  };
  const putMachine = (key: string, body: object = {}): string => {
    company.server.put('assets', 'equipment', idOf(key), { name: `دستگاه ${key}`, customerId: idOf('bahar'), ...body });
    return idOf(key);
  };
  const putRequest = (key: string, state: string): string => {
    company.server.put('serviceRequests', 'job', idOf(key), {
      subject: key,
      customerId: idOf('bahar'),
      channel: 'phone',
      priority: 'normal',
      state,
      receivedAt: '2026-11-20T08:00:00.000Z',
      ...(state === 'confirmed' ? { signature: { name: 'مشتری', at: '2026-11-20T12:00:00.000Z' } } : {}),
    });
    return idOf(key);
  };
  const asBranchManager = async (): Promise<void> => {
    company.server.put('organisation', 'person', idOf('ali'), { name: 'علی', role: 'branchManager', active: true });
    await window.sync.now();
    await firstWhere(
      window.session.state(),
      (state) => state.phase === 'open' && state.person.role === 'branchManager',
    );
  };

  it('gives contracts to a person, and plans one renewal call each', async () => {
    const [one, ended] = [putContract('one'), putContract('ended', { endedOn: '2026-06-01' })];
    await asBranchManager();
    const given = await window.bulk.run({ act: { act: 'contracts.owner', ownerId: idOf('tara') }, ids: [one] });
    expect(given.done).toEqual([one]);
    const act = { act: 'contracts.renewal', on: '2026-11-25', subject: 'تمدید' } as const;
    const planned = await window.bulk.run({ act, ids: [one, ended] });
    expect(planned).toMatchObject({ done: [one], refused: [{ id: ended, code: 'illegal_transition' }] });
    expect(await window.bulk.run({ act, ids: [one] })).toMatchObject({ done: [], unchanged: 1 });
    const calls = async () => (await first(window.activities.list({ offset: 0, limit: 50, planned: true }))).rows;
    expect(await calls()).toMatchObject([
      { kind: 'call', subject: 'تمدید: قرارداد one', customerName: expect.anything() },
    ]);
    await window.bulk.undo({ undo: planned.undo ?? '' });
    expect(await calls()).toEqual([]);
  });

  it('moves machines to another customer and place, and takes them away; what is gone stays gone', async () => {
    const [here, gone] = [
      putMachine('here', { installedOn: '2026-05-01' }),
      putMachine('gone', { removedOn: '2026-02-01' }),
    ];
    await asBranchManager();
    const moved = await window.bulk.run({
      act: { act: 'assets.customer', customerId: idOf('acme') },
      ids: [here, gone],
    });
    expect(moved).toMatchObject({ done: [here], refused: [{ id: gone, code: 'illegal_transition' }] });
    expect(await bodyOf('assets', here)).toMatchObject({ customerId: idOf('acme') });
    await window.bulk.undo({ undo: moved.undo ?? '' });
    expect(await bodyOf('assets', here)).toMatchObject({ customerId: idOf('bahar') });
    await window.bulk.run({ act: { act: 'assets.place', place: 'زیرزمین' }, ids: [here] });
    expect(await bodyOf('assets', here)).toMatchObject({ place: 'زیرزمین' });
    const tooEarly = await window.bulk.run({ act: { act: 'assets.removed', on: '2026-01-01' }, ids: [here] });
    expect(tooEarly.refused.map(({ code }) => code)).toEqual(['invalid_input']);
    expect(await window.bulk.run({ act: { act: 'assets.removed', on: TODAY }, ids: [here, gone] })).toMatchObject({
      done: [here],
      unchanged: 1,
    });
  });

  it('makes requests more urgent and closes those that were signed for, for good', async () => {
    const [open, signed] = [putRequest('open', 'inquiry'), putRequest('signed', 'confirmed')];
    await asBranchManager();
    const urgent = await window.bulk.run({ act: { act: 'serviceRequests.priority', priority: 'urgent' }, ids: [open] });
    expect(await bodyOf('serviceRequests', open)).toMatchObject({ priority: 'urgent' });
    await window.bulk.undo({ undo: urgent.undo ?? '' });
    expect(await bodyOf('serviceRequests', open)).toMatchObject({ priority: 'normal' });
    const closed = await window.bulk.run({ act: { act: 'serviceRequests.close' }, ids: [open, signed] });
    expect(closed).toMatchObject({ done: [signed], undo: null, refused: [{ id: open, code: 'illegal_transition' }] });
    expect(await bodyOf('serviceRequests', signed)).toMatchObject({ state: 'closed' });
    expect(await window.bulk.run({ act: { act: 'serviceRequests.close' }, ids: [signed] })).toMatchObject({
      unchanged: 1,
    });
  });

  it('SEC-81: is refused to a technician where the field is not theirs', async () => {
    const contract = putContract('one');
    company.server.put('organisation', 'person', idOf('ali'), { name: 'علی', role: 'technician', active: true });
    await window.sync.now();
    await firstWhere(window.session.state(), (state) => state.phase === 'open' && state.person.role === 'technician');
    const outcome = await window.bulk.run({ act: { act: 'contracts.owner', ownerId: idOf('tara') }, ids: [contract] });
    expect(outcome).toMatchObject({ done: [], refused: [{ code: 'permission_denied' }] });
  });
});
