/** Disks of one machine that were set aside, each with the journal of what had been saved on it. */
import { rm } from 'node:fs/promises';
import type { TestDevice } from '../e2e/sync/device.ts';
import type { Journal, DiskJournal } from './journal.ts';

interface SpareDisk {
  readonly copy: string;
  readonly journal: DiskJournal;
}

export interface SpareDisks {
  readonly count: number;
  /** Copies the disk as it is now; the copy is set aside. */
  setAside(): void;
  /** The oldest one, which is then no longer set aside. */
  takeOldest(): SpareDisk | null;
  /** An older copy of this very store: the sealed copy beside the store knows nothing of what another disk went on to do. */
  takeOlderOfThis(): SpareDisk | null;
  remove(): Promise<void>;
}

export function createSpareDisks(device: Pick<TestDevice, 'copyFiles'>, journal: Journal): SpareDisks {
  const disks: SpareDisk[] = [];
  return {
    get count() {
      return disks.length;
    },
    setAside: () => void disks.push({ copy: device.copyFiles(), journal: journal.copy() }),
    takeOldest: () => disks.shift() ?? null,
    takeOlderOfThis() {
      const older = disks.findIndex(({ journal: had }) => [...had.keys()].every((hash) => journal.entries.has(hash)));
      return older < 0 ? null : (disks.splice(older, 1)[0] ?? null);
    },
    async remove() {
      for (const { copy } of disks) await rm(copy, { recursive: true, force: true });
    },
  };
}
