/** A task that repeats, done on two machines without a line: at the server it is followed by one task, and nobody is asked about it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { nextTask, nextTaskId } from '../../shared/domain/activities/repeatedTask.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { create, createTestServer, idOf, patch, set, type TestServer } from '../testing/testCompany.ts';

const AT = '2026-11-21T07:00:00.000Z';
const TASK: RecordBody = {
  ownerId: idOf('ali'),
  subject: 'گزارش هفته',
  plannedAt: '2026-11-21T05:30:00.000Z',
  repeat: { every: 1, unit: 'week', calendar: 'persian', slot: '2026-11-21' },
};
const nextOf = (id: string, day = '2026-11-21'): RecordBody => nextTask({ id, body: TASK }, day, 'Asia/Tehran') ?? {};

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

describe('a task that repeats, at the server', () => {
  test('done on two machines it is followed by one', async () => {
    const [laptop, phone] = [await server.device('ali'), await server.device('ali')];
    const id = server.newId();
    await laptop.push(create('activities', 'task', id, TASK));
    const done = () =>
      [
        patch('activities', 'task', id, { version: 1 }, set('happenedAt', AT)),
        create('activities', 'task', nextTaskId(id), nextOf(id)),
      ] as const;
    expect((await laptop.push(...done())).outcome).toBe('applied');
    expect(await phone.push(...done())).toMatchObject({ outcome: 'applied', reviews: [] });
    expect((await server.record('activities', nextTaskId(id)))?.body).toEqual(nextOf(id));
    const followers = await server.database.rows(
      `SELECT id FROM records WHERE collection = 'activities' AND body ->> 'subject' = 'گزارش هفته'`,
    );
    expect(followers).toHaveLength(2);
  });

  test('what the other machine did with the next one meanwhile stays', async () => {
    const [laptop, phone] = [await server.device('ali'), await server.device('ali')];
    const id = server.newId();
    await laptop.push(create('activities', 'task', id, TASK));
    await laptop.push(create('activities', 'task', nextTaskId(id), nextOf(id)));
    await laptop.push(patch('activities', 'task', nextTaskId(id), { version: 1 }, set('happenedAt', AT)));
    expect((await phone.push(create('activities', 'task', nextTaskId(id), nextOf(id)))).outcome).toBe('applied');
    expect((await server.record('activities', nextTaskId(id)))?.body).toEqual({ ...nextOf(id), happenedAt: AT });
  });

  test('done on different days without a line, the first that arrives says when the next is', async () => {
    const [laptop, phone] = [await server.device('ali'), await server.device('ali')];
    const id = server.newId();
    await laptop.push(create('activities', 'task', id, TASK));
    const doneOn = (day: string) =>
      [
        patch('activities', 'task', id, { version: 1 }, set('happenedAt', `${day}T07:00:00.000Z`)),
        create('activities', 'task', nextTaskId(id), nextOf(id, day)),
      ] as const;
    expect(await laptop.push(...doneOn('2026-11-22'))).toMatchObject({ outcome: 'applied', reviews: [] });
    // When the one was done is still asked.
    const pushed = await phone.push(...doneOn('2026-12-01'));
    expect(pushed.outcome).toBe('applied');
    expect(await server.reviewsOf(id)).toHaveLength(1);
    expect(await server.reviewsOf(nextTaskId(id))).toEqual([]);
    expect((await server.record('activities', nextTaskId(id)))?.body).toEqual(nextOf(id));
    // Another task by that id, or one that nobody did, is judged like any record.
    const other = { ...nextOf(id), subject: 'گزارش دیگر' };
    const [done] = doneOn('2026-12-01');
    await phone.push(done, create('activities', 'task', nextTaskId(id), other));
    expect(await server.reviewsOf(nextTaskId(id))).not.toEqual([]);
  });

  test('done on a machine whose program names no series, nobody is asked about it', async () => {
    const [laptop, older] = [await server.device('ali'), await server.device('ali')];
    const id = server.newId();
    await laptop.push(create('activities', 'task', id, TASK));
    const done = (next: RecordBody) =>
      [
        patch('activities', 'task', id, { version: 1 }, set('happenedAt', AT)),
        create('activities', 'task', nextTaskId(id), next),
      ] as const;
    const unnamed = { ...nextOf(id), repeat: { ...(TASK['repeat'] as RecordBody), slot: '2026-11-28' } };
    expect(await laptop.push(...done(nextOf(id)))).toMatchObject({ outcome: 'applied', reviews: [] });
    expect(await older.push(...done(unnamed))).toMatchObject({ outcome: 'applied', reviews: [] });
    expect((await server.record('activities', nextTaskId(id)))?.body).toEqual(nextOf(id));
  });

  test.each([
    [{ unit: 'moon', every: 1, calendar: 'persian', slot: '2026-11-21' }],
    [{ unit: 'day', every: 0, calendar: 'persian', slot: '2026-11-21' }],
    [{ unit: 'day', every: 1, calendar: 'persian', slot: '2026-11-21', until: '2026-11-20' }],
    [{ unit: 'week', every: 1, calendar: 'persian', slot: '2026-11-21', weekdays: ['caturday'] }],
    ['daily'],
  ])('a rule that is none is not taken: %j', async (repeat) => {
    const device = await server.device('ali');
    const { outcome } = await device.push(create('activities', 'task', server.newId(), { ...TASK, repeat }));
    expect(outcome).not.toBe('applied');
  });
});
