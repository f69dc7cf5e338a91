/** A lease whose days and grace are over in running time, over the real store, core and server: when that ends a copy, and when it does not. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readLeaseFile, writeLeaseFile } from '../../main/core/lease/keptLease.ts';
import { createError } from '../../shared/base/errors.ts';
import {
  DAY,
  folder,
  here,
  HOUR,
  lockOf,
  MINUTE,
  newCustomer,
  profile,
  refusal,
  setMachineClock,
  settle,
  useLeasedMachine,
} from './leasedMachine.ts';
import { draft } from './openCompany.ts';

describe('a lease that ran out for good', () => {
  useLeasedMachine();

  beforeEach(async () => {
    const setting = (key: string, value: number) => draft('organisation', 'setting', key, { key, value });
    const { company, machine } = here();
    await company.load([setting('leaseDays', 0.5), setting('leaseGraceDays', 0.25)]);
    await machine.sync();
  });

  it('SEC-52: is counted in running time: whatever the clock does, only days of the running program erase a copy', async () => {
    const { machine, timers, start } = here();
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

  it('SEC-52: of a copy that nobody opens no minute counts in which the server could be asked about it', async () => {
    const { machine, timers, ali } = here();
    await machine.lock();
    // Eighteen hours are lease and grace together; others work on this machine for two days.
    for (let hour = 0; hour < 48; hour += 1) {
      timers.advance(HOUR);
      await settle();
    }
    expect(await profile()).not.toHaveProperty('erased');
    machine.online = false;
    timers.advance(12 * HOUR);
    await settle();
    expect(await profile()).not.toHaveProperty('erased');
    machine.online = true;
    await machine.unlock(ali);
  });

  it('SEC-52: the server is asked first: where there is a line, a count that is too high erases nothing, and a lease is to be had', async () => {
    const { machine, timers, ali } = here();
    await machine.lock();
    machine.online = false;
    timers.advance(17 * HOUR);
    await settle();
    machine.online = true;
    timers.advance(2 * HOUR);
    await settle();
    count(99 * DAY);
    await machine.restart();
    for (let quarter = 0; quarter < 8; quarter += 1) {
      timers.advance(15 * MINUTE);
      await settle();
    }
    expect(await lockOf()).toMatchObject({ reason: 'expired' });
    // The server answers, and not what was asked: that is no reason either.
    machine.answerStanding = () => {
      throw createError('throttled');
    };
    timers.advance(HOUR);
    await settle();
    expect(await profile()).not.toHaveProperty('erased');
    machine.answerStanding = null;
    machine.online = false;
    expect(await refusal()).toEqual({ code: 'lease_locked', reason: 'expired', contact: 'server_unreachable' });
    machine.online = true;
    await machine.unlock(ali);
    await machine.lock();
    expect(await lockOf()).toBeUndefined();
    // And without a line the count is all that there is.
    machine.online = false;
    count(99 * DAY);
    await machine.restart();
    timers.advance(MINUTE);
    await settle();
    expect((await profile()).erased).toMatchObject({ why: 'leaseRanOut' });
  });

  /** As the file says it at the next start, to whoever can write it. */
  function count(running: number): void {
    const path = join(folder(), 'lease.json');
    const kept = readLeaseFile(path);
    if (!kept) throw new Error('No lease beside the store');
    writeLeaseFile(path, { ...kept, running });
  }

  it('SEC-52: a counter that was damaged counts from nothing', async () => {
    const { machine, timers } = here();
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
