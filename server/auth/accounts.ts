/** Accounts: which person may sign in with which login and password. The person itself is an `organisation` record. */
import { randomBytes } from 'node:crypto';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Randomness } from '../../shared/base/randomness.ts';
import { foldText } from '../../shared/base/text.ts';
import type { SampleUsersReply } from '../../shared/sync/protocol.ts';
import type { Queryable } from '../store/database.ts';
import { createPasswords, type Passwords } from './passwords.ts';

export interface NewAccount {
  readonly personId: RecordId;
  readonly login: string;
  readonly password: string;
}

export interface Account {
  readonly personId: RecordId;
  readonly passwordHash: string;
}

export interface Company {
  readonly id: RecordId;
  readonly name: string;
  readonly sample: boolean;
}

const operatingSystemRandomness: Randomness = { bytes: (length) => randomBytes(length) };

/** Creates the person's account, or replaces its login and password. @throws PeyvandError `invalid_input` when another has the login. */
export async function createAccount(
  database: Queryable,
  { personId, login, password }: NewAccount,
  passwords?: Passwords,
): Promise<void> {
  if (password === '') throw createError('invalid_input', { reason: 'login_or_password_empty' });
  const passwordHash = await hashPassword(password, passwords);
  await writeAccount(database, { personId, login, passwordHash });
}

/** As {@link createAccount}, for whoever hashed the password before they locked anything. */
export async function writeAccount(
  database: Queryable,
  { personId, login, passwordHash }: { readonly login: string } & Account,
): Promise<void> {
  if (foldLogin(login) === '') throw createError('invalid_input', { reason: 'login_or_password_empty' });
  const written = await database.rows(
    `INSERT INTO accounts (person_id, login, password_hash)
     SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE login = $2 AND person_id <> $1)
     ON CONFLICT (person_id) DO UPDATE SET login = excluded.login, password_hash = excluded.password_hash
     RETURNING 1`,
    [personId, foldLogin(login), passwordHash],
  );
  if (written.length === 0) throw createError('invalid_input', { reason: 'login_taken' });
}

/** Programs that make accounts (a sample company, an administrator's command) have no password thread yet: one is started and ended. */
export async function hashPassword(password: string, passwords?: Passwords): Promise<string> {
  if (passwords) return passwords.hash(password);
  const own = createPasswords(operatingSystemRandomness);
  try {
    return await own.hash(password);
  } finally {
    await own.close();
  }
}

/** null for an unknown login and for an account that is closed. */
export async function findAccount(database: Queryable, login: string): Promise<Account | null> {
  const [row] = await database.rows<{ person_id: string; password_hash: string }>(
    'SELECT person_id, password_hash FROM accounts WHERE login = $1 AND disabled_at IS NULL',
    [foldLogin(login)],
  );
  return row ? { personId: row.person_id, passwordHash: row.password_hash } : null;
}

/** Whose login it is, open or closed; null when it is nobody's. */
export async function findPersonOfLogin(database: Queryable, login: string): Promise<RecordId | null> {
  const [row] = await database.rows<{ person_id: string }>('SELECT person_id FROM accounts WHERE login = $1', [
    foldLogin(login),
  ]);
  return row?.person_id ?? null;
}

/** @returns false when it was open. */
export async function openClosedAccount(database: Queryable, person: RecordId): Promise<boolean> {
  const opened = await database.rows(
    'UPDATE accounts SET disabled_at = NULL WHERE person_id = $1 AND disabled_at IS NOT NULL RETURNING 1',
    [person],
  );
  return opened.length > 0;
}

/** @returns false when it was closed, and when there is none. */
export async function closeAccount(database: Queryable, person: RecordId): Promise<boolean> {
  const closed = await database.rows(
    'UPDATE accounts SET disabled_at = now() WHERE person_id = $1 AND disabled_at IS NULL RETURNING 1',
    [person],
  );
  return closed.length > 0;
}

/** The form under which a login is known: case, Persian and Arabic letters and digits, and spaces around make no difference. */
export const foldLogin = (login: string): string => foldText(login).trim();

// ---- the company ---------------------------------------------------------------------------------------------

export async function readCompany(database: Queryable): Promise<Company> {
  const [row] = await database.rows<{ company_id: string; company_name: string; sample: boolean }>(
    'SELECT company_id, company_name, sample FROM installation',
  );
  if (!row) throw new Error('The database has no installation row');
  return { id: row.company_id, name: row.company_name, sample: row.sample };
}

/** Names the company of this server. `sample` lets the sign-in page list users with their passwords: never for a real company. */
export async function setCompany(
  database: Queryable,
  { id, name, sample }: { id?: RecordId; name: string; sample: boolean },
): Promise<void> {
  await database.rows('UPDATE installation SET company_id = coalesce($1, company_id), company_name = $2, sample = $3', [
    id ?? null,
    name,
    sample,
  ]);
}

type SampleUser = SampleUsersReply['users'][number];

/** What the sign-in page of a sample company lists, in this order. Their accounts are made by `createAccount`. */
export async function setSampleUsers(database: Queryable, users: readonly SampleUser[]): Promise<void> {
  await database.rows('DELETE FROM sample_users');
  for (const { login, password, name, role, territory } of users) {
    await database.rows(
      'INSERT INTO sample_users (login, password, name_fa, name_en, role, territory) VALUES ($1, $2, $3, $4, $5, $6)',
      [login, password, name.fa, name.en, role, territory],
    );
  }
}

/** Empty unless the company is a sample, whatever the table holds. */
export async function readSampleUsers(database: Queryable): Promise<SampleUser[]> {
  const rows = await database.rows<{
    login: string;
    password: string;
    name_fa: string;
    name_en: string;
    role: string;
    territory: string | null;
  }>('SELECT u.* FROM sample_users u JOIN installation i ON i.sample ORDER BY u.place');
  return rows.map(({ login, password, name_fa, name_en, role, territory }) => ({
    login,
    password,
    name: { fa: name_fa, en: name_en },
    role,
    territory,
  }));
}
