/**
 * The end of a copy: every way to its keys is destroyed, then its files go. What was never sent lies sealed to the server beside it and stays, for
 * another person of this machine, or a stick, to hand in. It begins with a note, `erased.json`, and from then on only goes forward: whatever cuts it off,
 * the next start completes it. The note stays, so that the person can be told what became of their data.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { createError } from '../../../shared/base/errors.ts';
import { readSealedFile } from '../courier/sealedFile.ts';
import { readFileIfPresent, syncFolder, writeFileAtomically } from '../files/atomicFile.ts';
import { destroyKeyrings } from '../security/keyringFile.ts';
import type { ProfilePaths } from '../session/profiles.ts';

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

type Paths = Pick<ProfilePaths, 'folder' | 'keyring' | 'erased' | 'sealed' | 'delivered'>;

/** On the disk when it returns: nothing opens this copy any more. The store may still be open; {@link completeErasure} removes it. */
export function beginErasure(paths: Paths, erasure: NewErasure): void {
  writeNote(paths, { format: 'peyvand-erased', state: 'begun', reported: false, ...erasure });
  destroyKeyrings(paths.keyring);
}

/** Goes on from wherever it was cut off. Does nothing where nothing was begun, or all is done. */
export function completeErasure(paths: Paths): void {
  const note = readErasure(paths);
  if (note?.state !== 'begun') return;
  destroyKeyrings(paths.keyring);
  for (const name of readdirSync(paths.folder))
    if (!isKept(paths, name)) rmSync(join(paths.folder, name), { recursive: true, force: true });
  syncFolder(paths.folder);
  writeNote(paths, { ...note, state: 'done' });
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

function writeNote(paths: Pick<Paths, 'erased'>, note: ErasureNote): void {
  writeFileAtomically(paths.erased, JSON.stringify(note));
}
