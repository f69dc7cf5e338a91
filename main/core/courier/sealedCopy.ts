/**
 * The sealed copy of a person's unsent work (SYNC-13): every group, once more, in a file of its own that the server alone can read. It outlives
 * the passphrase, the store's file and this person's presence: whoever signs in here next, or a stick, can carry it (`courier.ts`).
 *
 * The main file wins. When the copy is opened, it is completed from the outbox; what it holds beyond the outbox (the store was restored from an
 * older backup) is kept until it was delivered.
 */
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createError } from '../../../shared/base/errors.ts';
import { createTurnstile } from '../session/turnstile.ts';
import { sealingKeyName } from '../../../shared/sync/sealing.ts';
import { sealGroup, tagOfGroup } from '../../../shared/sync/sealedGroup.ts';
import type { SignedGroup } from '../../../shared/sync/operation.ts';
import { syncFolder } from '../files/atomicFile.ts';
import type { RecordStore, SealedCopy, StoreLog } from '../store/types.ts';
import { groupFrame, headerOfFile, markFrame, readSealedFile, type SealedFile } from './sealedFile.ts';

export interface OwnSealedCopy extends SealedCopy {
  /** Must come before the first `append`. Completes the file in the background; what fails there is tried again with the next save. */
  begin(store: Pick<RecordStore, 'read'>, serverSealingKey: string): void;
  /** Notes what the server has by now, and drops what is of no use any more. Never fails: the copy only grows meanwhile. */
  reconcile(): Promise<void>;
  /** Items in it that the outbox does not have, by tag: the store is older than its copy. */
  strays(): Promise<ReadonlyMap<string, Uint8Array>>;
  markDelivered(tags: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

interface OpenCopy {
  readonly file: FileHandle;
  /** By tag; false: the server lacks it, as far as is known here. */
  readonly delivered: Map<string, boolean>;
  readonly strays: Map<string, Uint8Array>;
  size: number;
}

/** A file below this is not worth a rewrite. */
const COMPACTION_FLOOR_BYTES = 256 * 1024;

export interface SealedCopyOptions {
  readonly path: string;
  /** What others have delivered of it, as they noted. */
  readonly deliveredPath: string;
  readonly log: StoreLog;
}

export function createSealedCopy({ path, deliveredPath, log }: SealedCopyOptions): OwnSealedCopy {
  const turnstile = createTurnstile();
  let source: { readonly read: RecordStore['read']; readonly serverKey: string } | null = null;
  let copy: OpenCopy | null = null;

  async function opened(): Promise<OpenCopy> {
    if (!source) throw createError('internal', { reason: 'sealed_copy_not_begun' });
    copy ??= await openCopy(path, source.read, source.serverKey, log);
    return copy;
  }

  async function write(target: OpenCopy, bytes: Uint8Array): Promise<void> {
    try {
      await target.file.appendFile(bytes);
      await target.file.datasync();
      target.size += bytes.length;
    } catch (error) {
      // Half a frame may stand at its end now: the next one begins with a file that is read and mended.
      copy = null;
      await target.file.close().catch(() => undefined);
      throw error;
    }
  }

  async function noteOutbox(): Promise<void> {
    const target = await opened();
    const { read } = source ?? {};
    if (!read) return;
    const wanted = unsentTags(read);
    const done = [...target.delivered].filter(
      ([tag, isDelivered]) => !isDelivered && !wanted.has(tag) && !target.strays.has(tag),
    );
    const again = [...wanted.keys()].filter((tag) => target.delivered.get(tag) === true);
    await mark(
      target,
      done.map(([tag]) => tag),
      true,
    );
    await mark(target, again, false);
    // Nothing waits any more: what others noted is of no use.
    if ([...target.delivered.values()].every((isDelivered) => isDelivered)) await rm(deliveredPath, { force: true });
    if (target.size > COMPACTION_FLOOR_BYTES && done.length > 0) await compact(read);
  }

  async function mark(target: OpenCopy, tags: readonly string[], isDelivered: boolean): Promise<void> {
    if (tags.length === 0) return;
    await write(target, markFrame(tags, isDelivered));
    for (const tag of tags) {
      target.delivered.set(tag, isDelivered);
      if (isDelivered) target.strays.delete(tag);
    }
  }

  /** Writes anew what is still of use, when that is less than half. */
  async function compact(read: RecordStore['read']): Promise<void> {
    const file = readSealedFile(path);
    if (!file || !source) return;
    const kept = keptItems(file, read);
    if (sizeOf(kept) * 2 > file.size) return;
    await copy?.file.close();
    copy = null;
    await rewrite(path, source.serverKey, file, kept);
  }

  return {
    begin(store, serverSealingKey) {
      source = { read: store.read, serverKey: serverSealingKey };
      turnstile.run(opened).catch((error: unknown) => log('sealed_copy_failed', { error: String(error) }));
    },
    append: (group) =>
      turnstile
        .run(async () => {
          const target = await opened();
          const tag = tagOfGroup(group);
          // It was in the outbox when the file was opened just now.
          if (target.delivered.has(tag)) return;
          await write(target, groupFrame(await sealGroup(source?.serverKey ?? '', group)));
          target.delivered.set(tag, false);
        })
        .catch((error: unknown) => {
          throw isFull(error) ? createError('disk_full', {}, error) : error;
        }),
    reconcile: () =>
      turnstile.run(noteOutbox).catch((error: unknown) => log('sealed_copy_failed', { error: String(error) })),
    strays: () => turnstile.run(async () => new Map((await opened()).strays)),
    markDelivered: (tags) => turnstile.run(async () => mark(await opened(), tags, true)),
    close: () =>
      turnstile.run(async () => {
        const target = copy;
        copy = null;
        await target?.file.close();
      }),
  };
}

async function openCopy(path: string, read: RecordStore['read'], serverKey: string, log: StoreLog): Promise<OpenCopy> {
  const before = await readOrSetAside(path, sealingKeyName(serverKey), log);
  const wanted = unsentTags(read);
  const kept = before ? keptItems(before, read) : new Map<string, Uint8Array>();
  if (!before || before.isHarmed || (before.size > COMPACTION_FLOOR_BYTES && sizeOf(kept) * 2 < before.size)) {
    if (before?.isHarmed) log('sealed_copy_mended', { groups: before.items.size });
    await rewrite(path, serverKey, before, kept);
  }
  const file = await open(path, 'a', 0o600);
  try {
    const delivered = new Map(
      [...(before?.items.keys() ?? [])].map((tag) => [tag, before?.delivered.get(tag) ?? false]),
    );
    const missing = [...wanted].filter(([tag]) => !delivered.has(tag));
    // One by one: all that waits may be more than the memory holds.
    for (const [tag, n] of missing) {
      const group = read.get<SignedGroup>('SELECT bytes, hash, signature FROM outbox WHERE n = :n', { n });
      if (group) await file.appendFile(groupFrame(await sealGroup(serverKey, group)));
      delivered.set(tag, false);
    }
    if (missing.length > 0) await file.datasync();
    const known = knownTags(
      read,
      [...delivered].filter(([, isDelivered]) => !isDelivered).map(([tag]) => tag),
      wanted,
    );
    const strays = new Map(
      [...(before?.items ?? [])].filter(([tag]) => delivered.get(tag) === false && !known.has(tag)),
    );
    return { file, delivered, strays, size: (await file.stat()).size };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** What cannot be this person's copy is put beside it, never thrown away. */
async function readOrSetAside(path: string, serverKeyName: string, log: StoreLog): Promise<SealedFile | null> {
  try {
    const file = readSealedFile(path);
    if (!file || file.serverKey === null || file.serverKey === serverKeyName) return file;
  } catch (error) {
    log('sealed_copy_foreign', { error: String(error) });
  }
  await rename(path, `${path}.${Date.now()}.aside`);
  return null;
}

async function rewrite(
  path: string,
  serverKey: string,
  before: SealedFile | null,
  kept: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    const done = [...kept.keys()].filter((tag) => before?.delivered.get(tag) === true);
    const frames = [...kept.values()].map(groupFrame);
    if (done.length > 0) frames.push(markFrame(done, true));
    await file.writeFile(Buffer.concat([headerOfFile(sealingKeyName(serverKey)), ...frames]));
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/**
 * Items whose group is still in the outbox, delivered or not (it is kept there until the server has it in a verified backup), and those
 * that nobody delivered yet.
 */
function keptItems(file: SealedFile, read: RecordStore['read']): Map<string, Uint8Array> {
  const delivered = [...file.items.keys()].filter((tag) => file.delivered.get(tag) === true);
  const inOutbox = delivered.length === 0 ? new Set<string>() : allTags(read);
  return new Map([...file.items].filter(([tag]) => file.delivered.get(tag) !== true || inOutbox.has(tag)));
}

/** Of these tags the ones that stand for groups in the outbox; the whole outbox is looked at only when there is doubt. */
function knownTags(
  read: RecordStore['read'],
  tags: readonly string[],
  wanted: ReadonlyMap<string, unknown>,
): ReadonlySet<string> {
  return tags.every((tag) => wanted.has(tag)) ? new Set(tags) : allTags(read);
}

const allTags = (read: RecordStore['read']): Set<string> =>
  new Set(read.all<{ signature: string }>('SELECT signature FROM outbox').map(tagOfGroup));

/** What the server lacks: not decided yet, or refused and stored nowhere else. */
const UNSENT = `state IN ('pending', 'waiting') OR reason = 'refused'`;

/** With their places in the outbox, in that order. */
const unsentTags = (read: RecordStore['read']): Map<string, number> =>
  new Map(
    read
      .all<{ n: number; signature: string }>(`SELECT n, signature FROM outbox WHERE ${UNSENT} ORDER BY n`)
      .map((group) => [tagOfGroup(group), group.n]),
  );

const sizeOf = (items: ReadonlyMap<string, Uint8Array>): number =>
  [...items.values()].reduce((sum, item) => sum + item.length, 0);

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
