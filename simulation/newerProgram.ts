/** All this time an older program was at work on a machine; a newer one takes its store over, and may lose power while it does. */
import type { TestDevice } from '../e2e/sync/device.ts';
import type { Choice } from './choice.ts';
import type { Disk } from './disk.ts';
import { migrateWithoutPower } from './migrations/migrateWithoutPower.ts';
import { changedTables, contentOf, writeOlderStore } from './migrations/olderStore.ts';
import type { Power } from './power.ts';

export interface NewerProgram {
  /** The folder of a store that it is about to open for the first time; null at any other moment. */
  readonly migrating: string | null;
  /** Goes on from the store as an earlier schema would have it. Nothing where no earlier one had a place for what is in it. */
  takeOver(): Promise<void>;
}

export function createNewerProgram(options: {
  readonly name: string;
  readonly device: TestDevice;
  readonly choice: Choice;
  readonly disk: Disk;
  readonly power: Power;
  readonly parentDirectory: string;
  /** From what is left, as behind a power cut. */
  readonly goOn: (after: string) => Promise<void>;
  readonly report: (rule: string, message: string) => void;
  readonly count: (what: string) => void;
  readonly tell: (line: string) => void;
}): NewerProgram {
  const { name, device, choice, disk, power, parentDirectory, goOn, report, count, tell } = options;
  let migrating: string | null = null;

  /** @returns the folder of what is on the disk then. */
  function killMigration(directory: string): string {
    migrating = directory;
    migrateWithoutPower(directory, { key: device.key, choice, disk });
    migrating = null;
    count('power cuts in a migration');
    if (power.left === null) throw new Error('a migration has no commit');
    return power.left;
  }

  return {
    get migrating() {
      return migrating;
    },
    async takeOver() {
      const older = writeOlderStore({ from: device.copyFiles(), key: device.key, parentDirectory, choice });
      if (!older) return;
      const before = contentOf(device.store);
      const isFilling = !device.store.sync.firstSyncDone();
      power.left = choice.chance(0.5) ? killMigration(older.directory) : older.directory;
      tell(`${name} goes on from a store of schema ${older.schema}`);
      count(`stores migrated: ${older.schema}`);
      await goOn('a migration');
      for (const table of changedTables(before, contentOf(device.store), { isFilling }))
        report('SYNC-182', `from schema ${older.schema} a migration changed ${table}`);
    },
  };
}
