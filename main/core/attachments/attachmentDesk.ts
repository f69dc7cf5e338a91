/**
 * Who moves the bytes of attachments, and what is said of them: after each round what waits is sent, then photos are fetched ahead, then room is made. On a metered
 * line nothing of that happens by itself.
 */
import type { Clock } from '../../../shared/base/clock.ts';
import { createEmitter } from '../../../shared/base/emitter.ts';
import { createError, isPeyvandError } from '../../../shared/base/errors.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import type { AttachmentTraffic } from '../../../shared/contract/attachments.ts';
import { integerOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { isOffline } from '../courier/courier.ts';
import type { RecordStore } from '../store/types.ts';
import type { SyncEngine } from '../sync/index.ts';
import {
  bytesHere,
  filesToDrop,
  filesToEvict,
  filesToSend,
  MISSED_MILLISECONDS,
  photosToFetch,
  waitingFiles,
  type ToSend,
} from './queues.ts';
import { fetchFile, sendFile, type AskServer } from './transfer.ts';

/** What is known of one file beyond the store. */
export interface Passage {
  readonly state: 'sending' | 'fetching' | 'failed';
  readonly done: number;
  /** Of what failed: the code of its error. */
  readonly why: string | null;
}

export interface AttachmentDesk {
  /** null when nothing is on its way and nothing failed. */
  passageOf(id: RecordId): Passage | null;
  traffic(): AttachmentTraffic;
  onMoved(listener: () => void): () => void;
  /** A window hands bytes over under this id: they have no record yet, and are nobody's leavings. */
  expect(id: RecordId): void;
  /** They have one, or are given up. */
  settle(id: RecordId): void;
  /** Brings a file here, unless it is. Whoever asks twice waits for the same. @throws PeyvandError `not_found`, `server_unreachable`, `server_refused`. */
  fetch(id: RecordId, signal: AbortSignal): Promise<void>;
  /** Sends what waits, whatever the line costs. */
  send(): Promise<AttachmentTraffic>;
  /** What is done by itself behind a round. */
  afterRound(): Promise<void>;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

export interface AttachmentDeskOptions {
  readonly store: RecordStore;
  readonly ask: AskServer;
  readonly sync: Pick<SyncEngine, 'state' | 'onState'>;
  readonly person: () => RecordId;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
  /** Bytes of attachments that stay on this machine, but for those that are nowhere else. */
  readonly keptBytes?: number;
}

const KEPT_BYTES = 512 * 1024 * 1024;
const AHEAD_COLLECTIONS = ['attachments', 'customers', 'serviceRequests'] as const;
/** At the same time: one alone leaves a fast line idle between its chunks, many starve everything else. */
const AT_ONCE = 2;

export function createAttachmentDesk(options: AttachmentDeskOptions): AttachmentDesk {
  const { store, ask, sync, clock, signal, log, keptBytes = KEPT_BYTES } = options;
  const passages = new Map<RecordId, Passage>();
  const expected = new Set<RecordId>();
  const fetching = new Map<RecordId, Promise<void>>();
  const moved = createEmitter<null>((error) => log('attachments.listener_failed', { error: String(error) }));
  const transfer = { files: store.files, ask, turn: (ends: AbortSignal) => whenSyncRests(sync, ends) };
  let sending: Promise<void> | null = null;
  /** Whether it is worth asking again what could be fetched ahead: a question that looks at every attachment. */
  let mayBeNew = true;
  const stopListening = store.onChange(({ collections }) => {
    mayBeNew ||= AHEAD_COLLECTIONS.some((name) => collections.has(name));
  });

  const note = (id: RecordId, passage: Passage | null): void => {
    if (passage) passages.set(id, passage);
    else passages.delete(id);
    moved.emit(null);
  };

  async function sendOne({ id, size, sha256 }: ToSend): Promise<void> {
    try {
      await sendFile(transfer, { id, size, sha256 }, (done) => note(id, { state: 'sending', done, why: null }), signal);
      note(id, null);
      // Its record went elsewhere before its bytes could go: now they have, and nobody here may see them.
      if (sha256 === null) store.files.remove(id);
    } catch (error) {
      if (isOffline(error) || !isPeyvandError(error)) {
        note(id, null);
        throw error;
      }
      if (sha256 === null && error.code === 'not_found') return dropUnknown(id);
      log('attachments.not_sent', { code: error.code });
      note(id, { state: 'failed', done: 0, why: error.code });
      // The day is full: whatever comes behind it meets the same.
      if (error.code === 'throttled') throw error;
    }
  }

  /**
   * Head office has no record of it and neither have we. That may still be on its way by another road, as the sealed work of a machine that was repaired:
   * only when it is missed as long afterwards does nobody want the bytes.
   */
  function dropUnknown(id: RecordId): void {
    const now = clock.now();
    if (now - store.files.miss(id, now) >= MISSED_MILLISECONDS) store.files.remove(id);
    note(id, null);
  }

  /** Whatever is added meanwhile goes along; what failed waits for the next time. */
  async function sendAll(): Promise<void> {
    const tried = new Set<RecordId>();
    const next = (): ToSend | undefined =>
      filesToSend(store.read).find(({ id }) => !tried.has(id) && !expected.has(id));
    const lane = async (): Promise<void> => {
      for (let file = next(); file && !signal.aborted; file = next()) {
        tried.add(file.id);
        await sendOne(file);
      }
    };
    const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane));
    const failed = lanes.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  }

  const sendOnce = (): Promise<void> => (sending ??= sendAll().finally(() => (sending = null)));

  function fetch(id: RecordId, ends: AbortSignal): Promise<void> {
    const known = fetching.get(id);
    if (known) return known;
    const file = store.files.of(id);
    if (file?.whole) return Promise.resolve();
    const record = store.read.record({ collection: 'attachments', id });
    if (!record || record.deleted) return Promise.reject(createError('not_found', { collection: 'attachments', id }));
    const [size, sha256] = [integerOf(record.body, 'size') ?? 0, textOf(record.body, 'sha256') ?? ''];
    const work = fetchFile(
      transfer,
      { id, size, sha256 },
      (done) => note(id, { state: 'fetching', done, why: null }),
      AbortSignal.any([ends, signal]),
    ).finally(() => {
      fetching.delete(id);
      note(id, null);
    });
    fetching.set(id, work);
    return work;
  }

  async function fetchAhead(): Promise<void> {
    if (!mayBeNew) return;
    mayBeNew = false;
    try {
      await fetchPhotos(await photosToFetch(store, options.person(), signal));
    } catch (error) {
      mayBeNew = true;
      throw error;
    }
  }

  async function fetchPhotos(photos: readonly { readonly id: RecordId; readonly size: number }[]): Promise<void> {
    // There were more than are asked for at a time.
    if (photos.length > 0) mayBeNew = true;
    for (const { id, size } of photos) {
      if (signal.aborted || bytesHere(store.read) + size > keptBytes) return;
      try {
        await fetch(id, signal);
      } catch (error) {
        if (isOffline(error) || !isPeyvandError(error) || error.code === 'throttled') throw error;
        log('attachments.not_fetched', { code: error.code });
      }
    }
  }

  function tidy(): void {
    const now = clock.now();
    for (const { id } of filesToDrop(store.read, now)) if (!expected.has(id)) store.files.remove(id);
    let over = bytesHere(store.read) - keptBytes;
    if (over <= 0) return;
    for (const { id, received } of filesToEvict(store.read, now)) {
      if (over <= 0) return;
      if (passages.has(id)) continue;
      store.files.remove(id);
      over -= received;
    }
  }

  function traffic(): AttachmentTraffic {
    const waiting = waitingFiles(store.read).filter(({ id }) => !expected.has(id));
    return {
      files: waiting.length,
      bytes: waiting.reduce((sum, { size }) => sum + size, 0),
      sent: waiting.reduce((sum, { id }) => sum + (passages.get(id)?.done ?? 0), 0),
      metered: sync.state().metered === true,
    };
  }

  return {
    passageOf: (id) => passages.get(id) ?? null,
    traffic,
    onMoved: (listener) => moved.subscribe(listener),
    expect: (id) => void expected.add(id),
    settle(id) {
      expected.delete(id);
      moved.emit(null);
    },
    fetch,
    async send() {
      await sendOnce();
      return traffic();
    },
    async afterRound() {
      if (sync.state().metered !== true) {
        await sendOnce();
        await fetchAhead();
      }
      tidy();
    },
    async stop() {
      stopListening();
      await Promise.allSettled([sending, ...fetching.values()]);
    },
  };
}

/** A round is short, and everything else of the day is in it. */
async function whenSyncRests(sync: AttachmentDeskOptions['sync'], signal: AbortSignal): Promise<void> {
  while (sync.state().connection === 'syncing') {
    if (signal.aborted) throw createError('cancelled');
    await new Promise<void>((resolve) => {
      const stop = sync.onState(({ connection }) => {
        if (connection !== 'syncing') done();
      });
      const done = (): void => {
        stop();
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
    });
  }
  if (signal.aborted) throw createError('cancelled');
}
