/** A keyring for a backup that is to open on another machine too: there the keychain of this one is not at hand, and the passphrase alone must do. */
import { withPassphrase, wrapByPassphrase } from '../../security/keyring.ts';
import type { KeyringDesk } from '../../security/keyringDesk.ts';
import { readKeyring } from '../../security/keyringFile.ts';
import type { Work } from '../procedures.ts';

/**
 * The text of `keyring.json` with a wrap by this passphrase alone: whoever has the backup can try passphrases on it.
 * @throws PeyvandError `wrong_passphrase`, `throttled`, as an unlock does.
 */
export async function portableKeyring(
  keyrings: KeyringDesk,
  { path, work, passphrase }: { readonly path: string; readonly work: Work; readonly passphrase: string },
): Promise<string> {
  await keyrings.check(work.profileId, passphrase);
  const wrap = await wrapByPassphrase(work.profileId, passphrase, work.dataKey, false, keyrings.tools);
  return JSON.stringify(withPassphrase(readKeyring(path), wrap));
}

/** Does the keyring open on this machine alone? */
export function isBoundToMachine(path: string): boolean {
  const keyring = readKeyring(path);
  return keyring.version === 2 && keyring.keychain.sealed !== null;
}
