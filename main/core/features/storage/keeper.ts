/**
 * Looks after the data file while its person is at work: makes the backups that are due and checks the whole file, both only while nobody does
 * anything, and the check once a day at most. What it finds is kept for the person to see.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createEmitter } from '../../../../shared/base/emitter.ts';
import { createError, errorToWire } from '../../../../shared/base/errors.ts';
import { instantFromMilliseconds, instantToMilliseconds } from '../../../../shared/base/clock.ts';
import type { Backup, BackupPlan, StorageOverview } from '../../../../shared/contract/storage.ts';
import type { CoreOptions } from '../../coreOptions.ts';
import { readFileIfPresent } from '../../files/atomicFile.ts';
import { readFormerKeys } from '../../security/formerKeys.ts';
import type { IdleLock } from '../../security/idleLock.ts';
import type { ProfilePaths } from '../../session/profiles.ts';
import { isBoundToMachine } from './portableKeyring.ts';
import { createTurnstile } from '../../session/turnstile.ts';
import {
  createBackupShelf,
  isUnderKey,
  listSetAside,
  readBackupHead,
  removeSetAside,
  type TellBackup,
} from '../../store/index.ts';
import type { RecordStore } from '../../store/types.ts';

export interface StorageKeeper {
  overview(): StorageOverview;
  onMoved(listener: () => void): () => void;
  /** Looks at the folder of backups again. */
  look(): Promise<void>;
  changePlan(plan: BackupPlan): Promise<void>;
  backUp(options: {
    readonly folder?: string | undefined;
    /** Instead of the one that lies here: see `portableKeyring`. */
    readonly keyring?: string | undefined;
    readonly tell?: TellBackup;
    readonly signal?: AbortSignal;
  }): Promise<Backup & { readonly path: string }>;
  verify(file: string): Promise<void>;
  check(): Promise<void>;
  removeSetAside(name: string): void;
  stop(): Promise<void>;
}

export interface StorageKeeperOptions {
  readonly core: Pick<CoreOptions, 'clock' | 'timers' | 'log'>;
  readonly store: RecordStore;
  readonly paths: ProfilePaths;
  readonly profileId: string;
  readonly dataKey: Uint8Array;
  readonly idle: Pick<IdleLock, 'idleFor'>;
  /** Ends with the session. */
  readonly signal: AbortSignal;
}

const MINUTE = 60_000;
const LOOKS_EVERY = MINUTE;
/** Nobody has done anything for so long: what the disk is asked for now is in nobody's way. */
const IDLE_AFTER = 3 * MINUTE;
const DAY = 24 * 60 * MINUTE;

const AREA = 'storage';
const CHECK = 'check';
const checkSchema = z.object({ at: z.string(), ok: z.boolean(), findings: z.int() });

export function createStorageKeeper(options: StorageKeeperOptions): StorageKeeper {
  const { core, store, paths, profileId, dataKey, idle, signal } = options;
  const { clock, timers, log } = core;
  const shelf = createBackupShelf({ profileFolder: paths.folder, profileId, clock });
  const moved = createEmitter<void>((error) => log('storage.listener_failed', { error: String(error) }));
  const turnstile = createTurnstile();
  let backups: Backup[] = [];
  let checking = false;
  let isBusy = false;
  let cancel = timers.after(LOOKS_EVERY, watch);
  let running: Promise<void> = Promise.resolve();

  const lastCheck = (): StorageOverview['check'] => checkSchema.safeParse(store.getLocal(AREA, CHECK)).data ?? null;

  /** What cannot be read is found out at the next unlock. */
  function isBound(): boolean {
    try {
      return isBoundToMachine(paths.keyring);
    } catch {
      return false;
    }
  }

  function watch(): void {
    if (signal.aborted) return;
    cancel = timers.after(LOOKS_EVERY, watch);
    if (idle.idleFor() < IDLE_AFTER || checking || isBusy) return;
    isBusy = true;
    running = whileIdle()
      .catch((error: unknown) => {
        if (!signal.aborted) log('storage.upkeep_failed', { error: errorToWire(error).code });
      })
      .finally(() => {
        isBusy = false;
      });
  }

  async function whileIdle(): Promise<void> {
    if (shelf.isDue()) await backUpByPlan();
    if (isCheckDue() && !signal.aborted) await check();
  }

  function isCheckDue(): boolean {
    const last = lastCheck();
    const since = last === null ? Infinity : clock.now() - instantToMilliseconds(last.at);
    return since >= DAY || since < 0;
  }

  async function backUpByPlan(): Promise<void> {
    try {
      await backUp({ made: 'scheduled', signal });
    } catch (error) {
      if (signal.aborted) return;
      // It stays due: a stick that is put in again gets its backup.
      shelf.noteFailure(error);
      log('storage.backup_failed', { code: errorToWire(error).code });
      moved.emit();
    }
  }

  async function look(): Promise<void> {
    backups = await shelf.list();
    moved.emit();
  }

  function backUp(wanted: {
    readonly made: Backup['made'];
    readonly folder?: string | undefined;
    readonly keyring?: string | undefined;
    readonly tell?: TellBackup;
    readonly signal?: AbortSignal;
  }): Promise<Backup & { readonly path: string }> {
    return turnstile.run(async () => {
      const keyring = wanted.keyring ?? readFileIfPresent(paths.keyring);
      if (keyring === null) throw createError('store_damaged', { what: 'keyring', reason: 'gone' });
      const backup = await shelf.make({ ...wanted, copy: (path) => store.backUp(path), key: dataKey, keyring });
      log('storage.backed_up', { made: wanted.made, bytes: backup.bytes });
      await look();
      return backup;
    });
  }

  async function check(): Promise<void> {
    if (checking) return;
    checking = true;
    moved.emit();
    try {
      // A lock ends it: what reads the file holds its key.
      const { ok, findings } = await store.checkIntegrity(signal);
      if (signal.aborted) return;
      log('storage.checked', { ok, findings: findings.length });
      store.putLocal(AREA, CHECK, { at: instantFromMilliseconds(clock.now()), ok, findings: findings.length });
    } finally {
      checking = false;
      if (!signal.aborted) moved.emit();
    }
  }

  return {
    overview: () => ({
      bytes: sizeOf(join(paths.store, 'store.db')) + sizeOf(join(paths.store, 'store.db-wal')),
      plan: shelf.plan(),
      folder: shelf.folder(),
      backups,
      bound: isBound(),
      backupFailure: shelf.failure(),
      check: lastCheck(),
      checking,
      setAside: listSetAside(paths.store),
    }),
    onMoved: (listener) => moved.subscribe(listener),
    look,
    async changePlan(plan) {
      shelf.changePlan(plan);
      await look();
    },
    backUp: (wanted) => backUp({ ...wanted, made: 'asked' }),
    verify: (file) =>
      turnstile.run(async () => {
        if (!(await shelf.list()).some((backup) => backup.file === file))
          throw createError('not_found', { what: 'backup' });
        const head = await readBackupHead(shelf.pathOf(file));
        const former = readFormerKeys(store);
        try {
          await shelf.verify(file, former.find((key) => isUnderKey(head, key)) ?? dataKey, signal);
        } finally {
          for (const key of former) key.fill(0);
        }
        await look();
      }),
    check,
    removeSetAside(name) {
      removeSetAside(paths.store, name);
      moved.emit();
    },
    async stop() {
      cancel();
      await running;
      await turnstile.run(() => undefined);
    },
  };
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
