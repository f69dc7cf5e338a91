/**
 * Waits that a person ends: of one group, or of all that stand behind a range of a chain which nobody has any more. The decision is
 * written first; then what is due goes the road of a push. Were this node to stop in between, the next push of anybody takes it up.
 */
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { DeclareLostInput, ReleaseInput, ReleaseReply } from '../../shared/contract/parking.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import { lockMember } from '../administration/asking.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { lockDevices, type Device } from '../auth/devices.ts';
import type { Queryable, Transaction } from '../store/database.ts';
import { readEpochs } from '../sync/epochs.ts';
import { writeFeed } from '../sync/feedWriter.ts';
import type { Member } from '../sync/organisation.ts';
import { announceScopes } from '../sync/pokes.ts';
import { applyGroups } from '../sync/push.ts';
import { LARGEST_N } from '../sync/push/receive.ts';
import { findDueGroups } from '../sync/push/waiting.ts';
import { writeVersions } from '../sync/recordWriter.ts';
import { keyOf } from '../sync/storedRecord.ts';
import { createDecisionEntry, readEarlierReply, versionOf, writeEntry, type DecisionFacts } from './decisionEntry.ts';
import { occurredAtOf, readForTitles, readStoredGroup, titlesOf } from './heldGroup.ts';

const RECORDS_TOLD = 20;

/** @throws PeyvandError `not_found` when it waits no more. */
export async function releaseHeld(
  context: DeviceCallContext,
  device: Device,
  member: Member,
  { id, hash, note }: ReleaseInput,
): Promise<ReleaseReply> {
  const { database } = context;
  const [place] = await database.rows<{ device: string }>(
    'SELECT device FROM waiting_groups WHERE hash = $1 UNION ALL SELECT device FROM decisions WHERE id = $2 AND group_hash = $1',
    [hash, id],
  );
  if (!place) throw createError('not_found', { reason: 'held_work' });
  const organisation = await context.organisation.read(database);
  const hashes = await decideWait(context, member, id, { group: hash, device: place.device }, async (transaction) => {
    const [row] = await transaction.rows<{ bytes: string; waits_for: string | null }>(
      'UPDATE waiting_groups SET released = true WHERE hash = $1 RETURNING bytes, waits_for',
      [hash],
    );
    if (!row) throw createError('not_found', { reason: 'held_work' });
    const group = readStoredGroup(row.bytes);
    const told = group.operations.slice(0, RECORDS_TOLD);
    // The author reads this.
    const records = await readForTitles(transaction, told, organisation.member(group.author));
    const facts: DecisionFacts = {
      decision: 'released',
      authorId: group.author,
      deviceId: group.device,
      group: hash,
      first: group.n,
      last: group.n,
      occurredAt: occurredAtOf(group),
      reason: row.waits_for === null ? 'state_missing' : 'group_missing',
      decidedBy: member.id,
      decidedByName: member.name,
      note,
      records: titlesOf(told, records, RECORDS_TOLD),
      changes: [],
    };
    return { facts, hashes: [hash] };
  });
  return applyDue(context, device, place.device, hashes);
}

/**
 * SYNC-26: whatever of the device's chain has a number from `first` to `last` is waited for no more. Should it come after all, it is applied
 * like any late group.
 * @throws PeyvandError `not_found` for an unknown device, `illegal_transition` (`nothing_missing`) when nothing in the range is missing.
 */
export async function declareLost(
  context: DeviceCallContext,
  device: Device,
  member: Member,
  { id, device: owner, first, last, note }: DeclareLostInput,
): Promise<ReleaseReply> {
  if (last < first || last > LARGEST_N) throw createError('invalid_input', { reason: 'range' });
  const [place] = await context.database.rows<{ person_id: string }>('SELECT person_id FROM devices WHERE id = $1', [
    owner,
  ]);
  if (!place) throw createError('not_found', { reason: 'device' });
  const hashes = await decideWait(context, member, id, { group: null, device: owner }, async (transaction) => {
    const released = await waitingBehind(transaction, owner, first, last);
    if (!released) throw createError('illegal_transition', { reason: 'nothing_missing' });
    await transaction.rows('UPDATE waiting_groups SET released = true WHERE hash = ANY($1)', [released]);
    const facts: DecisionFacts = {
      decision: 'lost',
      authorId: place.person_id,
      deviceId: owner,
      first,
      last,
      decidedBy: member.id,
      decidedByName: member.name,
      note,
      records: [],
      changes: [],
    };
    return { facts, hashes: released };
  });
  return applyDue(context, device, owner, hashes);
}

/** The groups whose numbers follow the range without a gap: what they wait for lies in it, or in their own run. null when nothing in it is missing. */
export async function waitingBehind(
  transaction: Transaction,
  device: RecordId,
  first: number,
  last: number,
): Promise<string[] | null> {
  const rows = await transaction.rows<{ n: number; hash: string | null; device: RecordId; for_group: boolean }>(
    `WITH line AS (SELECT id FROM devices WHERE line = (SELECT line FROM devices WHERE id = $1))
     SELECT n, NULL AS hash, device, false AS for_group FROM ledger WHERE device IN (SELECT id FROM line) AND n >= $2
     UNION ALL SELECT n, hash, device, waits_for IS NOT NULL FROM waiting_groups WHERE device IN (SELECT id FROM line) AND n >= $2 ORDER BY n`,
    [device, first],
  );
  const known = new Set(rows.filter((row) => row.device === device).map(({ n }) => n));
  const isMissing = Array.from({ length: Math.min(last - first + 1, rows.length + 1) }, (_, place) => first + place);
  if (isMissing.every((n) => known.has(n))) return null;
  const released: string[] = [];
  let next = last + 1;
  for (const { n, hash, for_group: isForGroup } of rows) {
    if (n <= last) {
      // Of a range with something of it here: that waits for what is lost, like what stands behind the range.
      if (hash !== null && isForGroup) released.push(hash);
      continue;
    }
    // Several groups may have one number: branches.
    if (n > next) break;
    next = n + 1;
    if (hash !== null) released.push(hash);
  }
  return released;
}

/** Writes the decision, or finds it written. Returns the groups that it released. */
export async function decideWait(
  { database, keys, clock }: DeviceCallContext,
  member: Member,
  id: RecordId,
  subject: { readonly group: string | null; readonly device: RecordId },
  decide: (transaction: Transaction) => Promise<{ facts: DecisionFacts; hashes: readonly string[] }>,
): Promise<readonly string[]> {
  const { hashes, scopes } = await database.transaction(async (transaction) => {
    await lockDevices(transaction, [subject.device]);
    await lockMember(transaction, { person: member.id }, 'parking.decide');
    const earlier = await readEarlierReply(transaction, id, subject);
    if (earlier !== null) return { hashes: earlier as string[], scopes: [] };
    const { facts, hashes: released } = await decide(transaction);
    const entry = createDecisionEntry(keys, clock, id, facts);
    const { current } = await readEpochs(transaction);
    await writeEntry(transaction, entry, facts, released, current.number);
    await writeVersions(transaction, [versionOf(entry)], current.number);
    const { sequences } = await writeFeed(transaction, [{ before: null, after: entry.record }]);
    await writeAudit(transaction, {
      action: facts.decision === 'lost' ? 'parking.declaredLost' : 'parking.released',
      person: facts.decidedBy,
      subject: facts.group ?? facts.deviceId,
      facts: { first: facts.first, last: facts.last, note: facts.note },
    });
    return { hashes: released, scopes: Object.keys(sequences.get(keyOf(entry.record)) ?? {}) };
  });
  await announceScopes(database, scopes);
  return hashes;
}

/** By the road of a push, so that poison among them is found and parked by itself. */
export async function applyDue(
  context: Pick<DeviceCallContext, 'database' | 'organisation' | 'clock' | 'log'>,
  deliverer: Pick<Device, 'id'>,
  owner: RecordId,
  hashes: readonly string[],
): Promise<ReleaseReply> {
  const due = (await findDueGroups(context.database, [owner], context.clock)).filter(
    ({ group }) => group.device === owner,
  );
  if (due.length > 0) await applyGroups(context, deliverer.id, due);
  return countOutcomes(context.database, hashes);
}

export async function countOutcomes(database: Queryable, hashes: readonly string[]): Promise<ReleaseReply> {
  const rows = await database.rows<{ outcome: string; count: number }>(
    `SELECT outcome, count(*) AS count FROM ledger WHERE hash = ANY($1) GROUP BY outcome
     UNION ALL SELECT 'waiting', count(*) FROM waiting_groups WHERE hash = ANY($1)`,
    [hashes],
  );
  const counts = new Map(rows.map(({ outcome, count }) => [outcome, count]));
  return {
    applied: counts.get('applied') ?? 0,
    parked: (counts.get('parked') ?? 0) + (counts.get('discarded') ?? 0),
    waiting: counts.get('waiting') ?? 0,
  };
}
