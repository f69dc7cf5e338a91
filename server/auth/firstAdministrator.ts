/** The person with whom a company of one's own begins: without an account nobody can sign in, and without an administrator nobody can be added. */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import { bytesToBase64url } from '../../shared/base/bytes.ts';
import { createIdSource } from '../../shared/base/id.ts';
import type { Randomness } from '../../shared/base/randomness.ts';
import { migrate } from '../store/migrate.ts';
import type { Database } from '../store/database.ts';
import { bulkLoad } from '../sync/bulkLoad.ts';
import { createAccount } from './accounts.ts';

export const FIRST_LOGIN = 'admin';
const PASSWORD_BYTES = 12;

/**
 * Makes an administrator with a random password, once: null when the server has accounts already. The password is told to the caller
 * and to nobody else. A call that was interrupted is begun anew by the next, and leaves a person without an account behind.
 */
export async function createFirstAdministrator(
  database: Database,
  { clock, randomness }: { clock: Clock; randomness: Randomness },
): Promise<{ login: string; password: string } | null> {
  await migrate(database);
  const accounts = await database.rows('SELECT 1 FROM accounts LIMIT 1');
  if (accounts.length > 0) return null;
  const id = createIdSource(clock, randomness)();
  const body = { name: 'Administrator', role: 'administrator', active: true };
  await bulkLoad(database, [
    {
      collection: 'organisation',
      kind: 'person',
      id,
      body,
      createdBy: id,
      at: instantFromMilliseconds(clock.now()),
    },
  ]);
  const password = bytesToBase64url(randomness.bytes(PASSWORD_BYTES));
  await createAccount(database, { personId: id, login: FIRST_LOGIN, password });
  return { login: FIRST_LOGIN, password };
}
