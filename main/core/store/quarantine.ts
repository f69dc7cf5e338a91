/** Sets damaged files aside. Nothing is ever deleted here: what cannot be read today may be read by somebody tomorrow. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { instantFromMilliseconds, type Clock } from '../../../shared/base/clock.ts';
import { storePaths } from './open.ts';
import { takeOpenerLock } from './openerLock.ts';

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
    for (const name of ['store.marker.json', 'store.db', 'store.db-wal', 'store.db-shm']) {
      if (existsSync(join(directory, name))) renameSync(join(directory, name), join(folder, name));
    }
    return folder;
  } finally {
    lock.release();
  }
}

function freeFolder(directory: string, at: string): string {
  for (let count = 1; ; count += 1) {
    const folder = join(directory, `quarantine-${at}${count === 1 ? '' : `-${count}`}`);
    if (!existsSync(folder)) return folder;
  }
}
