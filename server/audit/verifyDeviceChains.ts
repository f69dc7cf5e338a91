/** Devices' own audit chains as they came: does each hold, and where is it broken first? */
import { verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { sha256Hex } from '../../shared/base/bytes.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { auditTextToSign, EMPTY_CHAIN, type ChainEnd, type ChainFault } from '../../shared/domain/audit/chain.ts';
import { readSigningKey } from '../auth/devices.ts';
import type { Queryable } from '../store/database.ts';

/** `forked`: two entries of one number, of a disk that was copied or put back. `unsigned`: the device's key did not sign it. */
type DeviceChainFault = ChainFault | 'forked' | 'unsigned';

export interface DeviceChainVerdict {
  readonly device: RecordId;
  readonly entries: number;
  /** The first entry that does not hold; null when all do. */
  readonly broken: { readonly seq: number; readonly fault: DeviceChainFault } | null;
}

/** Entries have up to 8,000 characters: so many are hashed without a pause. */
const ROWS_AT_ONCE = 200;

/** In the threads of the crypto library, while the node answers others. */
const verifyInThread = promisify(verify);

/**
 * Reads every entry and its signature, page by page: some ten seconds for 100,000.
 * @param devices null: all that ever delivered one.
 */
export async function verifyDeviceChains(
  database: Queryable,
  devices: readonly RecordId[] | null = null,
): Promise<DeviceChainVerdict[]> {
  const verdicts: DeviceChainVerdict[] = [];
  for (const { device, signing_key, entries } of await listChains(database, devices))
    verdicts.push({ device, entries, broken: await firstFault(database, device, readSigningKey(signing_key)) });
  return verdicts;
}

/**
 * The same by numbers and links alone, which the database follows by itself: for those who may ask about their own devices, as often as they like.
 * What an entry says and who signed it was looked at when it came, and is again by {@link verifyDeviceChains}.
 */
export async function followDeviceChains(
  database: Queryable,
  devices: readonly RecordId[],
): Promise<DeviceChainVerdict[]> {
  const chains = await listChains(database, devices);
  const faults = await database.rows<{ device: RecordId; seq: number; before: number }>(
    `SELECT DISTINCT ON (device) device, seq, before FROM (
       SELECT device, seq, previous, coalesce(lag(seq) OVER chain, 0) AS before, coalesce(lag(hash) OVER chain, '') AS before_hash
       FROM device_audit WHERE device = ANY($1::uuid[]) WINDOW chain AS (PARTITION BY device ORDER BY seq, received_at, hash)
     ) walked
     WHERE seq <> before + 1 OR previous <> before_hash ORDER BY device, seq`,
    [devices],
  );
  const faultByDevice = new Map(faults.map((row) => [row.device, row]));
  return chains.map(({ device, entries }) => {
    const found = faultByDevice.get(device);
    if (!found) return { device, entries, broken: null };
    const { seq, before } = found;
    if (seq === before) return { device, entries, broken: { seq, fault: 'forked' } };
    if (seq !== before + 1) return { device, entries, broken: { seq: before + 1, fault: 'missing' } };
    return { device, entries, broken: { seq, fault: 'unlinked' } };
  });
}

const listChains = (
  database: Queryable,
  devices: readonly RecordId[] | null,
): Promise<{ device: RecordId; signing_key: string; entries: number }[]> =>
  database.rows(
    `SELECT d.id AS device, d.signing_key, a.entries FROM devices d
     JOIN (SELECT device, count(*) AS entries FROM device_audit WHERE $1::uuid[] IS NULL OR device = ANY($1::uuid[]) GROUP BY device) a
       ON a.device = d.id
     ORDER BY d.id`,
    [devices],
  );

interface ChainRow extends ChainEnd {
  readonly previous: string;
  readonly content: string;
  readonly signature: string;
}

async function firstFault(
  database: Queryable,
  device: RecordId,
  key: KeyObject,
): Promise<DeviceChainVerdict['broken']> {
  let end: ChainEnd = EMPTY_CHAIN;
  for (;;) {
    // The last one comes along again: another of its number may stand beside it.
    const rows = await database.rows<ChainRow>(
      `SELECT seq, hash, previous, content, signature FROM device_audit WHERE device = $1 AND seq >= $2
       ORDER BY seq, received_at, hash LIMIT $3`,
      [device, end.seq, ROWS_AT_ONCE + 1],
    );
    const signed = await Promise.all(rows.map((row) => isSigned(row, key)));
    for (const [index, row] of rows.entries()) {
      if (row.seq === end.seq && row.hash === end.hash) continue;
      const fault = faultOf(end, row, signed[index] === true);
      if (fault) return { seq: fault === 'missing' ? end.seq + 1 : row.seq, fault };
      end = row;
    }
    if (rows.length <= ROWS_AT_ONCE) return null;
  }
}

const isSigned = ({ hash, signature }: ChainRow, key: KeyObject): Promise<boolean> =>
  verifyInThread(null, Buffer.from(auditTextToSign(hash)), key, Buffer.from(signature, 'base64url'));

function faultOf(end: ChainEnd, row: ChainRow, signed: boolean): DeviceChainFault | null {
  if (row.seq === end.seq) return 'forked';
  if (row.seq !== end.seq + 1) return 'missing';
  if (row.previous !== end.hash) return 'unlinked';
  if (sha256Hex(row.content) !== row.hash) return 'altered';
  return signed ? null : 'unsigned';
}
