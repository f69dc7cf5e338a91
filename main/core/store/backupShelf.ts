/**
 * Where a person's backups stand, when the next is due and which are sound. What it knows lies beside the store in `backups.json`, in the clear:
 * it must be readable when the store is not. It names a folder and files, and nothing of what people wrote.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { instantFromMilliseconds, instantToMilliseconds, type Clock } from '../../../shared/base/clock.ts';
import { createError, errorToWire, isPeyvandError, type WireError } from '../../../shared/base/errors.ts';
import { backupPlanSchema, type Backup, type BackupPlan } from '../../../shared/contract/storage.ts';
import { readFileIfPresent, writeFileAtomically } from '../files/atomicFile.ts';
import { extractBackup, readBackupHead, writeBackup, type BackupParts } from './backupFile.ts';

export interface BackupShelf {
  plan(): BackupPlan;
  /** @throws PeyvandError `invalid_input` (`reason: 'folder'`), `file_unwritable`, `disk_full`. */
  changePlan(plan: BackupPlan): void;
  /** Of the plan, or the one beside the store. */
  folder(): string;
  /** This person's, newest first; files that are no backups, or of others, are left out. */
  list(): Promise<Backup[]>;
  /** Writes one and removes what the schedule keeps no longer. Fails as `writeBackup` does. */
  make(parts: MakeBackup): Promise<Backup & { readonly path: string }>;
  /** Reads one back and opens it. Fails as `extractBackup` does. */
  verify(file: string, key: Uint8Array, signal?: AbortSignal): Promise<void>;
  pathOf(file: string): string;
  /** Is it time for one by the schedule? */
  isDue(): boolean;
  /** Why the last one that was due was not made. */
  failure(): WireError | null;
  noteFailure(error: unknown): void;
}

export interface MakeBackup extends Pick<BackupParts, 'copy' | 'key' | 'tell' | 'signal'> {
  readonly made: Backup['made'];
  readonly keyring: string;
  /** Instead of the plan's. */
  readonly folder?: string | undefined;
}

export interface BackupShelfOptions {
  /** Of the profile. */
  readonly profileFolder: string;
  readonly profileId: string;
  readonly clock: Clock;
}

export const BACKUP_ENDING = '.peyvand-backup';

const shelfSchema = z.object({
  plan: backupPlanSchema,
  /** By file when it was last found sound. */
  verified: z.record(z.string(), z.string()),
  scheduledAt: z.string().nullable(),
  failure: z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }).nullable(),
});
type ShelfFile = z.infer<typeof shelfSchema>;

const NOTHING_YET: ShelfFile = {
  plan: { folder: null, everyDays: null, kept: 3 },
  verified: {},
  scheduledAt: null,
  failure: null,
};
const DAY = 24 * 60 * 60_000;

/** Where a profile's own backups are; those elsewhere a person sees to. */
export const backupsFolder = (profileFolder: string): string => join(profileFolder, 'backups');

export function createBackupShelf({ profileFolder, profileId, clock }: BackupShelfOptions): BackupShelf {
  const path = join(profileFolder, 'backups.json');
  const beside = backupsFolder(profileFolder);

  /** One that cannot be read begins anew: backups are found by looking, and a plan is made again in a moment. */
  function read(): ShelfFile {
    try {
      return shelfSchema.parse(JSON.parse(readFileIfPresent(path) ?? 'null') ?? NOTHING_YET);
    } catch {
      return NOTHING_YET;
    }
  }
  const change = (part: Partial<ShelfFile>): void =>
    writeFileAtomically(path, JSON.stringify({ ...read(), ...part }, null, 2));
  const folder = (): string => read().plan.folder ?? beside;

  async function listIn(place: string): Promise<Backup[]> {
    if (!existsSync(place)) return [];
    const { verified } = read();
    const found: Backup[] = [];
    for (const file of readdirSync(place).filter((name) => name.endsWith(BACKUP_ENDING))) {
      const head = await readBackupHead(join(place, file)).catch((error: unknown) => {
        if (isPeyvandError(error)) return null;
        throw error;
      });
      if (head?.profileId !== profileId) continue;
      const { size: bytes } = statSync(join(place, file));
      found.push({ file, createdAt: head.createdAt, bytes, made: head.made, verifiedAt: verified[file] ?? null });
    }
    return found.toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
  }

  const now = () => instantFromMilliseconds(clock.now());

  function freeName(place: string, at: string): string {
    const start = `peyvand-${at.slice(0, 19).replaceAll(':', '-')}-${profileId.slice(-6)}`;
    for (let count = 1; ; count += 1) {
      const name = `${start}${count === 1 ? '' : `-${count}`}${BACKUP_ENDING}`;
      if (!existsSync(join(place, name))) return name;
    }
  }

  return {
    plan: () => read().plan,
    changePlan(plan) {
      if (plan.folder !== null) requireFolder(plan.folder);
      change({ plan, failure: null });
    },
    folder,
    list: () => listIn(folder()),
    async make({ copy, key, keyring, made, tell, signal, folder: elsewhere }) {
      if (elsewhere !== undefined) requireFolder(elsewhere);
      const place = elsewhere ?? folder();
      if (place === beside) mkdirSync(beside, { recursive: true, mode: 0o700 });
      const createdAt = now();
      const file = freeName(place, createdAt);
      const head = await writeBackup({
        copy,
        key,
        target: join(place, file),
        head: { profileId, createdAt, made, keyring },
        ...(tell ? { tell } : {}),
        ...(signal ? { signal } : {}),
      });
      const { verified } = read();
      // It was opened and read back just now.
      const scheduled = made === 'scheduled' ? { scheduledAt: createdAt, failure: null } : {};
      change({ verified: { ...verified, [file]: now() }, ...scheduled });
      if (made === 'scheduled') await removeOld(place, read().plan.kept, file);
      const { size: bytes } = statSync(join(place, file));
      return { file, createdAt: head.createdAt, bytes, made, verifiedAt: now(), path: join(place, file) };
    },
    async verify(file, key, signal) {
      const opened = join(profileFolder, `.verifying-${file}`);
      try {
        await extractBackup(join(folder(), file), key, opened, signal);
      } finally {
        for (const suffix of ['', '-wal', '-shm']) rmSync(opened + suffix, { force: true });
      }
      change({ verified: { ...read().verified, [file]: now() } });
    },
    pathOf: (file) => join(folder(), file),
    isDue() {
      const { plan, scheduledAt } = read();
      if (plan.everyDays === null) return false;
      const since = scheduledAt === null ? Infinity : clock.now() - instantToMilliseconds(scheduledAt);
      // A clock that was set back must not put the next one off for years.
      return since < 0 || since >= plan.everyDays * DAY;
    },
    failure() {
      const { failure } = read();
      return failure === null ? null : (failure as WireError);
    },
    noteFailure: (error) => change({ failure: errorToWire(error) }),
  };

  /**
   * Of those that the schedule made, but for the one made just now. What a person asked for stays. One of a day that has not come yet was made under a wrong clock, and
   * counts as the oldest: else it would outlive every true one.
   */
  async function removeOld(place: string, kept: number, justMade: string): Promise<void> {
    const today = now();
    const others = (await listIn(place)).filter(({ file, made }) => made === 'scheduled' && file !== justMade);
    const ofToCome = others.filter(({ createdAt }) => createdAt > today);
    const newestFirst = [...others.filter(({ createdAt }) => createdAt <= today), ...ofToCome];
    for (const { file } of newestFirst.slice(kept - 1)) rmSync(join(place, file), { force: true });
    const here = new Set(readdirSync(place));
    const { verified } = read();
    change({ verified: Object.fromEntries(Object.entries(verified).filter(([file]) => here.has(file))) });
  }
}

/** @throws PeyvandError `invalid_input` (`reason: 'folder'`) for a path that depends on where the program stands, `file_unwritable`. */
function requireFolder(folder: string): void {
  if (!isAbsolute(folder)) throw createError('invalid_input', { reason: 'backup_folder' });
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw createError('file_unwritable', { folder });
}
