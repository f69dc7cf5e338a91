/** Which failures of an opening a repair can mend, and how each is named. The table for people is docs/guide/damaged-data.md. */
import { createError, isPeyvandError, type PeyvandError } from '../../../shared/base/errors.ts';
import { readSqliteError } from './sqliteErrors.ts';

/**
 * For what opening the store of a person threw whose passphrase and key were right already.
 * @returns null when something else is in the way, which a repair would not change: another program, a full disk, a newer version, missing rights.
 */
export function damageOf(error: unknown): PeyvandError | null {
  const known = readSqliteError(error);
  if (!isPeyvandError(known)) return null;
  switch (known.code) {
    case 'store_damaged':
    case 'store_foreign':
      return known;
    // Of a store that was finished once: a missing file is a loss, and no beginning.
    case 'not_found':
      return createError('store_damaged', { reason: 'store_missing' }, error);
    // The keyring gave the key, so the passphrase was right: the file is of another store.
    case 'wrong_passphrase':
      return createError('store_foreign', { reason: 'other_key' }, error);
    default:
      return null;
  }
}
