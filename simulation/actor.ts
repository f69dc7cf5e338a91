/**
 * A person at a device: a real store and a real engine behind a bad network, with a journal of everything that was saved. The journal is what
 * the checks believe; the store's own word is what they doubt. One page of some length: all of it shares what one machine is in the middle of.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { isPeyvandError } from '../shared/base/errors.ts';
import type { Pacing } from '../main/core/store/pacing.ts';
import { tableOf } from '../main/core/store/recordTables.ts';
import { isOffline } from '../main/core/courier/courier.ts';
import { createSealedCopy } from '../main/core/courier/sealedCopy.ts';
import { createTestDevice, type StoreMaker } from '../e2e/sync/device.ts';
import type { Actor, RoundFaults } from './actorTypes.ts';
import { createCursorWatch } from './checks/cursors.ts';
import { flickers } from './checks/flicker.ts';
import { createCheckpointWatch } from './checks/halfCheckpoint.ts';
import { watchOutcomes } from './checks/otherLife.ts';
import { readOutbox } from './checks/deviceState.ts';
import type { Choice } from './choice.ts';
import { versionsKnownTo } from './company.ts';
import { copySealed, createCarrier, DELIVERED_FILE, SEALED_FILE, type Mate } from './carrier.ts';
import { createDisk } from './disk.ts';
import { createInlineUpkeep } from './inlineUpkeep.ts';
import { createJournal, type DiskJournal } from './journal.ts';
import { migrateWithoutPower } from './migrations/migrateWithoutPower.ts';
import { changedTables, contentOf, writeOlderStore } from './migrations/olderStore.ts';
import { prepareStore } from './preparedStore.ts';
import { CALM, type RoughNetwork } from './roughNetwork.ts';
import { describe } from './seen.ts';

export interface ActorOptions {
  readonly index: number;
  readonly login: string;
  readonly choice: Choice;
  readonly network: RoughNetwork;
  readonly clock: { now(): number };
  readonly clockOffset: number;
  /** Runs a version that knows fewer collections, until it is upgraded. */
  readonly isOld: boolean;
  readonly report: (rule: string, message: string) => void;
  readonly count: (what: string, times?: number) => void;
  readonly tell: (line: string) => void;
  /** Those that have gone home from the same machine. */
  readonly mates: () => readonly Mate[];
  readonly machine: number;
  /** Saves something, now; during a checkpoint. */
  readonly saveSomething: (actor: Actor) => Promise<void>;
}

/** What a person may meet when saving; anything else is a defect. */
const EXPECTED_REFUSALS = new Set(['stale_edit', 'locked', 'not_found', 'invalid_input', 'permission_denied']);

/** In memory where there is such a folder: what a disk forgets is decided here, not by the machine. */
const FOLDER = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'peyvand-simulation-'));
process.once('exit', () => rmSync(FOLDER, { recursive: true, force: true }));
let stores: Promise<StoreMaker> | null = null;
/** Once in a process. Before the first seed, where seeds repeat themselves: it takes chance of the machine that no later one would find taken. */
export const prepareStores = (): Promise<StoreMaker> => (stores ??= prepareStore(FOLDER));

/** How far clocks jump: to the right time, days off, years off. */
const JUMPS = [0, 3 * 86_400_000, -2 * 86_400_000, 400 * 86_400_000, -700 * 86_400_000, -3_600_000];

export async function createActor(options: ActorOptions): Promise<Actor> {
  const { choice, network, count, tell } = options;
  const name = `${options.login}-${options.index}`;
  const report = (rule: string, message: string): void => options.report(rule, `${name}: ${message}`);
  const journal = createJournal(report);
  const cursors = createCursorWatch(report);
  const decided = new Set<string>();
  const disks: { readonly copy: string; readonly journal: DiskJournal }[] = [];
  const saves = new Set<Promise<void>>();
  let faults: RoundFaults = {};
  let pauses = 0;
  let copy: string | null = null;
  /** The folder of a store that a newer program is about to open for the first time. */
  let migrating: string | null = null;
  let isBusy = false;
  let wasCloned = false;
  let tokens = 0;
  let { clockOffset, isOld } = options;
  let isFull = false;
  const checkpoint = createCheckpointWatch({ onBegin: () => void (pauses = 0), report });

  const pacing: Pacing = {
    startSlice() {
      let left = checkpoint.isApplying ? 1 + choice.integer(12) : 25;
      return () => --left <= 0;
    },
    async rest() {
      await new Promise((resolve) => setImmediate(resolve));
      if (!checkpoint.isApplying) return;
      pauses += 1;
      if (choice.chance(0.1)) checkpoint.look(device.store);
      if (pauses === faults.powerCutAtPause) throw cutPower();
      // Nobody waits for it: it waits for the job itself when it has sent that back too often.
      if (choice.chance(faults.saves ?? 0)) {
        const save = options.saveSomething(actor);
        saves.add(save);
        void save.finally(() => saves.delete(save));
      }
    },
  };
  const knownVersions = () => versionsKnownTo(isOld ? 'old' : 'new');
  const disk = createDisk({
    choice: choice.derive(2),
    store: () => device.store,
    directory: () => migrating ?? device.directory,
    parentDirectory: FOLDER,
    onKill(left, how) {
      count(how === 'torn' || how === 'shuffled' ? 'torn writes' : 'kills around a commit');
      tell(`${name} lost power at a commit: ${how}`);
      if (copy === null) copy = left;
      else rmSync(left, { recursive: true, force: true });
    },
  });
  const device = await createTestDevice({
    login: options.login,
    transport: network,
    seed: choice.integer(1_000_000_000),
    clock: { now: () => options.clock.now() + clockOffset },
    pacing,
    upkeep: createInlineUpkeep((run) => disk.fold(run)),
    stores: await prepareStores(),
    parentDirectory: FOLDER,
    schemaVersions: knownVersions,
    openSealedCopy: (directory) =>
      createSealedCopy({
        path: join(directory, SEALED_FILE),
        deliveredPath: join(directory, DELIVERED_FILE),
        log: (event, facts) =>
          event === 'sealed_copy_mended'
            ? count('sealed copies mended')
            : report('SYNC-13', `${event} ${JSON.stringify(facts)}`),
      }),
    log(event, facts) {
      if (copy !== null || isFull) return;
      if (event === 'sync.round_failed') report('SYNC-189', `a round failed: ${JSON.stringify(facts)}`);
      if (event === 'sync.scope_reopened') {
        cursors.allowReopened(String(facts['scope']));
        report('SYNC-130', `${String(facts['scope'])} did not match the server and was fetched anew`);
      }
    },
  });

  const carrier = createCarrier({
    device,
    mates: options.mates,
    clock: { now: () => options.clock.now() + clockOffset },
    choice: choice.derive(3),
    knownVersions,
    report,
    count,
  });

  /** Freezes what is on the disk; nothing that happens later on the old files counts. */
  function cutPower(): Error {
    copy ??= device.copyFiles();
    return new Error('the power went');
  }

  /** Watches the store that is open now. */
  function watch(): void {
    const { store } = device;
    disk.watch();
    store.onChange(() => {
      if (copy === null) for (const flicker of flickers(store, decided)) report('SYNC-128', flicker);
    });
    watchOutcomes(store, network, report);
    checkpoint.over(store, () => copy !== null);
  }

  async function goOnFromCopy(after = 'a power cut'): Promise<void> {
    if (copy === null) return;
    await Promise.allSettled(saves);
    disk.plan = null;
    const from = copy;
    journal.checkSealed(from, after);
    await device.restartFrom(from);
    // It is completed from the outbox before anything else happens here.
    await device.sealedCopy?.strays();
    copy = null;
    watch();
    journal.checkNothingLost(device.store, after);
    journal.adoptUnjournalled(device.store);
  }

  /** All this time an older program was at work; a newer one takes its store over, and may lose power while it does. */
  async function migrateStore(): Promise<void> {
    const { key } = device;
    const older = writeOlderStore({ from: device.copyFiles(), key, parentDirectory: FOLDER, choice });
    if (!older) return;
    const before = contentOf(device.store);
    const isFilling = !device.store.sync.firstSyncDone();
    copy = choice.chance(0.5) ? killMigration(older.directory) : older.directory;
    tell(`${name} goes on from a store of schema ${older.schema}`);
    count(`stores migrated: ${older.schema}`);
    await goOnFromCopy('a migration');
    for (const table of changedTables(before, contentOf(device.store), { isFilling }))
      report('SYNC-182', `from schema ${older.schema} a migration changed ${table}`);
  }

  /** @returns the folder of what is on the disk then. */
  function killMigration(directory: string): string {
    migrating = directory;
    migrateWithoutPower(directory, { key: device.key, choice, disk });
    migrating = null;
    count('power cuts in a migration');
    if (copy === null) throw new Error('a migration has no commit');
    return copy;
  }

  async function carry(): Promise<void> {
    try {
      await carrier.afterRound();
    } catch (error) {
      if (copy === null && !isOffline(error)) report('SYNC-14', `carrying failed: ${String(error)}`);
    }
  }

  const actor: Actor = {
    index: options.index,
    login: options.login,
    name,
    person: device.person,
    choice,
    network,
    device,
    everSaved: journal.everSaved,
    decided,
    forms: [],
    get journal() {
      return journal.entries;
    },
    get isCloned() {
      return wasCloned;
    },
    get disks() {
      return disks.length;
    },
    get store() {
      return device.store;
    },
    get isBusy() {
      return isBusy;
    },
    machine: options.machine,
    carrier,
    get hasLostPower() {
      return copy !== null;
    },
    async leave() {
      isBusy = true;
      await device.rest();
    },
    async comeBack() {
      await device.restart();
      isBusy = false;
      watch();
      journal.checkNothingLost(device.store, 'coming back');
    },
    async loseStore() {
      // An older copy of this very store: the sealed copy beside it knows nothing of what another disk went on to do.
      const older = disks.findIndex(({ journal: had }) => [...had.keys()].every((hash) => journal.entries.has(hash)));
      const [next] = older < 0 ? [] : disks.splice(older, 1);
      if (!next) return;
      copySealed(device.directory, next.copy);
      await device.restartFrom(next.copy);
      await device.sealedCopy?.strays();
      journal.goOnFrom(next.journal);
      cursors.forget();
      actor.forms.splice(0);
      watch();
      tell(`${name} lost the store and goes on from a copy, at group ${journal.entries.size}`);
      count('stores lost');
    },
    async withBundle(roughness, planned, work) {
      isBusy = true;
      faults = planned;
      network.takeEpoch();
      network.roughness = roughness;
      network.beforeMessage = () => {
        if (copy !== null) throw cutPower();
      };
      try {
        await work();
        const hadPowerCut = copy !== null;
        await goOnFromCopy();
        cursors.check(device.store, hadPowerCut);
      } finally {
        network.roughness = CALM;
        faults = {};
        isBusy = false;
      }
    },
    token() {
      tokens += 1;
      return `q${options.index}x${tokens}z`;
    },
    newId: () => device.newId(),
    record: (collection, id) => device.store.read.record({ collection, id }),
    pick(collection, condition = '1 = 1') {
      const rows = device.store.read.all<{ id: string }>(
        `SELECT id FROM ${tableOf(collection)} WHERE deleted = 0 AND (${condition}) ORDER BY id`,
      );
      return rows.length === 0 ? null : device.store.read.record({ collection, id: choice.pick(rows).id });
    },
    async commit(operations, number) {
      if (operations.length === 0) return null;
      // Nobody writes what their program has not heard of.
      if (operations.some(({ collection }) => !(collection in knownVersions()))) return null;
      try {
        const receipt = await device.store.commit({ author: device.person, operations, ...(number ? { number } : {}) });
        // What was saved on files that are no more was never said to be saved.
        if (copy !== null) return null;
        const row = readOutbox(device.store).find(({ hash }) => hash === receipt.hash);
        if (!row) throw new Error('the group is not in the outbox');
        journal.note({ hash: receipt.hash, group: row.group, number: receipt.number }, row.signature);
        count('commits');
        tell(`${name} saved ${row.group.n} ${row.hash.slice(0, 6)}: ${describe(row.group)}`);
        return receipt.number ?? receipt.hash;
      } catch (error) {
        if (copy !== null) return null;
        // A new identity that the server has not heard of has no numbers yet.
        const isUnknown = device.store.identity.deviceCode === '';
        const isExpected =
          isPeyvandError(error) &&
          (EXPECTED_REFUSALS.has(error.code) ||
            (isFull && error.code === 'disk_full') ||
            (isUnknown && error.code === 'number_block_exhausted'));
        if (!isExpected)
          report('SYNC-1', `a commit failed: ${String(error)} ${JSON.stringify(operations).slice(0, 500)}`);
        tell(`${name} was refused: ${String(error)}`);
        count(`refused here: ${isPeyvandError(error) ? error.code : 'defect'}`);
        return null;
      }
    },
    async sync(roughness = CALM, planned = {}) {
      isBusy = true;
      faults = planned;
      network.roughness = roughness;
      disk.plan = planned.kill ?? null;
      let message = 0;
      network.beforeMessage = () => {
        if (copy !== null || message === planned.powerCutAtMessage) throw cutPower();
        message += 1;
      };
      try {
        const state = await device.sync();
        await Promise.all(saves);
        if (copy === null && state.connection === 'online') await carry();
        const hadPowerCut = copy !== null;
        tell(
          `${name} synced: ${hadPowerCut ? 'power cut' : state.connection} ${JSON.stringify(device.store.sync.counts())}`,
        );
        await goOnFromCopy();
        cursors.check(device.store, hadPowerCut);
        count(hadPowerCut ? 'rounds ended by a power cut' : `rounds ${state.connection}`);
        return hadPowerCut ? { ...state, connection: 'offline' } : state;
      } finally {
        network.roughness = CALM;
        disk.plan = null;
        faults = {};
        isBusy = false;
      }
    },
    async restart() {
      await device.restart();
      watch();
      journal.checkNothingLost(device.store, 'a restart');
      tell(`${name} restarted`);
      count('restarts');
    },
    async powerCut() {
      cutPower();
      await goOnFromCopy();
      tell(`${name} lost power`);
      count('power cuts');
    },
    async killedSave() {
      disk.plan = { at: 'commit', left: 1 };
      await options.saveSomething(actor);
      disk.plan = null;
      await goOnFromCopy();
    },
    async whileFull(work) {
      // No page is left, or one or two.
      disk.fill(choice.integer(3));
      isFull = true;
      tell(`${name} has a full disk`);
      try {
        await work();
      } finally {
        disk.empty();
        isFull = false;
      }
    },
    now: () => options.clock.now() + clockOffset,
    jumpClock() {
      clockOffset = choice.pick(JUMPS) + choice.integer(60_000);
      tell(`${name} has a clock ${clockOffset} ms off`);
      count('clocks jumped');
    },
    knownVersions,
    async upgrade() {
      await migrateStore();
      if (!isOld) return;
      isOld = false;
      await actor.restart();
      tell(`${name} runs the new version`);
      count('upgrades');
    },
    cloneDisk() {
      disks.push({ copy: device.copyFiles(), journal: journal.copy() });
      tell(`${name} has a second disk`);
      wasCloned = true;
      count('disks cloned');
    },
    async changeDisk({ isLast = false } = {}) {
      const next = disks.shift();
      if (!next) return;
      if (!isLast) disks.push({ copy: device.copyFiles(), journal: journal.copy() });
      await device.restartFrom(next.copy);
      journal.goOnFrom(next.journal);
      cursors.forget();
      actor.forms.splice(0);
      watch();
      journal.checkNothingLost(device.store, 'a change of disks');
      tell(`${name} goes on from another disk, at group ${journal.entries.size}`);
      count('disks changed');
    },
    async close() {
      await device.close();
      for (const { copy: unused } of disks) await rm(unused, { recursive: true, force: true });
    },
  };
  watch();
  return actor;
}
