/**
 * A new data key: the store is copied, the copy gets the new key and is verified, and the two change places. Nobody has the store open meanwhile. Whenever this is
 * cut short, exactly one store opens with the keyring that is there (rotationFiles.ts), and nothing of it is lost.
 */
import { existsSync, renameSync, statfsSync, statSync } from 'node:fs';
import { createError } from '../../../shared/base/errors.ts';
import { keyCheckOf, writeMarker } from '../store/marker.ts';
import { firstBytes } from '../store/open.ts';
import { takeOpenerLock } from '../store/openerLock.ts';
import { copyUnderNewKey, type RekeyStep } from '../store/rekey.ts';
import { writeKeyring, type Keyring } from './keyringFile.ts';
import { commitRotation, moveIn, rotationFiles, settleRotation, type RotationPaths } from './rotationFiles.ts';

/** In their order; `moved` comes once for each file. */
export type RotationStep = RekeyStep | 'prepared' | 'keyringWritten' | 'committed' | 'moved' | 'swapped';

export interface RotationOptions {
  readonly paths: RotationPaths;
  readonly dataKey: Uint8Array;
  readonly newKey: Uint8Array;
  /** Wraps `newKey`. */
  readonly keyring: Keyring;
  readonly onStep: (step: RotationStep) => void;
}

/** The copy, and what SQLite writes besides while it is made. */
const ROOM = 1.25;
const ROOM_BESIDES_BYTES = 32 * 1024 * 1024;

/**
 * Resolves when the keyring of the profile opens the new store. What was there before is kept until `finishRotation`.
 * @throws PeyvandError `disk_full` (`needed`: bytes), `store_damaged`, `store_in_use`; then the old key and store are what they were.
 */
export async function rotateDataKey({ paths, dataKey, newKey, keyring, onStep }: RotationOptions): Promise<void> {
  settleRotation(paths, dataKey);
  const files = rotationFiles(paths);
  if (existsSync(files.before.database)) throw createError('illegal_transition', { from: 'rotation_unfinished' });
  requireRoom(files.store, files.database);
  const lock = takeOpenerLock(files.lock);
  try {
    await copyUnderNewKey({ source: files.database, key: dataKey, target: files.making, newKey, onStep });
    const salt = firstBytes(files.making).toString('hex');
    renameSync(files.making, files.next.database);
    writeMarker(files.next.marker, { format: 'peyvand-store', state: 'ready', keyCheck: keyCheckOf(newKey), salt });
    onStep('prepared');
    writeKeyring(files.next.keyring, keyring);
    onStep('keyringWritten');
    commitRotation(files);
    onStep('committed');
    moveIn(files, files.next, () => onStep('moved'));
    onStep('swapped');
  } finally {
    lock.release();
  }
}

function requireRoom(folder: string, database: string): void {
  const bytes = sizeOf(database) + sizeOf(`${database}-wal`);
  const needed = Math.ceil(bytes * ROOM) + ROOM_BESIDES_BYTES;
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < needed) throw createError('disk_full', { needed });
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
