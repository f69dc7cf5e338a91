/**
 * Whose hand was on an account: who made it, opened it, changed its person's role or set its password, and when. Whoever did so lately may be able to act as its
 * person, so two people are not two where one of them was let in, or given a password, by the other.
 */
import { instantFromMilliseconds, type Clock, type Instant } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Queryable, Transaction } from '../store/database.ts';

interface AccountAct {
  /** Whose account. */
  readonly person: RecordId;
  readonly act: 'made' | 'opened' | 'role' | 'password';
  /** null: the server's own command line. */
  readonly by: RecordId | null;
}

/** What others did counts so long: time enough for its person to notice, or for somebody who reads the audit log. */
export const HANDS_MILLISECONDS = 7 * 24 * 60 * 60_000;

export async function noteAccountActs(
  transaction: Transaction,
  clock: Clock,
  ...acts: readonly AccountAct[]
): Promise<void> {
  for (const { person, act, by } of acts)
    await transaction.rows('INSERT INTO account_acts (person, act, by_person, at) VALUES ($1, $2, $3, $4)', [
      person,
      act,
      by,
      instantFromMilliseconds(clock.now()),
    ]);
}

/** @param since In milliseconds. */
export async function wasTouchedByOthers(database: Queryable, person: RecordId, since: number): Promise<boolean> {
  const rows = await database.rows(
    'SELECT 1 FROM account_acts WHERE person = $1 AND by_person IS DISTINCT FROM $1 AND at > $2::timestamptz LIMIT 1',
    [person, instantFromMilliseconds(since)],
  );
  return rows.length > 0;
}

/** @param by Whoever may know the password, because they set it. @param since In milliseconds. */
export async function hasSetPassword(
  database: Queryable,
  { person, by, since }: { readonly person: RecordId; readonly by: RecordId; readonly since: number },
): Promise<boolean> {
  const rows = await database.rows(
    "SELECT 1 FROM account_acts WHERE person = $1 AND by_person = $2 AND act IN ('made', 'password') AND at > $3::timestamptz LIMIT 1",
    [person, by, instantFromMilliseconds(since)],
  );
  return rows.length > 0;
}

/** By whom each of them got their password last; those who set it themselves, or whose is from before this was written down, are left out. */
export async function readPasswordsSet(
  database: Queryable,
  people: readonly RecordId[],
): Promise<ReadonlyMap<RecordId, { readonly by: RecordId | null; readonly at: Instant }>> {
  const rows = await database.rows<{ person: RecordId; by_person: RecordId | null; at: Date }>(
    `SELECT DISTINCT ON (person) person, by_person, at FROM account_acts
     WHERE person = ANY($1::uuid[]) AND act IN ('made', 'password') ORDER BY person, at DESC, id DESC`,
    [people],
  );
  return new Map(
    rows
      .filter(({ person, by_person }) => person !== by_person)
      .map(({ person, by_person, at }) => [person, { by: by_person, at: instantFromMilliseconds(at.getTime()) }]),
  );
}
