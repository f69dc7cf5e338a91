/**
 * The way out when a person's store does not open although their passphrase was right. What can be saved is read first and nothing is changed by it; the
 * damaged files are set aside, never removed; then a new store takes their place, filled with what was saved and, over a line, by the server;
 * or a backup does. What fails leaves what there was, and can be tried again. (All ways in one file: they share what is set aside, what is told, and the key.)
 */
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createError, errorToWire, type PeyvandError } from '../../../shared/base/errors.ts';
import { createIdSource } from '../../../shared/base/id.ts';
import type { RepairState } from '../../../shared/contract/storage.ts';
import { PROTOCOL_VERSION } from '../../../shared/sync/protocol.ts';
import type { CoreOptions } from '../coreOptions.ts';
import { createSealedCopy } from '../courier/sealedCopy.ts';
import { createGroupSigner, createSigningSeed, publicSigningKey } from '../security/deviceKey.ts';
import { readFormerKeys } from '../security/formerKeys.ts';
import { createIdleLock, type IdleLock } from '../security/idleLock.ts';
import type { KeyringTools } from '../security/keyring.ts';
import { readKeyring } from '../security/keyringFile.ts';
import {
  createBackupShelf,
  createRecordStore,
  extractBackup,
  isSomethingHere,
  isUnderKey,
  openRecordStore,
  placeStore,
  quarantineStore,
  readBackupHead,
  type BackupHead,
} from '../store/index.ts';
import { copyUnderNewKey } from '../store/rekey.ts';
import type { RecordStore } from '../store/types.ts';
import { createDeviceIdentities } from '../sync/index.ts';
import { openBackedUpKeyring } from './backedUpKeyring.ts';
import { readDeviceValues, readSigningSeed } from './deviceValues.ts';
import { fillStore, signInToServer } from './enrolment.ts';
import type { Profiles } from './profiles.ts';
import { isUnsent, ownValues, readRemains, type Remains } from './remains.ts';
import { currentServerUrl } from './serverUrl.ts';

export interface Repair {
  readonly profileId: string;
  state(): RepairState;
  /** @param password Of the account: only when the state says `signIn`. @throws PeyvandError, which the state then names too. */
  rebuild(password: string | null): Promise<void>;
  restore(choice: BackupChoice): Promise<void>;
  /** Somebody is at it; keeps the idle lock away. */
  noteActivity(): boolean;
  /** A copy of the data key as it is by now, for opening the store. */
  key(): Uint8Array;
  /** Wipes the key. */
  end(): void;
}

export interface BackupChoice {
  /** One of the list. */
  readonly file?: string | undefined;
  /** Or any. */
  readonly path?: string | undefined;
  /** Of the backup's time, when the data key has changed since. */
  readonly passphrase?: string | undefined;
}

export interface RepairOptions {
  readonly core: CoreOptions;
  readonly profiles: Profiles;
  readonly tools: KeyringTools;
  readonly profileId: string;
  /** Belongs to the repair from now on. */
  readonly dataKey: Uint8Array;
  /** null: a person asks for it. */
  readonly finding: PeyvandError | null;
  readonly onMoved: () => void;
  /** Nobody has done anything for a while. */
  readonly onIdle: () => void;
}

/** The key is in memory: whoever walks away leaves a machine that locks itself. */
const IDLE_MINUTES = 15;

export async function beginRepair(options: RepairOptions): Promise<Repair> {
  const { core, profiles, profileId, finding } = options;
  const paths = profiles.paths(profileId);
  const { name, login, serverUrl } = readKeyring(paths.keyring);
  const shelf = createBackupShelf({ profileFolder: paths.folder, profileId, clock: core.clock });
  const remainsNow = (): Remains => readRemains(paths, dataKey, finding?.facts['reason']);
  const ownUrl = currentServerUrl(serverUrl, core.defaultServerUrl);
  const { dataKey } = options;
  /** Of a try that was cut short behind it, too. */
  let movedTo: string | null = null;
  const { found, device } = remainsNow();
  let state: RepairState = {
    profileId,
    name,
    login,
    finding: finding && errorToWire(finding),
    found,
    rebuild: device ? 'here' : 'signIn',
    folder: shelf.folder(),
    backups: await shelf.list().catch(() => []),
    step: 'ready',
    failure: null,
    outcome: null,
  };
  const idle: IdleLock = createIdleLock({
    clock: core.clock,
    timers: core.timers,
    minutes: () => IDLE_MINUTES,
    onIdle: options.onIdle,
  });

  const change = (part: Partial<RepairState>): void => {
    state = { ...state, ...part };
    options.onMoved();
  };

  /** One try: what it throws is what the state says, and the ways stay open. */
  async function attempt(work: () => Promise<NonNullable<RepairState['outcome']>>): Promise<void> {
    if (state.outcome !== null) throw createError('illegal_transition', { from: 'done' });
    change({ failure: null });
    try {
      const outcome = await work();
      core.log('repair.done', { way: outcome.way, ...outcome.found });
      change({ step: 'done', outcome });
    } catch (error) {
      const failure = errorToWire(error);
      core.log('repair.failed', { code: failure.code });
      change({ step: 'ready', failure, backups: await shelf.list().catch(() => []) });
      throw error;
    }
  }

  const storeOptions = () => ({
    directory: paths.store,
    key: dataKey,
    clock: core.clock,
    signer: (readLocal: (area: string, key: string) => unknown) => createGroupSigner(() => readSigningSeed(readLocal)),
    log: core.log,
  });

  /** null when there never was anything in the store's place. */
  function setAside(): string | null {
    change({ step: 'settingAside' });
    if (isSomethingHere(paths.store)) movedTo = quarantineStore(paths.store, core.clock);
    return movedTo === null ? null : basename(movedTo);
  }

  function becomeAnotherDevice(store: RecordStore): void {
    const values = readDeviceValues(store);
    createDeviceIdentities({
      store,
      transport: core.openTransport(ownUrl),
      firstToken: values.token,
      clock: core.clock,
      randomness: core.randomness,
    }).renew();
  }

  /** The same device goes on: groups, drafts, numbers and identity come along, all else comes from the server. */
  async function rebuildHere(): Promise<NonNullable<RepairState['outcome']>> {
    const { salvaged, found: saved, isDoubtful } = remainsNow();
    const { identity } = salvaged;
    if (identity === null) throw createError('illegal_transition', { reason: 'sign_in' });
    const folder = setAside();
    change({ step: 'building' });
    const store = createRecordStore({ ...storeOptions(), identity, salvaged });
    try {
      if (isDoubtful) becomeAnotherDevice(store);
      await requireSound(store);
    } finally {
      await store.close();
    }
    return { way: 'rebuilt', found: saved, setAside: folder, newIdentity: isDoubtful, backupAt: null };
  }

  /** A new device of the same person, by their password: nothing of the old one's identity is left. What can be read of its work is delivered sealed. */
  async function rebuildBySignIn(password: string): Promise<NonNullable<RepairState['outcome']>> {
    change({ step: 'signingIn' });
    const signedIn = await signInToServer(core.openTransport, ownUrl, { login, password });
    const deviceId = createIdSource(core.clock, core.randomness)();
    const signingSeed = createSigningSeed(core.randomness);
    const reply = await signedIn.transport.enrol({
      ticket: signedIn.reply.ticket,
      device: deviceId,
      deviceName: core.deviceName,
      signingKey: publicSigningKey(signingSeed),
      protocol: PROTOCOL_VERSION,
    });
    const { salvaged, found: saved } = remainsNow();
    const folder = setAside();
    change({ step: 'building' });
    await fillStore({ core, signedIn: { ...signedIn, serverUrl } }, paths, {
      dataKey,
      device: deviceId,
      signingSeed,
      reply,
    });
    const store = openRecordStore(storeOptions());
    try {
      for (const { area, key, value } of ownValues(salvaged)) store.putLocal(area, key, value);
      await sealUnsent(store, salvaged.groups);
      await requireSound(store);
    } finally {
      await store.close();
    }
    const carried = { ...saved, unsent: 0, sealed: saved.sealed + saved.unsent };
    return { way: 'rebuilt', found: carried, setAside: folder, newIdentity: true, backupAt: null };
  }

  async function putBack({ file, path, passphrase }: BackupChoice): Promise<NonNullable<RepairState['outcome']>> {
    change({ step: 'verifying' });
    const backup = path ?? (file === undefined ? '' : shelf.pathOf(file));
    const head = await readBackupHead(backup);
    if (head.profileId !== profileId) throw createError('backup_unrecognised', { reason: 'other_person' });
    const { salvaged, found: saved } = remainsNow();
    mkdirSync(paths.store, { recursive: true, mode: 0o700 });
    const database = await takeOut(backup, head, passphrase, formerKeysOf(salvaged));
    change({ step: 'settingAside' });
    movedTo = placeStore({ directory: paths.store, key: dataKey, database, clock: core.clock }) ?? movedTo;
    change({ step: 'building' });
    const store = openRecordStore(storeOptions());
    try {
      for (const { area, key, value } of ownValues(salvaged)) store.putLocal(area, key, value);
      // First: what is sealed must be of the groups that the backup does not have.
      await sealUnsent(store, salvaged.groups);
      becomeAnotherDevice(store);
      await requireSound(store);
      const here = new Set(store.read.all<{ hash: string }>('SELECT hash FROM outbox').map(({ hash }) => hash));
      const unsent = salvaged.groups.filter((group) => isUnsent(group) && here.has(group.hash)).length;
      const carried = { ...saved, unsent, sealed: saved.sealed + saved.unsent - unsent };
      const folder = movedTo === null ? null : basename(movedTo);
      return { way: 'restored', found: carried, setAside: folder, newIdentity: true, backupAt: head.createdAt };
    } finally {
      await store.close();
    }
  }

  /** The backup's store, sound and under the key of today: the passphrase stays what it is. One that was made under an earlier key opens by that of its day. */
  async function takeOut(
    backup: string,
    head: BackupHead,
    passphrase: string | undefined,
    formerKeys: readonly Uint8Array[],
  ): Promise<string> {
    const extracted = join(paths.store, 'store.db.restoring');
    const rekeyed = join(paths.store, 'store.db.rekeyed');
    for (const path of [extracted, rekeyed])
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    const known = [dataKey, ...formerKeys].find((key) => isUnderKey(head, key));
    if (!known && passphrase === undefined) throw createError('wrong_passphrase', { reason: 'of_backup' });
    const itsKey = known
      ? Uint8Array.from(known)
      : await openBackedUpKeyring(head.keyring, passphrase ?? '', paths.folder, options.tools);
    try {
      await extractBackup(backup, itsKey, extracted);
      if (isUnderKey(head, dataKey)) return extracted;
      await copyUnderNewKey({ source: extracted, key: itsKey, target: rekeyed, newKey: dataKey, onStep: () => {} });
      rmSync(extracted);
      return rekeyed;
    } finally {
      for (const key of [itsKey, ...formerKeys]) key.fill(0);
    }
  }

  /** Into the sealed copy go the unsent groups that the new store has not: the next contact delivers them, unread. */
  async function sealUnsent(store: RecordStore, groups: Remains['salvaged']['groups']): Promise<void> {
    const copy = createSealedCopy({ path: paths.sealed, deliveredPath: paths.delivered, log: core.log });
    try {
      copy.begin(store, readDeviceValues(store).serverKeys.sealing);
      for (const group of groups.filter(isUnsent)) await copy.append(group);
    } finally {
      await copy.close();
    }
  }

  async function requireSound(store: RecordStore): Promise<void> {
    change({ step: 'checking' });
    const { ok, findings } = await store.checkIntegrity();
    if (!ok) throw createError('store_damaged', { reason: 'check', findings: findings.length });
  }

  return {
    profileId,
    state: () => state,
    rebuild: (password) =>
      attempt(() => {
        if (state.rebuild === 'here') return rebuildHere();
        if (password === null) throw createError('wrong_credentials', { reason: 'password_missing' });
        return rebuildBySignIn(password);
      }),
    restore: (choice) => attempt(() => putBack(choice)),
    noteActivity: () => idle.noteActivity(),
    key: () => Uint8Array.from(dataKey),
    end() {
      idle.stop();
      dataKey.fill(0);
    },
  };
}

/** Those that a rotation left behind, as far as they can still be read. */
const formerKeysOf = ({ localValues }: Remains['salvaged']): Uint8Array[] =>
  readFormerKeys({
    getLocal: (area, key) => localValues.find((value) => value.area === area && value.key === key)?.value ?? null,
  });
