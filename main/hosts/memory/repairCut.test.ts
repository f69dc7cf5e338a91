/** A repair that fails, or whose program dies, between any two of its steps. The new store counts last, so what was there is there again. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createError } from '../../../shared/base/errors.ts';
import type { RepairState } from '../../../shared/contract/storage.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { failure } from './company.ts';
import { namesOf, repairOf, UNSENT, useHarmedMachine } from './harmedMachine.ts';

const machine = useHarmedMachine({ beforeAll, afterEach, afterAll });

/** Milliseconds: a way is gone once for each of its steps. */
const PATIENCE = 300_000;

const LATER = 'پس از پشتیبان';
const LATER_DRAFT = { name: 'تازه' };

interface Way {
  readonly steps: readonly string[];
  /** A machine with this damage. The work is in the file alone: the sealed copy is gone. */
  readonly harm: () => Promise<string>;
  readonly go: (window: CoreClient, state: RepairState) => Promise<unknown>;
  /** It knows the server, or needs it. */
  readonly isOnline: boolean;
  /** What people see in the new store before anything comes from the server. */
  readonly shown: readonly string[];
  readonly unsent: number;
}

/** The file is whole, and says that its log was taken away. */
async function withoutLog(directory: string): Promise<string> {
  writeFileSync(join(machine.storeOf(directory), 'store.opened'), '');
  return directory;
}

const withoutCopy = (directory: string): string => {
  rmSync(join(directory, 'profiles', machine.profileId, 'unsent.sealed'));
  return directory;
};

async function withBackup(): Promise<string> {
  const directory = machine.copy('closed');
  const window = machine.open(directory);
  await machine.unlock(window);
  for await (const event of await window.storage.backUp({})) void event;
  await window.customers.create({ kind: 'company', body: { name: LATER, stage: 'lead' } });
  await window.drafts.put({ key: 'form', value: LATER_DRAFT });
  await machine.closeAll();
  return directory;
}

const WAYS: Readonly<Record<string, Way>> = {
  'a backup that is brought back': {
    steps: ['setAside', 'made', 'valuesPutBack', 'sealed', 'renewed', 'checked'],
    harm: async () => withoutLog(withoutCopy(await withBackup())),
    go: (window, { backups }) => Promise.resolve(window.storage.restore({ file: backups[0]?.file ?? '' })),
    isOnline: false,
    shown: UNSENT,
    unsent: 4,
  },
  'a rebuild here': {
    steps: ['setAside', 'made', 'renewed', 'checked'],
    harm: async () => withoutLog(withoutCopy(await withBackup())),
    go: (window) => Promise.resolve(window.storage.rebuild({})),
    isOnline: false,
    shown: [...UNSENT, LATER],
    unsent: 4,
  },
  'a rebuild by sign-in': {
    steps: ['setAside', 'made', 'valuesPutBack', 'sealed', 'checked'],
    async harm() {
      const directory = withoutCopy(await withBackup());
      await machine.inFile(directory, (connection) =>
        connection.run(`DELETE FROM local_values WHERE area = 'device' AND key = 'values'`),
      );
      return directory;
    },
    go: (window) => Promise.resolve(window.storage.rebuild({ password: 'ali-password' })),
    isOnline: true,
    shown: [],
    unsent: 4,
  },
};

const setAsideIn = (directory: string): string[] =>
  readdirSync(machine.storeOf(directory)).filter((name) => name.startsWith('quarantine-'));

/** Leads to the repair, and what it says there. */
async function damagedWindow(directory: string, log?: Log): Promise<{ window: CoreClient; state: RepairState }> {
  const window = machine.open(directory, log ? { log } : {});
  await failure(machine.unlock(window));
  return { window, state: await repairOf(window) };
}
type Log = (event: string, facts: Readonly<Record<string, unknown>>) => void;

const onStep =
  (work: (step: string) => void): Log =>
  (event, facts) => {
    if (event === 'repair.step') work(String(facts['step']));
  };

/** Drafts are back, nothing that was not sent is lost, and what follows is another device's. */
async function expectAllBack(window: CoreClient, way: Way, mark: string): Promise<void> {
  const { outcome } = await repairOf(window);
  expect(outcome).toMatchObject({ newIdentity: true, found: { drafts: 1 } });
  expect((outcome?.found.unsent ?? 0) + (outcome?.found.sealed ?? 0)).toBe(way.unsent);
  await window.storage.open({});
  expect((await window.drafts.get({ key: 'form' })).value).toEqual(LATER_DRAFT);
  expect(await namesOf(window)).toEqual(expect.arrayContaining([...way.shown]));
  machine.company.server.reachable = true;
  await window.customers.create({ kind: 'company', body: { name: mark, stage: 'lead' } });
  await window.sync.now();
  await expect.poll(() => machine.namesAtServer()).toEqual(expect.arrayContaining([...UNSENT, LATER, mark]));
  expect(machine.deviceOf(mark)).not.toBe(machine.deviceOf(UNSENT[0] ?? ''));
  machine.company.server.reachable = false;
}

describe.each(Object.entries(WAYS))('%s', (name, way) => {
  it(
    'SEC-22 SEC-23 SEC-27: killed behind any of its steps, is as if it had not begun, and is gone again',
    async () => {
      const directory = await way.harm();
      const killed = new Map<string, string>();
      const { window, state } = await damagedWindow(
        directory,
        onStep((step) => killed.set(step, machine.copyOf(directory))),
      );
      machine.company.server.reachable = way.isOnline;
      await way.go(window, state);
      expect([...killed.keys()]).toEqual(way.steps);
      await expectAllBack(window, way, `${name}: at once`);
      await machine.closeAll();
      for (const [step, folder] of killed) {
        const again = await damagedWindow(folder);
        expect({ step, found: again.state.found, finding: again.state.finding }).toEqual({
          step,
          // Of what was sealed before the kill both ways are open.
          found: { ...state.found, lost: again.state.found.lost },
          finding: state.finding,
        });
        expect(setAsideIn(folder)).toEqual([]);
        machine.company.server.reachable = way.isOnline;
        await way.go(again.window, again.state);
        await expectAllBack(again.window, way, `${name}: ${step}`);
        await machine.closeAll();
      }
    },
    PATIENCE,
  );

  it(
    'SEC-22 SEC-23 SEC-27: failed behind any of its steps, leaves every file as it was, and succeeds when it can',
    async () => {
      const directory = await way.harm();
      let failing: string | null = null;
      const { window, state } = await damagedWindow(
        directory,
        onStep((step) => {
          if (step === failing) throw createError('disk_full', { step });
        }),
      );
      const before = machine.fingerprint(directory);
      for (const step of way.steps) {
        failing = step;
        machine.company.server.reachable = way.isOnline;
        expect((await failure(way.go(window, state))).facts).toEqual({ step });
        expect(await repairOf(window)).toMatchObject({ step: 'ready', failure: { code: 'disk_full' }, outcome: null });
        expect({ step, files: machine.fingerprint(directory) }).toEqual({ step, files: before });
        expect(setAsideIn(directory)).toEqual([]);
      }
      failing = null;
      await way.go(window, state);
      await expectAllBack(window, way, `${name}: at last`);
      expect(setAsideIn(directory)).toHaveLength(1);
    },
    PATIENCE,
  );
});

describe('a store that is sound', () => {
  it(
    'SEC-23: is there again when a backup that its person wanted back failed, or the program died meanwhile',
    async () => {
      const directory = await withBackup();
      let killed = '';
      const window = machine.open(directory, {
        log: onStep((step) => {
          if (step !== 'renewed') return;
          killed = machine.copyOf(directory);
          throw createError('disk_full');
        }),
      });
      await machine.unlock(window);
      await window.storage.openRepair({});
      const { backups } = await repairOf(window);
      expect((await failure(window.storage.restore({ file: backups[0]?.file ?? '' }))).code).toBe('disk_full');
      await window.storage.open({});
      const after = machine.open(killed);
      await machine.unlock(after);
      for (const open of [window, after]) {
        expect(await namesOf(open)).toEqual(expect.arrayContaining([...UNSENT, LATER]));
        expect((await open.drafts.get({ key: 'form' })).value).toEqual(LATER_DRAFT);
      }
    },
    PATIENCE,
  );
});
