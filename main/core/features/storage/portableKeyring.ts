/** A keyring for a backup that is to open on another machine too: there the keychain of this one is not at hand, and the passphrase alone must do. */
import { isKeychainWanted, toolsRaised, withPassphrase, wrapByPassphrase } from '../../security/keyring.ts';
import type { KeyringDesk } from '../../security/keyringDesk.ts';
import { readKeyring } from '../../security/keyringFile.ts';
import type { Work } from '../procedures.ts';

/**
 * The text of `keyring.json` with a wrap by this passphrase alone: whoever has the backup can try passphrases on it. Whether the keychain is wanted stays as it
 * was chosen: the machine on which it is restored binds it again.
 * @throws PeyvandError `wrong_passphrase`, `throttled`, as an unlock does.
 */
export async function portableKeyring(
  keyrings: KeyringDesk,
  { path, work, passphrase }: { readonly path: string; readonly work: Work; readonly passphrase: string },
): Promise<string> {
  await keyrings.check(work.profileId, passphrase);
  const keyring = readKeyring(path);
  const tools = toolsRaised(keyring, keyrings.tools);
  const { passphrase: byPassphrase } = await wrapByPassphrase(work.profileId, passphrase, work.dataKey, false, tools);
  const keychain = { isWanted: isKeychainWanted(keyring), sealed: null };
  return JSON.stringify(withPassphrase(readKeyring(path), { passphrase: byPassphrase, keychain }));
}

/** Does the keyring open on this machine alone? */
export function isBoundToMachine(path: string): boolean {
  const keyring = readKeyring(path);
  return keyring.version === 2 && keyring.keychain.sealed !== null;
}
