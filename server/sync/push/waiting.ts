import { instantFromMilliseconds, type Clock } from '../../../shared/base/clock.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import { readGroup } from '../../../shared/sync/group.ts';
import { liftGroup } from '../../../shared/sync/lift.ts';
import { findDevices } from '../../auth/devices.ts';
import type { Queryable } from '../../store/database.ts';
import { longestWaitSince } from './chain.ts';
import type { ReceivedGroup } from './receive.ts';

/** Devices besides those of a push whose waiting groups are looked at with it. */
const OTHERS_AT_ONCE = 4;
const MINUTE_MILLISECONDS = 60_000;

/**
 * Groups of these devices that came too early and whose time may have come: what they wait for, directly or through each other, has been
 * decided; or the wait is over. The rest stays unread, however much of it there is. A few other devices that wait for a state of a record or
 * need wait no more take their turn as well, minute by minute: they may never come again themselves.
 */
export async function findDueGroups(
  database: Queryable,
  devices: readonly RecordId[],
  clock: Clock,
): Promise<ReceivedGroup[]> {
  const rows = await database.rows<{ hash: string; device: RecordId; bytes: string; signature: string }>(
    `WITH RECURSIVE concerned AS (
       SELECT id AS device FROM devices WHERE line = ANY(ARRAY(SELECT line FROM devices WHERE id = ANY($1::uuid[])))
       UNION
       (SELECT device FROM waiting_groups WHERE waits_for IS NULL OR released OR received_at < $2
        GROUP BY device ORDER BY md5(device::text || $3) LIMIT ${OTHERS_AT_ONCE})
     ), due AS (
       SELECT w.hash FROM waiting_groups w WHERE w.device IN (SELECT device FROM concerned) AND (
         w.waits_for IS NULL OR w.released OR w.received_at < $2 OR EXISTS (SELECT 1 FROM ledger l WHERE l.hash = w.waits_for))
       UNION
       SELECT w.hash FROM waiting_groups w JOIN due ON w.waits_for = due.hash WHERE w.device IN (SELECT device FROM concerned)
     )
     SELECT hash, device, bytes, signature FROM waiting_groups JOIN due USING (hash) ORDER BY device, n`,
    [devices, instantFromMilliseconds(longestWaitSince(clock)), String(Math.floor(clock.now() / MINUTE_MILLISECONDS))],
  );
  if (rows.length === 0) return [];
  const known = await findDevices(database, [...new Set(rows.map((row) => row.device))]);
  // Their signatures were checked when they came.
  return rows.flatMap(({ hash, bytes, signature }) => {
    const row = { hash, bytes, signature };
    const read = readGroup(row);
    const device = read.ok ? known.get(read.value.device) : undefined;
    return read.ok && device ? [{ ...row, group: liftGroup(read.value), device }] : [];
  });
}
