/**
 * How long the bytes of a covered group are kept (SYNC-30): until it is in a verified backup of the server, else as long as a lease. A server
 * that is restored from an older backup gets back from its devices what it lost.
 */
import type { Connection } from './connection.ts';

/** A lease by the server's clock, in milliseconds. */
export interface LeaseTerms {
  readonly now: number;
  /** How long it lasts. */
  readonly length: number;
}

/** Of covered groups these alone go; the newest group of all is the chain's end and always stays. */
const DURABLE = `state = 'covered' AND device = :device AND device_n <= :through
  AND device_n < (SELECT max(device_n) FROM outbox WHERE device = :device)`;
const OUTLIVED = `state = 'covered' AND n < (SELECT max(n) FROM outbox)
  AND n IN (SELECT n FROM outbox_covered WHERE noted_at < :before)`;
const UNNOTED = `state = 'covered' AND n NOT IN (SELECT n FROM outbox_covered)`;

/**
 * Forgets what is kept long enough, and notes what is covered since the last time. A step of its own each, for most rounds have none of them
 * and each write is a sync of the disk.
 * @param through The newest group of the present device that is in a verified backup.
 * @returns what there is to write, null when there is nothing.
 */
export function groupsToForget(
  connection: Connection,
  device: string,
  through: number,
  lease: LeaseTerms | null,
): (() => void) | null {
  const durable = { device, through };
  const outlived = { before: lease ? lease.now - lease.length : Number.MIN_SAFE_INTEGER };
  const has = (condition: string, parameters: Readonly<Record<string, string | number>>): boolean =>
    connection.get(`SELECT 1 FROM outbox WHERE ${condition} LIMIT 1`, parameters) !== undefined;
  const hasOutlived = lease !== null && has(OUTLIVED, outlived);
  const hasUnnoted = lease !== null && has(UNNOTED, {});
  if (!hasOutlived && !hasUnnoted && !has(DURABLE, durable)) return null;
  return () => {
    connection.run(`DELETE FROM outbox WHERE ${DURABLE}`, durable);
    if (hasOutlived) connection.run(`DELETE FROM outbox WHERE ${OUTLIVED}`, outlived);
    if (hasUnnoted)
      connection.run(`INSERT INTO outbox_covered (n, noted_at) SELECT n, :now FROM outbox WHERE ${UNNOTED}`, {
        now: lease.now,
      });
  };
}
