/** One person on one machine: a real encrypted store, a real sync engine, and a network that can be taken away or made bad. */
import { copyFileSync, existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import { createIdSource } from '../../shared/base/id.ts';
import { createSeededRandomness, type Randomness } from '../../shared/base/randomness.ts';
import type { SyncState } from '../../shared/contract/sync.ts';
import { kindOf, schemaVersions } from '../../shared/domain/catalogue.ts';
import type { CollectionName, RecordBody } from '../../shared/domain/record.ts';
import { diffBodies } from '../../shared/sync/diff.ts';
import { PROTOCOL_VERSION, type EnrolReply } from '../../shared/sync/protocol.ts';
import type { ServerTransport } from '../../main/core/ports/transport.ts';
import { createGroupSigner, createSigningSeed, publicSigningKey } from '../../main/core/security/deviceKey.ts';
import {
  createRecordStore,
  openRecordStore,
  type CreateStoreOptions,
  type HeldRecord,
  type RecordStore,
  type StoreOptions,
} from '../../main/core/store/index.ts';
import type { Pacing } from '../../main/core/store/pacing.ts';
import { readSigningSeed, writeSigningSeed } from '../../main/core/session/deviceValues.ts';
import {
  createDeviceIdentities,
  createSyncEngine,
  type DeviceIdentities,
  type SyncEngine,
} from '../../main/core/sync/index.ts';
import type { OwnSealedCopy } from '../../main/core/courier/sealedCopy.ts';

export interface TestDevice {
  readonly person: string;
  /** As it was enrolled; a restored or cloned one takes another (`store.identity`). */
  readonly device: string;
  /** Of that device. */
  readonly token: string;
  readonly store: RecordStore;
  /** Of the store. */
  readonly key: Uint8Array;
  readonly network: Network;
  readonly engine: SyncEngine;
  /** Of the store that is open now; null when it has none. */
  readonly sealedCopy: OwnSealedCopy | null;
  readonly serverKeys: EnrolReply['serverKeys'];
  /** Of the device as the server knows it at this moment. */
  bearer(): string;
  /** Where its files are. */
  readonly directory: string;
  newId(): string;
  /** One round with the server; the state after it. */
  sync(): Promise<SyncState>;
  record(collection: CollectionName, id: string): HeldRecord | null;
  create(collection: CollectionName, kind: string, body: RecordBody): Promise<string>;
  /**
   * An edit as a form makes it: `seen` is what the person had before them when they began. With `version`, the one of that moment, the
   * form says so, as the product's do; without it only the values seen are told.
   */
  edit(collection: CollectionName, id: string, next: RecordBody, seen?: RecordBody, version?: number): Promise<void>;
  remove(collection: CollectionName, id: string): Promise<void>;
  /** Closes everything and opens it again. */
  restart(): Promise<void>;
  /** Closes everything; `restart` opens it again. */
  rest(): Promise<void>;
  /** What a power cut would leave on the disk at this very moment, also in the middle of a checkpoint. Returns the folder of the copy. */
  copyFiles(): string;
  /** Goes on from such a copy, as after the power cut; whatever was written since is gone. */
  restartFrom(copy: string): Promise<void>;
  close(): Promise<void>;
}

type MessageKind = 'handshake' | 'push' | 'pull' | 'call';

/** A transport that a test may spoil. */
export interface Network extends ServerTransport {
  online: boolean;
  /** Called before each message; may throw to cut the line there. */
  onMessage: (kind: MessageKind, moment: 'before' | 'after') => void;
}

/** How a device comes by its store, when not by making one: a run of thousands of devices copies an empty one. */
export interface StoreMaker {
  /** The devices' own key is drawn when they make their store themselves. */
  readonly key: Uint8Array;
  make(options: CreateStoreOptions): RecordStore;
}

export async function createTestDevice(options: {
  login: string;
  transport: ServerTransport;
  seed?: number;
  clockOffset?: number;
  clock?: Clock;
  pacing?: Pacing;
  upkeep?: NonNullable<StoreOptions['upkeep']>;
  stores?: StoreMaker;
  /** The folder of all its folders; the system's temporary one when left out. */
  parentDirectory?: string;
  /** The sealed copy of unsent work, which lies among the files of the store here; none when left out. */
  openSealedCopy?: (directory: string) => OwnSealedCopy;
  /** What this version of the program knows; the product's own when left out. */
  schemaVersions?: () => Readonly<Record<string, number>>;
  log?: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}): Promise<TestDevice> {
  const randomness = createSeededRandomness(options.seed ?? Math.floor(Math.random() * 1e9));
  const time = options.clock ?? { now: () => Date.now() };
  const clock = { now: () => time.now() + (options.clockOffset ?? 0) };
  const newId = createIdSource(clock, randomness);
  const parentDirectory = options.parentDirectory ?? tmpdir();
  let directory = newFolder(parentDirectory);
  const network = createNetwork(options.transport);
  const signIn = await network.signIn({ login: options.login, password: `password-of-${options.login}` });
  const seed = createSigningSeed(randomness);
  const device = newId();
  const enrolment = await network.enrol({
    ticket: signIn.ticket,
    device,
    deviceName: 'e2e',
    signingKey: publicSigningKey(seed),
    protocol: PROTOCOL_VERSION,
  });
  const key = options.stores?.key ?? randomness.bytes(32);
  const storeOptions = {
    key,
    clock,
    signer: (readLocal: Parameters<typeof readSigningSeed>[0]) => createGroupSigner(() => readSigningSeed(readLocal)),
    ...(options.pacing ? { pacing: options.pacing } : {}),
    ...(options.upkeep ? { upkeep: options.upkeep } : {}),
  };
  let sealedCopy = options.openSealedCopy?.(directory) ?? null;
  let store = (options.stores?.make ?? createRecordStore)({
    ...storeOptions,
    ...(sealedCopy ? { sealedCopy } : {}),
    directory,
    identity: { device, person: signIn.person.id, deviceCode: enrolment.deviceCode, epoch: null },
  });
  writeSigningSeed(store, seed);
  store.sync.addNumberBlocks(enrolment.numberBlocks);
  sealedCopy?.begin(store, enrolment.serverKeys.sealing);
  let identities = openIdentities();
  let engine = openEngine();

  function openIdentities(): DeviceIdentities {
    return createDeviceIdentities({ store, transport: network, firstToken: enrolment.token, clock, randomness });
  }
  async function closeAll(): Promise<void> {
    await engine.stop();
    await store.close();
    await sealedCopy?.close();
  }
  function openAll(): void {
    sealedCopy = options.openSealedCopy?.(directory) ?? null;
    store = openRecordStore({ ...storeOptions, directory, ...(sealedCopy ? { sealedCopy } : {}) });
    sealedCopy?.begin(store, enrolment.serverKeys.sealing);
    identities = openIdentities();
    engine = openEngine();
  }
  function openEngine(): SyncEngine {
    return createSyncEngine({
      store,
      transport: network,
      token: enrolment.token,
      identities,
      clock,
      timers: { after: () => () => {} },
      randomness,
      schemaVersions: (options.schemaVersions ?? schemaVersions)(),
      log: options.log ?? (() => {}),
    });
  }
  const record = (collection: CollectionName, id: string): HeldRecord | null => store.read.record({ collection, id });
  const require = (collection: CollectionName, id: string): HeldRecord => {
    const held = record(collection, id);
    if (!held) throw new Error(`${options.login} does not hold ${collection}/${id}`);
    return held;
  };
  return {
    person: signIn.person.id,
    device,
    token: enrolment.token,
    get store() {
      return store;
    },
    key,
    network,
    get engine() {
      return engine;
    },
    get sealedCopy() {
      return sealedCopy;
    },
    serverKeys: enrolment.serverKeys,
    bearer: () => identities.token(),
    get directory() {
      return directory;
    },
    newId,
    sync: () => engine.now(),
    record,
    async create(collection, kind, body) {
      const id = newId();
      await store.commit({ author: signIn.person.id, operations: [{ act: 'create', collection, kind, id, body }] });
      return id;
    },
    async edit(collection, id, next, seen, version) {
      const held = require(collection, id);
      const definition = kindOf(collection, held.kind);
      if (!definition) throw new Error(`no kind ${held.kind}`);
      const before = seen ?? held.body;
      await store.commit({
        author: signIn.person.id,
        operations: [
          {
            act: 'patch',
            collection,
            kind: held.kind,
            id,
            changes: diffBodies(definition, before, { ...before, ...next }),
            ...(version === undefined ? {} : { seen: { version, body: before } }),
          },
        ],
      });
    },
    async remove(collection, id) {
      const { kind } = require(collection, id);
      await store.commit({ author: signIn.person.id, operations: [{ act: 'delete', collection, kind, id }] });
    },
    async restart() {
      await closeAll();
      openAll();
    },
    rest: closeAll,
    copyFiles: () => copyStore(directory, parentDirectory),
    async restartFrom(copy) {
      await closeAll();
      await rm(directory, { recursive: true, force: true });
      directory = copy;
      openAll();
    },
    async close() {
      await closeAll();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Of a device: all that a power cut leaves. */
const FILES = ['store.db', 'store.db-wal', 'store.marker.json', 'unsent.sealed', 'unsent.delivered'];

const newFolder = (parent: string): string => mkdtempSync(join(parent, 'peyvand-device-'));

/** Without the lock and the shared memory of the log, which end with their process. */
function copyStore(directory: string, parent: string): string {
  const copy = newFolder(parent);
  for (const name of FILES)
    if (existsSync(join(directory, name))) copyFileSync(join(directory, name), join(copy, name));
  return copy;
}

function createNetwork(transport: ServerTransport): Network {
  const network: Network = {
    ...transport,
    online: true,
    onMessage: () => {},
    handshake: (token, request, signal) => pass('handshake', () => transport.handshake(token, request, signal)),
    push: (token, request, signal) => pass('push', () => transport.push(token, request, signal)),
    pull: (token, request, signal) => pass('pull', () => transport.pull(token, request, signal)),
    call: (token, name, input, signal) => pass('call', () => transport.call(token, name, input, signal)),
  };
  async function pass<Reply>(kind: MessageKind, call: () => Promise<Reply>): Promise<Reply> {
    if (!network.online) throw createError('server_unreachable');
    network.onMessage(kind, 'before');
    const reply = await call();
    network.onMessage(kind, 'after');
    return reply;
  }
  return network;
}

/** Cuts the line at random moments, before a message arrives or after the server has done its work. */
export function cutAtRandom(network: Network, randomness: Randomness, chance: number): void {
  network.onMessage = () => {
    if ((randomness.bytes(1)[0] ?? 0) < chance * 256) throw createError('server_unreachable');
  };
}
