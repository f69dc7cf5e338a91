/** What the core tells a person by itself: reminders at their time, each once, to whoever asks first; behind the lock nothing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from '../../../shared/contract/day.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createManualTimers, type ManualTimers } from '../../core/ports/manualTimers.ts';
import { realTimers } from '../realPorts.ts';
import { createTestCompany, failure, first, firstWhere, PASSPHRASE, signIn, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
/** Only what waits for long is moved by hand. */
let timers: ManualTimers;
beforeEach(async () => {
  timers = createManualTimers({
    now: () => company.clock.now(),
    advance: (milliseconds) => company.clock.advance(milliseconds),
    set: (milliseconds) => company.clock.set(milliseconds),
  });
  company = await createTestCompany({
    timers: {
      after: (milliseconds, callback) => (milliseconds >= 1_000 ? timers : realTimers).after(milliseconds, callback),
    },
  });
  window = await signIn(company);
});
afterEach(() => company.close());

const NOW = '2026-11-21T07:00:00.000Z';
const task = (remindAt: string, more: object = {}) =>
  window.activities.log({
    kind: 'task',
    body: {
      ownerId: idOf('ali'),
      subject: 'زنگ به آقای کریمی',
      plannedAt: '2026-11-25T09:00:00.000Z',
      remindAt,
      ...more,
    },
  });
const due = (of = window): Promise<Notice[]> => first(of.day.notices({ inWords: true }));
const keysOf = (notices: readonly Notice[]): string[] => notices.map(({ key }) => key);

describe('a reminder', () => {
  it('waits for its time, by the core’s clock', async () => {
    const { id } = await task('2026-11-21T07:05:00.000Z');
    const told = await window.day.notices({ inWords: true });
    const wait = told[Symbol.asyncIterator]();
    expect((await wait.next()).value).toEqual([]);
    const next = wait.next();
    timers.advance(4 * 60_000);
    expect(await due()).toEqual([]);
    timers.advance(2 * 60_000);
    expect((await next).value).toMatchObject([
      { id, source: 'reminder', at: '2026-11-21T07:05:00.000Z', words: { subject: 'زنگ به آقای کریمی' } },
    ]);
    await wait.return?.();
  });

  it('is given to the first who asks, once, also after a restart', async () => {
    await task(NOW);
    const other = company.host.connect();
    const keys = keysOf(await due());
    const taken = await Promise.all([window.day.tell({ keys }), other.day.tell({ keys })]);
    expect(taken.flatMap((answer) => answer.keys)).toEqual(keys);
    expect(await due(other)).toEqual([]);
    await company.restart();
    window = company.host.connect();
    const { profiles } = (await first(window.session.state())) as { profiles: { profileId: string }[] };
    await window.session.unlock({ profileId: profiles[0]?.profileId ?? '', passphrase: PASSPHRASE });
    expect(await due()).toEqual([]);
  });

  it('that is set for a time already past is told at once; put off it is told again', async () => {
    const { id } = await task('2026-11-11T07:00:00.000Z');
    const keys = keysOf(await due());
    expect(keys).toHaveLength(1);
    await window.day.tell({ keys });
    const later = '2026-11-21T06:59:00.000Z';
    await window.activities.edit({ id, changes: [{ do: 'set', path: 'remindAt', value: later }] });
    expect(await firstWhere(window.day.notices({ inWords: true }), (all) => all.length > 0)).toMatchObject([
      { id, at: later },
    ]);
    await window.activities.edit({ id, changes: [{ do: 'set', path: 'happenedAt', value: NOW }] });
    expect(await due()).toEqual([]);
  });

  it('that was over before this machine had it is history, and others’ are theirs', async () => {
    const body = { subject: 'کهنه', plannedAt: '2026-11-12T09:00:00.000Z', remindAt: '2026-11-12T09:00:00.000Z' };
    company.clock.set(Date.parse('2026-11-12T08:00:00.000Z'));
    company.server.put('activities', 'task', idOf('old'), { ...body, ownerId: idOf('ali') });
    company.clock.set(Date.parse(NOW));
    await window.sync.now();
    await task(NOW, { ownerId: idOf('hamid') });
    expect(await due()).toEqual([]);
  });

  it('says nothing of what it is about to whoever asks without words, and nothing behind the lock', async () => {
    await task(NOW);
    expect(JSON.stringify(await first(window.day.notices({ inWords: false })))).not.toContain('کریمی');
    const keys = keysOf(await due());
    await window.session.lock();
    expect(await failure(due())).toMatchObject({ code: 'locked' });
    expect(await failure(window.day.tell({ keys }))).toMatchObject({ code: 'locked' });
  });
});
