/** The lease over the real store, core and server, by clocks that move when told to: one of the world, which is the server's, and one of the machine. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { createManualTimers, type ManualTimers } from '../../main/core/ports/manualTimers.ts';
import { failure, first, firstWhere } from '../../main/hosts/memory/company.ts';
import { liftDevice, orderWipe, readStanding, suspendDevice } from '../../server/auth/standing.ts';
import { createManualClock, type ManualClock } from '../../shared/base/clock.ts';
import type { LockReason, SessionProfile, SessionState } from '../../shared/contract/session.ts';
import { draft, idOf, openCompany, type TestCompany } from './openCompany.ts';
import { createMachine, PASSPHRASE, type Machine } from './machine.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** 10:30 in Tehran, a Saturday. */
const START = Date.parse('2026-11-21T07:00:00.000Z');

let world: ManualClock;
let clock: ManualClock;
let timers: ManualTimers;
/** When the machine was taken into use. */
let start: number;
let company: TestCompany;
let machine: Machine;
let ali: string;

/** A company of the tests of one group, and a new machine for each test. */
function useCompany(): void {
  beforeAll(async () => {
    world = createManualClock(START);
    const { url, drop } = await createTestDatabase();
    company = await openCompany({ url, drop, clock: world, logins: ['ali', 'sara'] });
    // Nobody is locked for doing nothing while time is made to pass.
    await company.load([draft('organisation', 'setting', 'idle', { key: 'idleLockMinutes', value: 0 })]);
  });
  afterAll(() => company.close());
  beforeEach(async () => {
    start = world.now();
    clock = createManualClock(start);
    timers = createManualTimers(clock);
    machine = await createMachine(company.transport(), { clock, timers, programVersion: '0.1.0' });
    ali = await machine.join('ali');
  });
  afterEach(() => machine.close());
}

/** Real time on both clocks. But for the last hour of it the machine sleeps; then whatever is due happens. */
async function pass(milliseconds: number): Promise<void> {
  const awake = Math.min(milliseconds, HOUR);
  world.advance(milliseconds);
  clock.advance(milliseconds - awake);
  timers.advance(awake);
  await settle();
}
/** What was begun by timers and answers ends. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await machine.profiles();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
const setMachineClock = (at: string | number): void => clock.set(typeof at === 'number' ? at : Date.parse(at));
const state = (): Promise<SessionState> => first(machine.window.session.state());
const profile = async (id = ali): Promise<SessionProfile> => {
  const now = await state();
  const found = 'profiles' in now ? now.profiles.find(({ profileId }) => profileId === id) : undefined;
  if (!found) throw new Error(`No profile at the lock screen: ${JSON.stringify(now)}`);
  return found;
};
const lockOf = async (id = ali): Promise<LockReason | undefined> => (await profile(id)).lock;
const phase = async (): Promise<string> => (await state()).phase;
const untilPhase = (wanted: string) => firstWhere(machine.window.session.state(), (now) => now.phase === wanted);
const refusal = async (id = ali) => {
  const { code, facts } = await failure(machine.window.session.unlock({ profileId: id, passphrase: PASSPHRASE }));
  return { code, ...facts };
};
const folder = (id = ali): string => join(machine.directory, 'profiles', id);
const newCustomer = async (name: string): Promise<string> => {
  const body = { name, stage: 'active', territoryId: idOf('north'), ownerId: idOf('ali') };
  return (await machine.window.customers.create({ kind: 'company', body })).id;
};
const isAtServer = async (id: string): Promise<boolean> =>
  (await company.database.rows('SELECT 1 FROM records WHERE id = $1', [id])).length > 0;
const standing = () => ({ database: company.database, clock: world });
const byAdministrator = async (id = ali) => ({ device: await deviceOf(id), by: idOf('administrator'), reason: 'test' });
const deviceOf = async (id: string): Promise<string> => {
  const kept: unknown = JSON.parse(readFileSync(join(folder(id), 'lease.json'), 'utf8'));
  return (kept as { kept: { device: string } }).kept.device;
};

describe('the lease', () => {
  useCompany();

  it('SEC-44: is in the state of the session, with its days left', async () => {
    const now = await state();
    expect(now.phase === 'open' && now.lease).toMatchObject({ daysLeft: 30, graceDays: 14, workingHours: null });
    machine.online = false;
    await pass(3 * DAY);
    await machine.lock();
    await machine.unlock(ali);
    const later = await state();
    expect(later.phase === 'open' && later.lease?.daysLeft).toBe(27);
  });

  it('SEC-44: expired without a line it locks while somebody works, says why before the passphrase, and one contact opens it again', async () => {
    machine.online = false;
    const id = await newCustomer('پیش از پایان');
    clock.advance(30 * DAY - HOUR);
    world.advance(30 * DAY - HOUR);
    await machine.window.drafts.put({ key: 'form', value: 'typed on' });
    expect(await phase()).toBe('open');
    await pass(HOUR);
    await untilPhase('locked');
    expect(await lockOf()).toMatchObject({ reason: 'expired' });
    expect(await refusal()).toEqual({ code: 'lease_locked', reason: 'expired', contact: 'server_unreachable' });
    await machine.window.session.unlock({ profileId: ali, passphrase: 'wrong passphrase' }).catch(() => undefined);
    machine.online = true;
    await machine.unlock(ali);
    expect(await machine.window.drafts.get({ key: 'form' })).toEqual({ value: 'typed on' });
    await machine.sync();
    expect(await isAtServer(id)).toBe(true);
    await machine.lock();
    expect(await lockOf()).toBeUndefined();
  });

  it('SEC-44, SEC-131: expired, on a disk whose token was retired meanwhile: its key opens the contact that opens it again', async () => {
    machine.online = false;
    await pass(31 * DAY);
    await untilPhase('locked');
    await company.database.rows("UPDATE devices SET token_hash = 'other disk ' || id WHERE id = $1", [
      await deviceOf(ali),
    ]);
    machine.online = true;
    await machine.unlock(ali);
    expect(await machine.sync()).toMatchObject({ connection: 'online' });
  });

  it('SEC-45: a clock that says 2036 loses nothing: set right, everything goes on, without any line', async () => {
    machine.online = false;
    const id = await newCustomer('سالم');
    setMachineClock('2036-01-01T00:00:00.000Z');
    timers.advance(MINUTE);
    await untilPhase('locked');
    expect(await lockOf()).toMatchObject({ reason: 'expired' });
    expect(await refusal()).toMatchObject({ code: 'lease_locked', reason: 'expired' });
    // For days; the program runs and counts, and nothing is erased by what the clock says.
    timers.advance(DAY);
    await settle();
    expect(await profile()).not.toHaveProperty('erased');
    setMachineClock(start + HOUR);
    await machine.unlock(ali);
    expect(await first(machine.window.records.observe({ collection: 'customers', id }))).toMatchObject({ id });
  });

  it('SEC-45: a clock that was set back behind what was seen locks, a few minutes do not, and the server puts it right', async () => {
    await pass(2 * DAY);
    await machine.sync();
    machine.online = false;
    setMachineClock(clock.now() - 9 * MINUTE);
    timers.advance(MINUTE);
    await settle();
    expect(await phase()).toBe('open');
    setMachineClock(start + DAY);
    timers.advance(MINUTE);
    await untilPhase('locked');
    expect(await lockOf()).toMatchObject({ reason: 'clockBack' });
    expect(await refusal()).toEqual({ code: 'lease_locked', reason: 'clockBack', contact: 'server_unreachable' });
    // Set right: it opens.
    setMachineClock(start + 2 * DAY + HOUR);
    await machine.unlock(ali);
    await machine.lock();
    // Or left wrong, with a line: the server's word counts, and from then on the wrong clock counts from there.
    setMachineClock(start + DAY);
    machine.online = true;
    await machine.unlock(ali);
    machine.online = false;
    await machine.lock();
    await pass(29 * DAY);
    await machine.unlock(ali);
    await pass(DAY);
    await untilPhase('locked');
    expect(await lockOf()).toMatchObject({ reason: 'expired' });
  });

  it('SEC-45: what the file at the lock screen says is worth nothing behind the passphrase', async () => {
    await pass(2 * DAY);
    await machine.sync();
    const before = readFileSync(join(folder(), 'lease.json'), 'utf8');
    await pass(2 * DAY);
    await machine.lock();
    machine.online = false;
    setMachineClock(start + 2 * DAY);
    writeFileSync(join(folder(), 'lease.json'), before);
    expect(await refusal()).toMatchObject({ reason: 'clockBack' });
    writeFileSync(join(folder(), 'lease.json'), '{');
    expect(await refusal()).toMatchObject({ reason: 'clockBack' });
  });
});

describe('terms that the company sets', () => {
  useCompany();

  let sets = 0;
  const set = (key: string, value: unknown) => {
    sets += 1;
    return company.load([draft('organisation', 'setting', `${key} ${sets}`, { key, value: value as never })]);
  };
  /** Behind the feed's back; another record makes the server look again. */
  const unsetAll = async (): Promise<void> => {
    await company.database.rows(
      `UPDATE records SET deleted = true WHERE kind = 'setting' AND body ->> 'key' <> 'idleLockMinutes'`,
    );
    await set('nothing', sets);
  };
  afterEach(unsetAll);

  it('SEC-47: working hours lock when they end, and open when they begin, where the company is', async () => {
    await set('workingHours', { zone: 'Asia/Tehran', weekdays: [6, 7, 1, 2, 3], from: '08:00', to: '17:00' });
    await machine.sync();
    const now = await state();
    expect(now.phase === 'open' && now.lease?.locksAt).toBe('2026-11-21T13:30:00.000Z');
    machine.online = false;
    await pass(6 * HOUR + 31 * MINUTE);
    await untilPhase('locked');
    expect(await lockOf()).toEqual({ reason: 'outOfHours', opensAt: '2026-11-22T04:30:00.000Z' });
    expect(await refusal()).toMatchObject({ reason: 'outOfHours', contact: 'server_unreachable' });
    await pass(15 * HOUR);
    expect(await lockOf()).toBeUndefined();
    await machine.unlock(ali);
    // Hours that were changed meanwhile open it at night.
    await pass(10 * HOUR);
    await untilPhase('locked');
    machine.online = true;
    expect(await refusal()).toEqual({ code: 'lease_locked', reason: 'outOfHours', contact: null });
    await unsetAll();
    await machine.unlock(ali);
  });

  it('SEC-47: a program that is too old is told so, and opens with the next one', async () => {
    await set('minimumProgramVersion', '0.2');
    await machine.sync();
    await untilPhase('locked');
    expect(await lockOf()).toEqual({ reason: 'versionTooOld', minimum: '0.2', version: '0.1.0' });
    expect(await refusal()).toEqual({ code: 'lease_locked', reason: 'versionTooOld', contact: null });
    await machine.restart({ programVersion: '0.2.0' });
    await machine.unlock(ali);
  });

  it('SEC-47: the idle lock falls no later than the company wants', async () => {
    await set('idleLockMinutesMaximum', 2);
    await machine.sync();
    await pass(MINUTE);
    expect(await phase()).toBe('open');
    await pass(MINUTE);
    await untilPhase('locked');
    expect(await lockOf()).toBeUndefined();
  });
});

describe('a device that the company stops', () => {
  useCompany();

  it('SEC-48: suspended, it locks at once; its unsent work is safe, and goes when it is lifted', async () => {
    machine.online = false;
    const id = await newCustomer('در تعلیق');
    await suspendDevice(standing(), await byAdministrator());
    machine.online = true;
    await machine.window.sync.now().catch(() => undefined);
    await untilPhase('locked');
    expect(await lockOf()).toMatchObject({ reason: 'suspended' });
    expect(await isAtServer(id)).toBe(false);
    expect(await refusal()).toEqual({ code: 'lease_locked', reason: 'suspended', contact: 'device_stopped' });
    machine.online = false;
    expect(await refusal()).toMatchObject({ reason: 'suspended', contact: 'server_unreachable' });
    // Neither a restart nor a file that is taken away opens it: the store has heard of it.
    await machine.restart();
    writeFileSync(join(folder(), 'lease.json'), '');
    expect(await refusal()).toMatchObject({ reason: 'suspended' });
    machine.online = true;
    await liftDevice(standing(), await byAdministrator());
    await machine.window.session.askServer({ profileId: ali });
    expect(await lockOf()).toBeUndefined();
    await machine.unlock(ali);
    await machine.sync();
    expect(await isAtServer(id)).toBe(true);
  });

  it('SEC-48: one that is locked hears of it without its passphrase, and by whoever presses the button', async () => {
    await machine.lock();
    await suspendDevice(standing(), await byAdministrator());
    await machine.window.session.askServer({ profileId: ali });
    expect(await lockOf()).toMatchObject({ reason: 'suspended' });
    await liftDevice(standing(), await byAdministrator());
    await pass(16 * MINUTE);
    expect(await lockOf()).toBeUndefined();
    machine.online = false;
    expect((await failure(machine.window.session.askServer({ profileId: ali }))).code).toBe('server_unreachable');
  });

  it('SEC-49: to be wiped at once, every way to the keys is gone, and what was not sent is handed in by a colleague', async () => {
    await machine.lock();
    const sara = await machine.join('sara');
    await machine.lock();
    await machine.unlock(ali);
    machine.online = false;
    const id = await newCustomer('مُهرشده');
    await orderWipe(standing(), 'atOnce', await byAdministrator());
    machine.online = true;
    await machine.window.sync.now().catch(() => undefined);
    await untilPhase('locked');
    await expect
      .poll(async () => (await profile()).erased)
      .toEqual({ at: expect.any(String), why: 'ordered', sealedWork: true });
    await expect.poll(() => readdirSync(folder()).toSorted()).toEqual(['erased.json', 'unsent.sealed']);
    expect(await refusal()).toMatchObject({ code: 'lease_locked', reason: 'erased' });
    expect(await isAtServer(id)).toBe(false);
    await pass(MINUTE);
    await expect.poll(async () => (await readStanding(company.database, await erasedDevice()))?.state).toBe('erased');
    expect(await readStanding(company.database, await erasedDevice())).toMatchObject({ order: { proven: true } });

    await machine.unlock(sara);
    await machine.sync();
    await expect.poll(() => isAtServer(id)).toBe(true);
    await machine.lock();
    expect((await profile()).erased).toMatchObject({ sealedWork: false });
    // Enrolled anew, under another name to the server: the old order is nothing to it, and the old entry is gone.
    const again = await machine.join('ali');
    await machine.lock();
    expect((await machine.profiles()).map(({ profileId }) => profileId).toSorted()).toEqual([again, sara].toSorted());
    expect(await lockOf(again)).toBeUndefined();
  });

  it('SEC-46 SEC-49: locked, it is wiped without anybody, as soon as there is a line, and the server hears of it', async () => {
    await machine.lock();
    await orderWipe(standing(), 'atOnce', await byAdministrator());
    await pass(10_000);
    await expect.poll(async () => (await profile()).erased?.why).toBe('ordered');
    await pass(10_000);
    await expect.poll(async () => (await readStanding(company.database, await erasedDevice()))?.state).toBe('erased');
    // Its key lay in the store that nobody opened.
    expect(await readStanding(company.database, await erasedDevice())).toMatchObject({ order: { proven: false } });
  });

  it('SEC-50: to be wiped politely, it hands in its work first', async () => {
    machine.online = false;
    const id = await newCustomer('آخرین سفارش');
    await orderWipe(standing(), 'politely', await byAdministrator());
    machine.online = true;
    await machine.window.sync.now().catch(() => undefined);
    await expect
      .poll(async () => (await phase()) === 'locked' && (await profile()).erased)
      .toMatchObject({ sealedWork: false });
    expect(await isAtServer(id)).toBe(true);
  });

  it('SEC-50: politely without a line it stays locked, and the next unlock hands in and erases', async () => {
    machine.online = false;
    const id = await newCustomer('بی خط');
    await machine.lock();
    await orderWipe(standing(), 'politely', await byAdministrator());
    machine.online = true;
    await machine.window.session.askServer({ profileId: ali });
    expect(await lockOf()).toMatchObject({ reason: 'wipe', politely: true });
    machine.online = false;
    expect(await refusal()).toMatchObject({ code: 'lease_locked', reason: 'wipe' });
    expect(await profile()).not.toHaveProperty('erased');
    machine.online = true;
    expect(await refusal()).toMatchObject({ code: 'lease_locked', reason: 'wipe' });
    await expect.poll(async () => (await profile()).erased?.sealedWork).toBe(false);
    expect(await isAtServer(id)).toBe(true);
  });

  it('SEC-50: nobody comes with the passphrase: after a day of running it is erased all the same, and the sealed work stays', async () => {
    machine.online = false;
    await newCustomer('می‌ماند');
    await machine.lock();
    await orderWipe(standing(), 'politely', await byAdministrator());
    machine.online = true;
    for (let quarter = 0; quarter < 80; quarter += 1) await pass(15 * MINUTE);
    expect(await profile()).not.toHaveProperty('erased');
    for (let quarter = 0; quarter < 30; quarter += 1) await pass(15 * MINUTE);
    expect((await profile()).erased).toMatchObject({ why: 'ordered', sealedWork: true });
  });

  it('SEC-53: killed right behind the note, it is completed at the next start', async () => {
    machine.online = false;
    await newCustomer('نیمه‌تمام');
    await machine.lock();
    const at = new Date(start).toISOString();
    const whose = { name: 'ali', login: 'ali', serverUrl: '', device: await deviceOf(ali) };
    writeFileSync(
      join(folder(), 'erased.json'),
      JSON.stringify({
        format: 'peyvand-erased',
        state: 'begun',
        why: 'ordered',
        at,
        ...whose,
        proof: null,
        reported: false,
      }),
    );
    await machine.restart();
    expect(readdirSync(folder()).toSorted()).toEqual(['erased.json', 'unsent.sealed']);
    expect((await profile()).erased).toEqual({ at, why: 'ordered', sealedWork: true });
  });

  it('SEC-51: an order for another device, or an altered one, is no order', async () => {
    await machine.lock();
    const sara = await machine.join('sara');
    await machine.lock();
    await orderWipe(standing(), 'atOnce', await byAdministrator(sara));
    const { order } = await company.transport().standing({ device: await deviceOf(sara) });
    machine.answerStanding = () => ({ order });
    await machine.window.session.askServer({ profileId: ali });
    const flipped = (order ?? '').replace(/.{6}$/, 'AAAAAA');
    machine.answerStanding = () => ({ order: flipped });
    await machine.window.session.askServer({ profileId: sara });
    await settle();
    expect(await lockOf(ali)).toBeUndefined();
    expect(await lockOf(sara)).toBeUndefined();
    // One that came before a lease was given says nothing any more.
    await suspendDevice(standing(), await byAdministrator());
    const suspended = await company.transport().standing({ device: await deviceOf(ali) });
    await liftDevice(standing(), await byAdministrator());
    machine.answerStanding = null;
    await machine.unlock(ali);
    await machine.sync();
    await machine.lock();
    machine.answerStanding = () => suspended;
    await machine.window.session.askServer({ profileId: ali });
    expect(await lockOf(ali)).toBeUndefined();
  });
});

describe('a lease that ran out for good', () => {
  useCompany();

  beforeEach(async () => {
    const setting = (key: string, value: number) => draft('organisation', 'setting', key, { key, value });
    await company.load([setting('leaseDays', 0.5), setting('leaseGraceDays', 0.25)]);
    await machine.sync();
  });

  it('SEC-52: is counted in running time: whatever the clock does, only days of the running program erase a copy', async () => {
    machine.online = false;
    await newCustomer('فراموش‌شده');
    await machine.lock();
    // Off for two years.
    setMachineClock(start + 730 * DAY);
    timers.advance(MINUTE);
    await settle();
    expect(await lockOf()).toMatchObject({ reason: 'expired' });
    // Twelve hours of lease and six of grace, with restarts in between; the clock goes wild.
    for (let hour = 0; hour < 17; hour += 1) {
      setMachineClock(start + ((hour * 97) % 900) * DAY);
      timers.advance(HOUR);
      if (hour % 9 === 0) await machine.restart();
    }
    await settle();
    expect(await profile()).not.toHaveProperty('erased');
    timers.advance(2 * HOUR);
    await settle();
    expect((await profile()).erased).toMatchObject({ why: 'leaseRanOut', sealedWork: true });
  });

  it('SEC-52: a counter that was damaged counts from nothing', async () => {
    machine.online = false;
    await machine.lock();
    timers.advance(15 * HOUR);
    await machine.restart();
    const path = join(folder(), 'lease.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"running":\d/, '"running":9'));
    timers.advance(6 * HOUR);
    await settle();
    expect(await profile()).not.toHaveProperty('erased');
    expect(existsSync(join(folder(), 'store'))).toBe(true);
  });
});

const erasedDevice = (): Promise<string> => {
  const note: unknown = JSON.parse(readFileSync(join(folder(), 'erased.json'), 'utf8'));
  return Promise.resolve((note as { device: string }).device);
};
