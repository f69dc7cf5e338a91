/** What is left of a store that does not open: how much of it can be saved, and by which road. */
import { basename } from 'node:path';
import { z } from 'zod';
import type { RepairState } from '../../../shared/contract/storage.ts';
import { tagOfGroup } from '../../../shared/sync/sealedGroup.ts';
import { readSealedFile, type SealedFile } from '../courier/sealedFile.ts';
import { LEASE_AREA } from '../lease/leaseDesk.ts';
import { remainsOf, salvageStore, type SalvagedStore } from '../store/index.ts';
import type { OutboxEntry } from '../store/types.ts';
import { FORMER_KEYS } from '../security/formerKeys.ts';
import { DEVICE_AREA, readDeviceValues, readSigningSeed, type DeviceValues } from './deviceValues.ts';
import type { ProfilePaths } from './profiles.ts';

export type Found = RepairState['found'];

export interface Remains {
  readonly salvaged: SalvagedStore;
  readonly found: Found;
  /** The folder of what was set aside, when they lie there; null in the store's place. */
  readonly setAside: string | null;
  /** What a store of the same device needs besides; null when it cannot be read: then the server must enrol anew. */
  readonly device: DeviceValues | null;
  /**
   * Not all of it is known to be here: the store may be older than what this device has sent or printed. Then the next group is another device's
   * (SYNC-23), as with a disk that was restored.
   */
  readonly isDoubtful: boolean;
}

/** Reads, and changes nothing. */
export function readRemains(paths: ProfilePaths, key: Uint8Array, findingReason: unknown): Remains {
  const place = remainsOf(paths.store);
  const salvaged = place === null ? NOTHING : salvageStore(place.directory, key, NAMED_AREAS);
  const copy = readCopy(paths);
  const known = new Set(salvaged.groups.map(tagOfGroup));
  const sealed = [...(copy?.items.keys() ?? [])].filter(
    (tag) => copy?.delivered.get(tag) !== true && !known.has(tag),
  ).length;
  const isLogLost = findingReason === 'log' || findingReason === 'log_missing';
  const unreadable = isLogLost ? null : unreadableOf(salvaged);
  const found = {
    unsent: salvaged.groups.filter(isUnsent).length,
    sealed,
    lost: lostOf(copy, unreadable, sealed),
    drafts: salvaged.localValues.filter(({ area }) => area === DRAFTS).length,
  };
  return {
    salvaged,
    found,
    setAside: place === null || place.directory === paths.store ? null : basename(place.directory),
    device: salvaged.identity === null ? null : deviceOf(salvaged),
    isDoubtful: place?.isLatest !== true || unreadable !== 0 || sealed > 0 || salvaged.numberBlocks.length === 0,
  };
}

/** What the server has not answered. */
export const isUnsent = ({ state }: Pick<OutboxEntry, 'state'>): boolean => state === 'pending' || state === 'waiting';

/** What is known of the lease: a backup must not make undone what has run since, nor forget a newer one. */
export const leaseValues = ({ localValues }: SalvagedStore): SalvagedStore['localValues'] =>
  localValues.filter(({ area }) => area === LEASE_AREA);

/** What this machine alone has of its person, whichever device it becomes. */
export const ownValues = ({ localValues }: SalvagedStore): SalvagedStore['localValues'] =>
  localValues.filter(({ area, key }) => KEPT_AREAS.has(area) || (area === DEVICE_AREA && key === FORMER_KEYS));

const DRAFTS = 'drafts';
const KEPT_AREAS = new Set([
  // What they wrote.
  DRAFTS,
  'savedViews',
  'listColumns',
  'dayReceipts',
  // What was noted here of what they did, and is to be told: a backup that is brought back must not make it undone.
  'audit',
  'audit.confirmed',
  'exports.used',
  'reading',
  'reading.hours',
  'reading.events',
]);

/** Looked for by name in a store that is damaged in several places. */
const NAMED_AREAS = [...KEPT_AREAS, DEVICE_AREA, LEASE_AREA];

const NOTHING: SalvagedStore = {
  identity: null,
  groups: [],
  lost: [],
  chain: null,
  numberBlocks: [],
  localValues: [],
  files: [],
};

/** Places of the chain whose group cannot be read; null when nobody can tell how many there were. */
function unreadableOf({ identity, groups, lost, chain }: SalvagedStore): number | null {
  const last = groups.at(-1);
  if (identity === null || (chain === null && last)) return null;
  if (chain === null) return 0;
  return last ? lost.length + Math.max(0, chain.n - last.n) : null;
}

/** The copy is whole when all that was ever unsent is in it: what it does not have was delivered. */
function lostOf(copy: SealedFile | null, unreadable: number | null, sealed: number): number | null {
  if (copy && !copy.isHarmed) return 0;
  return unreadable === null ? null : Math.max(0, unreadable - sealed);
}

function readCopy(paths: ProfilePaths): SealedFile | null {
  try {
    return readSealedFile(paths.sealed);
  } catch {
    // No file of ours: nothing of it counts.
    return null;
  }
}

function deviceOf({ localValues }: SalvagedStore): DeviceValues | null {
  const getLocal = (area: string, key: string): unknown =>
    localValues.find((value) => value.area === area && value.key === key)?.value ?? null;
  if (!z.string().safeParse(readSigningSeed(getLocal)).success) return null;
  try {
    return readDeviceValues({ getLocal });
  } catch {
    return null;
  }
}
