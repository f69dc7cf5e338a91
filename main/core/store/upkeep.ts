/**
 * Work on the file that would hold up the core's thread: long reads, checkpoints of the write-ahead log, SQLite's integrity check, copies.
 * Each kind has a thread with a connection of its own, started when first needed.
 */
import { statSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { createError, errorFromWire } from '../../../shared/base/errors.ts';
import type { CollectionName } from '../../../shared/domain/record.ts';
import type { NameSearch, SqlValue, StoreChange, StoreLog } from './types.ts';
import type { ChangedNames, UpkeepReply, UpkeepRequest, UpkeepTask } from './upkeepThread.ts';

export interface Upkeep {
  /** Rejects with `cancelled` at once when the signal speaks; the thread stops at its next row. */
  read<Row>(sql: string, parameters: Readonly<Record<string, SqlValue>>, signal?: AbortSignal): Promise<Row[]>;
  /** See `RecordStore.searchByName`. Rejects as {@link read} does. */
  search<Row>(search: NameSearch, signal?: AbortSignal): Promise<{ total: number; rows: Row[] }>;
  /** What a search must look up anew. */
  noteChanged(change: Pick<StoreChange, 'collections' | 'references'>): void;
  /** Starts a checkpoint of the log when it has grown enough; nobody waits for it. */
  afterCommit(): void;
  /**
   * Puts what a long transaction has written so far on the disk, in a thread of Node's pool, so that its COMMIT has little left to sync.
   * Without `isLast` it only begins to, and only when there is much.
   */
  syncLog(isLast: boolean): Promise<void>;
  /** Resolves when the log, if it is long, has been folded into the file: the next write begins it anew. */
  logFolded(): Promise<void>;
  /** Folds the whole log into the file and empties it, unless a reader holds it: what was erased is then in neither. */
  truncateLog(): Promise<void>;
  /**
   * SQLite's own findings, empty when all is well. Rejects as {@link read} does; with a signal the tables are looked at one by one, for the thread stops only between
   * two questions.
   */
  integrityFindings(signal?: AbortSignal): Promise<string[]>;
  /** A whole, encrypted copy under the same key. The target must not exist. */
  copyTo(path: string): Promise<void>;
  stop(): Promise<void>;
}

export interface UpkeepOptions {
  readonly path: string;
  readonly key: Uint8Array;
  readonly log: StoreLog;
}

/** 4,096 pages of 4 KB. */
const LOG_BYTES = 16 * 1024 * 1024;
/** From here on a bulk load waits for the log, which would otherwise grow as long as somebody writes. */
const LONG_LOG_BYTES = 64 * 1024 * 1024;

export function createUpkeep({ path, key, log }: UpkeepOptions): Upkeep {
  const reads = createThread(path, key);
  const chores = createThread(path, key);
  let folding: Promise<void> | null = null;

  const foldLog = (): Promise<void> => {
    folding ??= chores
      .ask({ task: 'checkpoint' })
      .then(() => undefined)
      .catch((error: unknown) => log('checkpoint_failed', { error: String(error) }))
      .finally(() => {
        folding = null;
      });
    return folding;
  };
  const logBytes = (): number => statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;

  const changed = createChangedNames();
  const syncing = createLogSync(`${path}-wal`);

  return {
    syncLog: (isLast) => syncing.sync(isLast),
    read: <Row>(sql: string, parameters: Readonly<Record<string, SqlValue>>, signal?: AbortSignal) =>
      reads.ask({ task: 'read', sql, parameters }, signal) as Promise<Row[]>,
    async search<Row>(search: NameSearch, signal?: AbortSignal) {
      // What is taken must reach the thread, or a record stays where it was in the order of names.
      if (signal?.aborted) throw createError('cancelled');
      const answer = await reads.ask({ task: 'search', changed: changed.take(), ...search }, signal);
      return answer as { total: number; rows: Row[] };
    },
    noteChanged: (change) => changed.note(change),
    afterCommit() {
      if (logBytes() >= LOG_BYTES) void foldLog();
    },
    async logFolded() {
      if (logBytes() < LONG_LOG_BYTES) return;
      await folding;
      await foldLog();
    },
    async truncateLog() {
      await chores.ask({ task: 'truncate' });
    },
    integrityFindings: (signal) =>
      chores.ask({ task: 'integrity', byTable: signal !== undefined }, signal) as Promise<string[]>,
    async copyTo(target) {
      await chores.ask({ task: 'copy', target });
    },
    async stop() {
      await Promise.all([reads.stop(), chores.stop(), syncing.stop()]);
    },
  };
}

/** Gathers what was written between two searches. A thread that is new reads everything anyway. */
function createChangedNames() {
  let idsByCollection = new Map<CollectionName, string[] | null>();
  return {
    note({ collections, references }: Pick<StoreChange, 'collections' | 'references'>): void {
      for (const collection of collections) {
        const known = idsByCollection.get(collection);
        if (known === null) continue;
        const ids = references?.flatMap((reference) => (reference.collection === collection ? [reference.id] : []));
        const all = ids && [...(known ?? []), ...ids];
        idsByCollection.set(collection, all && all.length <= IDS_GATHERED ? all : null);
      }
    },
    take(): ChangedNames {
      const taken = Object.fromEntries(idsByCollection);
      idsByCollection = new Map();
      return taken;
    },
  };
}

const IDS_GATHERED = 1_000;

/** SQLite takes its locks on the other two files, so that a handle of our own on this one takes none away. */
function createLogSync(path: string) {
  let file: FileHandle | null = null;
  let running: Promise<void> | null = null;
  let syncedBytes = 0;

  const run = async (bytes: number): Promise<void> => {
    file ??= await open(path, 'r+');
    await file.datasync();
    syncedBytes = bytes;
  };

  return {
    async sync(isLast: boolean): Promise<void> {
      if (isLast) await running?.catch(() => undefined);
      const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (bytes === 0 || running !== null || (!isLast && Math.abs(bytes - syncedBytes) < SYNCED_BYTES)) return;
      running = run(bytes).finally(() => {
        running = null;
      });
      // An error is met again, and reported, by the COMMIT.
      const settled = running.catch(() => undefined);
      if (isLast) await settled;
    },
    async stop(): Promise<void> {
      await running?.catch(() => undefined);
      await file?.close();
      file = null;
    },
  };
}

const SYNCED_BYTES = 8 * 1024 * 1024;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * Run from source, every thread strips types with Node's WebAssembly, and V8 replaces that code's calls into JavaScript after 1,000 of them.
 * Two threads that do so at once have ended the whole process (docs/decisions/0006-run-from-source.md): here no call is ever replaced.
 */
if (import.meta.url.endsWith('.ts')) setFlagsFromString('--wasm-wrapper-tiering-budget=1000000000');

function createThread(path: string, key: Uint8Array) {
  let worker: Worker | null = null;
  let isStopped = false;
  let lastId = 0;
  const waiting = new Map<number, Waiting & { readonly cancelFlag: Int32Array }>();

  const failAll = (error: unknown): void => {
    for (const request of waiting.values()) request.reject(error);
    waiting.clear();
    worker = null;
  };

  const start = (): Worker => {
    const started = new Worker(new URL('./upkeepThread.ts', import.meta.url), {
      workerData: { path, key: Uint8Array.from(key) },
    });
    started.on('message', (reply: UpkeepReply) => {
      const request = waiting.get(reply.id);
      waiting.delete(reply.id);
      if (waiting.size === 0 && !isStopped) started.unref();
      if ('error' in reply) request?.reject(errorFromWire(reply.error));
      else request?.resolve(reply.result);
    });
    started.on('error', failAll);
    started.on('exit', () => failAll(createError('cancelled')));
    return started;
  };

  return {
    async ask(task: UpkeepTask, signal?: AbortSignal): Promise<unknown> {
      if (isStopped || signal?.aborted) throw createError('cancelled');
      worker ??= start();
      worker.ref();
      lastId += 1;
      const id = lastId;
      const cancelFlag = new Int32Array(new SharedArrayBuffer(4));
      const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject, cancelFlag }));
      const cancel = (): void => {
        Atomics.store(cancelFlag, 0, 1);
        waiting.get(id)?.reject(createError('cancelled'));
      };
      signal?.addEventListener('abort', cancel, { once: true });
      worker.postMessage({ id, cancelFlag, ...task } satisfies UpkeepRequest);
      try {
        return await answer;
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },
    /** Waits for the thread to close its connection: a lock left behind would keep the log from being folded in. */
    async stop(): Promise<void> {
      isStopped = true;
      if (!worker) return;
      for (const { cancelFlag } of waiting.values()) Atomics.store(cancelFlag, 0, 1);
      const { promise, resolve } = Promise.withResolvers<void>();
      worker.ref();
      worker.once('exit', () => resolve());
      worker.postMessage({
        id: 0,
        task: 'stop',
        cancelFlag: new Int32Array(new SharedArrayBuffer(4)),
      } satisfies UpkeepRequest);
      await promise;
    },
  };
}
