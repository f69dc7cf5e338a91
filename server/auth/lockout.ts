/**
 * Lockout: after so many wrong passwords in a row a login takes none any more until an administrator opens it again. Limits on attempts (attempts.ts) slow
 * guessing down; this ends it. NIST SP 800-63B, section 5.2.2 allows a hundred failures in a row; a person who mistypes asks for help long before thirty.
 *
 * Counted for every login that is tried, also for those of nobody: whether a login exists is not told by its lock. Locking somebody out on purpose is possible
 * for whoever knows a login, and costs them little: devices that are enrolled go on, only new sign-ins wait for the administrator.
 */
import { createHash } from 'node:crypto';
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Database, Queryable, Transaction } from '../store/database.ts';

export const FAILURES_MAXIMUM = 30;
/** Logins of nobody, which nobody unlocks, are forgotten after this. */
const FORGOTTEN_AFTER_DAYS = 90;
const DAY_MILLISECONDS = 86_400_000;

/** @throws PeyvandError `account_locked`. */
export async function requireUnlocked(database: Queryable, login: string): Promise<void> {
  const locked = await database.rows('SELECT 1 FROM sign_in_failures WHERE login = $1 AND locked_at IS NOT NULL', [
    digest(login),
  ]);
  if (locked.length > 0) throw createError('account_locked');
}

/**
 * A password was wrong. For somebody's login it is written into the audit log, and so is the lock.
 * @param login As `foldLogin` gives it, in all of these.
 * @param person Whose login it is; null when it is nobody's.
 */
export async function noteFailure(
  database: Database,
  clock: Clock,
  login: string,
  person: RecordId | null,
): Promise<void> {
  const at = instantFromMilliseconds(clock.now());
  await database.transaction(async (transaction) => {
    const [row] = await transaction.rows<{ failures: number }>(
      `INSERT INTO sign_in_failures (login, failures, last_at) VALUES ($1, 1, $2)
       ON CONFLICT (login) DO UPDATE SET failures = sign_in_failures.failures + 1, last_at = excluded.last_at
       WHERE sign_in_failures.locked_at IS NULL RETURNING failures`,
      [digest(login), at],
    );
    if (!row) return;
    const { failures } = row;
    const isLocked = failures >= FAILURES_MAXIMUM;
    if (isLocked)
      await transaction.rows('UPDATE sign_in_failures SET locked_at = $2 WHERE login = $1', [digest(login), at]);
    // What was typed for nobody's login may be anything, a password too.
    if (person === null) return;
    await writeAudit(transaction, { action: 'session.signInFailed', subject: person, facts: { failures } });
    if (isLocked) await writeAudit(transaction, { action: 'account.locked', subject: person, facts: { failures } });
  });
}

/** The password was right: the wrong ones before it count no more. */
export async function forgetFailures(database: Queryable, login: string): Promise<void> {
  await database.rows('DELETE FROM sign_in_failures WHERE login = $1 AND locked_at IS NULL', [digest(login)]);
}

export interface Lockout {
  readonly person: RecordId;
  /** An instant. */
  readonly lockedAt: string;
}

/** Accounts that are locked now, the latest first. */
export async function listLockouts(database: Queryable): Promise<Lockout[]> {
  const rows = await database.rows<{ login: string; locked_at: Date }>(
    'SELECT login, locked_at FROM sign_in_failures WHERE locked_at IS NOT NULL ORDER BY locked_at DESC',
  );
  const accounts = await database.rows<{ person_id: string; login: string }>('SELECT person_id, login FROM accounts');
  const personByDigest = new Map(accounts.map(({ person_id, login }) => [digest(login), person_id]));
  return rows.flatMap(({ login, locked_at }) => {
    const person = personByDigest.get(login);
    return person === undefined ? [] : [{ person, lockedAt: new Date(locked_at).toISOString() }];
  });
}

/**
 * For an administrator's call, which writes its own audit entry. The password stays as it was.
 * @returns false when it was not locked.
 */
export async function unlockAccount(transaction: Transaction, person: RecordId): Promise<boolean> {
  const [account] = await transaction.rows<{ login: string }>('SELECT login FROM accounts WHERE person_id = $1', [
    person,
  ]);
  if (!account) return false;
  const unlocked = await transaction.rows(
    'DELETE FROM sign_in_failures WHERE login = $1 AND locked_at IS NOT NULL RETURNING 1',
    [digest(account.login)],
  );
  return unlocked.length > 0;
}

/** What was tried long ago; locks of accounts stay. @returns how many. */
export async function forgetOldFailures(database: Queryable, clock: Clock): Promise<number> {
  const accounts = await database.rows<{ login: string }>('SELECT login FROM accounts');
  const forgotten = await database.rows(
    'DELETE FROM sign_in_failures WHERE last_at < $1 AND (locked_at IS NULL OR login <> ALL($2::text[])) RETURNING 1',
    [
      instantFromMilliseconds(clock.now() - FORGOTTEN_AFTER_DAYS * DAY_MILLISECONDS),
      accounts.map(({ login }) => digest(login)),
    ],
  );
  return forgotten.length;
}

/** Logins that somebody typed, a password in the wrong field among them, are nobody's business in a table. */
const digest = (login: string): string => createHash('sha256').update(login).digest('base64url');
