/** A person of this machine out of a backup's file: on a new machine, or where their folder is gone or no longer opens. */
import { existsSync, mkdirSync } from 'node:fs';
import { createError, isPeyvandError } from '../../../shared/base/errors.ts';
import { createIdSource, isRecordId } from '../../../shared/base/id.ts';
import type { CoreOptions } from '../coreOptions.ts';
import { writeFileAtomically } from '../files/atomicFile.ts';
import { readErasure } from '../lease/erasure.ts';
import { createGroupSigner } from '../security/deviceKey.ts';
import {
  createKeyring,
  isKeychainWanted,
  openKeychainHalf,
  toolsRaised,
  type KeyringTools,
} from '../security/keyring.ts';
import { parseKeyring, readKeyring, writeKeyring } from '../security/keyringFile.ts';
import {
  beginReplacement,
  extractBackup,
  filesOfReplacement,
  finishReplacement,
  openRecordStore,
  placeStore,
  readBackupHead,
} from '../store/index.ts';
import { createDeviceIdentities } from '../sync/index.ts';
import { openBackedUpKeyring } from './backedUpKeyring.ts';
import { readDeviceValues, readSigningSeed } from './deviceValues.ts';
import type { ProfilePaths, Profiles } from './profiles.ts';

interface RestoreParts {
  readonly core: CoreOptions;
  readonly profiles: Profiles;
  readonly tools: KeyringTools;
}

/**
 * The new profile, locked, with the backup's passphrase. To the server it is another device of the person (SYNC-23): the one that the backup was made on may
 * still be at work.
 * @throws PeyvandError `backup_unrecognised`, `backup_damaged`, `backup_newer`, `wrong_passphrase` (`reason: 'of_backup'`), `keychain_lost`;
 *   `invalid_input`: `reason: 'profile_exists'`, who has a store here brings the backup back from within; `reason: 'profile_erased'`, it was erased here.
 */
export async function restoreProfile(
  parts: RestoreParts,
  { path, passphrase }: { readonly path: string; readonly passphrase: string },
): Promise<string> {
  const { core, profiles, tools } = parts;
  const { profileId: itsId, keyring } = await readBackupHead(path);
  // It becomes the name of a folder.
  if (!isRecordId(itsId)) throw createError('backup_unrecognised', { reason: 'profile' });
  const profileId = await placeFor(parts, itsId);
  let dataKey: Uint8Array | null = null;
  try {
    dataKey = await openBackedUpKeyring(keyring, passphrase, tools);
    const paths = profiles.beginEnrolment(profileId);
    mkdirSync(paths.store, { recursive: true, mode: 0o700 });
    const { extracted } = filesOfReplacement(paths.store);
    await extractBackup(path, dataKey, extracted);
    await fillPlace(core, paths, dataKey, extracted);
    if (profileId === itsId) writeFileAtomically(paths.keyring, keyring);
    else await writeKeyringOf(profileId, paths, { text: keyring, passphrase, dataKey, tools });
    profiles.finishEnrolment(profileId);
    return profileId;
  } catch (error) {
    profiles.abandonEnrolment(profileId);
    throw error;
  } finally {
    dataKey?.fill(0);
  }
}

/** Its own folder; a new one beside it where that no longer opens. What lies in a folder that is there is never touched: work that was not sent may be in it. */
async function placeFor({ core, profiles, tools }: RestoreParts, profileId: string): Promise<string> {
  const paths = profiles.paths(profileId);
  if (!existsSync(paths.folder)) return profileId;
  if (readErasure(paths)) throw createError('invalid_input', { reason: 'profile_erased' });
  if (await mayOpen(paths, tools)) throw createError('invalid_input', { reason: 'profile_exists' });
  return createIdSource(core.clock, core.randomness)();
}

/** False when no passphrase opens it any more: the keychain has lost its half, or the keyring is torn or gone. */
async function mayOpen({ keyring }: ProfilePaths, { keychain }: KeyringTools): Promise<boolean> {
  try {
    const half = await openKeychainHalf(readKeyring(keyring), keychain);
    half?.secret.fill(0);
    return true;
  } catch (error) {
    if (!isPeyvandError(error)) throw error;
    return !['keychain_lost', 'store_damaged', 'not_found'].includes(error.code);
  }
}

async function fillPlace(core: CoreOptions, paths: ProfilePaths, dataKey: Uint8Array, database: string): Promise<void> {
  const place = { directory: paths.store, key: dataKey, clock: core.clock };
  beginReplacement(place);
  placeStore({ directory: paths.store, database });
  const store = openRecordStore({
    ...place,
    signer: (readLocal) => createGroupSigner(() => readSigningSeed(readLocal)),
    log: core.log,
    countsLater: true,
  });
  try {
    const values = readDeviceValues(store);
    createDeviceIdentities({
      store,
      transport: core.openTransport(values.serverUrl),
      firstToken: values.token,
      clock: core.clock,
      randomness: core.randomness,
    }).renew();
  } finally {
    await store.close();
  }
  finishReplacement(place);
}

/** A keyring is bound to its profile: under another id it is wrapped anew, by this machine's keychain where it is wanted. */
async function writeKeyringOf(
  profileId: string,
  paths: ProfilePaths,
  from: {
    readonly text: string;
    readonly passphrase: string;
    readonly dataKey: Uint8Array;
    readonly tools: KeyringTools;
  },
): Promise<void> {
  const keyring = parseKeyring(from.text);
  const keySince = keyring.version === 2 ? keyring.keySince : keyring.enrolledAt;
  const options = { keySince, isKeychainWanted: isKeychainWanted(keyring) };
  const owner = { ...keyring, profileId };
  writeKeyring(
    paths.keyring,
    await createKeyring(owner, from.passphrase, from.dataKey, toolsRaised(keyring, from.tools), options),
  );
}
