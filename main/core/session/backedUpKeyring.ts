/** The keyring that a backup carries: opened by the passphrase of its day. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createError, isPeyvandError } from '../../../shared/base/errors.ts';
import { writeFileAtomically } from '../files/atomicFile.ts';
import { openKeychainHalf, openKeyring, type KeyringTools } from '../security/keyring.ts';
import { readKeyring } from '../security/keyringFile.ts';

/**
 * The data key of the backup; the caller wipes it.
 * @param folder Where the keyring may lie for a moment: keyrings are read from files.
 * @throws PeyvandError `wrong_passphrase` (`reason: 'of_backup'`), `keychain_lost` (`reason: 'backup_bound'`: made for another machine's keychain), `backup_damaged`.
 */
export async function openBackedUpKeyring(
  text: string,
  passphrase: string,
  folder: string,
  tools: KeyringTools,
): Promise<Uint8Array> {
  const path = join(folder, '.keyring.backup.json');
  try {
    writeFileAtomically(path, text);
    const keyring = readKeyring(path);
    const half = await openKeychainHalf(keyring, tools.keychain);
    return await openKeyring(keyring, passphrase, half, tools.deriveKey);
  } catch (error) {
    if (!isPeyvandError(error)) throw error;
    if (error.code === 'wrong_passphrase') throw createError('wrong_passphrase', { reason: 'of_backup' }, error);
    if (error.code === 'keychain_lost' || error.code === 'keychain_unavailable')
      throw createError('keychain_lost', { reason: 'backup_bound' }, error);
    if (error.code === 'store_damaged') throw createError('backup_damaged', { reason: 'keyring' }, error);
    throw error;
  } finally {
    rmSync(path, { force: true });
  }
}
