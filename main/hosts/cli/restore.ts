/** `npm run restore`: brings a backup back, on the machine it is of or on another. */
import { isPeyvandError } from '../../../shared/base/errors.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { readBackupHead } from '../../core/store/index.ts';
import { readRestoreOptions, RESTORE_HELP, type RestoreOptions } from './backupOptions.ts';
import { openLockedCore, readPassphrase, sessionOf } from './ownCore.ts';
import { runCommand } from './runCommand.ts';

/** 0 when the backup is back, 1 when all is as it was. */
process.exitCode = await runCommand({ help: RESTORE_HELP, readOptions: readRestoreOptions, run });

async function run({ file, dataDirectory }: RestoreOptions): Promise<number> {
  const passphrase = readPassphrase();
  const ofBackup = process.env['PEYVAND_BACKUP_PASSPHRASE'] ?? passphrase;
  const { profileId, createdAt } = await readBackupHead(file);
  const own = openLockedCore(dataDirectory);
  try {
    const isHere = (await own.profiles()).some((profile) => profile.profileId === profileId);
    if (isHere && (await goToRepair(own.window, { profileId, passphrase }))) {
      await own.window.storage.restore({ path: file, passphrase: ofBackup });
      await sayOutcome(own.window);
    } else {
      await own.window.storage.restoreHere({ path: file, passphrase: ofBackup });
    }
    console.log(`The backup of ${createdAt} is back. Start Peyvand and unlock.`);
    return 0;
  } finally {
    await own.close();
  }
}

/**
 * A store that does not open leads there by itself; one that does is closed for it.
 * @returns false where no passphrase opens it any more: the backup is put beside it.
 */
async function goToRepair(
  window: CoreClient,
  unlocking: { readonly profileId: string; readonly passphrase: string },
): Promise<boolean> {
  try {
    await window.session.unlock(unlocking);
  } catch (error) {
    if (!isPeyvandError(error)) throw error;
    if ((await sessionOf(window)).phase === 'damaged') return true;
    if (error.code === 'keychain_lost' || error.facts['what'] === 'keyring') return false;
    throw error;
  }
  await window.storage.openRepair();
  return true;
}

async function sayOutcome(window: CoreClient): Promise<void> {
  const state = await sessionOf(window);
  const outcome = state.phase === 'damaged' ? state.repair.outcome : null;
  if (!outcome) return;
  const { found, setAside } = outcome;
  if (setAside !== null) console.log(`What was there was set aside: ${setAside}`);
  console.log(
    `Unsent changes: ${found.unsent} saved, ${found.sealed} to be delivered from the sealed copy, ${found.lost ?? 'an unknown number'} lost`,
  );
}
