/**
 * The end of a copy: every way to its keys is destroyed, then its files go. What was never sent lies sealed to the server beside it and stays, for
 * another person of this machine, or a stick, to hand in. It begins with a note, `erased.json`, and from then on only goes forward: whatever cuts it off,
 * the next start completes it. A disk that takes no note keeps no key: then the note follows when there is room. It stays, so that the person can be told
 * what became of their data.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { createError, isPeyvandError } from '../../../shared/base/errors.ts';
import { readSealedFile } from '../courier/sealedFile.ts';
import { readFileIfPresent, syncFolder, writeFileAtomically } from '../files/atomicFile.ts';
import { destroyKeyrings } from '../security/keyringFile.ts';
import type { ProfilePaths } from '../session/profiles.ts';
import { backupsFolder } from '../store/backupShelf.ts';

const noteSchema = z.object({
  format: z.literal('peyvand-erased'),
  state: z.enum(['begun', 'done']),
  why: z.enum(['ordered', 'leaseRanOut']),
  at: z.string(),
  /** As the lock screen showed them before. */
  name: z.string(),
  login: z.string(),
  serverUrl: z.string(),
  device: z.string(),
  /** What the server is told: signed by the device's key where that was at hand. */
  proof: z.string().nullable(),
  /** The server has heard of it. */
  reported: z.boolean(),
});
export type ErasureNote = z.infer<typeof noteSchema>;

export type NewErasure = Omit<ErasureNote, 'format' | 'state' | 'reported'>;

type Paths = Pick<ProfilePaths, 'folder' | 'keyring' | 'erased' | 'sealed' | 'delivered' | 'lease'>;

/**
 * On the disk when it returns: nothing opens this copy any more. The store may still be open; {@link completeErasure} removes it.
 * @returns whether the note stands; where not, {@link completeErasure} must be given what it says.
 */
export function beginErasure(paths: Paths, erasure: NewErasure): boolean {
  const isNoted = tryNote(paths, erasure);
  destroyKeyrings(paths.keyring);
  removeBackups(paths);
  // They left room.
  return isNoted || tryNote(paths, erasure);
}

/** Each has a keyring inside. One that is being made just now may not go on every system: {@link completeErasure} takes what is left, and nothing waits for it here. */
function removeBackups({ folder }: Paths): void {
  try {
    rmSync(backupsFolder(folder), { recursive: true, force: true });
    syncFolder(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Signed when the keys were gone already, with what was sealed by then. */
export function noteProof(paths: Paths, proof: string): void {
  const note = readErasure(paths);
  if (note?.state === 'begun') writeNote(paths, { ...note, proof });
}

/**
 * Goes on from wherever it was cut off. Does nothing where nothing was begun, or all is done.
 * @param unnoted What was begun where no note could be written.
 */
export function completeErasure(paths: Paths, unnoted: NewErasure | null = null): void {
  const noted = readErasure(paths);
  const note = noted ?? (unnoted && asBegun(unnoted));
  if (note?.state !== 'begun') return;
  destroyKeyrings(paths.keyring);
  if (!noted) {
    // Makes room for it. What was ordered is known by the lease until it stands.
    removeFiles(paths, (name) => isKept(paths, name) || name === basename(paths.lease));
    writeNote(paths, note);
  }
  removeFiles(paths, (name) => isKept(paths, name));
  writeNote(paths, { ...note, state: 'done' });
}

function removeFiles(paths: Paths, stays: (name: string) => boolean): void {
  for (const name of readdirSync(paths.folder))
    if (!stays(name)) rmSync(join(paths.folder, name), { recursive: true, force: true });
  syncFolder(paths.folder);
}

/** The note, and sealed work in whatever state it was found and put aside. */
const isKept = (paths: Paths, name: string): boolean =>
  name === basename(paths.erased) || name === basename(paths.delivered) || name.startsWith(basename(paths.sealed));

/**
 * null where nothing was erased.
 * @throws PeyvandError `store_damaged` for a note that cannot be read: then it is not known what was begun, and nothing is done.
 */
export function readErasure(paths: Pick<Paths, 'erased'>): ErasureNote | null {
  const text = readFileIfPresent(paths.erased);
  if (text === null) return null;
  try {
    return noteSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw createError('store_damaged', { what: 'erased' }, cause);
  }
}

export function noteReported(paths: Paths): void {
  const note = readErasure(paths);
  if (note && !note.reported) writeNote(paths, { ...note, reported: true });
}

/** Whether work that was never sent, nor delivered by anybody since, lies sealed in the profile. What cannot be read counts as some. */
export function hasSealedWork(paths: Pick<Paths, 'sealed' | 'delivered'>): boolean {
  if (!existsSync(paths.sealed)) return false;
  try {
    return countSealedWork(paths) > 0;
  } catch {
    return true;
  }
}

/** Groups. @throws PeyvandError as `readSealedFile`. */
export function countSealedWork(paths: Pick<Paths, 'sealed' | 'delivered'>): number {
  const file = readSealedFile(paths.sealed);
  const marks = existsSync(paths.delivered) ? readSealedFile(paths.delivered)?.delivered : undefined;
  return [...(file?.items.keys() ?? [])].filter((tag) => file?.delivered.get(tag) !== true && marks?.get(tag) !== true)
    .length;
}

const asBegun = (erasure: NewErasure): ErasureNote => ({
  format: 'peyvand-erased',
  state: 'begun',
  reported: false,
  ...erasure,
});

function tryNote(paths: Paths, erasure: NewErasure): boolean {
  try {
    writeNote(paths, asBegun(erasure));
    return true;
  } catch (error) {
    // A full disk, a folder that takes no new file.
    if (isPeyvandError(error)) return false;
    throw error;
  }
}

function writeNote(paths: Pick<Paths, 'erased'>, note: ErasureNote): void {
  writeFileAtomically(paths.erased, JSON.stringify(note));
}
