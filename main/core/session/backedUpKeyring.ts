/** The keyring that a backup carries: opened by the passphrase of its day. It is never written anywhere: it is a way to the key like any other. */
import { createError, isPeyvandError } from '../../../shared/base/errors.ts';
import { openKeychainHalf, openKeyring, type KeyringTools } from '../security/keyring.ts';
import { parseKeyring } from '../security/keyringFile.ts';

/**
 * The data key of the backup; the caller wipes it.
 * @param text Of the backup's `keyring.json`.
 * @throws PeyvandError `wrong_passphrase` (`reason: 'of_backup'`), `keychain_lost` (`reason: 'backup_bound'`: made for another machine's keychain), `backup_damaged`.
 */
export async function openBackedUpKeyring(text: string, passphrase: string, tools: KeyringTools): Promise<Uint8Array> {
  try {
    const keyring = parseKeyring(text);
    const half = await openKeychainHalf(keyring, tools.keychain);
    return await openKeyring(keyring, passphrase, half, tools.deriveKey);
  } catch (error) {
    if (!isPeyvandError(error)) throw error;
    if (error.code === 'wrong_passphrase') throw createError('wrong_passphrase', { reason: 'of_backup' }, error);
    if (error.code === 'keychain_lost' || error.code === 'keychain_unavailable')
      throw createError('keychain_lost', { reason: 'backup_bound' }, error);
    if (error.code === 'store_damaged') throw createError('backup_damaged', { reason: 'keyring' }, error);
    throw error;
  }
}
