import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import {
  createTestCompany,
  failure,
  first,
  firstWhere,
  PASSPHRASE,
  signIn,
  START,
  type TestCompany,
} from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  window = await signIn(company);
});
afterEach(() => company.close());

const NOW = new Date(START).toISOString();
const bodyOf = async (collection: 'customers' | 'salesDocuments' | 'reviews' | 'opportunities', id: string) =>
  (await first(window.records.observe({ collection, id })))?.body;
const codeOf = async (call: PromiseLike<unknown>): Promise<string> => (await failure(call)).code;
const set = (path: string, value: string | number, seen?: string | number) => ({
  do: 'set' as const,
  path,
  value,
  ...(seen === undefined ? {} : { seen }),
});

/** Becomes another person on this machine. */
async function become(login: 'tara' | 'nader' | 'hamid' | 'darius'): Promise<void> {
  await window.session.lock();
  await window.session.addPerson();
  window = await signIn(company, login);
}

describe('reviews', () => {
  const review = (leaves: readonly RecordBody[], more: RecordBody = {}) =>
    company.server.put('reviews', 'review', idOf('review'), {
      collection: 'customers',
      recordKind: 'company',
      recordId: idOf('bahar'),
      group: 'f'.repeat(64),
      mineAuthorId: idOf('hamid'),
      theirsAuthorId: idOf('ali'),
      deciderId: idOf('ali'),
      leaves: leaves.map((leaf) => ({ group: null, policy: 'serverOrder', ...leaf })),
      status: 'open',
      ...more,
    });
  const clash = { path: 'name', base: 'بهار', mine: 'بهار شیمی', theirs: 'بهار نو', result: 'بهار شیمی' };
  const reviewed = () => first(window.reviews.list({ offset: 0, limit: 10, open: true }));

  it('show base, mine, theirs and result to whoever must decide, and count', async () => {
    review([clash]);
    await window.sync.now();
    expect(await reviewed()).toMatchObject({
      total: 1,
      rows: [
        {
          id: idOf('review'),
          recordTitle: 'بهار شیمی',
          status: 'open',
          mineAuthorName: 'حمید مدیر',
          theirsAuthorName: 'علی رضایی',
          leaves: [clash],
        },
      ],
    });
    expect((await first(window.sync.state())).reviews).toBe(1);
    review([clash], { deciderId: idOf('hamid') });
    await window.sync.now();
    expect((await reviewed()).total).toBe(0);
  });

  it('keep the result', async () => {
    review([clash]);
    await window.sync.now();
    const gone = firstWhere(window.reviews.list({ offset: 0, limit: 10, open: true }), ({ total }) => total === 0);
    await window.reviews.decide({ id: idOf('review'), decision: 'keep' });
    await gone;
    expect(await bodyOf('customers', idOf('bahar'))).toMatchObject({ name: 'بهار شیمی' });
    expect(await bodyOf('reviews', idOf('review'))).toMatchObject({
      status: 'accepted',
      decidedBy: idOf('ali'),
      decidedAt: NOW,
    });
    expect((await first(window.reviews.list({ offset: 0, limit: 10, open: false }))).total).toBe(1);
  });

  it('take it back: the value that lost, as a new change, with the decision in one commit', async () => {
    review([
      clash,
      { path: 'phones/office', base: null, theirs: { id: 'fax', order: 'a5', label: 'fax', number: '1' } },
    ]);
    await window.sync.now();
    const before = company.server.groups.length;
    await window.reviews.decide({ id: idOf('review'), decision: 'takeBack' });
    await window.sync.now();
    expect(company.server.groups.length).toBe(before + 1);
    expect(company.server.groups.at(-1)?.operations.map(({ collection }) => collection)).toEqual([
      'customers',
      'reviews',
    ]);
    expect(company.server.groups.at(-1)?.operations[0]).toMatchObject({
      changes: expect.arrayContaining([set('name', 'بهار نو', 'بهار شیمی')]),
    });
    expect(company.server.record('customers', idOf('bahar'))?.body['name']).toBe('بهار نو');
    expect(company.server.record('reviews', idOf('review'))?.body['status']).toBe('takenBack');
  });

  it('are undone: the question is open again, and the record as it was before', async () => {
    review([clash]);
    await window.sync.now();
    const shown = await bodyOf('customers', idOf('bahar'));
    const { undo } = await window.reviews.decide({ id: idOf('review'), decision: 'takeBack' });
    expect(await bodyOf('customers', idOf('bahar'))).toMatchObject({ name: 'بهار نو' });
    await window.reviews.decide({ id: idOf('review'), decision: 'reopen', undo: undo ?? [] });
    expect(await bodyOf('customers', idOf('bahar'))).toEqual(shown);
    expect(await reviewed()).toMatchObject({
      total: 1,
      rows: [{ status: 'open', decidedByName: null, decidedAt: null }],
    });
    await window.sync.now();
    expect(company.server.record('reviews', idOf('review'))?.body).toMatchObject({ status: 'open' });
    expect(await codeOf(window.reviews.decide({ id: idOf('review'), decision: 'reopen' }))).toBe('illegal_transition');
    // Of a decision that only kept what stood there is nothing to change.
    const kept = await window.reviews.decide({ id: idOf('review'), decision: 'keep' });
    expect(kept.undo).toEqual([]);
    await window.reviews.decide({ id: idOf('review'), decision: 'reopen', undo: [] });
    expect((await reviewed()).total).toBe(1);
  });

  it('take back what was added to and removed from a list', async () => {
    const office = { id: 'office', order: 'a0', label: 'office', number: '021-8877 6655' };
    const fax = { id: 'fax', order: 'a5', label: 'fax', number: '1' };
    review([
      { path: 'phones/fax', mine: fax },
      { path: 'phones/office', base: office, theirs: office, result: office },
    ]);
    await window.sync.now();
    await window.reviews.decide({ id: idOf('review'), decision: 'takeBack' });
    expect((await bodyOf('customers', idOf('bahar')))?.['phones']).toEqual([fax]);
  });

  it('take back an edit that won over a deletion by deleting, where that is allowed', async () => {
    review([{ path: '', theirs: { name: 'بهار شیمی' }, result: { name: 'بهار شیمی' } }]);
    await window.sync.now();
    expect(await codeOf(window.reviews.decide({ id: idOf('review'), decision: 'takeBack' }))).toBe('permission_denied');
    await become('hamid');
    await window.reviews.decide({ id: idOf('review'), decision: 'takeBack' });
    expect((await first(window.records.observe({ collection: 'customers', id: idOf('bahar') })))?.deleted).toBe(true);
  });

  it('cannot bring back a record that was deleted, and then decide nothing', async () => {
    review([{ path: '', mine: { name: 'بهار' } }]);
    company.server.remove('customers', idOf('bahar'));
    await window.sync.now();
    expect(await codeOf(window.reviews.decide({ id: idOf('review'), decision: 'takeBack' }))).toBe('not_found');
    expect(await bodyOf('reviews', idOf('review'))).toMatchObject({ status: 'open' });
    await window.reviews.decide({ id: idOf('review'), decision: 'keep' });
  });

  it('are decided once, and not by a person without the right', async () => {
    review([clash]);
    await window.sync.now();
    await window.reviews.decide({ id: idOf('review'), decision: 'keep' });
    expect((await failure(window.reviews.decide({ id: idOf('review'), decision: 'takeBack' }))).facts).toEqual({
      from: 'accepted',
      to: 'takenBack',
    });
    await become('nader');
    review([clash]);
    await window.sync.now();
    expect(await codeOf(window.reviews.decide({ id: idOf('review'), decision: 'keep' }))).toBe('permission_denied');
  });
});

describe('sync', () => {
  it('shows what waits, what was confirmed, and what the server holds back', async () => {
    company.server.reachable = false;
    await window.customers.create({ kind: 'company', body: { name: 'نو', stage: 'lead' } });
    expect(await first(window.sync.state())).toMatchObject({ pending: 1, held: 0 });
    expect(await window.sync.now()).toMatchObject({ pending: 1, connection: 'offline', problem: null });
    expect(await first(window.sync.waiting())).toEqual([
      expect.objectContaining({ n: 1, why: 'unsent', records: [expect.objectContaining({ title: 'نو' })] }),
    ]);
    company.server.reachable = true;
    company.server.parking = 'permission_denied';
    const state = await window.sync.now();
    expect(state).toMatchObject({ pending: 0, held: 1, connection: 'online' });
    expect(await first(window.sync.waiting())).toEqual([]);
    expect(await first(window.sync.held())).toEqual([
      expect.objectContaining({
        n: 1,
        reason: 'permission_denied',
        facts: { path: 'name' },
        records: [expect.objectContaining({ collection: 'customers', title: 'نو' })],
      }),
    ]);
  });

  it('SYNC-10: tells what head office did not take from what it holds: nothing of it is there, and nothing is asked of it', async () => {
    company.server.refusing = 'signature_invalid';
    await window.customers.edit({ id: idOf('acme'), changes: [set('note', 'x')] });
    const state = await window.sync.now();
    expect(state).toMatchObject({ pending: 0, held: 1, refused: 1, connection: 'refused' });
    expect(await window.sync.now()).toMatchObject({ pending: 0, held: 1, refused: 1, connection: 'refused' });
    expect(await first(window.dayEnd.state({ day: null }))).toMatchObject({ pending: 0, held: 1, refused: 1 });
    expect((await first(window.sync.held())).map(({ reason }) => reason)).toEqual(['refused']);
    const standingOf = async (name: string) =>
      (await first(window.records.historyHere({ collection: 'customers', id: idOf(name) }))).map(
        ({ standing }) => standing,
      );
    expect(await standingOf('acme')).toEqual(['here']);
    // Somebody put it right there: who syncs now sends it once more.
    company.server.refusing = null;
    company.server.parking = 'locked_record';
    expect(await window.sync.now()).toMatchObject({ pending: 0, held: 1, refused: 0, connection: 'online' });
    expect((await first(window.sync.held())).map(({ reason }) => reason)).toEqual(['locked_record']);
    expect(await standingOf('acme')).toEqual(['held']);
    expect(await first(window.records.observe({ collection: 'customers', id: idOf('acme') }))).toMatchObject({
      body: { note: 'x' },
      held: { reason: 'locked_record' },
    });
  });

  it('tells of a single record that its change is held back, while it is on the screen', async () => {
    company.server.parking = 'locked_record';
    const held = firstWhere(
      window.records.observe({ collection: 'customers', id: idOf('acme') }),
      (record) => record !== null && record.held !== null,
    );
    await window.customers.edit({ id: idOf('acme'), changes: [set('note', 'x')] });
    await window.sync.now();
    expect(await held).toMatchObject({ held: { reason: 'locked_record' }, body: { note: 'x' } });
  });

  it('says without a line who decides about what is held: administrators who work here', async () => {
    company.server.put('organisation', 'person', idOf('left'), { name: 'رفته', role: 'administrator', active: false });
    await window.sync.now();
    company.server.reachable = false;
    expect(await first(window.parking.deciders())).toEqual([{ id: idOf('ada'), name: 'Ada', phone: null }]);
  });

  it('names first who decides and can be called, and no more than three', async () => {
    for (const [name, phone] of [
      ['آذر', null],
      ['بهار', null],
      ['پری', null],
      ['یاس', '+982188001122'],
    ] as const) {
      const body = { name, role: 'administrator', active: true, ...(phone === null ? {} : { phone }) };
      company.server.put('organisation', 'person', idOf(`decider ${name}`), body);
    }
    await window.sync.now();
    const deciders = await first(window.parking.deciders());
    expect(deciders).toHaveLength(3);
    expect(deciders[0]).toMatchObject({ name: 'یاس', phone: '+982188001122' });
  });

  it('follows the server by itself when it is poked', async () => {
    const seen = firstWhere(window.customers.list({ offset: 0, limit: 10 }), ({ total }) => total === 6);
    company.server.put('customers', 'company', idOf('sixth'), { name: 'ششم', stage: 'lead' });
    expect((await seen).total).toBe(6);
  });
});

describe('drafts and saved views', () => {
  it('survive a lock and a restart', async () => {
    const value = { name: 'نیمه‌کاره', lines: [1, null, { a: true }] };
    await window.drafts.put({ key: 'customer/new', value });
    await window.savedViews.save({ id: 'v1', list: 'customers', name: 'فعال‌ها', query: { stages: ['active'] } });
    const state = await first(window.session.state());
    await company.restart();
    window = company.host.connect();
    await window.session.unlock({ profileId: state.phase === 'open' ? state.profileId : '', passphrase: PASSPHRASE });
    expect(await window.drafts.get({ key: 'customer/new' })).toEqual({ value });
    expect(await first(window.savedViews.list({ list: 'customers' }))).toEqual([
      { id: 'v1', list: 'customers', name: 'فعال‌ها', query: { stages: ['active'] } },
    ]);
    await window.drafts.drop({ key: 'customer/new' });
    expect(await window.drafts.get({ key: 'customer/new' })).toEqual({ value: null });
  });

  it('of one list are live, and of that list alone', async () => {
    const views = await window.savedViews.list({ list: 'orders' });
    expect((await views.next()).value).toEqual([]);
    await window.savedViews.save({ id: 'v2', list: 'customers', name: 'x', query: null });
    await window.savedViews.save({ id: 'v1', list: 'orders', name: 'باز', query: [] });
    expect((await views.next()).value).toEqual([{ id: 'v1', list: 'orders', name: 'باز', query: [] }]);
    await window.savedViews.remove({ id: 'v1' });
    expect((await views.next()).value).toEqual([]);
    await views.return?.();
  });

  it('refuse what is no draft of a person', async () => {
    expect(await codeOf(window.drafts.put({ key: 'x', value: 'y'.repeat(2_000_000) }))).toBe('message_too_large');
    expect(await codeOf(window.drafts.put({ key: 'k'.repeat(300), value: 1 }))).toBe('invalid_input');
    expect(await window.drafts.get({ key: 'values' })).toEqual({ value: null });
  });
});
