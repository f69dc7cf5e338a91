/** A person at work: their open store, their sync, and what they may do. Lives from unlock to lock. */
import { createEmitter, type Emitter } from '../../../shared/base/emitter.ts';
import type { SessionPerson } from '../../../shared/contract/session.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { schemaVersions } from '../../../shared/domain/catalogue.ts';
import { ROLES, type Role } from '../../../shared/domain/organisation/organisation.ts';
import type { CoreOptions } from '../coreOptions.ts';
import { createDocuments, type Documents } from '../documents/documents.ts';
import { openRecordDatabase } from '../documents/recordDatabase.ts';
import { createSettings, type Settings } from '../features/organisation/settings.ts';
import { createGroupSigner } from '../security/deviceKey.ts';
import { createIdleLock, type IdleLock } from '../security/idleLock.ts';
import { createRecordStorage, openRecordStore } from '../store/index.ts';
import type { RecordStore } from '../store/types.ts';
import type { SyncEngine } from '../sync/index.ts';
import { readDeviceValues, readSigningSeed } from './deviceValues.ts';
import { currentServerUrl } from './serverUrl.ts';

export interface OpenSession {
  readonly profileId: string;
  readonly store: RecordStore;
  /** Single records and small sets, live. */
  readonly documents: Documents;
  readonly sync: SyncEngine;
  readonly settings: Settings;
  readonly isSample: boolean;
  /** Aborted when the session ends, before the store closes. */
  readonly ended: AbortSignal;
  /** Values of this device that changed (drafts, saved views), by area. */
  readonly localChanges: Emitter<string>;
  readonly idle: IdleLock;
  person(): SessionPerson & { readonly role: Role };
  /** The data key, for wrapping it anew. */
  readonly dataKey: Uint8Array;
  /** Ends streams and sync, closes the store, wipes the key. */
  end(): Promise<void>;
}

export interface OpenSessionOptions {
  readonly core: CoreOptions;
  readonly profileId: string;
  readonly storeDirectory: string;
  /** Belongs to the session from now on. */
  readonly dataKey: Uint8Array;
  readonly onIdle: () => void;
}

/**
 * Opens a person's store and starts their sync.
 * @throws PeyvandError as `openRecordStore` does, and `store_damaged`; then everything is closed again and the key wiped.
 */
export async function openSession({
  core,
  profileId,
  storeDirectory,
  dataKey,
  onIdle,
}: OpenSessionOptions): Promise<OpenSession> {
  let store: RecordStore | null = null;
  try {
    store = openRecordStore({
      directory: storeDirectory,
      key: dataKey,
      clock: core.clock,
      signer: (readLocal) => createGroupSigner(() => readSigningSeed(readLocal)),
      log: core.log,
    });
    return assemble(core, profileId, store, dataKey, onIdle);
  } catch (error) {
    await store?.close();
    dataKey.fill(0);
    throw error;
  }
}

function assemble(
  core: CoreOptions,
  profileId: string,
  store: RecordStore,
  dataKey: Uint8Array,
  onIdle: () => void,
): OpenSession {
  const values = readDeviceValues(store);
  const ending = new AbortController();
  const settings = createSettings(store);
  const sync = core.createSyncEngine({
    store,
    transport: core.openTransport(currentServerUrl(values.serverUrl, core.defaultServerUrl)),
    token: values.token,
    device: store.identity.device,
    clock: core.clock,
    timers: core.timers,
    randomness: core.randomness,
    schemaVersions: schemaVersions(),
    log: core.log,
  });
  const idle = createIdleLock({
    clock: core.clock,
    timers: core.timers,
    minutes: () => settings.idleLockMinutes(),
    onIdle,
  });
  const documents = createDocuments({
    store,
    openDatabase: () => openRecordDatabase({ storage: createRecordStorage(store), owner: store.identity.device }),
  });
  sync.start();
  return {
    profileId,
    store,
    documents,
    sync,
    settings,
    isSample: values.sample,
    ended: ending.signal,
    localChanges: createEmitter((error) => core.log('core.listener_failed', { error: String(error) })),
    idle,
    person: () => personNow(store, values.person),
    dataKey,
    async end() {
      ending.abort();
      idle.stop();
      try {
        await sync.stop();
        settings.stop();
        await documents.close().catch((error: unknown) => core.log('documents.close_failed', { error: String(error) }));
        await store.close();
      } finally {
        dataKey.fill(0);
      }
    },
  };
}

/** Name and role as the company has them now. A person whose record is not here (not yet, or no more) is as at enrolment. */
function personNow(
  store: RecordStore,
  enrolled: SessionPerson & { readonly role: Role },
): SessionPerson & { readonly role: Role } {
  const record = store.read.record({ collection: 'organisation', id: enrolled.id });
  if (!record || record.deleted) return enrolled;
  const role = ROLES.find((known) => known === record.body['role']) ?? enrolled.role;
  return { ...enrolled, name: textOf(record.body, 'name') ?? enrolled.name, role };
}
