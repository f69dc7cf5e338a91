/** A promise that runs out: who is told, when, and once; and where it stands until somebody is there. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import type { Notice } from '../../../shared/contract/day.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { first, firstWhere, PASSPHRASE, START } from './company.ts';
import { idOf } from './memoryServer.ts';
import { closeServiceDesk, desk, newRequest, openServiceDesk } from './testing/serviceDesk.ts';

beforeEach(openServiceDesk);
afterEach(closeServiceDesk);

const HOUR = 3_600_000;
/** Leaves the machine, and comes back to it at a time. */
async function comeBack(at: number): Promise<void> {
  await desk.window.session.lock();
  desk.company.clock.set(at);
  await unlock();
}
async function unlock(): Promise<void> {
  const state = await first(desk.window.session.state());
  const { profiles = [] } = state as { profiles?: { profileId: string }[] };
  const [profile] = profiles;
  if (profile) await desk.window.session.unlock({ profileId: profile.profileId, passphrase: PASSPHRASE });
}
const promisesTold = async (window: CoreClient = desk.window): Promise<Notice[]> =>
  (await first(window.day.notices({ inWords: true }))).filter(({ source }) => source === 'promise');
const setting = (key: string, value: JsonValue) =>
  desk.company.server.put('organisation', 'setting', idOf(key), { key, value });

describe('a promise that runs out', () => {
  it('is told an hour before to whoever took it in, once, also after a restart', async () => {
    const id = await newRequest();
    await comeBack(START + 6.9 * HOUR);
    expect(await promisesTold()).toEqual([]);
    await comeBack(START + 7 * HOUR);
    const told = await promisesTold();
    expect(told).toMatchObject([
      {
        id,
        collection: 'serviceRequests',
        at: new Date(START + 7 * HOUR).toISOString(),
        dueAt: new Date(START + 8 * HOUR).toISOString(),
        words: { subject: 'نشتی دستگاه', customerName: 'بیمارستان مهر' },
      },
    ]);
    await desk.window.day.tell({ keys: told.map(({ key }) => key) });
    expect(await promisesTold()).toEqual([]);
    await desk.company.restart();
    desk.window = desk.company.host.connect();
    await unlock();
    expect(await promisesTold()).toEqual([]);
    // It stands in lists all the same.
    expect(await first(desk.window.serviceRequests.promises())).toMatchObject([{ id }]);
  });

  it('is told in working time, less than a holiday before, and not where the company wants nobody told', async () => {
    setting('workingHours', {
      zone: 'Asia/Tehran',
      weekdays: [6, 7, 1, 2, 3],
      from: '08:00',
      to: '16:00',
    });
    setting('holidays', [{ on: '2026-11-22', name: 'تعطیل' }]);
    await desk.window.sync.now();
    // Five and a half hours on Saturday, two and a half on Monday: until 10:30.
    await newRequest();
    const at = '2026-11-23T06:00:00.000Z';
    await comeBack(Date.parse(at));
    expect(await promisesTold()).toMatchObject([{ at }]);
    setting('promiseWarningMinutes', 0);
    await desk.window.sync.now();
    expect(await promisesTold()).toEqual([]);
  });

  it('is nobody’s to hear who has nothing to do with it, and is over once somebody is there', async () => {
    const id = await newRequest();
    await desk.window.serviceRequests.assign({ id, personId: idOf('tara') });
    await desk.window.sync.now();
    await comeBack(START + 7.5 * HOUR);
    expect(await promisesTold()).toHaveLength(1);
    await desk.window.serviceRequests.start({ id });
    expect(await firstWhere(desk.window.serviceRequests.promises(), (rows) => rows.length === 0)).toEqual([]);
    expect(await promisesTold()).toEqual([]);
    desk.company.server.put('serviceRequests', 'job', idOf('others'), {
      subject: 'کار دیگری',
      channel: 'phone',
      priority: 'normal',
      state: 'assigned',
      receivedAt: new Date(START).toISOString(),
      dueAt: new Date(START + 8 * HOUR).toISOString(),
      assigneeId: idOf('saman'),
      ownerId: idOf('tara'),
    });
    await desk.window.sync.now();
    expect(await promisesTold()).toEqual([]);
  });

  it('is told to whoever has it, wherever it was taken in', async () => {
    desk.company.server.put('serviceRequests', 'job', idOf('given'), {
      subject: 'کار سپرده',
      channel: 'phone',
      priority: 'normal',
      state: 'assigned',
      receivedAt: new Date(START).toISOString(),
      dueAt: new Date(START + 8 * HOUR).toISOString(),
      assigneeId: idOf('hamid'),
      ownerId: idOf('tara'),
    });
    await desk.window.sync.now();
    await comeBack(START + 7.5 * HOUR);
    expect(await promisesTold()).toMatchObject([{ id: idOf('given') }]);
  });

  it('stands on the branch’s page until it is late, and among the late ones then', async () => {
    desk.company.server.put('organisation', 'person', idOf('hamid'), {
      name: 'حمید',
      role: 'branchManager',
      active: true,
      branchId: idOf('tehran'),
    });
    await desk.window.sync.now();
    const id = await newRequest();
    const missing = async (what: string) =>
      (await first(desk.window.branch.day({ branchId: null }))).missing
        .filter((list) => list.what === what)
        .flatMap(({ rows }) => rows.map((row) => row.id));
    expect(await missing('requestsSoon')).toEqual([]);
    await comeBack(START + 7.5 * HOUR);
    expect([await missing('requestsSoon'), await missing('requestsLate')]).toEqual([[id], []]);
    await comeBack(START + 8.5 * HOUR);
    expect([await missing('requestsSoon'), await missing('requestsLate')]).toEqual([[], [id]]);
  });
});
