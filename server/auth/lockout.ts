/**
 * Lockout: after so many wrong passwords in a row a login takes none any more until an administrator opens it again. Limits on attempts (attempts.ts) slow
 * guessing down; this ends it. NIST SP 800-63B, section 5.2.2 allows a hundred failures in a row; a person who mistypes asks for help long before thirty.
 *
 * Of one sender (senderOf.ts) few of them count towards that: who goes on from there is shut out of the login by themselves, and everybody else signs in. So
 * nobody locks a company out from one place; who has several senders may lock a login, at little cost. Devices that are enrolled go on, only new sign-ins wait for
 * the administrator.
 *
 * Counted for every login that is tried, also for those of nobody: whether a login exists is not told by its lock.
 */
import { createHash } from 'node:crypto';
import { instantFromMilliseconds, type Clock, type Instant } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { AuditFacts } from '../../shared/domain/audit/actions.ts';
import { writeAudit, type NewAuditEntry } from '../audit/writeAudit.ts';
import type { Database, Queryable, Transaction } from '../store/database.ts';

/** Of a login; and of one sender for a login. */
export const FAILURES_MAXIMUM = 30;
/** Of one sender towards the lock that everybody meets. */
const COUNTED_OF_ONE_SENDER = 10;
/** Logins of nobody, which nobody unlocks, are forgotten after this. */
const FORGOTTEN_AFTER_DAYS = 90;
const DAY_MILLISECONDS = 86_400_000;

/** @param login As `foldLogin` gives it, @param sender as `senderOf` does, in all of these. @throws PeyvandError `account_locked`. */
export async function requireUnlocked(database: Queryable, login: string, sender: string): Promise<void> {
  const locked = await database.rows(
    `SELECT 1 FROM sign_in_failures WHERE login = $1 AND locked_at IS NOT NULL
     UNION ALL SELECT 1 FROM sender_failures WHERE login = $1 AND sender = $2 AND failures >= $3`,
    [digest(login), digest(sender), FAILURES_MAXIMUM],
  );
  if (locked.length > 0) throw createError('account_locked');
}

/** A wrong password. */
interface Failure {
  readonly login: string;
  readonly sender: string;
  /** Whose login it is; null when it is nobody's. */
  readonly person: RecordId | null;
}

/** For somebody's login it is written into the audit log, and so is the lock. */
export async function noteFailure(database: Database, clock: Clock, { login, sender, person }: Failure): Promise<void> {
  const at = instantFromMilliseconds(clock.now());
  await database.transaction(async (transaction) => {
    const [own] = await transaction.rows<{ failures: number }>(
      `INSERT INTO sender_failures (login, sender, failures, last_at) VALUES ($1, $2, 1, $3)
       ON CONFLICT (login, sender) DO UPDATE SET failures = sender_failures.failures + 1, last_at = excluded.last_at RETURNING failures`,
      [digest(login), digest(sender), at],
    );
    const failures = own?.failures ?? 1;
    const isLocked = failures <= COUNTED_OF_ONE_SENDER && (await countTowardsLock(transaction, login, at));
    // What was typed for nobody's login may be anything, a password too.
    if (person === null) return;
    await writeAudit(
      transaction,
      { action: 'session.signInFailed', subject: person, facts: { failures } },
      ...(isLocked ? [lockOf(person, { failures: FAILURES_MAXIMUM })] : []),
      ...(failures === FAILURES_MAXIMUM ? [lockOf(person, { failures, onePlace: true })] : []),
    );
  });
}

const lockOf = (person: RecordId, facts: AuditFacts): NewAuditEntry => ({
  action: 'account.locked',
  subject: person,
  facts,
});

/** @returns whether this one locks it. */
async function countTowardsLock(transaction: Transaction, login: string, at: Instant): Promise<boolean> {
  const [row] = await transaction.rows<{ failures: number }>(
    `INSERT INTO sign_in_failures (login, failures, last_at) VALUES ($1, 1, $2)
     ON CONFLICT (login) DO UPDATE SET failures = sign_in_failures.failures + 1, last_at = excluded.last_at
     WHERE sign_in_failures.locked_at IS NULL RETURNING failures`,
    [digest(login), at],
  );
  if (!row || row.failures < FAILURES_MAXIMUM) return false;
  await transaction.rows('UPDATE sign_in_failures SET locked_at = $2 WHERE login = $1', [digest(login), at]);
  return true;
}

/** The password was right: the wrong ones before it count no more. Those of other senders do, for them. */
export async function forgetFailures(database: Queryable, login: string, sender: string): Promise<void> {
  await database.rows('DELETE FROM sign_in_failures WHERE login = $1 AND locked_at IS NULL', [digest(login)]);
  await database.rows('DELETE FROM sender_failures WHERE login = $1 AND sender = $2', [digest(login), digest(sender)]);
}

export interface Lockout {
  readonly person: RecordId;
  /** An instant. */
  readonly lockedAt: string;
}

/** Accounts that are locked now, from wherever one comes, the latest first. */
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
 * @returns false when it was locked for nobody.
 */
export async function unlockAccount(transaction: Transaction, person: RecordId): Promise<boolean> {
  const [account] = await transaction.rows<{ login: string }>('SELECT login FROM accounts WHERE person_id = $1', [
    person,
  ]);
  if (!account) return false;
  const senders = await transaction.rows<{ failures: number }>(
    'DELETE FROM sender_failures WHERE login = $1 RETURNING failures',
    [digest(account.login)],
  );
  const unlocked = await transaction.rows(
    'DELETE FROM sign_in_failures WHERE login = $1 AND locked_at IS NOT NULL RETURNING 1',
    [digest(account.login)],
  );
  return unlocked.length > 0 || senders.some(({ failures }) => failures >= FAILURES_MAXIMUM);
}

/** What was tried long ago; locks of accounts stay. @returns how many. */
export async function forgetOldFailures(database: Queryable, clock: Clock): Promise<number> {
  const accounts = await database.rows<{ login: string }>('SELECT login FROM accounts');
  const logins = accounts.map(({ login }) => digest(login));
  const before = instantFromMilliseconds(clock.now() - FORGOTTEN_AFTER_DAYS * DAY_MILLISECONDS);
  const forgotten = await database.rows(
    'DELETE FROM sign_in_failures WHERE last_at < $1 AND (locked_at IS NULL OR login <> ALL($2::text[])) RETURNING 1',
    [before, logins],
  );
  const ofSenders = await database.rows(
    'DELETE FROM sender_failures WHERE last_at < $1 AND (failures < $3 OR login <> ALL($2::text[])) RETURNING 1',
    [before, logins, FAILURES_MAXIMUM],
  );
  return forgotten.length + ofSenders.length;
}

/** Logins that somebody typed, a password in the wrong field among them, and where from, are nobody's business in a table. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
