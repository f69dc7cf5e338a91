/** What a handshake tells of held work, and what need not be told any more. */
import type { RecordId } from '../../shared/base/id.ts';
import type { HandshakeRequest, HeadVector, HeldOutcome } from '../../shared/sync/protocol.ts';
import { parkReasonSchema } from '../../shared/sync/protocol.ts';
import type { Database, Queryable } from '../store/database.ts';
import type { Member } from '../sync/organisation.ts';

/** Of the groups that the device shows as held, those that are held no more or for another reason. Anybody else's are left out. */
export async function readDecided(
  database: Queryable,
  member: Member,
  held: NonNullable<HandshakeRequest['held']>,
): Promise<HeldOutcome[]> {
  if (held.length === 0) return [];
  const rows = await database.rows<{
    hash: string;
    outcome: HeldOutcome['outcome'];
    reason: string | null;
    facts: Record<string, string>;
    covers: HeadVector;
    reviews: string[];
  }>(
    `SELECT l.hash, l.outcome, l.reason, l.facts, l.covers, l.reviews
     FROM unnest($1::text[], $2::text[]) AS h(hash, reason) JOIN ledger l ON l.hash = h.hash
     WHERE l.author = $3 AND (l.outcome <> 'parked' OR l.reason <> h.reason)`,
    [held.map(({ hash }) => hash), held.map(({ reason }) => reason), member.id],
  );
  return rows.map(({ hash, outcome, reason, facts, covers, reviews }) => ({
    hash,
    outcome,
    covers: Object.fromEntries(Object.entries(covers).filter(([scope]) => member.holds(scope))),
    reviews,
    ...(outcome === 'parked' ? { reason: parkReasonSchema.catch('invalid').parse(reason), facts } : {}),
  }));
}

/**
 * SYNC-29: of an answer that has arrived only the outcome is kept.
 * @param held What the device still shows as held: the first answer has arrived, but not what was decided since.
 */
export async function dropConfirmedReplies(
  database: Database,
  device: RecordId,
  through: number,
  held: NonNullable<HandshakeRequest['held']>,
): Promise<void> {
  await database.rows(
    `UPDATE ledger SET confirmed = true, covers = '{}', reviews = '{}'
     WHERE device = $1 AND n <= $2 AND NOT confirmed AND outcome = 'applied' AND hash <> ALL($3::text[])`,
    [device, through, held.map(({ hash }) => hash)],
  );
}
