/** Tasks that repeat, as windows see them: done, moved, changed alone or with all that follow, passed over, ended. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextTaskId } from '../../../shared/domain/activities/repeatedTask.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { LeafChange } from '../../../shared/sync/operation.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, signIn, START, TODAY, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  window = await signIn(company);
});
afterEach(() => company.close());

/** Today is a Saturday, 30 Aban; the week is that of Iran. */
const NOW = new Date(START).toISOString();
const TASK = {
  ownerId: idOf('ali'),
  subject: 'گزارش هفته',
  plannedAt: '2026-11-21T05:30:00.000Z',
  remindAt: '2026-11-21T05:00:00.000Z',
  // The core says on which day it stands.
  repeat: { every: 1, unit: 'week', calendar: 'persian', weekdays: ['sat', 'tue'], slot: TODAY },
} as const;

const log = async (more: object = {}): Promise<string> =>
  (await window.activities.log({ kind: 'task', body: { ...TASK, ...more } as never })).id;
const set = (path: string, value: unknown): LeafChange => ({ do: 'set', path, value: value as never });
const edit = (id: string, scope: 'this' | 'following' | undefined, ...changes: LeafChange[]) =>
  window.activities.edit({ id, changes, ...(scope === undefined ? {} : { scope }) });
const recordOf = (id: string) => first(window.records.observe({ collection: 'activities', id }));
const bodyOf = async (id: string): Promise<RecordBody | null> => {
  const record = await recordOf(id);
  return record === null || record.deleted ? null : record.body;
};
const range = { from: TODAY, to: '2026-12-18' };
const stands = async (of = window): Promise<string[]> =>
  (await first(of.day.calendar(range))).map(({ on, state }) => `${on.slice(5)} ${state}`);

describe('a task that repeats', () => {
  it('stands ahead in the calendar, and its next is made when it is done, once', async () => {
    const id = await log();
    expect(await stands()).toEqual([
      '11-21 overdue',
      '11-24 ahead',
      '11-28 ahead',
      '12-01 ahead',
      '12-05 ahead',
      '12-08 ahead',
      '12-12 ahead',
      '12-15 ahead',
    ]);
    await edit(id, undefined, set('happenedAt', NOW));
    const next = nextTaskId(id);
    expect(await bodyOf(next)).toEqual({
      ...TASK,
      plannedAt: '2026-11-24T05:30:00.000Z',
      remindAt: '2026-11-24T05:00:00.000Z',
      repeat: { ...TASK.repeat, slot: '2026-11-24', series: id },
    });
    expect((await stands()).slice(0, 3)).toEqual(['11-21 done', '11-24 planned', '11-28 ahead']);
    await window.sync.now();
    // One commit: nobody ever has one without the other.
    expect(company.server.groups.at(-1)?.operations.map(({ act }) => act)).toEqual(['patch', 'create']);
    await edit(id, undefined, { do: 'unset', path: 'happenedAt', seen: NOW });
    expect((await stands()).slice(0, 3)).toEqual(['11-21 overdue', '11-24 planned', '11-28 ahead']);
    await edit(id, undefined, set('happenedAt', NOW));
    expect(await bodyOf(nextTaskId(next))).toBeNull();
    expect(await stands()).toHaveLength(8);
  });

  it.each(['this', undefined] as const)('done with words about it leaves them with what is done: %s', async (scope) => {
    const id = await log();
    await edit(id, scope, set('note', 'کسی نبود'), set('happenedAt', NOW));
    expect(await bodyOf(id)).toMatchObject({ note: 'کسی نبود', happenedAt: NOW });
    const next = await bodyOf(nextTaskId(id));
    expect(next).toMatchObject({ subject: TASK.subject, plannedAt: '2026-11-24T05:30:00.000Z' });
    expect(next).not.toHaveProperty('note');
  });

  it.each(['this', undefined] as const)('done on a day that is past is followed from that day: %s', async (scope) => {
    const done = '2026-11-18T06:00:00.000Z';
    const repeat = { every: 1, unit: 'day', calendar: 'persian', slot: '2026-11-18' };
    const daily = { plannedAt: '2026-11-18T05:30:00.000Z', remindAt: undefined, repeat };
    const id = await log(daily);
    await edit(id, scope, set('happenedAt', done));
    expect(await bodyOf(nextTaskId(id))).toMatchObject({ plannedAt: '2026-11-19T05:30:00.000Z' });
    const ending = await log({ ...daily, repeat: { ...repeat, until: '2026-11-20' } });
    await edit(ending, scope, set('happenedAt', done), set('note', 'دیر نوشته شد'));
    expect(await bodyOf(nextTaskId(ending))).toMatchObject({ plannedAt: '2026-11-19T05:30:00.000Z' });
    expect(await bodyOf(nextTaskId(ending))).not.toHaveProperty('happenedAt');
  });

  it('done with changes for all that follow takes them along, but for what is written of how it went', async () => {
    const id = await log({ note: 'دستور کار' });
    const done = [set('happenedAt', NOW), set('note', 'کسی نبود'), set('durationMinutes', 95), set('outcome', 'done')];
    await edit(id, 'following', set('subject', 'گزارش تازه'), ...done);
    expect(await bodyOf(id)).toMatchObject({ subject: 'گزارش تازه', note: 'کسی نبود', durationMinutes: 95 });
    const next = await bodyOf(nextTaskId(id));
    expect(next).toMatchObject({ subject: 'گزارش تازه', note: 'دستور کار', plannedAt: '2026-11-24T05:30:00.000Z' });
    expect(next).not.toHaveProperty('durationMinutes');
    expect(next).not.toHaveProperty('outcome');
  });

  it('done with changes for all that follow changes those that stand behind it already', async () => {
    const id = await log({ note: 'دستور کار' });
    await edit(id, 'this', set('subject', 'فقط این'));
    await edit(id, 'following', set('subject', 'گزارش تازه'), set('note', 'کسی نبود'), set('happenedAt', NOW));
    const next = nextTaskId(id);
    expect(await bodyOf(next)).toMatchObject({
      subject: 'گزارش تازه',
      note: 'دستور کار',
      plannedAt: '2026-11-24T05:30:00.000Z',
    });
    expect(await bodyOf(next)).not.toHaveProperty('happenedAt');
    expect(await bodyOf(nextTaskId(next))).toBeNull();
  });

  it('done, and made one of a series with it, is followed', async () => {
    const single = await log({ repeat: undefined });
    await edit(single, undefined, set('repeat', TASK.repeat), set('happenedAt', NOW));
    expect(await bodyOf(nextTaskId(single))).toMatchObject({ plannedAt: '2026-11-24T05:30:00.000Z' });
  });

  it('is followed also when many are ticked off at once; taken back, the next stays', async () => {
    const id = await log();
    const { undo } = await window.bulk.run({ act: { act: 'activities.done' }, ids: [id] });
    expect(await bodyOf(nextTaskId(id))).not.toBeNull();
    await window.bulk.undo({ undo: undo ?? '' });
    expect((await bodyOf(id))?.['happenedAt']).toBeUndefined();
    await window.bulk.run({ act: { act: 'activities.done' }, ids: [id] });
    expect((await stands()).slice(0, 3)).toEqual(['11-21 done', '11-24 planned', '11-28 ahead']);
  });

  it('done with a note and a length of its own leaves the next as it was planned', async () => {
    const id = await log({ note: 'دستور کار', durationMinutes: 30 });
    const rule = { ...TASK.repeat, until: '2026-12-30' };
    await edit(
      id,
      undefined,
      set('happenedAt', NOW),
      set('note', 'این بار آقای کریمی نبود'),
      set('durationMinutes', 95),
      set('repeat', rule),
    );
    expect(await bodyOf(id)).toMatchObject({ durationMinutes: 95 });
    expect(await bodyOf(nextTaskId(id))).toMatchObject({
      note: 'دستور کار',
      durationMinutes: 30,
      repeat: { until: '2026-12-30', slot: '2026-11-24' },
    });
  });

  it('moved takes its reminder and its last day along; put back it is as it was', async () => {
    const body = { ...TASK, dueOn: '2026-11-23', repeat: undefined };
    const { id } = await window.activities.log({ kind: 'task', body: body as never });
    const before = await bodyOf(id);
    const move = (more: object) => window.day.move({ visit: { activityId: id }, to: TODAY, subject: 'x', ...more });
    await move({ to: '2026-11-24' });
    expect(await bodyOf(id)).toMatchObject({
      plannedAt: '2026-11-24T05:30:00.000Z',
      remindAt: '2026-11-24T05:00:00.000Z',
      dueOn: '2026-11-26',
    });
    await move({ at: '2026-11-21T08:30:00.000Z' });
    expect(await bodyOf(id)).toMatchObject({ remindAt: '2026-11-21T08:00:00.000Z', dueOn: '2026-11-23' });
    await move({ at: TASK.plannedAt });
    expect(await bodyOf(id)).toEqual(before);
    await move({ to: '2026-11-25', at: null });
    expect(await bodyOf(id)).toMatchObject({ remindAt: '2026-11-25T05:00:00.000Z', dueOn: '2026-11-27' });
    await move({ at: TASK.plannedAt });
    expect(await bodyOf(id)).toEqual(before);
    const { undo } = await window.bulk.run({ act: { act: 'activities.move', to: '2026-11-24' }, ids: [id] });
    expect(await bodyOf(id)).toMatchObject({ remindAt: '2026-11-24T05:00:00.000Z', dueOn: '2026-11-26' });
    await window.bulk.undo({ undo: undo ?? '' });
    expect(await bodyOf(id)).toEqual(before);
  });

  it('done late passes over what was missed; done behind its end nothing follows', async () => {
    const late = await log({ plannedAt: '2026-11-10T05:30:00.000Z' });
    await edit(late, undefined, set('happenedAt', NOW));
    expect((await bodyOf(nextTaskId(late)))?.['plannedAt']).toBe(TASK.plannedAt);
    const last = await log({ repeat: { ...TASK.repeat, until: '2026-11-23' } });
    await edit(last, undefined, set('happenedAt', NOW));
    expect(await bodyOf(nextTaskId(last))).toBeNull();
  });

  it('that was missed for months stands on Today still; what does not repeat is not brought along so long', async () => {
    const plannedAt = '2026-09-12T05:30:00.000Z';
    const id = await log({ plannedAt, remindAt: undefined });
    const moved = await log({ plannedAt, remindAt: undefined });
    await edit(moved, 'this', set('plannedAt', '2026-09-13T05:30:00.000Z'));
    await log({ plannedAt, remindAt: undefined, repeat: undefined });
    const tasks = async (on: string) => (await first(window.day.list({ on }))).tasks.map((task) => task.id);
    expect((await tasks(TODAY)).toSorted()).toEqual([id, nextTaskId(moved)].toSorted());
    expect(await tasks('2026-11-22')).toEqual([]);
    await edit(id, undefined, set('happenedAt', NOW));
    expect((await tasks(TODAY)).includes(nextTaskId(id))).toBe(true);
  });

  it('moved alone leaves the others where they are', async () => {
    const id = await log();
    await window.day.move({ visit: { activityId: id }, to: '2026-11-22', subject: 'x' });
    expect((await stands()).slice(0, 4)).toEqual(['11-22 planned', '11-24 planned', '11-28 ahead', '12-01 ahead']);
    expect(await bodyOf(id)).toMatchObject({ plannedAt: '2026-11-22T05:30:00.000Z', repeat: { slot: TODAY } });
    await window.day.move({
      visit: { activityId: id },
      to: '2026-11-22',
      at: '2026-11-22T12:00:00.000Z',
      subject: 'x',
    });
    expect(await bodyOf(id)).toMatchObject({ plannedAt: '2026-11-22T12:00:00.000Z' });
    await window.day.move({ visit: { activityId: id }, to: '2026-11-23', at: null, subject: 'x' });
    expect(await bodyOf(id)).toMatchObject({ plannedAt: '2026-11-23T05:30:00.000Z', anyTime: true });
    const other = await log();
    await window.bulk.run({ act: { act: 'activities.move', to: '2026-11-23' }, ids: [other] });
    expect((await bodyOf(nextTaskId(other)))?.['plannedAt']).toBe('2026-11-24T05:30:00.000Z');
  });

  it('changed alone is changed alone', async () => {
    const id = await log();
    await edit(id, 'this', set('subject', 'این بار تلفنی'), set('plannedAt', '2026-11-22T05:30:00.000Z'));
    expect(await bodyOf(id)).toMatchObject({ subject: 'این بار تلفنی', repeat: { slot: TODAY } });
    expect(await bodyOf(nextTaskId(id))).toMatchObject({
      subject: TASK.subject,
      plannedAt: '2026-11-24T05:30:00.000Z',
    });
    const ofRule = edit(id, 'this', { do: 'unset', path: 'repeat' });
    expect(await failure(ofRule)).toMatchObject({ code: 'invalid_input' });
  });

  it('changed with all that follow takes its rule and those that stand behind it along', async () => {
    const id = await log();
    await edit(id, 'this', set('note', 'فقط این'));
    await edit(id, 'following', set('subject', 'گزارش تازه'), set('plannedAt', '2026-11-22T06:30:00.000Z'));
    expect((await bodyOf(id))?.['repeat']).toMatchObject({ slot: '2026-11-22', weekdays: ['sun', 'tue'] });
    const next = await bodyOf(nextTaskId(id));
    expect(next).toMatchObject({ subject: 'گزارش تازه', plannedAt: '2026-11-24T06:30:00.000Z' });
    expect(next?.['note']).toBeUndefined();
    expect((await stands()).slice(0, 4)).toEqual(['11-22 planned', '11-24 planned', '11-29 ahead', '12-01 ahead']);
  });

  it('ends: what stands behind it goes, and set again it goes on', async () => {
    const id = await log();
    await edit(id, 'this', set('note', 'x'));
    const seen = (await bodyOf(id))?.['repeat'] ?? null;
    await edit(id, 'following', { do: 'unset', path: 'repeat', seen });
    expect(await stands()).toEqual(['11-21 overdue']);
    await edit(id, 'following', set('repeat', seen));
    expect((await stands()).slice(0, 3)).toEqual(['11-21 overdue', '11-24 ahead', '11-28 ahead']);
    await edit(id, undefined, set('happenedAt', NOW));
    expect((await stands()).slice(0, 3)).toEqual(['11-21 done', '11-24 planned', '11-28 ahead']);
  });

  it('can be passed over; the last goes, and what is done stays', async () => {
    const id = await log();
    const skipped = await window.activities.skip({ id });
    expect(skipped).toMatchObject({ is: 'moved', to: '2026-11-24' });
    const back = skipped.is === 'moved' ? skipped.back : [];
    expect((await stands()).slice(0, 2)).toEqual(['11-24 planned', '11-28 ahead']);
    await window.sync.now();
    await edit(id, 'following', ...back);
    expect(await bodyOf(id)).toEqual(TASK);
    await window.activities.skip({ id });
    await edit(id, 'following', set('repeat', { ...TASK.repeat, until: '2026-11-26' }));
    expect(await window.activities.skip({ id })).toEqual({ is: 'asked', why: 'last' });
    expect(await stands()).toEqual(['11-24 planned']);
    expect(await window.activities.skip({ id, mayDelete: true })).toEqual({ is: 'deleted' });
    expect(await stands()).toEqual([]);
    const done = await log({ happenedAt: NOW });
    expect(await failure(window.activities.skip({ id: done }))).toMatchObject({ code: 'illegal_transition' });
  });

  it('passed over where the next stands for itself already is deleted, once it was asked', async () => {
    const id = await log();
    await edit(id, 'this', set('subject', 'فقط این'));
    const before = await stands();
    expect(await window.activities.skip({ id })).toEqual({ is: 'asked', why: 'nextStands' });
    expect(await stands()).toEqual(before);
    expect(await window.activities.skip({ id, mayDelete: true })).toEqual({ is: 'deleted' });
    expect(await stands()).toEqual(before.filter((one) => one !== '11-21 overdue'));
  });

  it('of months follows the Persian calendar, and ends with the customer', async () => {
    // 31 Mordad is the last of a long month, 30 Mehr of a short one.
    const repeat = { every: 2, unit: 'month', monthDay: 31, calendar: 'persian' };
    company.clock.set(Date.parse('2026-08-22T07:00:00.000Z'));
    company.server.put('customers', 'company', idOf('gone'), { name: 'رفته', stage: 'active', ownerId: idOf('ali') });
    await window.sync.now();
    const plannedAt = '2026-08-22T05:30:00.000Z';
    const id = await log({ plannedAt, repeat: { ...repeat, slot: TODAY }, customerId: idOf('gone') });
    await edit(id, undefined, set('happenedAt', plannedAt));
    expect((await bodyOf(nextTaskId(id)))?.['plannedAt']).toBe('2026-10-22T05:30:00.000Z');
  });

  it('is written as a rule that calendars read; of Persian months, day by day', async () => {
    await log();
    await log({ anyTime: true, repeat: { ...TASK.repeat, unit: 'month', monthDay: 30 }, subject: 'ماهانه' });
    const { text, entries } = await window.day.calendarFile({ from: TODAY, to: '2027-01-25' });
    expect(text).toContain('RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=SA,TU;WKST=SA\r\n');
    expect(text).toContain('DTSTART:20261124T090000\r\n');
    // 30 Azar and 30 Dey.
    expect(text).toContain('DTSTART;VALUE=DATE:20261221\r\n');
    expect(text).toContain('DTSTART;VALUE=DATE:20270120\r\n');
    expect(entries).toBe(5);
    expect(text.match(/BEGIN:VEVENT/gu)).toHaveLength(5);
    const uids = text.split('\r\n').filter((line) => line.startsWith('UID:'));
    expect(new Set(uids).size).toBe(5);
  });
});

describe('a calendar file that is written again', () => {
  const written = async (from: string = TODAY) => {
    const { text } = await window.day.calendarFile({ from, to: '2027-01-25' });
    return text
      .split('BEGIN:VEVENT')
      .slice(1)
      .map((event) => ({
        uid: /^UID:(.*)@peyvand\r$/mu.exec(event)?.[1] ?? '',
        start: /^DTSTART[^:]*:(\d{8})/mu.exec(event)?.[1] ?? '',
        isSeries: event.includes('RRULE'),
      }));
  };

  it('names a series, and each of its days, as it did before', async () => {
    const id = await log();
    const monthly = await log({ anyTime: true, repeat: { ...TASK.repeat, unit: 'month', monthDay: 30 } });
    const before = await written();
    expect(before.filter(({ isSeries }) => isSeries)).toEqual([
      { uid: `${id}.next`, start: '20261124', isSeries: true },
    ]);
    const months = before.filter(({ uid }) => uid.startsWith(monthly));
    expect(months.map(({ start }) => start)).toEqual(['20261121', '20261221', '20270120']);
    for (const done of [id, nextTaskId(id), monthly]) await edit(done, undefined, set('happenedAt', NOW));
    const after = await written();
    expect(after.filter(({ isSeries }) => isSeries)).toEqual([
      { uid: `${id}.next`, start: '20261201', isSeries: true },
    ]);
    expect(after.filter(({ uid }) => uid.startsWith(monthly)).map(({ uid }) => uid)).toEqual(
      months.map(({ uid }) => uid),
    );
    // The tasks that were made meanwhile stand beside it, each once.
    expect(after.map(({ uid }) => uid)).toEqual(expect.arrayContaining(before.map(({ uid }) => uid)));
    expect(new Set(after.map(({ uid }) => uid)).size).toBe(after.length);
  });

  it('of a later month begins a series where it begins: no day before that month is lost', async () => {
    const id = await log();
    expect(await written('2026-12-22')).toEqual([{ uid: `${id}.next`, start: '20261124', isSeries: true }]);
    expect(await written('2026-12-22')).toEqual((await written()).filter(({ isSeries }) => isSeries));
  });

  it('has both of two tasks that stand on one slot', async () => {
    const id = await log();
    await edit(id, undefined, set('happenedAt', NOW));
    await edit(nextTaskId(id), 'following', set('plannedAt', TASK.plannedAt));
    const tasks = (await written()).filter(({ isSeries }) => !isSeries);
    expect(tasks.map(({ start }) => start)).toEqual(['20261121', '20261121']);
    expect(new Set(tasks.map(({ uid }) => uid)).size).toBe(2);
  });

  it('names a series that is made from a task of another by itself', async () => {
    const id = await log();
    await edit(id, undefined, set('happenedAt', NOW));
    const copy = await log({ repeat: { ...TASK.repeat, series: id } });
    expect((await bodyOf(copy))?.['repeat']).toEqual(TASK.repeat);
    await edit(nextTaskId(id), 'following', set('repeat', { ...TASK.repeat, every: 2 }));
    expect((await bodyOf(nextTaskId(id)))?.['repeat']).toMatchObject({ every: 2, series: id });
  });
});

describe('the calendar of others', () => {
  it('is for whoever answers for them, to look at', async () => {
    const id = await log();
    expect(await failure(first(window.day.calendar({ ...range, of: idOf('hamid') })))).toMatchObject({
      code: 'permission_denied',
    });
    await window.sync.now();
    const office = await createTestCompanyWindow('darius');
    expect((await first(office.day.calendar({ ...range, of: idOf('ali') }))).map((entry) => entry.recordId)).toContain(
      id,
    );
    expect(await stands(office)).toEqual([]);
  });
});

/** Another person at this machine. */
async function createTestCompanyWindow(login: 'darius'): Promise<CoreClient> {
  await window.session.lock();
  await window.session.addPerson();
  return signIn(company, login);
}
