/**
 * What lies on the disk while a key is rotated, and how a rotation that was cut short is carried through, or undone. One rename decides: that of
 * the keyring. Before it, the data key of the keyring is the old one and everything new is thrown away; behind it, it is the new one and the copy takes its
 * place. Every step here can be cut short and done again.
 *
 *   keyring.json          opens what counts           keyring.next.json   the new one, before it counts
 *   store.db              the store                   store.next.db       the verified copy under the new key
 *   store.marker.json     names the store's key       store.next.json     the same for the copy
 *   keyring.before.json, store.before.db, .json       what was there, until the new store has opened
 *   keyring.failed.json, store.failed.db, .json       a new store that did not open, after it was undone
 *   store.making.db       a copy that is being made: of no use
 */
import { existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import { syncFolder, writeFileAtomically } from '../files/atomicFile.ts';
import { isKeyOf, readMarker } from '../store/marker.ts';
import { storePaths } from '../store/open.ts';
import { takeOpenerLock } from '../store/openerLock.ts';
import { KEYRING_FILES, readKeyring } from './keyringFile.ts';

export interface RotationPaths {
  /** `keyring.json` of the profile. */
  readonly keyring: string;
  /** The folder of its store. */
  readonly store: string;
}

/** What a rotation calls its files. */
export function rotationFiles({ keyring, store }: RotationPaths) {
  const folder = dirname(keyring);
  const { database, marker, lock } = storePaths(store);
  return {
    folder,
    store,
    keyring,
    lock,
    database,
    marker,
    making: join(store, 'store.making.db'),
    next: {
      keyring: join(folder, KEYRING_FILES.next),
      database: join(store, 'store.next.db'),
      marker: join(store, 'store.next.json'),
    },
    before: {
      keyring: join(folder, KEYRING_FILES.before),
      database: join(store, 'store.before.db'),
      marker: join(store, 'store.before.json'),
    },
  };
}
export type RotationFiles = ReturnType<typeof rotationFiles>;

/**
 * Before a store is opened with the data key that its keyring gave: carries a rotation through that was cut short behind its keyring's rename, takes one back that was
 * undone, and clears away one that never came so far. Does nothing when no rotation was under way, and touches nothing when the key fits none of what is there.
 * @param onMoved For tests: after each rename.
 * @throws PeyvandError `store_in_use`, `disk_full`.
 */
export function settleRotation(paths: RotationPaths, dataKey: Uint8Array, onMoved: () => void = () => undefined): void {
  const files = rotationFiles(paths);
  if (!isUnderWay(files)) return;
  const lock = takeOpenerLock(files.lock);
  try {
    if (isMarkedFor(files.next.marker, dataKey)) moveIn(files, files.next, onMoved);
    else if (isMarkedFor(files.marker, dataKey)) clearUnused(files);
    else if (isMarkedFor(files.before.marker, dataKey)) moveIn(files, files.before, onMoved);
  } finally {
    lock.release();
  }
}

/**
 * When the store has opened: what was there before is no longer needed, nor is anything that a rotation left unfinished. The former keyring goes first: it must
 * never be beside less than all that it opens.
 * @param onRemove For tests: before each file of what was there.
 */
export function finishRotation(paths: RotationPaths, onRemove: (path: string) => void = () => undefined): void {
  const files = rotationFiles(paths);
  if (!isUnderWay(files)) return;
  const { before } = files;
  onRemove(before.keyring);
  removeAll(before.keyring);
  syncFolder(files.folder);
  clearUnused(files);
  for (const path of [...withSides(before.database), before.marker]) {
    onRemove(path);
    removeAll(path);
  }
  syncFolder(files.store);
  syncFolder(files.folder);
}

/**
 * The new store does not open, although it was verified: what was there before counts again. Its data key must be tried next.
 * @returns false where no rotation came so far, its store has opened since, or what was there before is not all there: then the new key is the only way to what is.
 */
export function undoRotation(paths: RotationPaths): boolean {
  const files = rotationFiles(paths);
  if (!isKeyring(files.before.keyring) || !isBeforeWhole(files)) return false;
  writeFileAtomically(join(files.folder, KEYRING_FILES.failed), readFileSync(files.keyring));
  renameSync(files.before.keyring, files.keyring);
  syncFolder(files.folder);
  return true;
}

/** The former store is aside with its marker, or the copy has not taken its place yet. */
const isBeforeWhole = ({ before, next }: RotationFiles): boolean =>
  existsSync(next.database) || (existsSync(before.database) && existsSync(before.marker));

/** What is none never takes the place of one. */
function isKeyring(path: string): boolean {
  try {
    readKeyring(path);
    return true;
  } catch (error) {
    if (isPeyvandError(error)) return false;
    throw error;
  }
}

/** The rename that decides. What opened until now stays beside it for a while. */
export function commitRotation(files: RotationFiles): void {
  writeFileAtomically(files.before.keyring, readFileSync(files.keyring));
  renameSync(files.next.keyring, files.keyring);
  syncFolder(files.folder);
}

/**
 * Puts the copy into the store's place, and what was there out of the way. The marker moves last: while it is still beside the copy's name, this is not done.
 * @param onMoved For tests: after each rename.
 */
export function moveIn(
  files: RotationFiles,
  from: { readonly database: string; readonly marker: string },
  onMoved: () => void = () => undefined,
): void {
  const aside = from === files.before ? leftBy(files) : files.before;
  const move = (source: string, target: string): void => {
    if (!existsSync(source)) return;
    renameSync(source, target);
    syncFolder(files.store);
    onMoved();
  };
  if (existsSync(from.database)) {
    // A log of the old file must never lie beside the new one.
    move(`${files.database}-wal`, `${aside.database}-wal`);
    removeAll(`${files.database}-shm`);
    move(files.database, aside.database);
    move(`${from.database}-wal`, `${files.database}-wal`);
    move(from.database, files.database);
  }
  if (existsSync(aside.database)) move(files.marker, aside.marker);
  move(from.marker, files.marker);
}

/** Of a new store that did not open: kept, for somebody who can read more of it. */
const leftBy = (files: RotationFiles) => ({
  database: join(files.store, 'store.failed.db'),
  marker: join(files.store, 'store.failed.json'),
});

const isUnderWay = ({ making, next, before }: RotationFiles): boolean =>
  [making, ...Object.values(next), ...Object.values(before)].some((path) => existsSync(path));

function isMarkedFor(path: string, dataKey: Uint8Array): boolean {
  const marker = readMarker(path);
  return marker !== null && marker !== 'unreadable' && marker.state === 'ready' && isKeyOf(marker, dataKey);
}

/** What a rotation made that never came to count. */
function clearUnused(files: RotationFiles): void {
  removeAll(withSides(files.making), withSides(files.next.database), files.next.marker, files.next.keyring);
}

const withSides = (path: string): string[] => ['', '-wal', '-shm', '-journal'].map((side) => path + side);

/** Folders are nobody's of ours, and stay. */
function removeAll(...paths: readonly (string | readonly string[])[]): void {
  for (const path of paths.flat())
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) rmSync(path, { force: true });
}
