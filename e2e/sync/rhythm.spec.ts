import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock, type ManualClock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import { createSyncEngine, type SyncEngine } from '../../main/core/sync/index.ts';
import { createTestCompany, draft, idOf, type TestCompany } from './company.ts';
import { createTestDevice, type TestDevice } from './device.ts';

/** The engine with a clock and timers of the test's own, against the real server. */
describe('when and how much a device syncs by itself', () => {
  let company: TestCompany;
  let ali: TestDevice;
  let engine: SyncEngine;
  let clock: ManualClock;
  /** What it waits for. */
  let timer: { readonly milliseconds: number; readonly callback: () => void } | null = null;
  let sent: string[] = [];
  let seed = 1_000;

  beforeAll(async () => {
    company = await createTestCompany();
  });
  afterAll(() => company.close());
  beforeEach(async () => {
    seed += 1;
    ali = await createTestDevice({ login: 'ali', transport: company.transport(), seed });
    await ali.sync();
    // 17:00 in Tehran.
    clock = createManualClock(Date.parse('2026-11-22T13:30:00.000Z'));
    openEngine();
  });
  afterEach(async () => {
    await engine.stop();
    await ali.close();
  });

  function openEngine(): void {
    sent = [];
    ali.network.onMessage = (kind, moment) => {
      if (moment === 'before') sent.push(kind);
    };
    engine = createSyncEngine({
      store: ali.store,
      transport: { ...ali.network, async *pokes() {} },
      token: ali.token,
      clock,
      timers: {
        after(milliseconds, callback) {
          timer = { milliseconds, callback };
          return () => {
            timer = null;
          };
        },
      },
      randomness: { bytes: (length) => new Uint8Array(length).fill(128) },
      schemaVersions: schemaVersions(),
      timeZone: () => 'Asia/Tehran',
      log: () => {},
    });
    engine.start();
  }
  /** Time goes on until the device wants to do something, and that is done. */
  async function tick(): Promise<void> {
    const due = timer;
    if (!due) throw new Error('it waits for nothing');
    timer = null;
    clock.advance(due.milliseconds);
    due.callback();
    while (engine.state().connection === 'syncing') await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const customer = (name: string): Promise<string> =>
    ali.create('customers', 'company', { name, stage: 'lead', territoryId: idOf('north') });

  it('SYNC-168: a line that lets only small messages through lets everything through in the end', async () => {
    for (let count = 0; count < 60; count += 1) await customer(`c${count}`);
    const largest: number[] = [];
    const { push } = ali.network;
    ali.network.push = (token, request, signal) => {
      if (request.groups.length > 10) return Promise.reject(createError('server_unreachable'));
      largest.push(request.groups.length);
      return push(token, request, signal);
    };
    await engine.stop();
    openEngine();
    let rounds = 0;
    for (; ali.store.sync.counts().pending > 0 && rounds < 20; rounds += 1) await engine.now();
    expect(ali.store.sync.counts().pending).toBe(0);
    expect(Math.max(...largest)).toBeLessThanOrEqual(10);
    expect(largest.length).toBeLessThan(20);
  });

  it('SYNC-170: on a metered line it sends what waits by itself, and fetches when asked', async () => {
    await engine.now();
    engine.changeRhythm({ metered: true, times: [] });
    sent = [];
    await tick();
    await tick();
    expect(sent).toEqual([]);
    const made = await customer('سنجیده');
    await tick();
    expect(sent).toEqual(['handshake', 'push']);
    expect(engine.state()).toMatchObject({ pending: 0, metered: true, connection: 'online' });
    await company.load([
      draft('customers', 'company', `load-${seed}`, { name: 'دیگر', stage: 'lead', territoryId: idOf('north') }),
    ]);
    sent = [];
    await tick();
    expect(sent).toEqual([]);
    // Kept, with the person's data on this machine.
    await engine.stop();
    await ali.restart();
    openEngine();
    expect(engine.rhythm()).toEqual({ metered: true, times: [] });
    await engine.now();
    expect(sent).toContain('pull');
    expect(ali.record('customers', idOf(`load-${seed}`))?.body['name']).toBe('دیگر');
    expect(ali.record('customers', made)).toMatchObject({ version: 1, pending: false });
  });

  it('SYNC-169: at 18:00 a branch syncs all of it, once; offline at that time, it does so as soon as it can', async () => {
    engine.changeRhythm({ metered: true, times: ['18:00'] });
    // Never yet with fixed times: at once.
    await tick();
    expect(sent).toContain('pull');
    sent = [];
    expect(engine.state().nextScheduledAt).toBe('2026-11-22T14:30:00.000Z');
    while (clock.now() < Date.parse('2026-11-22T14:28:00.000Z')) await tick();
    expect(sent).toEqual([]);
    ali.network.online = false;
    while (clock.now() < Date.parse('2026-11-22T14:40:00.000Z')) await tick();
    expect(engine.state().connection).toBe('offline');
    ali.network.online = true;
    sent = [];
    await tick();
    expect(sent).toContain('pull');
    sent = [];
    // The clock is put back by a day, and put right again: neither keeps it from, nor makes it, sync too often.
    clock.set(Date.parse('2026-11-21T14:00:00.000Z'));
    await tick();
    expect(sent).toEqual([]);
    clock.set(Date.parse('2026-11-21T14:31:00.000Z'));
    await tick();
    expect(sent).toContain('pull');
  });

  it('SYNC-171: a round that is stopped keeps what it has, begins none by itself for a while, and goes on where it was', async () => {
    await company.load(
      [1, 2, 3].map((n) =>
        draft('customers', 'company', `${n}-of-${seed}`, { name: `c${n}`, stage: 'lead', territoryId: idOf('north') }),
      ),
    );
    const asked: string[] = [];
    const { pull } = ali.network;
    let stopping: Promise<unknown> | null = null;
    ali.network.pull = async (token, request, signal) => {
      const reply = await pull(token, request, signal);
      if (request.page) asked.push(`${request.page.scope} ${request.page.after}`);
      if (request.page && !stopping) stopping = engine.cancel();
      return reply;
    };
    await engine.stop();
    openEngine();
    await customer('پیش از توقف');
    await engine.now();
    await (stopping as Promise<unknown> | null);
    expect(engine.state()).toMatchObject({ connection: 'offline', problem: null, pausedUntil: expect.any(String) });
    sent = [];
    await tick();
    await customer('هنگام توقف');
    await tick();
    expect(sent).toEqual([]);
    expect(engine.state().pending).toBe(1);
    const before = [...asked];
    expect(await engine.resume()).toMatchObject({ connection: 'online', pending: 0 });
    expect(engine.state().pausedUntil).toBeUndefined();
    // Nothing that came before the stop is fetched twice.
    expect(asked.slice(before.length)).not.toEqual(expect.arrayContaining(before));
    expect(ali.record('customers', idOf(`3-of-${seed}`))?.body['name']).toBe('c3');
  });
});
