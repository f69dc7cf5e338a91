/** A machine that Ali was enrolled on just now, at a company of the test, by clocks that move when told to: one of the world, which is the server's, and one of the machine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { createManualTimers, type ManualTimers } from '../../main/core/ports/manualTimers.ts';
import { failure, first, firstWhere } from '../../main/hosts/memory/company.ts';
import type { StandingContext, StandingOrder } from '../../server/auth/standing.ts';
import { createManualClock, type ManualClock } from '../../shared/base/clock.ts';
import type { ErrorFacts } from '../../shared/base/errors.ts';
import type { LockReason, SessionProfile, SessionState } from '../../shared/contract/session.ts';
import { createMachine, PASSPHRASE, type Machine } from './machine.ts';
import { draft, idOf, openCompany, type TestCompany } from './openCompany.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** 10:30 in Tehran, a Saturday. */
const START = Date.parse('2026-11-21T07:00:00.000Z');

export interface LeasedMachine {
  readonly world: ManualClock;
  readonly clock: ManualClock;
  readonly timers: ManualTimers;
  /** When the machine was taken into use. */
  readonly start: number;
  readonly company: TestCompany;
  readonly machine: Machine;
  /** Their profile. */
  readonly ali: string;
}

let current: LeasedMachine | null = null;

/** Of the test that runs. */
export function here(): LeasedMachine {
  if (!current) throw new Error('No machine');
  return current;
}

/** A company for the tests of one group, and a new machine for each of them. */
export function useLeasedMachine(): void {
  const world = createManualClock(START);
  let company: TestCompany;
  beforeAll(async () => {
    const { url, drop } = await createTestDatabase();
    company = await openCompany({ url, drop, clock: world, logins: ['ali', 'sara'] });
    // Nobody is locked for doing nothing while time is made to pass.
    await company.load([draft('organisation', 'setting', 'idle', { key: 'idleLockMinutes', value: 0 })]);
  });
  afterAll(() => company.close());
  beforeEach(async () => {
    const start = world.now();
    const clock = createManualClock(start);
    const timers = createManualTimers(clock);
    const machine = await createMachine(company.transport(), { clock, timers, programVersion: '0.1.0' });
    current = { world, clock, timers, start, company, machine, ali: await machine.join('ali') };
  });
  afterEach(() => here().machine.close());
}

// ---- time ------------------------------------------------------------------------------------------------------

/** Real time on both clocks. But for the last hour of it the machine sleeps; then whatever is due happens. */
export async function pass(milliseconds: number): Promise<void> {
  const { world, clock, timers } = here();
  const awake = Math.min(milliseconds, HOUR);
  world.advance(milliseconds);
  clock.advance(milliseconds - awake);
  timers.advance(awake);
  await settle();
}

/** What was begun by timers and answers ends, however slow the server is: some turns on end nothing is asked of it. */
export async function settle(): Promise<void> {
  for (let quiet = 0; quiet < 5; quiet = here().machine.underway === 0 ? quiet + 1 : 0) {
    await here().machine.profiles();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const setMachineClock = (at: string | number): void =>
  here().clock.set(typeof at === 'number' ? at : Date.parse(at));

// ---- what the window shows -------------------------------------------------------------------------------------

export const state = (): Promise<SessionState> => first(here().machine.window.session.state());

export async function profile(id = here().ali): Promise<SessionProfile> {
  const now = await state();
  const found = 'profiles' in now ? now.profiles.find(({ profileId }) => profileId === id) : undefined;
  if (!found) throw new Error(`No profile at the lock screen: ${JSON.stringify(now)}`);
  return found;
}

export const lockOf = async (id = here().ali): Promise<LockReason | undefined> => (await profile(id)).lock;
export const phase = async (): Promise<string> => (await state()).phase;
export const untilPhase = (wanted: string): Promise<unknown> =>
  firstWhere(here().machine.window.session.state(), (now) => now.phase === wanted);

export async function refusal(id = here().ali): Promise<ErrorFacts & { readonly code: string }> {
  const { code, facts } = await failure(
    here().machine.window.session.unlock({ profileId: id, passphrase: PASSPHRASE }),
  );
  return { code, ...facts };
}

// ---- work, and the other side of the line ----------------------------------------------------------------------

export async function newCustomer(name: string): Promise<string> {
  const body = { name, stage: 'active', territoryId: idOf('north'), ownerId: idOf('ali') };
  return (await here().machine.window.customers.create({ kind: 'company', body })).id;
}

export const isAtServer = async (id: string): Promise<boolean> =>
  (await here().company.database.rows('SELECT 1 FROM records WHERE id = $1', [id])).length > 0;

export const standing = (): StandingContext => ({ database: here().company.database, clock: here().world });

export const byAdministrator = (id = here().ali): StandingOrder => ({
  device: deviceOf(id),
  by: idOf('administrator'),
  reason: 'test',
});

export const folder = (id = here().ali): string => join(here().machine.directory, 'profiles', id);

/** As the server knows it. */
export function deviceOf(id: string): string {
  const kept: unknown = JSON.parse(readFileSync(join(folder(id), 'lease.json'), 'utf8'));
  return (kept as { kept: { device: string } }).kept.device;
}
