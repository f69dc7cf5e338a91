/** The rolling checksum by which a device and the server prove to each other that they hold the same records: a sum, so that rows may come in any order. */
import { sha256Bytes } from '../base/bytes.ts';
import { createError } from '../base/errors.ts';
import type { RecordId } from '../base/id.ts';

/** Sums are modulo 2⁶⁴. */
const MODULUS_BITS = 64;

/** The first 8 bytes, big-endian, of SHA-256 over `id:version` (DESIGN section 9). */
export function recordChecksum(id: RecordId, version: number): bigint {
  const bytes = sha256Bytes(`${id}:${version}`);
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
}

export const addChecksum = (sum: bigint, checksum: bigint): bigint => BigInt.asUintN(MODULUS_BITS, sum + checksum);

export const subtractChecksum = (sum: bigint, checksum: bigint): bigint => BigInt.asUintN(MODULUS_BITS, sum - checksum);

/** 16 hex digits in lower case. A sum stored as a signed 64-bit integer, as databases do, gives the same digits. */
export const checksumToHex = (sum: bigint): string => BigInt.asUintN(MODULUS_BITS, sum).toString(16).padStart(16, '0');

/** @throws PeyvandError `invalid_input`. */
export function checksumFromHex(hex: string): bigint {
  if (!/^[0-9a-f]{16}$/.test(hex)) throw createError('invalid_input', { reason: 'checksum' });
  return BigInt(`0x${hex}`);
}
