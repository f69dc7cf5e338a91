/** The store that a backup carries, sound and under the key of today: the passphrase stays what it is. */
import { mkdirSync, rmSync } from 'node:fs';
import { createError } from '../../../shared/base/errors.ts';
import type { KeyringTools } from '../security/keyring.ts';
import { extractBackup, filesOfReplacement, isUnderKey, type BackupHead } from '../store/index.ts';
import { copyUnderNewKey } from '../store/rekey.ts';
import { openBackedUpKeyring } from './backedUpKeyring.ts';

export interface BackedUpStoreOptions {
  /** A path. */
  readonly backup: string;
  readonly head: BackupHead;
  /** Of the backup's day; only asked for when it was made under a key that is not known here. */
  readonly passphrase: string | undefined;
  readonly dataKey: Uint8Array;
  readonly formerKeys: readonly Uint8Array[];
  /** The folder of the store, into which it is taken out. */
  readonly directory: string;
  readonly tools: KeyringTools;
}

/**
 * @returns where it lies, beside the store: `settleReplacement` clears it away when it is not put in its place.
 * @throws PeyvandError as `extractBackup` and `openBackedUpKeyring` do; `wrong_passphrase` (`reason: 'of_backup'`) also when one is needed and none was given.
 */
export async function takeOutStore(options: BackedUpStoreOptions): Promise<string> {
  const { backup, head, dataKey, directory } = options;
  const { extracted, rekeyed } = filesOfReplacement(directory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const itsKey = await keyOf(options);
  try {
    await extractBackup(backup, itsKey, extracted);
    if (isUnderKey(head, dataKey)) return extracted;
    await copyUnderNewKey({ source: extracted, key: itsKey, target: rekeyed, newKey: dataKey, onStep: () => {} });
    rmSync(extracted);
    return rekeyed;
  } finally {
    itsKey.fill(0);
  }
}

/** A copy, to be wiped. */
async function keyOf({ head, passphrase, dataKey, formerKeys, tools }: BackedUpStoreOptions): Promise<Uint8Array> {
  const known = [dataKey, ...formerKeys].find((key) => isUnderKey(head, key));
  if (known) return Uint8Array.from(known);
  if (passphrase === undefined) throw createError('wrong_passphrase', { reason: 'of_backup' });
  return openBackedUpKeyring(head.keyring, passphrase, tools);
}
