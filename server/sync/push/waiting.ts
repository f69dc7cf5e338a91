import { instantFromMilliseconds, type Clock } from '../../../shared/base/clock.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import { readGroup } from '../../../shared/sync/group.ts';
import { findDevices } from '../../auth/devices.ts';
import type { Queryable } from '../../store/database.ts';
import { longestWaitSince } from './chain.ts';
import type { ReceivedGroup } from './receive.ts';

/**
 * Groups of these devices that came too early and whose time may have come: what they wait for, directly or through each other, has been
 * decided; or the wait is over. The rest stays unread, however much of it there is.
 */
export async function findDueGroups(
  database: Queryable,
  devices: readonly RecordId[],
  clock: Clock,
): Promise<ReceivedGroup[]> {
  const rows = await database.rows<{ hash: string; bytes: string; signature: string }>(
    `WITH RECURSIVE due AS (
       SELECT w.hash FROM waiting_groups w WHERE w.device = ANY($1::uuid[]) AND (
         w.waits_for IS NULL OR w.released OR w.received_at < $2 OR EXISTS (SELECT 1 FROM ledger l WHERE l.hash = w.waits_for))
       UNION
       SELECT w.hash FROM waiting_groups w JOIN due ON w.waits_for = due.hash WHERE w.device = ANY($1::uuid[])
     )
     SELECT hash, bytes, signature FROM waiting_groups JOIN due USING (hash) ORDER BY device, n`,
    [devices, instantFromMilliseconds(longestWaitSince(clock))],
  );
  if (rows.length === 0) return [];
  const known = await findDevices(database, devices);
  // Their signatures were checked when they came.
  return rows.flatMap((row) => {
    const read = readGroup(row);
    const device = read.ok ? known.get(read.value.device) : undefined;
    return read.ok && device ? [{ ...row, group: read.value, device }] : [];
  });
}
