/** Whose day it is: one person, or a branch with its people. */
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Receipt } from '../../shared/sync/receipt.ts';
import type { Transaction } from '../store/database.ts';
import type { Member } from '../sync/organisation.ts';

export type Subject = Receipt['of'];
export type SubjectPerson = Omit<Receipt['people'][number], 'records'>;

/** @throws PeyvandError `permission_denied` for the manager of no branch. */
export async function readPeople(
  transaction: Transaction,
  member: Member,
  of: Subject['type'],
): Promise<{ subject: Subject; people: readonly SubjectPerson[] }> {
  const subject: Subject =
    of === 'person'
      ? { type: 'person', id: member.id, name: member.name }
      : { type: 'branch', ...(await branchOf(transaction, member)) };
  return { subject, people: await readContacts(transaction, of, subject.id) };
}

/** One person, or the people of a branch, and when their devices were last heard of. */
export async function readContacts(
  transaction: Transaction,
  of: Subject['type'],
  id: RecordId,
): Promise<SubjectPerson[]> {
  const rows = await transaction.rows<{
    id: RecordId;
    name: string;
    last_sync: Date | null;
    held: number;
    waiting: number;
  }>(
    // Somebody who has left still did that day's work.
    `SELECT p.id, coalesce(p.body->>'name', '') AS name,
       (SELECT max(d.seen_at) FROM devices d WHERE d.person_id = p.id) AS last_sync,
       (SELECT count(*) FROM ledger l JOIN devices d ON d.id = l.device WHERE l.outcome = 'parked' AND d.person_id = p.id) AS held,
       (SELECT count(*) FROM waiting_groups w JOIN devices d ON d.id = w.device WHERE d.person_id = p.id) AS waiting
     FROM records p WHERE p.collection = 'organisation' AND p.kind = 'person' AND NOT p.deleted
       AND ${of === 'person' ? 'p.id' : "p.body->>'branchId'"} = $1 ORDER BY 2, 1`,
    [id],
  );
  return rows.map(({ last_sync, ...person }) => ({
    ...person,
    lastSyncAt: last_sync === null ? null : instantFromMilliseconds(last_sync.getTime()),
  }));
}

/** @throws PeyvandError `permission_denied` for whoever is of no branch. */
export async function branchOf(transaction: Transaction, member: Member): Promise<{ id: RecordId; name: string }> {
  const [branch] = await transaction.rows<{ id: RecordId; name: string }>(
    `SELECT b.id, coalesce(b.body->>'name', '') AS name FROM records p
     JOIN records b ON b.collection = 'organisation' AND b.kind = 'branch' AND NOT b.deleted AND b.id::text = p.body->>'branchId'
     WHERE p.collection = 'organisation' AND p.id = $1`,
    [member.id],
  );
  if (!branch) throw createError('permission_denied', { reason: 'no_branch' });
  return branch;
}
