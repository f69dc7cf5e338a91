/**
 * The people of this machine: a folder each, `profiles/<profileId>/`, with their keyring, the count of failed passphrases and their
 * encrypted store. A folder in which an enrolment was cut short is told by its mark and cleared away; one that was ever complete is never
 * removed here, whatever happens to its keyring.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import { isRecordId } from '../../../shared/base/id.ts';
import type { SessionProfile } from '../../../shared/contract/session.ts';
import { syncFolder, writeFileAtomically } from '../files/atomicFile.ts';
import { hasSealedWork, readErasure } from '../lease/erasure.ts';
import { readKeyring } from '../security/keyringFile.ts';

export interface ProfilePaths {
  readonly folder: string;
  readonly keyring: string;
  readonly attempts: string;
  /** The folder of the record store. */
  readonly store: string;
  /** The sealed copy of unsent work, beside the store: it outlives it. */
  readonly sealed: string;
  /** What others have delivered of it. */
  readonly delivered: string;
  /** How long the store may be opened without the server (`lease/keptLease.ts`). */
  readonly lease: string;
  /** That the copy is gone, and why (`lease/erasure.ts`). */
  readonly erased: string;
}

export interface Profiles {
  paths(profileId: string): ProfilePaths;
  /** By name; one whose keyring cannot be read is listed as damaged, never left out. */
  list(): SessionProfile[];
  /** Whose it is, also of a copy that was erased; null when it cannot be read. */
  ownerOf(profileId: string): ProfileOwner | null;
  /** Where the first of them is enrolled, to be offered to the next person. */
  knownServerUrl(): string | null;
  /** Begins a folder that counts as nothing until {@link finishEnrolment}. @throws PeyvandError `disk_full`. */
  beginEnrolment(profileId: string): ProfilePaths;
  finishEnrolment(profileId: string): void;
  abandonEnrolment(profileId: string): void;
}

/** Lies in a folder while it is being made. */
const MARK = 'enrolling';

export function createProfiles(directory: string): Profiles {
  const root = join(directory, 'profiles');
  const paths = (profileId: string): ProfilePaths => {
    const folder = join(root, profileId);
    return {
      folder,
      keyring: join(folder, 'keyring.json'),
      attempts: join(folder, 'attempts.json'),
      store: join(folder, 'store'),
      sealed: join(folder, 'unsent.sealed'),
      delivered: join(folder, 'unsent.delivered'),
      lease: join(folder, 'lease.json'),
      erased: join(folder, 'erased.json'),
    };
  };
  const isUnfinished = (profileId: string): boolean => existsSync(join(paths(profileId).folder, MARK));
  const ids = (): string[] => (existsSync(root) ? readdirSync(root).filter(isRecordId).toSorted() : []);

  for (const profileId of ids()) if (isUnfinished(profileId)) remove(paths(profileId).folder);

  return {
    paths,
    list: () =>
      withoutReplaced(
        ids()
          .filter((profileId) => !isUnfinished(profileId))
          .map((profileId) => describe(profileId, paths(profileId))),
      ).toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0)),
    ownerOf: (profileId) => ownerOf(paths(profileId)),
    knownServerUrl() {
      for (const profileId of ids()) {
        const serverUrl = ownerOf(paths(profileId))?.serverUrl;
        if (serverUrl !== undefined) return serverUrl;
      }
      return null;
    },
    beginEnrolment(profileId) {
      const made = paths(profileId);
      writeFileAtomically(join(made.folder, MARK), '');
      syncFolder(root);
      return made;
    },
    finishEnrolment(profileId) {
      rmSync(join(paths(profileId).folder, MARK));
      syncFolder(paths(profileId).folder);
    },
    abandonEnrolment(profileId) {
      if (isUnfinished(profileId)) remove(paths(profileId).folder);
    },
  };
}

export interface ProfileOwner {
  readonly name: string;
  readonly login: string;
  readonly serverUrl: string;
}

const ownerOf = (paths: ProfilePaths): ProfileOwner | null => readErasureIfWhole(paths) ?? readKeyringIfWhole(paths);

/** Whose copy was erased and who is enrolled here again needs no reminder of it, once nothing of the old one waits to be handed in. */
const withoutReplaced = (profiles: readonly SessionProfile[]): SessionProfile[] =>
  profiles.filter(
    ({ login, erased }) =>
      !erased || erased.sealedWork || !profiles.some((other) => !other.erased && other.login === login),
  );

function describe(profileId: string, paths: ProfilePaths): SessionProfile {
  const erasure = readErasureIfWhole(paths);
  if (erasure) {
    const { name, login, at, why } = erasure;
    return { profileId, name, login, erased: { at, why, sealedWork: hasSealedWork(paths) } };
  }
  const keyring = readKeyringIfWhole(paths);
  if (!keyring) return { profileId, name: '', damaged: true };
  return { profileId, name: keyring.name, login: keyring.login, enrolledAt: keyring.enrolledAt };
}

function readErasureIfWhole(paths: ProfilePaths): ReturnType<typeof readErasure> {
  try {
    return readErasure(paths);
  } catch (error) {
    if (isPeyvandError(error)) return null;
    throw error;
  }
}

function readKeyringIfWhole(paths: ProfilePaths): ReturnType<typeof readKeyring> | null {
  try {
    return readKeyring(paths.keyring);
  } catch (error) {
    if (isPeyvandError(error)) return null;
    throw error;
  }
}

/** The mark goes last: a removal that is cut short goes on at the next start. */
function remove(folder: string): void {
  for (const name of readdirSync(folder))
    if (name !== MARK) rmSync(join(folder, name), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
