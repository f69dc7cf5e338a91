/**
 * A person at a device: a real store and a real engine behind a bad network, with a journal of everything that was saved. The journal is what
 * the checks believe; the store's own word is what they doubt. What shares what one machine is in the middle of is here; saves, its power and its spare disks have pages of their own.
 */
import { join } from 'node:path';
import type { Pacing } from '../main/core/store/pacing.ts';
import { tableOf } from '../main/core/store/recordTables.ts';
import { isOffline } from '../main/core/courier/courier.ts';
import { createSealedCopy } from '../main/core/courier/sealedCopy.ts';
import { createTestDevice } from '../e2e/sync/device.ts';
import type { Actor, ActorOptions, RoundFaults } from './actorTypes.ts';
import { createCursorWatch } from './checks/cursors.ts';
import { flickers } from './checks/flicker.ts';
import { createCheckpointWatch } from './checks/halfCheckpoint.ts';
import { watchOutcomes } from './checks/otherLife.ts';
import { versionsKnownTo } from './company.ts';
import { copySealed, createCarrier, DELIVERED_FILE, SEALED_FILE } from './carrier.ts';
import { createDisk } from './disk.ts';
import { createInlineUpkeep } from './inlineUpkeep.ts';
import { createJournal } from './journal.ts';
import { createNewerProgram } from './newerProgram.ts';
import { createPower } from './power.ts';
import { prepareStores, STORES_FOLDER } from './preparedStore.ts';
import { CALM } from './roughNetwork.ts';
import { createSaving } from './saving.ts';
import { createSpareDisks } from './spareDisks.ts';

/** How far clocks jump: to the right time, days off, years off. */
const JUMPS = [0, 3 * 86_400_000, -2 * 86_400_000, 400 * 86_400_000, -700 * 86_400_000, -3_600_000];

export async function createActor(options: ActorOptions): Promise<Actor> {
  const { choice, network, count, tell } = options;
  const name = `${options.login}-${options.index}`;
  const report = (rule: string, message: string): void => options.report(rule, `${name}: ${message}`);
  const journal = createJournal(report);
  const cursors = createCursorWatch(report);
  const decided = new Set<string>();
  const saves = new Set<Promise<void>>();
  let faults: RoundFaults = {};
  let pauses = 0;
  const power = createPower(() => device);
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
      if (pauses === faults.powerCutAtPause) throw power.cut();
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
    directory: () => newer.migrating ?? device.directory,
    parentDirectory: STORES_FOLDER,
    onKill(left, how) {
      count(how === 'torn' || how === 'shuffled' ? 'torn writes' : 'kills around a commit');
      tell(`${name} lost power at a commit: ${how}`);
      power.cutAt(left);
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
    parentDirectory: STORES_FOLDER,
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
      if (power.left !== null || isFull) return;
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

  const disks = createSpareDisks(device, journal);
  const commit = createSaving({
    name,
    device,
    journal,
    power,
    isFull: () => isFull,
    knownVersions,
    report,
    count,
    tell,
  });

  /** Watches the store that is open now. */
  function watch(): void {
    const { store } = device;
    disk.watch();
    store.onChange(() => {
      if (power.left === null) for (const flicker of flickers(store, decided)) report('SYNC-128', flicker);
    });
    watchOutcomes(store, network, report);
    checkpoint.over(store, () => power.left !== null);
  }

  async function goOnFromCopy(after = 'a power cut'): Promise<void> {
    const from = power.left;
    if (from === null) return;
    await Promise.allSettled(saves);
    disk.plan = null;
    journal.checkSealed(from, after);
    await device.restartFrom(from);
    // It is completed from the outbox before anything else happens here.
    await device.sealedCopy?.strays();
    power.left = null;
    watch();
    journal.checkNothingLost(device.store, after);
    journal.adoptUnjournalled(device.store);
  }

  const newer = createNewerProgram({
    name,
    device,
    choice,
    disk,
    power,
    parentDirectory: STORES_FOLDER,
    goOn: goOnFromCopy,
    report,
    count,
    tell,
  });

  async function carry(): Promise<void> {
    try {
      await carrier.afterRound();
    } catch (error) {
      if (power.left === null && !isOffline(error)) report('SYNC-14', `carrying failed: ${String(error)}`);
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
      return disks.count;
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
      return power.left !== null;
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
      const next = disks.takeOlderOfThis();
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
        if (power.left !== null) throw power.cut();
      };
      try {
        await work();
        const hadPowerCut = power.left !== null;
        await goOnFromCopy();
        options.lookAtPapers(device.store);
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
    commit,
    async sync(roughness = CALM, planned = {}) {
      isBusy = true;
      faults = planned;
      network.roughness = roughness;
      disk.plan = planned.kill ?? null;
      let message = 0;
      network.beforeMessage = () => {
        if (power.left !== null || message === planned.powerCutAtMessage) throw power.cut();
        message += 1;
      };
      try {
        const state = await device.sync();
        await Promise.all(saves);
        if (power.left === null && state.connection === 'online') await carry();
        const hadPowerCut = power.left !== null;
        tell(
          `${name} synced: ${hadPowerCut ? 'power cut' : state.connection} ${JSON.stringify(device.store.sync.counts())}`,
        );
        await goOnFromCopy();
        options.lookAtPapers(device.store);
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
      power.cut();
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
      await newer.takeOver();
      if (!isOld) return;
      isOld = false;
      await actor.restart();
      tell(`${name} runs the new version`);
      count('upgrades');
    },
    cloneDisk() {
      disks.setAside();
      tell(`${name} has a second disk`);
      wasCloned = true;
      count('disks cloned');
    },
    async changeDisk({ isLast = false } = {}) {
      const next = disks.takeOldest();
      if (!next) return;
      if (!isLast) disks.setAside();
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
      await disks.remove();
    },
  };
  watch();
  return actor;
}
