/** Sets damaged files aside. Nothing is deleted here unless a person asks for it: what cannot be read today may be read by somebody tomorrow. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { instantFromMilliseconds, type Clock } from '../../../shared/base/clock.ts';
import { createError } from '../../../shared/base/errors.ts';
import { syncFolder } from '../files/atomicFile.ts';
import { isCreating, readMarker, setAsideBy } from './marker.ts';
import { removeHalfMade, storePaths } from './open.ts';
import { takeOpenerLock } from './openerLock.ts';

const PREFIX = 'quarantine-';
/** In the order in which they move. Without its marker the file still opens; once that has moved, its log belongs to what was set aside ({@link returnLog}). */
const FILES = [
  'store.marker.json',
  'store.db',
  'store.db-wal',
  'store.db-shm',
  'store.opened',
  'store.log-lost',
] as const;
/** What belongs to a file in its log, or says what became of it. */
const FILES_OF_LOG = ['store.db-wal', 'store.opened', 'store.log-lost'];

/**
 * Moves the store's files into a folder of their own, so that a new store can be made in their place. On the disk when it returns.
 * @param claim Writes another marker, once that of the store is out of the way, which says where the others go: from then on a cut is undone by
 * {@link bringBack}. The file itself then goes last, so that a log in the place is never without its own.
 * @param onMoved For tests: after each file.
 * @returns the folder, to be given to `salvageStore`.
 * @throws PeyvandError `store_in_use`.
 */
export function quarantineStore(
  directory: string,
  clock: Clock,
  claim: ((folder: string) => void) | null = null,
  onMoved: () => void = () => undefined,
): string {
  const paths = storePaths(directory);
  const lock = takeOpenerLock(paths.lock);
  try {
    const folder = freeFolder(directory, instantFromMilliseconds(clock.now()).replaceAll(/[:.]/g, '-'));
    mkdirSync(folder, { mode: 0o700 });
    const [marker, file, ...others] = FILES;
    const move = (name: string): void => {
      moveFile(directory, folder, name);
      onMoved();
    };
    move(marker);
    if (claim) claim(folder);
    onMoved();
    for (const name of claim ? [...others, file] : [file, ...others]) move(name);
    return folder;
  } finally {
    lock.release();
  }
}

/**
 * A log without its file: setting aside was cut off between the two. It goes after the file, which is an older state without it, and it must never lie beside
 * another one. Does nothing where all is as it should be.
 * @throws PeyvandError `store_in_use`.
 */
export function returnLog(directory: string): void {
  const { database, marker, lock: lockPath } = storePaths(directory);
  if (!existsSync(`${database}-wal`) || existsSync(database) || existsSync(marker)) return;
  const folder = foldersWithFile(directory).at(-1);
  if (folder === undefined || existsSync(join(folder, 'store.db-wal'))) return;
  const lock = takeOpenerLock(lockPath);
  try {
    for (const name of FILES_OF_LOG) moveFile(directory, folder, name);
  } finally {
    lock.release();
  }
}

/**
 * The reverse of {@link quarantineStore}, of a folder that held a file. Whatever was made in the place meanwhile is removed first. Cut off anywhere, it is
 * done again, for the marker goes last.
 */
export function bringBack(directory: string, folder: string): void {
  const paths = storePaths(directory);
  // Once the file is back, nothing in its place is of another one.
  if (existsSync(storePaths(folder).database)) {
    removeHalfMade(paths);
    moveFile(folder, directory, 'store.db');
  }
  for (const name of FILES_OF_LOG) moveFile(folder, directory, name);
  if (existsSync(storePaths(folder).marker)) moveFile(folder, directory, 'store.marker.json');
  else rmSync(paths.marker, { force: true });
  rmSync(join(folder, 'store.db-shm'), { force: true });
  if (readdirSync(folder).length === 0) rmdirSync(folder);
  syncFolder(directory);
}

/** Is there anything of a person in the store's place? A store whose making was cut short holds nothing of anybody, or nothing that is not elsewhere too. */
export function isSomethingHere(directory: string): boolean {
  const paths = storePaths(directory);
  const marker = readMarker(paths.marker);
  return !isCreating(marker) && (marker !== null || existsSync(paths.database));
}

export interface StoreRemains {
  /** Where the file lies. */
  readonly directory: string;
  /** False: nobody can tell whether there was a later one. */
  readonly isLatest: boolean;
}

/**
 * Where what is left of the store lies: in its place; else where it was set aside for the one that is being made; else in the newest folder that holds a
 * file. null: nowhere.
 */
export function remainsOf(directory: string): StoreRemains | null {
  const paths = storePaths(directory);
  if (isSomethingHere(directory) && existsSync(paths.database)) return { directory, isLatest: true };
  const folders = foldersWithFile(directory);
  const name = setAsideBy(readMarker(paths.marker));
  const latest = folders.find((folder) => name !== null && folder === join(directory, name));
  if (latest !== undefined) return { directory: latest, isLatest: true };
  const newest = folders.at(-1);
  return newest === undefined ? null : { directory: newest, isLatest: false };
}

export interface SetAside {
  /** Of the folder. */
  readonly name: string;
  /** An instant. */
  readonly at: string;
  readonly bytes: number;
}

/** Oldest first. */
export function listSetAside(directory: string): SetAside[] {
  return setAsideFolders(directory).map((name) => {
    const folder = join(directory, name);
    const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    return { name, at: instantFromMilliseconds(Math.floor(statSync(folder).ctimeMs)), bytes };
  });
}

/** For good. @throws PeyvandError `not_found`. */
export function removeSetAside(directory: string, name: string): void {
  if (!setAsideFolders(directory).includes(name)) throw createError('not_found', { what: 'set_aside' });
  rmSync(join(directory, name), { recursive: true });
}

function setAsideFolders(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(PREFIX))
    .map(({ name }) => name)
    .toSorted();
}

/** Oldest first. */
const foldersWithFile = (directory: string): string[] =>
  setAsideFolders(directory)
    .map((name) => join(directory, name))
    .filter((folder) => existsSync(storePaths(folder).database));

/** On the disk before the next one moves, so that no power cut takes them out of their order. */
function moveFile(from: string, to: string, name: string): void {
  if (!existsSync(join(from, name))) return;
  renameSync(join(from, name), join(to, name));
  syncFolder(to);
  syncFolder(from);
}

function freeFolder(directory: string, at: string): string {
  for (let count = 1; ; count += 1) {
    const folder = join(directory, `${PREFIX}${at}${count === 1 ? '' : `-${count}`}`);
    if (!existsSync(folder)) return folder;
  }
}
