/** Bundles as the person at work has them made and taken in: the one place that knows what kind of file it is and whose. */
import { z } from 'zod';
import { instantFromMilliseconds, type Clock } from '../../../shared/base/clock.ts';
import { createError } from '../../../shared/base/errors.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import type { Randomness } from '../../../shared/base/randomness.ts';
import { bytesToBase64url, base64urlToBytes } from '../../../shared/base/bytes.ts';
import { BUNDLE_EXTENSION, readBundle, type BundleHeader } from '../../../shared/sync/bundle.ts';
import { readPrivateSealingKey, sealingKeyName, type SealingKeyPair } from '../../../shared/sync/sealing.ts';
import type { HandshakeReply } from '../../../shared/sync/protocol.ts';
import type { CoreLog } from '../coreOptions.ts';
import type { ServerTransport } from '../ports/transport.ts';
import { sealingKeyPairFrom } from '../security/sealingKey.ts';
import type { GroupSigner, RecordStore } from '../store/types.ts';
import type { SyncEngine } from '../sync/index.ts';
import { writeHandshake } from '../sync/greeting.ts';
import type { Courier } from './courier.ts';
import { importChanges, standingOf, type ImportedChanges, type Standing } from './importChanges.ts';
import { takeInWork, type TakenIn } from './takeInWork.ts';
import { writeWork, type WrittenWork } from './writeWork.ts';

export interface BundleDesk {
  /** @throws PeyvandError `cancelled`. */
  writeWork(options: {
    readonly bundle: RecordId;
    readonly signal?: AbortSignal | undefined;
    readonly onProgress: (done: number, expected: number) => void;
  }): Promise<WrittenWork & { readonly fileName: string }>;
  /** Of work when somebody of head office has it, of changes when it is for this device. @throws PeyvandError `bundle_…`, `file_…`, … */
  take(
    bytes: Uint8Array,
    options: {
      readonly signal?: AbortSignal | undefined;
      readonly onProgress: (step: 'delivering' | 'answering' | 'applying', done: number, expected: number) => void;
    },
  ): Promise<
    | { readonly kind: 'work'; readonly taken: TakenIn; readonly fileName: string }
    | { readonly kind: 'changes'; readonly imported: ImportedChanges }
  >;
}

export interface BundleDeskOptions {
  readonly store: RecordStore;
  readonly sync: SyncEngine;
  readonly courier: Courier;
  readonly transport: ServerTransport;
  /** Of the device as the server knows it at this moment. */
  readonly token: () => string;
  readonly serverKeys: { readonly signing: string; readonly sealing: string };
  /** For the device as it is at this moment: a copied one takes a new identity. */
  readonly signer: () => GroupSigner;
  readonly schemaVersions: Readonly<Record<string, number>>;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: CoreLog;
  /** Hears of the greeting in an answer of the server, which may be days old. */
  readonly onGreeting?: (reply: HandshakeReply) => void;
  /** Whether the person may take bundles of others in. */
  readonly mayReceive: () => boolean;
}

const AREA = 'bundles';
const SECRET = 'secret';
const standingSchema = z.object({
  lastContactAt: z.string().nullable(),
  epoch: z.string().nullable(),
  view: z.string().nullable(),
});
/** Bundles whose answers may still come. */
const REMEMBERED_MAXIMUM = 50;

export function createBundleDesk(options: BundleDeskOptions): BundleDesk {
  const { store, clock } = options;
  const today = (): string => instantFromMilliseconds(clock.now()).slice(0, 10);

  /** Made when first needed, and the same ever after: answers to earlier bundles are sealed to it. The secret is wiped once `read` has what it wants of it. */
  async function withOwnKeys<Result>(read: (keys: SealingKeyPair) => Result | Promise<Result>): Promise<Result> {
    const known = store.getLocal(AREA, SECRET);
    const secret = typeof known === 'string' ? base64urlToBytes(known) : options.randomness.bytes(32);
    try {
      if (typeof known !== 'string') store.putLocal(AREA, SECRET, bytesToBase64url(secret));
      return await read(sealingKeyPairFrom(secret));
    } finally {
      secret.fill(0);
    }
  }

  /** What this device had heard when it asked: whether an answer was overtaken is seen by it. */
  function remember(bundle: RecordId): void {
    const written = store.listLocal(AREA).filter(({ key }) => key !== SECRET);
    // Ids are in the order of time.
    const oldest = written.map(({ key }) => key).toSorted();
    for (const key of oldest.slice(0, Math.max(0, oldest.length - REMEMBERED_MAXIMUM))) store.putLocal(AREA, key, null);
    store.putLocal(AREA, bundle, { ...standingOf(store) });
  }

  function askedWith(bundle: RecordId): Standing | null {
    const read = standingSchema.safeParse(store.getLocal(AREA, bundle));
    return read.success ? read.data : null;
  }

  return {
    async writeWork({ bundle, signal, onProgress }) {
      const replyKey = await withOwnKeys(({ publicKey }) => publicKey);
      const sealed = await options.courier.items();
      const written = await options.sync.between(async () => {
        remember(bundle);
        return writeWork({
          store,
          bundle,
          handshake: writeHandshake(options, clock.now()),
          replyKey,
          serverSealingKey: options.serverKeys.sealing,
          sealed,
          signer: options.signer(),
          clock,
          signal,
          onProgress,
        });
      });
      options.log('bundle.written', { groups: written.groups, sealed: written.sealed, bytes: written.bytes.length });
      return { ...written, fileName: workName(store.identity.deviceCode, today()) };
    },

    async take(bytes, { signal, onProgress }) {
      const { header } = readBundle(bytes);
      if (header.server !== sealingKeyName(options.serverKeys.sealing)) throw createError('bundle_foreign');
      if (header.kind === 'work') {
        if (!options.mayReceive()) throw createError('permission_denied', { permission: 'bundles.receive' });
        const taken = await takeInWork({
          transport: options.transport,
          token: options.token(),
          bytes,
          signal,
          onProgress,
        });
        return { kind: 'work', taken, fileName: answerName(header) };
      }
      const key = await withOwnKeys(readPrivateSealingKey);
      const imported = await options.sync.between(() =>
        importChanges({
          store,
          bytes,
          serverKeys: options.serverKeys,
          key,
          askedWith,
          onGreeting: options.onGreeting,
          log: options.log,
          signal,
          onProgress: (done, expected) => onProgress('applying', done, expected),
        }),
      );
      options.log('bundle.imported', { state: imported.state, rows: imported.rows });
      return { kind: 'changes', imported };
    },
  };
}

/** Names say whose and of which day, and nothing of what is in the file. */
const workName = (code: string, day: string): string => `peyvand-work-${code}-${day}.${BUNDLE_EXTENSION}`;

/** Of the answer to a bundle of work. */
export const answerName = ({ device, bundle, createdAt }: BundleHeader): string =>
  `peyvand-answer-${device.slice(-4)}${bundle.slice(-4)}-${createdAt.slice(0, 10)}.${BUNDLE_EXTENSION}`;
