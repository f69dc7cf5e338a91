/** A person of this machine out of a backup's file: on a new machine, or where their folder is gone. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createError } from '../../../shared/base/errors.ts';
import { isRecordId } from '../../../shared/base/id.ts';
import type { CoreOptions } from '../coreOptions.ts';
import { writeFileAtomically } from '../files/atomicFile.ts';
import { createGroupSigner } from '../security/deviceKey.ts';
import type { KeyringTools } from '../security/keyring.ts';
import { extractBackup, openRecordStore, placeStore, readBackupHead } from '../store/index.ts';
import { createDeviceIdentities } from '../sync/index.ts';
import { openBackedUpKeyring } from './backedUpKeyring.ts';
import { readDeviceValues, readSigningSeed } from './deviceValues.ts';
import type { Profiles } from './profiles.ts';

/**
 * The new profile, locked, with the backup's passphrase. To the server it is another device of the person (SYNC-23): the one that the backup was made on may
 * still be at work.
 * @throws PeyvandError `backup_unrecognised`, `backup_damaged`, `backup_newer`, `wrong_passphrase` (`reason: 'of_backup'`), `keychain_lost`,
 *   `invalid_input` (`reason: 'profile_exists'`): who has a store here brings the backup back from within.
 */
export async function restoreProfile(
  { core, profiles, tools }: { readonly core: CoreOptions; readonly profiles: Profiles; readonly tools: KeyringTools },
  { path, passphrase }: { readonly path: string; readonly passphrase: string },
): Promise<string> {
  const { profileId, keyring } = await readBackupHead(path);
  // It becomes the name of a folder.
  if (!isRecordId(profileId)) throw createError('backup_unrecognised', { reason: 'profile' });
  if (profiles.list().some((profile) => profile.profileId === profileId))
    throw createError('invalid_input', { reason: 'profile_exists' });
  const paths = profiles.beginEnrolment(profileId);
  let dataKey: Uint8Array | null = null;
  try {
    dataKey = await openBackedUpKeyring(keyring, passphrase, paths.folder, tools);
    mkdirSync(paths.store, { recursive: true, mode: 0o700 });
    const database = join(paths.store, 'store.db.restoring');
    await extractBackup(path, dataKey, database);
    placeStore({ directory: paths.store, key: dataKey, database, clock: core.clock });
    const store = openRecordStore({
      directory: paths.store,
      key: dataKey,
      clock: core.clock,
      signer: (readLocal) => createGroupSigner(() => readSigningSeed(readLocal)),
      log: core.log,
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
    writeFileAtomically(paths.keyring, keyring);
    profiles.finishEnrolment(profileId);
    return profileId;
  } catch (error) {
    profiles.abandonEnrolment(profileId);
    throw error;
  } finally {
    dataKey?.fill(0);
  }
}
