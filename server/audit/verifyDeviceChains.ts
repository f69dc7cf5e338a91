/** Devices' own audit chains as they came: does each hold, and where is it broken first? */
import { verify } from 'node:crypto';
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

/** @param devices null: all that ever delivered one. */
export async function verifyDeviceChains(
  database: Queryable,
  devices: readonly RecordId[] | null = null,
): Promise<DeviceChainVerdict[]> {
  const chains = await database.rows<{ device: RecordId; signing_key: string }>(
    `SELECT id AS device, signing_key FROM devices
     WHERE id IN (SELECT device FROM device_audit) AND ($1::uuid[] IS NULL OR id = ANY($1::uuid[])) ORDER BY id`,
    [devices],
  );
  const verdicts: DeviceChainVerdict[] = [];
  for (const { device, signing_key } of chains) {
    const rows = await database.rows<ChainRow>(
      'SELECT seq, hash, previous, content, signature FROM device_audit WHERE device = $1 ORDER BY seq, received_at, hash',
      [device],
    );
    verdicts.push({ device, entries: rows.length, broken: firstFault(rows, signing_key) });
  }
  return verdicts;
}

interface ChainRow extends ChainEnd {
  readonly previous: string;
  readonly content: string;
  readonly signature: string;
}

function firstFault(rows: readonly ChainRow[], signingKey: string): DeviceChainVerdict['broken'] {
  const key = readSigningKey(signingKey);
  let end: ChainEnd = EMPTY_CHAIN;
  for (const row of rows) {
    const isSigned = verify(null, Buffer.from(auditTextToSign(row.hash)), key, Buffer.from(row.signature, 'base64url'));
    const fault: DeviceChainFault | null =
      row.seq === end.seq
        ? 'forked'
        : row.seq !== end.seq + 1
          ? 'missing'
          : row.previous !== end.hash
            ? 'unlinked'
            : sha256Hex(row.content) !== row.hash
              ? 'altered'
              : isSigned
                ? null
                : 'unsigned';
    if (fault) return { seq: fault === 'missing' ? end.seq + 1 : row.seq, fault };
    end = row;
  }
  return null;
}
