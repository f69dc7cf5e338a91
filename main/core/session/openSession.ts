/**
 * A person at work: their open store, their sync, and what they may do. Lives from unlock to lock. Long, for it is the one list of what opens, in which order, and of what
 * closes, in the reverse one.
 */
import type { Clock } from '../../../shared/base/clock.ts';
import { createEmitter, type Emitter } from '../../../shared/base/emitter.ts';
import type { DeviceCallInputs, DeviceCallName, DeviceCallReplies } from '../../../shared/contract/server.ts';
import type { SessionPerson } from '../../../shared/contract/session.ts';
import { createIdSource } from '../../../shared/base/id.ts';
import { readRecoveryPolicy } from '../../../shared/contract/recovery.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { timeZoneOr } from '../../../shared/sync/receipt.ts';
import { schemaVersions } from '../../../shared/domain/catalogue.ts';
import { hasPermission } from '../../../shared/domain/permissions.ts';
import { ROLES, type Role } from '../../../shared/domain/organisation/organisation.ts';
import { createAttachmentDesk, type AttachmentDesk } from '../attachments/attachmentDesk.ts';
import { createDeviceAudit, type DeviceAudit } from '../audit/deviceAudit.ts';
import { createBundleDesk, type BundleDesk } from '../courier/bundleDesk.ts';
import { createCourier, type Courier } from '../courier/courier.ts';
import { createSealedCopy, type OwnSealedCopy } from '../courier/sealedCopy.ts';
import type { CoreOptions } from '../coreOptions.ts';
import { createDocuments, type Documents } from '../documents/documents.ts';
import { openRecordDatabase } from '../documents/recordDatabase.ts';
import { createCommitGuard, type CommitGuard } from '../features/commitGuard.ts';
import type { LeaseDesk } from '../lease/leaseDesk.ts';
import { createSettings, type Settings } from '../features/organisation/settings.ts';
import { createStorageKeeper, type StorageKeeper } from '../features/storage/keeper.ts';
import { createLeaverDesk, type LeaverDesk } from '../features/watch/leaverDesk.ts';
import type { PersonAtWork } from '../features/rights.ts';
import { createGroupSigner } from '../security/deviceKey.ts';
import { finishRotation, settleRotation } from '../security/rotationFiles.ts';
import { createIdleLock, type IdleLock } from '../security/idleLock.ts';
import { createRecoveryShare, type RecoveryShare } from '../security/recoveryShare.ts';
import { createRecordStorage, openRecordStore, settleReplacement } from '../store/index.ts';
import type { RecordStore } from '../store/types.ts';
import { createDeviceIdentities, type SyncEngine } from '../sync/index.ts';
import { requireLease } from './admission.ts';
import { runAfterRounds } from './afterRounds.ts';
import { readDeviceValues, readSigningSeed } from './deviceValues.ts';
import type { Profiles } from './profiles.ts';
import { currentServerUrl } from './serverUrl.ts';

export interface OpenSession {
  readonly profileId: string;
  readonly store: RecordStore;
  /** Single records, live. */
  readonly documents: Documents;
  readonly sync: SyncEngine;
  /** Others' sealed work on this machine. */
  readonly courier: Courier;
  readonly bundles: BundleDesk;
  /** Bytes of photos and files, on their way. */
  readonly attachments: AttachmentDesk;
  readonly settings: Settings;
  /** What is done here that somebody may ask about later. */
  readonly audit: DeviceAudit;
  /** Asks the server outside of a round; fails with `server_unreachable` without a line, with `cancelled` when the session ends. */
  ask<Name extends DeviceCallName>(
    name: Name,
    input: DeviceCallInputs[Name],
    signal?: AbortSignal,
  ): Promise<DeviceCallReplies[Name]>;
  readonly isSample: boolean;
  /** Aborted when the session ends, before the store closes. */
  readonly ended: AbortSignal;
  /** Values of this device that changed (drafts, saved views), by area. */
  readonly localChanges: Emitter<string>;
  readonly idle: IdleLock;
  /** The machine's. */
  readonly clock: Clock;
  /** What the server keeps for the day on which passphrase or keychain are gone. */
  readonly recovery: RecoveryShare;
  /** Backups, the daily check, and what was set aside. */
  readonly storage: StorageKeeper;
  /** What the person may export, and how much they read. */
  readonly leaver: LeaverDesk;
  person(): PersonAtWork & SessionPerson;
  /** The data key, for wrapping it anew. */
  readonly dataKey: Uint8Array;
  /** The sealed copy learns what the server has by now. Never fails. */
  noteSent(): Promise<void>;
  /** Ends streams and sync, closes the store, wipes the key. */
  end(): Promise<void>;
}

export interface OpenSessionOptions {
  readonly core: CoreOptions;
  readonly profiles: Profiles;
  readonly profileId: string;
  /** Belongs to the session from now on. */
  readonly dataKey: Uint8Array;
  readonly onIdle: () => void;
  /** Of this machine; the session keeps this profile's up to date. */
  readonly leases: LeaseDesk;
}

/**
 * Opens a person's store and starts their sync.
 * @throws PeyvandError as `openRecordStore` does, `lease_locked`, and `store_damaged`; then everything is closed again and the key wiped.
 */
export async function openSession({
  core,
  profiles,
  profileId,
  dataKey,
  onIdle,
  leases,
}: OpenSessionOptions): Promise<OpenSession> {
  let store: RecordStore | null = null;
  const paths = profiles.paths(profileId);
  const copy = createSealedCopy({ path: paths.sealed, deliveredPath: paths.delivered, log: core.log });
  try {
    let guard: CommitGuard | null = null;
    settleReplacement(paths.store);
    settleRotation(paths, dataKey);
    store = openRecordStore({
      guard: (operations) => guard?.(operations),
      directory: paths.store,
      sealedCopy: copy,
      key: dataKey,
      clock: core.clock,
      signer: (readLocal) => createGroupSigner(() => readSigningSeed(readLocal)),
      log: core.log,
    });
    finishRotation(paths);
    await requireLease({ core, leases, profileId, store });
    const session = assemble({ core, profiles, profileId, dataKey, onIdle, leases }, store, copy);
    guard = createCommitGuard(session);
    return session;
  } catch (error) {
    leases.detach(profileId);
    await store?.close();
    await copy.close();
    dataKey.fill(0);
    throw error;
  }
}

function assemble(
  { core, profiles, profileId, dataKey, onIdle, leases }: OpenSessionOptions,
  store: RecordStore,
  copy: OwnSealedCopy,
): OpenSession {
  const values = readDeviceValues(store);
  const ending = new AbortController();
  const settings = createSettings(store);
  const transport = core.openTransport(currentServerUrl(values.serverUrl, core.defaultServerUrl));
  const serverSealingKey = values.serverKeys.sealing;
  copy.begin(store, serverSealingKey);
  const identities = createDeviceIdentities({
    store,
    transport,
    firstToken: values.token,
    clock: core.clock,
    randomness: core.randomness,
  });
  const courier = createCourier({
    profiles,
    profileId,
    copy,
    serverSealingKey,
    transport,
    token: () => identities.token(),
    log: core.log,
  });
  const sync = core.createSyncEngine({
    store,
    transport,
    token: values.token,
    identities,
    timeZone: () => settings.timeZone() ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
    clock: core.clock,
    timers: core.timers,
    randomness: core.randomness,
    schemaVersions: schemaVersions(),
    programVersion: core.programVersion,
    lease: {
      ask: () => leases.ask(),
      take: (token, question) => void leases.takeLease(profileId, token, question),
    },
    log: core.log,
  });
  const idle = createIdleLock({
    clock: core.clock,
    timers: core.timers,
    minutes: () => atMost(settings.idleLockMinutes(), leases.lease(profileId)?.policy.idleLockMinutesMaximum ?? null),
    onIdle,
  });
  const documents = createDocuments({
    store,
    openDatabase: () => openRecordDatabase({ storage: createRecordStorage(store), owner: store.identity.device }),
  });
  const bundles = createBundleDesk({
    store,
    sync,
    courier,
    transport,
    token: () => identities.token(),
    serverKeys: values.serverKeys,
    signer: () => createGroupSigner(() => readSigningSeed((area, key) => store.getLocal(area, key))),
    schemaVersions: schemaVersions(),
    clock: core.clock,
    randomness: core.randomness,
    onGreeting: ({ leaseToken = null }) => void leases.takeLease(profileId, leaseToken, null),
    log: core.log,
    mayReceive: () => hasPermission(personNow(store, values.person).role, 'bundles.receive'),
  });
  const signal = ending.signal;
  // The copy learns what went, and others' sealed work goes too.
  const carrying = runAfterRounds({
    sync,
    signal,
    work: () => copy.reconcile().then(() => courier.deliver(signal)),
    failure: 'courier.failed',
    log: core.log,
  });
  const audit = createDeviceAudit({
    store,
    signer: createGroupSigner(() => readSigningSeed((area, key) => store.getLocal(area, key))),
    clock: core.clock,
    deliver: (input) => transport.call(identities.token(), 'deliverAudit', input, signal),
    log: core.log,
  });
  const telling = runAfterRounds({
    sync,
    signal,
    work: () => audit.deliver(),
    failure: 'audit.not_delivered',
    log: core.log,
  });
  const leaver = createLeaverDesk({
    store,
    ask: (name, input) => transport.call(identities.token(), name, input, signal),
    settings,
    person: () => personNow(store, values.person),
    timeZone: () => timeZoneOr(settings.timeZone() ?? core.timeZone),
    clock: core.clock,
    timers: core.timers,
    randomness: core.randomness,
    audit,
    log: core.log,
  });
  const watching = runAfterRounds({
    sync,
    signal,
    work: () => leaver.tell(),
    failure: 'watch.not_told',
    log: core.log,
  });
  const attachments = createAttachmentDesk({
    store,
    ask: (name, input, cancelled) =>
      transport.call(identities.token(), name, input, cancelled ? AbortSignal.any([cancelled, signal]) : signal),
    sync,
    person: () => values.person.id,
    clock: core.clock,
    signal,
    log: core.log,
  });
  const attaching = runAfterRounds({
    sync,
    signal,
    work: () => attachments.afterRound(),
    failure: 'attachments.not_moved',
    log: core.log,
  });
  const storage = createStorageKeeper({
    core,
    store,
    paths: profiles.paths(profileId),
    profileId,
    dataKey,
    idle,
    signal: ending.signal,
  });
  const recovery = createRecoveryShare({
    keyringPath: profiles.paths(profileId).keyring,
    store,
    dataKey,
    ended: ending.signal,
    policy: () => readRecoveryPolicy(settings.all()['recoveryShares']),
    serverSealingKey,
    ask: (name, input) => transport.call(identities.token(), name, input, ending.signal),
    nextId: createIdSource(core.clock, core.randomness),
    randomness: core.randomness,
  });
  const recovering = runAfterRounds({
    sync,
    signal: ending.signal,
    work: () => recovery.settle(),
    failure: 'recovery.not_settled',
    log: core.log,
  });
  sync.start();
  return {
    profileId,
    store,
    documents,
    sync,
    courier,
    bundles,
    attachments,
    settings,
    audit,
    recovery,
    ask: (name, input, cancelled) =>
      transport.call(identities.token(), name, input, cancelled ? AbortSignal.any([cancelled, signal]) : signal),
    isSample: values.sample,
    ended: ending.signal,
    localChanges: createEmitter((error) => core.log('core.listener_failed', { error: String(error) })),
    idle,
    clock: core.clock,
    storage,
    leaver,
    person: () => personNow(store, values.person),
    dataKey,
    noteSent: () => copy.reconcile(),
    async end() {
      ending.abort();
      idle.stop();
      try {
        await sync.stop();
        await storage.stop();
        await carrying.stop();
        await telling.stop();
        await recovering.stop();
        await watching.stop();
        await attaching.stop();
        await attachments.stop();
        leaver.stop();
        settings.stop();
        await documents.close().catch((error: unknown) => core.log('documents.close_failed', { error: String(error) }));
        leases.detach(profileId);
        await store.close();
        await copy.close();
      } finally {
        dataKey.fill(0);
      }
    },
  };
}

/** Minutes; null stands for no limit. */
const atMost = (minutes: number | null, most: number | null): number | null =>
  most === null ? minutes : Math.min(minutes ?? most, most);

/**
 * Name and role as the company has them now. A person whose record is not here yet is as at enrolment; one who left, and one whose role this version
 * does not know, may do nothing (`requireStanding`).
 */
function personNow(
  store: RecordStore,
  enrolled: SessionPerson & { readonly role: Role },
): PersonAtWork & SessionPerson {
  const record = store.read.record({ collection: 'organisation', id: enrolled.id });
  if (!record) return { ...enrolled, standing: 'active' };
  const role = ROLES.find((known) => known === record.body['role']);
  const hasLeft = record.deleted || record.body['active'] === false;
  return {
    ...enrolled,
    name: textOf(record.body, 'name') ?? enrolled.name,
    role: role ?? enrolled.role,
    standing: hasLeft ? 'left' : role === undefined ? 'unknownRole' : 'active',
  };
}
