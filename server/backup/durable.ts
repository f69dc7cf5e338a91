/** Which groups of a device are in a backup: what it may forget of its own work. */
import type { RecordId } from '../../shared/base/id.ts';
import type { DeviceChain } from '../auth/devices.ts';
import type { Queryable } from '../store/database.ts';

/**
 * By device, up to where its chain is in this database without a gap, decided, waiting or declared lost (which counts only before what is here: a
 * range may have been given far beyond the chain's end). Of a device that branched only up to the fork: behind
 * it a number names a group of each branch.
 */
export async function readDurable(database: Queryable): Promise<Record<RecordId, number>> {
  const rows = await database.rows<{ device: string; n: number }>(
    `WITH kept AS (
       SELECT device, n FROM ledger UNION SELECT device, n FROM waiting_groups
       UNION SELECT d.device, generate_series(d.first_n, least(d.last_n, (
         SELECT max(n) FROM (SELECT n FROM ledger l WHERE l.device = d.device UNION ALL SELECT n FROM waiting_groups w WHERE w.device = d.device) known
       ))) FROM decisions d WHERE d.decision = 'lost'
     ), placed AS (
       SELECT k.device, k.n, coalesce(d.continues_n, 0) + row_number() OVER (PARTITION BY k.device ORDER BY k.n) AS place
       FROM kept k JOIN devices d ON d.id = k.device WHERE k.n > coalesce(d.continues_n, 0)
     ), whole AS (
       SELECT device, max(n) AS n FROM placed WHERE n = place GROUP BY device
     )
     SELECT w.device, least(w.n, f.n) AS n FROM whole w LEFT JOIN (${FORKS}) f ON f.device = w.device WHERE least(w.n, f.n) > 0`,
  );
  return Object.fromEntries(rows.map(({ device, n }) => [device, n]));
}

/** What a device is told. The fork may have been found after the backup: until then its numbers looked like one chain. */
export async function readDurableThrough(
  database: Queryable,
  device: RecordId,
  chain: DeviceChain | undefined,
): Promise<number> {
  if (!chain?.branched || chain.durableThrough === 0) return chain?.durableThrough ?? 0;
  const [fork] = await database.rows<{ n: number }>(`SELECT n FROM (${FORKS}) f WHERE device = $1`, [device]);
  return Math.max(0, Math.min(chain.durableThrough, fork?.n ?? 0));
}

/** Per device that branched, the number of the last group before its first fork. */
const FORKS = `SELECT b.device, min(child.n) - 1 AS n FROM branches b JOIN (
    SELECT hash, n FROM ledger UNION ALL SELECT hash, n FROM waiting_groups
  ) child ON child.hash = b.hash GROUP BY b.device`;
