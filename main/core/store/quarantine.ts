/** Sets damaged files aside. Nothing is deleted here unless a person asks for it: what cannot be read today may be read by somebody tomorrow. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { instantFromMilliseconds, type Clock } from '../../../shared/base/clock.ts';
import { createError } from '../../../shared/base/errors.ts';
import { readMarker } from './marker.ts';
import { storePaths } from './open.ts';
import { takeOpenerLock } from './openerLock.ts';

const PREFIX = 'quarantine-';
const FILES = ['store.marker.json', 'store.db', 'store.db-wal', 'store.db-shm', 'store.opened', 'store.log-lost'];

/**
 * Moves the store's files into a folder of their own, so that a new store can be made in their place.
 * @returns the folder, to be given to `salvageStore`.
 * @throws PeyvandError `store_in_use`.
 */
export function quarantineStore(directory: string, clock: Clock): string {
  const paths = storePaths(directory);
  const lock = takeOpenerLock(paths.lock);
  try {
    const folder = freeFolder(directory, instantFromMilliseconds(clock.now()).replaceAll(/[:.]/g, '-'));
    mkdirSync(folder, { mode: 0o700 });
    for (const name of FILES)
      if (existsSync(join(directory, name))) renameSync(join(directory, name), join(folder, name));
    return folder;
  } finally {
    lock.release();
  }
}

/** Is there anything of a person in the store's place? A store whose making was cut short holds nothing of anybody. */
export function isSomethingHere(directory: string): boolean {
  const paths = storePaths(directory);
  const marker = readMarker(paths.marker);
  if (marker !== null && marker !== 'unreadable' && marker.state === 'creating') return false;
  return marker !== null || existsSync(paths.database);
}

/**
 * Where what is left of the store lies: in its place, else, after a repair that was cut short, in the newest folder that holds a file. null: nowhere.
 */
export function remainsOf(directory: string): string | null {
  if (isSomethingHere(directory) && existsSync(storePaths(directory).database)) return directory;
  const folders = setAsideFolders(directory).map((name) => join(directory, name));
  return folders.findLast((folder) => existsSync(storePaths(folder).database)) ?? null;
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

function freeFolder(directory: string, at: string): string {
  for (let count = 1; ; count += 1) {
    const folder = join(directory, `${PREFIX}${at}${count === 1 ? '' : `-${count}`}`);
    if (!existsSync(folder)) return folder;
  }
}
