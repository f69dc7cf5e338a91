/**
 * A new store in the place of another, for a repair. What is there is set aside; the new one counts as nothing until it is filled, found sound, and said to be
 * finished: its marker says `creating`, and which folder was set aside for it. Until then whatever goes wrong is undone, at once or at the next opening: what was
 * set aside comes back as it was.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Clock } from '../../../shared/base/clock.ts';
import { createError } from '../../../shared/base/errors.ts';
import { syncFolder } from '../files/atomicFile.ts';
import { creatingMarker, isCreating, readMarker, readyMarker, setAsideBy, writeMarker } from './marker.ts';
import { firstBytes, removeHalfMade, storePaths } from './open.ts';
import { takeOpenerLock } from './openerLock.ts';
import { bringBack, isSomethingHere, quarantineStore, returnLog } from './quarantine.ts';
import { withStoreErrors } from './sqliteErrors.ts';

export interface ReplacementOptions {
  readonly directory: string;
  /** Of the new store. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  /** For tests: after each file that was moved or written. */
  readonly onMoved?: () => void;
}

/**
 * From here on a store that is made or opened with `countsLater`, or put here by {@link placeStore}, may be filled.
 * @returns the folder into which what was there was moved, null when there was nothing.
 * @throws PeyvandError `store_in_use`, `disk_full`; then all is as it was.
 */
export function beginReplacement(options: ReplacementOptions): string | null {
  return withStoreErrors(() => setAsideFor(options));
}

function setAsideFor({ directory, key, clock, onMoved }: ReplacementOptions): string | null {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  undoReplacement(directory);
  returnLog(directory);
  const { marker, database } = storePaths(directory);
  if (!isSomethingHere(directory)) {
    writeMarker(marker, creatingMarker(key, null));
    return null;
  }
  // Where there is no file, there is nothing to come back.
  const comesBack = existsSync(database);
  let begun: string | null = null;
  const claim = (folder: string): void => {
    begun = comesBack ? folder : null;
    writeMarker(marker, creatingMarker(key, comesBack ? basename(folder) : null));
  };
  try {
    return quarantineStore(directory, clock, claim, onMoved);
  } catch (error) {
    if (begun !== null) bringBack(directory, begun);
    throw error;
  }
}

/**
 * Puts a file that was found sound in the place that {@link beginReplacement} made free.
 * @param database On the same disk; it is gone from there afterwards.
 * @throws PeyvandError `store_in_use`, `invalid_input` (`reason: 'store_exists'`).
 */
export function placeStore({ directory, database }: { readonly directory: string; readonly database: string }): void {
  whileLocked(directory, () => {
    const paths = requireReplacement(directory);
    removeHalfMade(paths);
    renameSync(database, paths.database);
    syncFolder(directory);
  });
}

/** The new store, closed by now, counts. */
export function finishReplacement({ directory, key }: Omit<ReplacementOptions, 'clock'>): void {
  whileLocked(directory, () => {
    const paths = requireReplacement(directory);
    writeMarker(paths.marker, readyMarker(key, firstBytes(paths.database)));
  });
}

/** What was begun and not finished is thrown away, and what was set aside for it comes back. Does nothing where nothing was begun. */
export function undoReplacement(directory: string): void {
  const name = setAsideBy(readMarker(storePaths(directory).marker));
  if (name === null || !existsSync(join(directory, name))) return;
  whileLocked(directory, () => bringBack(directory, join(directory, name)));
}

/**
 * Before a store is opened, or read for what is left of it: what a repair left that was cut short. Mostly there is nothing, and nothing is done.
 * @throws PeyvandError `store_in_use`.
 */
export function settleReplacement(directory: string): void {
  undoReplacement(directory);
  returnLog(directory);
  for (const path of Object.values(filesOfReplacement(directory)))
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

/** What is made beside the store before it takes its place. */
export const filesOfReplacement = (directory: string) => ({
  extracted: join(directory, 'store.db.restoring'),
  rekeyed: join(directory, 'store.db.rekeyed'),
});

function requireReplacement(directory: string) {
  const paths = storePaths(directory);
  if (!isCreating(readMarker(paths.marker))) throw createError('invalid_input', { reason: 'store_exists' });
  return paths;
}

function whileLocked(directory: string, work: () => void): void {
  const lock = takeOpenerLock(storePaths(directory).lock);
  try {
    work();
  } finally {
    lock.release();
  }
}
