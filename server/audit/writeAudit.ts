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
 * waits here for everybody else, so several go in together: two statements, however many there are.
 */
export async function writeAudit(transaction: Transaction, ...entries: readonly NewAuditEntry[]): Promise<void> {
  for (const { facts = {} } of entries)
    if (JSON.stringify(facts).length > FACTS_MAXIMUM)
      throw createError('internal', { reason: 'audit_facts_too_large' });
  if (entries.length === 0) return;
  // The database's clock, and read behind the lock: a later entry never has an earlier instant because its node's clock is behind.
  const [head] = await transaction.rows<ChainHead>(
    `UPDATE audit_head SET seq = seq + $1
     RETURNING seq - $1 AS before, hash, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at`,
    [entries.length],
  );
  if (!head) throw new Error('The audit log has no head');
  await insertEntries(transaction, sealEntries(head, entries));
}

interface ChainHead {
  readonly before: number;
  readonly hash: string;
  readonly at: string;
}

function sealEntries({ before, hash, at }: ChainHead, entries: readonly NewAuditEntry[]): AuditEntry[] {
  let previous = hash;
  return entries.map((entry, index) => {
    const sealed = sealEntry({
      seq: before + 1 + index,
      at,
      person: entry.person ?? null,
      device: entry.device ?? null,
      action: entry.action,
      subject: entry.subject ?? null,
      facts: entry.facts ?? {},
      previous,
    });
    previous = sealed.hash;
    return sealed;
  });
}

async function insertEntries(transaction: Transaction, entries: readonly AuditEntry[]): Promise<void> {
  await transaction.rows(
    `WITH written AS (
       INSERT INTO audit_entries (seq, at, person, device, action, subject, facts, previous, hash)
       SELECT e.seq, e.at, e.person, e.device, e.action, e.subject, e.facts::jsonb, e.previous, e.hash
       FROM unnest($1::bigint[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
         AS e (seq, at, person, device, action, subject, facts, previous, hash)
     )
     UPDATE audit_head SET hash = $10`,
    [
      entries.map(({ seq }) => seq),
      entries.map(({ at }) => at),
      entries.map(({ person }) => person),
      entries.map(({ device }) => device),
      entries.map(({ action }) => action),
      entries.map(({ subject }) => subject),
      entries.map(({ facts }) => JSON.stringify(facts)),
      entries.map(({ previous }) => previous),
      entries.map(({ hash }) => hash),
      entries.at(-1)?.hash,
    ],
  );
}
