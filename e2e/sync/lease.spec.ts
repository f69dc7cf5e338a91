/** How long a machine may go on without the server: the lease over the real store, core and server, by clocks that move when told to. What ends a copy: wipe.spec.ts, leaseRanOut.spec.ts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { first } from '../../main/hosts/memory/company.ts';
import {
  DAY,
  deviceOf,
  folder,
  here,
  HOUR,
  isAtServer,
  lockOf,
  MINUTE,
  newCustomer,
  pass,
  phase,
  profile,
  refusal,
  setMachineClock,
  settle,
  state,
  untilPhase,
  useLeasedMachine,
} from './leasedMachine.ts';
import { draft } from './openCompany.ts';

describe('the lease', () => {
  useLeasedMachine();

  it('SEC-44: is in the state of the session, with its days left', async () => {
    const { machine, ali } = here();
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
    const { machine, world, clock, ali } = here();
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
    const { machine, company, ali } = here();
    machine.online = false;
    await pass(31 * DAY);
    await untilPhase('locked');
    await company.database.rows("UPDATE devices SET token_hash = 'other disk ' || id WHERE id = $1", [deviceOf(ali)]);
    machine.online = true;
    await machine.unlock(ali);
    expect(await machine.sync()).toMatchObject({ connection: 'online' });
  });

  it('SEC-45: a clock that says 2036 loses nothing: set right, everything goes on, without any line', async () => {
    const { machine, timers, start, ali } = here();
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
    const { machine, clock, timers, start, ali } = here();
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
    const { machine, start } = here();
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

  it('SEC-54: an earlier answer that somebody on the line plays back lengthens nothing; one contact with the server opens it again', async () => {
    const { machine, start, ali } = here();
    machine.playedBack = machine.heard;
    await pass(30 * DAY - HOUR);
    await machine.window.sync.now().catch(() => undefined);
    await machine.lock();
    await machine.unlock(ali);
    await pass(HOUR);
    await untilPhase('locked');
    expect(await refusal()).toEqual({ code: 'lease_locked', reason: 'expired', contact: 'server_refused' });
    setMachineClock(start);
    expect(await refusal()).toEqual({ code: 'lease_locked', reason: 'clockBack', contact: 'server_refused' });
    machine.playedBack = null;
    await machine.unlock(ali);
    expect(await machine.sync()).toMatchObject({ connection: 'online' });
  });
});

describe('terms that the company sets', () => {
  useLeasedMachine();

  let sets = 0;
  const set = (key: string, value: unknown) => {
    sets += 1;
    return here().company.load([draft('organisation', 'setting', `${key} ${sets}`, { key, value: value as never })]);
  };
  /** Behind the feed's back; another record makes the server look again. */
  const unsetAll = async (): Promise<void> => {
    await here().company.database.rows(
      `UPDATE records SET deleted = true WHERE kind = 'setting' AND body ->> 'key' <> 'idleLockMinutes'`,
    );
    await set('nothing', sets);
  };
  afterEach(unsetAll);

  it('SEC-47: working hours lock when they end, and open when they begin, where the company is', async () => {
    const { machine, ali } = here();
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
    const { machine, ali } = here();
    await set('minimumProgramVersion', '0.2');
    await machine.sync();
    await untilPhase('locked');
    expect(await lockOf()).toEqual({ reason: 'versionTooOld', minimum: '0.2', version: '0.1.0' });
    expect(await refusal()).toEqual({ code: 'lease_locked', reason: 'versionTooOld', contact: null });
    await machine.restart({ programVersion: '0.2.0' });
    await machine.unlock(ali);
  });

  it('SEC-47: the idle lock falls no later than the company wants', async () => {
    const { machine } = here();
    await set('idleLockMinutesMaximum', 2);
    await machine.sync();
    await pass(MINUTE);
    expect(await phase()).toBe('open');
    await pass(MINUTE);
    await untilPhase('locked');
    expect(await lockOf()).toBeUndefined();
  });
});
