/**
 * Entries of a device's own audit chain on their way in. They are kept verbatim with their signatures, each is told once in the server's own log (which
 * so holds every device's chain fast), and what does not follow what is here is said there too: entries are never refused for that.
 */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import type { DeviceCallInputs, DeviceCallReplies } from '../../shared/contract/server.ts';
import type { AuditAction } from '../../shared/domain/audit/actions.ts';
import { EMPTY_CHAIN, type ChainEnd } from '../../shared/domain/audit/chain.ts';
import { lockDevices, type Device } from '../auth/devices.ts';
import { hasRoom, takeRoom, type DailyBound } from '../store/dailyCounts.ts';
import type { Database, Queryable, Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { ofLine, refuseForToday } from '../watch/refuseForToday.ts';
import { readEntries, requireSigned, type ReceivedEntry } from './receivedEntries.ts';
import { writeAudit, type NewAuditEntry } from './writeAudit.ts';

interface ReceivingContext {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Entries tell rare acts: a busy day comes to some tens of them. They are kept for good and twice, so what a changed program makes up has an end; a device that
 * was away for a year, and has more to tell, tells the rest tomorrow.
 */
const OF_A_LINE: DailyBound = { what: 'audit of a line', most: 2_000 };
const OF_A_PERSON: DailyBound = { what: 'audit of a person', most: 6_000 };

/**
 * Takes as many as there is room for today, in their order.
 * @throws PeyvandError `invalid_input` for what is no entry, `token_foreign` for another's, `signature_invalid`, `throttled` when there is no room for the first of
 *   them; then nothing is kept, and the device keeps all of it.
 */
export async function receiveDeviceAudit(
  context: ReceivingContext,
  device: Device,
  { entries }: DeviceCallInputs['deliverAudit'],
): Promise<DeviceCallReplies['deliverAudit']> {
  const { database, clock } = context;
  const { owner, received } = await readEntries(database, device, entries);
  const known = await readKnown(database, owner, received);
  const fresh = received.filter(({ hash }) => !known.has(hash));
  // Before any signature is looked at: whoever had their day costs little.
  const isFull = fresh.length > 0 && !(await hasRoom(database, clock, OF_A_LINE, owner.line));
  if (!isFull) await requireSigned(owner, fresh);
  const through = isFull ? null : await retried(database, (transaction) => keep(transaction, clock, owner, received));
  if (through === null) throw await refuseForToday(context, ofLine(device), OF_A_LINE);
  return { through };
}

/** @returns the number of the last one that is here now; null when there was no room for the first. */
async function keep(
  transaction: Transaction,
  clock: Clock,
  device: Device,
  received: readonly ReceivedEntry[],
): Promise<number | null> {
  await lockDevices(transaction, [device.id]);
  const before = await readEnd(transaction, device.id);
  if (received.length === 0) return before.seq;
  const known = await readKnown(transaction, device, received);
  const fresh = received.filter(({ hash }) => !known.has(hash));
  const room = Math.min(
    await takeRoom(transaction, clock, OF_A_LINE, device.line, fresh.length),
    await takeRoom(transaction, clock, OF_A_PERSON, device.person, fresh.length),
  );
  const withoutRoom = fresh[room];
  const kept = withoutRoom ? received.slice(0, received.indexOf(withoutRoom)) : received;
  const added = fresh.slice(0, room);
  await insertEntries(transaction, clock, device, added);
  await writeAudit(transaction, ...tell(device, before, added));
  return kept.at(-1)?.seq ?? null;
}

/** What the server's own log says of them, and of what does not follow what was here. */
function tell(device: Device, before: ChainEnd, added: readonly ReceivedEntry[]): NewAuditEntry[] {
  const told: NewAuditEntry[] = [];
  let end = before;
  for (const entry of added) {
    const fault = faultBehind(end, entry);
    if (fault)
      told.push({
        action: 'audit.deviceChainBroken',
        person: device.person,
        device: device.id,
        subject: device.id,
        facts: { seq: entry.seq, fault },
      });
    told.push({
      // The device's word: named by the two facts that only such entries have.
      action: entry.action as AuditAction,
      person: device.person,
      device: device.id,
      subject: entry.subject,
      facts: { ...entry.facts, deviceSeq: entry.seq, deviceAt: entry.at },
    });
    if (entry.seq > end.seq) end = entry;
  }
  return told;
}

function faultBehind(end: ChainEnd, { seq, previous }: ReceivedEntry): string | null {
  if (seq <= end.seq) return 'forked';
  if (seq !== end.seq + 1) return 'missing';
  return previous === end.hash ? null : 'unlinked';
}

async function readEnd(transaction: Transaction, device: string): Promise<ChainEnd> {
  const [end] = await transaction.rows<ChainEnd>(
    'SELECT seq, hash FROM device_audit WHERE device = $1 ORDER BY seq DESC, received_at DESC LIMIT 1',
    [device],
  );
  return end ?? EMPTY_CHAIN;
}

/** Hashes of those that are here already. */
async function readKnown(
  database: Queryable,
  device: Device,
  received: readonly ReceivedEntry[],
): Promise<ReadonlySet<string>> {
  if (received.length === 0) return new Set();
  const rows = await database.rows<{ hash: string }>(
    'SELECT hash FROM device_audit WHERE device = $1 AND seq = ANY($2::bigint[]) AND hash = ANY($3::text[])',
    [device.id, received.map(({ seq }) => seq), received.map(({ hash }) => hash)],
  );
  return new Set(rows.map(({ hash }) => hash));
}

async function insertEntries(
  transaction: Transaction,
  clock: Clock,
  device: Device,
  entries: readonly ReceivedEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await transaction.rows(
    `INSERT INTO device_audit (device, seq, hash, previous, content, signature, received_at)
     SELECT $1, e.*, $7::timestamptz FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[]) AS e`,
    [
      device.id,
      entries.map(({ seq }) => seq),
      entries.map(({ hash }) => hash),
      entries.map(({ previous }) => previous),
      entries.map(({ content }) => content),
      entries.map(({ signature }) => signature),
      instantFromMilliseconds(clock.now()),
    ],
  );
}
