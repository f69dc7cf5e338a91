/**
 * A bundle of work: what waits here for the server, own and others', in one file that only the server can read, signed by this device. What is in
 * it stays in the outbox and in the sealed copies until the server has said that it is there: a lost stick loses nothing.
 */
import { instantFromMilliseconds, type Clock } from '../../../shared/base/clock.ts';
import { createError } from '../../../shared/base/errors.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import {
  BUNDLE_BYTES_MAXIMUM,
  bundleHeaderBytes,
  framedBytes,
  writeBundle,
  writePart,
  type BundleHeader,
} from '../../../shared/sync/bundle.ts';
import {
  PART_CONTENT_BYTES_AIM,
  REQUEST_HASHES_MAXIMUM,
  type BundleRequest,
  type WorkContent,
} from '../../../shared/sync/bundleContent.ts';
import { PUSH_GROUPS_MAXIMUM, type HandshakeRequest } from '../../../shared/sync/protocol.ts';
import { seal, sealingKeyName } from '../../../shared/sync/sealing.ts';
import type { BringFacts } from '../../../shared/sync/serverFacts.ts';
import type { GroupSigner, OutboxEntry, RecordStore } from '../store/types.ts';
import { wantedBack, writeFacts } from '../sync/serverFacts.ts';
import { writeContent } from './partContent.ts';

export interface WriteWorkOptions {
  readonly store: Pick<RecordStore, 'identity' | 'sync' | 'read' | 'readInWorker' | 'getLocal' | 'listLocal'>;
  readonly bundle: RecordId;
  readonly handshake: HandshakeRequest;
  /** X25519 of this device, raw, base64url. */
  readonly replyKey: string;
  readonly serverSealingKey: string;
  /** Others' sealed items. */
  readonly sealed: readonly { readonly item: Uint8Array; readonly name: string }[];
  readonly signer: GroupSigner;
  readonly clock: Clock;
  /** Of the file; as large as any may be, unless told otherwise. */
  readonly bytesMaximum?: number;
  readonly signal?: AbortSignal | undefined;
  /** Groups written, and how many there are. */
  readonly onProgress: (done: number, expected: number) => void;
}

export interface WrittenWork {
  readonly bytes: Uint8Array;
  readonly groups: number;
  readonly sealed: number;
  /** Names of those whose sealed work is in it. */
  readonly names: readonly string[];
  /** Groups for which there was no room: another bundle takes them, after this one was delivered. */
  readonly left: number;
}

/** @throws PeyvandError `cancelled`. */
export async function writeWork(options: WriteWorkOptions): Promise<WrittenWork> {
  const { store, signal, onProgress } = options;
  const own = store.sync.counts().pending;
  const expected = own + options.sealed.length;
  const writer = createPartWriter(options);
  let groups = 0;
  let sealed = 0;
  const names = new Set<string>();
  const checkCancelled = (): void => {
    if (signal?.aborted) throw createError('cancelled');
  };
  onProgress(0, expected);
  const wanted = wantedBack(store);
  // First, for without them nothing of what the server answers is taken over.
  if (wanted && store.identity.epoch !== null) {
    for await (const message of writeFacts(store, wanted, store.identity.epoch, signal)) {
      checkCancelled();
      if (!(await writer.addFacts(message))) break;
    }
  }
  for (const { bytes, hash, signature } of unsentGroups(store.sync)) {
    checkCancelled();
    if (!(await writer.addGroup({ bytes, hash, signature }))) break;
    groups += 1;
    onProgress(groups, expected);
  }
  for (const { item, name } of options.sealed) {
    checkCancelled();
    if (!(await writer.addSealed(Buffer.from(item).toString('base64url')))) break;
    sealed += 1;
    if (name !== '') names.add(name);
    onProgress(groups + sealed, expected);
  }
  const bytes = await writer.end();
  return { bytes, groups, sealed, names: [...names], left: Math.max(0, own - groups) + options.sealed.length - sealed };
}

/** In their order, a few at a time: all of them at once may be more than the memory holds. */
function* unsentGroups(sync: Pick<RecordStore['sync'], 'outbox'>): Generator<OutboxEntry, void> {
  for (let done = 0; ;) {
    const batch = sync.outbox(PUSH_GROUPS_MAXIMUM, done, PART_CONTENT_BYTES_AIM);
    if (batch.length === 0) return;
    yield* batch;
    done += batch.length;
  }
}

interface PartWriter {
  /** False when the bundle is full: it was not taken. */
  addGroup(group: WorkContent['groups'][number]): Promise<boolean>;
  addSealed(item: string): Promise<boolean>;
  addFacts(message: BringFacts): Promise<boolean>;
  end(): Promise<Uint8Array>;
}

/** Parts are written as they fill; the last one is known as such only at the end, so one is always held back. */
function createPartWriter(options: WriteWorkOptions): PartWriter {
  const { store, clock, signer, bytesMaximum = BUNDLE_BYTES_MAXIMUM } = options;
  const createdAt = instantFromMilliseconds(clock.now());
  const sign = (text: string): Uint8Array => Buffer.from(signer.sign(text), 'base64url');
  const parts: Uint8Array[] = [];
  let bytes = 0;
  let content: WorkContent = { request: requestOf(options), groups: [], sealed: [] };
  let contentBytes = 0;

  async function writeOut(isLast: boolean): Promise<void> {
    const header: BundleHeader = {
      kind: 'work',
      bundle: options.bundle,
      device: store.identity.device,
      server: sealingKeyName(options.serverSealingKey),
      part: parts.length,
      isLast,
      createdAt,
    };
    const headerBytes = bundleHeaderBytes(header);
    const plaintext = await writeContent(content);
    const sealed = await seal(options.serverSealingKey, 'peyvand bundle work 1', plaintext, headerBytes);
    const part = writePart(headerBytes, sealed, sign);
    parts.push(part);
    bytes += framedBytes(part);
    content = { request: null, groups: [], sealed: [] };
    contentBytes = 0;
  }

  /** What is still to be written takes at most what it is, uncompressed. */
  const fits = (length: number): boolean => bytes + contentBytes + length + ROOM_FOR_FRAMES <= bytesMaximum;

  async function add(length: number, put: () => void): Promise<boolean> {
    if (!fits(length)) return false;
    if (contentBytes > 0 && contentBytes + length > PART_CONTENT_BYTES_AIM) await writeOut(false);
    put();
    contentBytes += length;
    return true;
  }

  return {
    addGroup: (group) => add(Buffer.byteLength(JSON.stringify(group)), () => content.groups.push(group)),
    addSealed: (item) => add(item.length, () => content.sealed.push(item)),
    addFacts: (message) =>
      add(Buffer.byteLength(JSON.stringify(message)), () => {
        content = { ...content, facts: [...(content.facts ?? []), message] };
      }),
    async end() {
      await writeOut(true);
      return writeBundle(parts);
    },
  };
}

/** Headers, seals, signatures and the request: far less. */
const ROOM_FOR_FRAMES = 4 * 1024 * 1024;

function requestOf({ store, handshake, replyKey }: WriteWorkOptions): BundleRequest {
  const hashes = store.read.all<{ hash: string }>(
    `SELECT hash FROM outbox WHERE state IN ('pending', 'waiting') ORDER BY n LIMIT ${REQUEST_HASHES_MAXIMUM}`,
  );
  return {
    handshake,
    view: store.sync.view(),
    cursor: store.sync.cursor(),
    replyKey,
    hashes: hashes.map(({ hash }) => hash),
  };
}
