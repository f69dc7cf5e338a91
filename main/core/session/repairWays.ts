/**
 * The ways in which a new store takes the place of one that does not open: built here, built as a new device, or out of a backup. In all of them the new store
 * counts last (store/replacement.ts): when its drafts are back, what was not sent is safe, its identity is another one where it must be, and its file was checked.
 * Until then a failure or a kill leaves what there was.
 */
import { basename } from 'node:path';
import { createError } from '../../../shared/base/errors.ts';
import { createIdSource } from '../../../shared/base/id.ts';
import type { RepairState } from '../../../shared/contract/storage.ts';
import { offsetOf } from '../../../shared/domain/attachments/chunks.ts';
import { PROTOCOL_VERSION } from '../../../shared/sync/protocol.ts';
import type { CoreOptions } from '../coreOptions.ts';
import { createSealedCopy } from '../courier/sealedCopy.ts';
import { createGroupSigner, createSigningSeed, publicSigningKey } from '../security/deviceKey.ts';
import { readFormerKeys } from '../security/formerKeys.ts';
import type { KeyringTools } from '../security/keyring.ts';
import {
  beginReplacement,
  createRecordStore,
  finishReplacement,
  openRecordStore,
  placeStore,
  readBackupHead,
  settleReplacement,
} from '../store/index.ts';
import type { RecordStore, StoreOptions } from '../store/types.ts';
import { createDeviceIdentities } from '../sync/index.ts';
import { takeOutStore } from './backedUpStore.ts';
import { readDeviceValues, readSigningSeed } from './deviceValues.ts';
import { fillStore, signInToServer } from './enrolment.ts';
import type { ProfilePaths } from './profiles.ts';
import { isUnsent, leaseValues, ownValues, type Remains } from './remains.ts';

export type RepairOutcome = NonNullable<RepairState['outcome']>;

export interface RepairParts {
  readonly core: CoreOptions;
  readonly paths: ProfilePaths;
  readonly tools: KeyringTools;
  readonly profileId: string;
  readonly login: string;
  /** As the keyring has it, and where that is today. */
  readonly serverUrl: string;
  readonly ownUrl: string;
  readonly dataKey: Uint8Array;
  /** What is left, as it is now. */
  readonly remains: () => Remains;
  readonly show: (step: RepairState['step']) => void;
}

/** The same device goes on: groups, drafts, numbers and identity come along, all else comes from the server. */
export async function rebuildHere(parts: RepairParts): Promise<RepairOutcome> {
  const { salvaged, found, setAside: earlier, isDoubtful } = parts.remains();
  const { identity } = salvaged;
  if (identity === null) throw createError('illegal_transition', { reason: 'sign_in' });
  const { setAside } = await replaceStore(
    parts,
    () => createRecordStore({ ...storeOptions(parts), identity, salvaged }),
    (store) => {
      if (isDoubtful) becomeAnotherDevice(parts, store);
    },
  );
  return { way: 'rebuilt', found, setAside: setAside ?? earlier, newIdentity: isDoubtful, backupAt: null };
}

/** A new device of the same person, by their password: nothing of the old one's identity is left. What can be read of its work is delivered sealed. */
export async function rebuildBySignIn(parts: RepairParts, password: string): Promise<RepairOutcome> {
  const { core, paths, login, serverUrl, ownUrl, dataKey, show } = parts;
  show('signingIn');
  const signedIn = await signInToServer(core.openTransport, ownUrl, { login, password });
  const device = createIdSource(core.clock, core.randomness)();
  const signingSeed = createSigningSeed(core.randomness);
  const reply = await signedIn.transport.enrol({
    ticket: signedIn.reply.ticket,
    device,
    deviceName: core.deviceName,
    signingKey: publicSigningKey(signingSeed),
    protocol: PROTOCOL_VERSION,
  });
  const { salvaged, found, setAside: earlier } = parts.remains();
  const { setAside } = await replaceStore(
    parts,
    async () => {
      const made = { dataKey, device, signingSeed, reply, countsLater: true };
      await fillStore({ core, signedIn: { ...signedIn, serverUrl } }, paths, made);
      return openRecordStore(storeOptions(parts));
    },
    async (store) => {
      putBackValues(parts, store, ownValues(salvaged));
      putBackFiles(store, salvaged);
      await sealUnsent(parts, store, salvaged);
    },
  );
  const carried = { ...found, unsent: 0, sealed: found.sealed + found.unsent };
  return { way: 'rebuilt', found: carried, setAside: setAside ?? earlier, newIdentity: true, backupAt: null };
}

export interface BackupChoice {
  /** A path. */
  readonly backup: string;
  /** Of the backup's time, when the data key has changed since. */
  readonly passphrase: string | undefined;
}

/** To the server it is another device at once (SYNC-23): what this one sent and printed since then, nobody here knows. */
export async function putBack(parts: RepairParts, { backup, passphrase }: BackupChoice): Promise<RepairOutcome> {
  const { paths, dataKey, profileId, show } = parts;
  show('verifying');
  const head = await readBackupHead(backup);
  if (head.profileId !== profileId) throw createError('backup_unrecognised', { reason: 'other_person' });
  const { salvaged, found, setAside: earlier } = parts.remains();
  const formerKeys = formerKeysOf(salvaged);
  let database: string;
  try {
    const options = { backup, head, passphrase, dataKey, formerKeys, directory: paths.store, tools: parts.tools };
    database = await takeOutStore(options);
  } finally {
    for (const key of formerKeys) key.fill(0);
  }
  const { setAside, filled: unsent } = await replaceStore(
    parts,
    () => {
      placeStore({ directory: paths.store, database });
      return openRecordStore(storeOptions(parts));
    },
    async (store) => {
      putBackValues(parts, store, [...ownValues(salvaged), ...leaseValues(salvaged)]);
      putBackFiles(store, salvaged);
      // Before it is another device: what is sealed must be of the groups that the backup does not have.
      await sealUnsent(parts, store, salvaged);
      becomeAnotherDevice(parts, store);
      const here = new Set(store.read.all<{ hash: string }>('SELECT hash FROM outbox').map(({ hash }) => hash));
      return salvaged.groups.filter((group) => isUnsent(group) && here.has(group.hash)).length;
    },
  );
  const carried = { ...found, unsent, sealed: found.sealed + found.unsent - unsent };
  const { createdAt: backupAt } = head;
  return { way: 'restored', found: carried, setAside: setAside ?? earlier, newIdentity: true, backupAt };
}

// ---- the steps -------------------------------------------------------------------------------------------------

/** @returns the name of the folder into which what was there was moved, null when there was nothing. */
async function replaceStore<Filled>(
  parts: RepairParts,
  make: () => RecordStore | Promise<RecordStore>,
  fill: (store: RecordStore) => Filled | Promise<Filled>,
): Promise<{ readonly setAside: string | null; readonly filled: Filled }> {
  const { core, paths, dataKey, show } = parts;
  show('settingAside');
  try {
    const folder = beginReplacement({ directory: paths.store, key: dataKey, clock: core.clock });
    noteStep(parts, 'setAside');
    show('building');
    const store = await make();
    let filled: Filled;
    try {
      noteStep(parts, 'made');
      filled = await fill(store);
      show('checking');
      const { ok, findings } = await store.checkIntegrity();
      if (!ok) throw createError('store_damaged', { reason: 'check', findings: findings.length });
      noteStep(parts, 'checked');
    } finally {
      await store.close();
    }
    finishReplacement({ directory: paths.store, key: dataKey });
    return { setAside: folder && basename(folder), filled };
  } catch (error) {
    undo(parts);
    throw error;
  }
}

/** What cannot be undone now is undone before the next opening, or try. */
function undo({ core, paths }: RepairParts): void {
  try {
    settleReplacement(paths.store);
  } catch (error) {
    core.log('repair.not_undone', { error: String(error) });
  }
}

const noteStep = ({ core }: RepairParts, step: string): void => core.log('repair.step', { step });

const storeOptions = ({ core, paths, dataKey }: RepairParts): StoreOptions => ({
  directory: paths.store,
  key: dataKey,
  clock: core.clock,
  signer: (readLocal) => createGroupSigner(() => readSigningSeed(readLocal)),
  log: core.log,
  countsLater: true,
});

/** In one transaction, over what is there. */
function putBackValues(parts: RepairParts, store: RecordStore, values: ReturnType<typeof ownValues>): void {
  store.sync.takeIdentity(store.identity, values);
  noteStep(parts, 'valuesPutBack');
}

/** Photos that are nowhere else, beside their records or before these: head office takes them from whoever added them. */
function putBackFiles({ files }: RecordStore, salvaged: Remains['salvaged']): void {
  for (const { id, size, chunks } of salvaged.files) {
    if (files.begin({ id, size, origin: 'here' }).whole) continue;
    for (const [n, bytes] of chunks.entries()) files.append(id, offsetOf(n), bytes);
    if (files.of(id)?.received === size) files.settle(id);
  }
}

/** Into the sealed copy go the unsent groups that the new store has not: the next contact delivers them, unread. */
async function sealUnsent(parts: RepairParts, store: RecordStore, { groups }: Remains['salvaged']): Promise<void> {
  const { core, paths } = parts;
  const copy = createSealedCopy({ path: paths.sealed, deliveredPath: paths.delivered, log: core.log });
  try {
    copy.begin(store, readDeviceValues(store).serverKeys.sealing);
    for (const group of groups.filter(isUnsent)) await copy.append(group);
  } finally {
    await copy.close();
  }
  noteStep(parts, 'sealed');
}

function becomeAnotherDevice(parts: RepairParts, store: RecordStore): void {
  const { core, ownUrl } = parts;
  createDeviceIdentities({
    store,
    transport: core.openTransport(ownUrl),
    firstToken: readDeviceValues(store).token,
    clock: core.clock,
    randomness: core.randomness,
  }).renew();
  noteStep(parts, 'renewed');
}

/** Those that a rotation left behind, as far as they can still be read. */
const formerKeysOf = ({ localValues }: Remains['salvaged']): Uint8Array[] =>
  readFormerKeys({
    getLocal: (area, key) => localValues.find((value) => value.area === area && value.key === key)?.value ?? null,
  });
