/** Adds to the audit log, in the transaction of what it tells about: both are there, or neither. */
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { AuditAction, AuditFacts } from '../../shared/domain/audit/actions.ts';
import { sealEntry, type AuditEntry } from '../../shared/domain/audit/chain.ts';
import type { Transaction } from '../store/database.ts';

export interface NewAuditEntry {
  readonly action: AuditAction;
  /** Who did it; left out for what the server did, or nobody known. */
  readonly person?: RecordId | null;
  readonly device?: RecordId | null;
  /** About what: the id of a device, a person, a record, the hash of a group. */
  readonly subject?: string | null;
  /** Names and figures, never secrets and never whole records: at most 8,000 characters of JSON. */
  readonly facts?: AuditFacts;
}

const FACTS_MAXIMUM = 8_000;

/**
 * Locks the end of the chain until the transaction ends: call it LAST, behind `writeFeed`, and for rare acts alone. Everybody who writes an entry
 * waits here for everybody else.
 */
export async function writeAudit(transaction: Transaction, ...entries: readonly NewAuditEntry[]): Promise<void> {
  for (const entry of entries) await writeEntry(transaction, entry);
}

async function writeEntry(transaction: Transaction, entry: NewAuditEntry): Promise<void> {
  const facts = entry.facts ?? {};
  if (JSON.stringify(facts).length > FACTS_MAXIMUM) throw createError('internal', { reason: 'audit_facts_too_large' });
  // The database's clock, and read behind the lock: a later entry never has an earlier instant because its node's clock is behind.
  const [head] = await transaction.rows<{ seq: number; hash: string; at: string }>(
    `UPDATE audit_head SET seq = seq + 1
     RETURNING seq, hash, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at`,
  );
  if (!head) throw new Error('The audit log has no head');
  const sealed = sealEntry({
    seq: head.seq,
    at: head.at,
    person: entry.person ?? null,
    device: entry.device ?? null,
    action: entry.action,
    subject: entry.subject ?? null,
    facts,
    previous: head.hash,
  });
  await insertEntry(transaction, sealed);
}

async function insertEntry(transaction: Transaction, entry: AuditEntry): Promise<void> {
  await transaction.rows(
    `WITH written AS (
       INSERT INTO audit_entries (seq, at, person, device, action, subject, facts, previous, hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     )
     UPDATE audit_head SET hash = $9`,
    [
      entry.seq,
      entry.at,
      entry.person,
      entry.device,
      entry.action,
      entry.subject,
      JSON.stringify(entry.facts),
      entry.previous,
      entry.hash,
    ],
  );
}
