/**
 * `store.marker.json`: says that a store exists here, so that a lost file is never mistaken for a first start, and tells a wrong key from a
 * damaged or foreign file. It holds nothing of what people wrote: a check value of the key (a 256-bit random key is not guessed from
 * it) and the 16 public bytes with which the encrypted file begins.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeFileAtomically } from '../files/atomicFile.ts';

const markerSchema = z.object({
  format: z.literal('peyvand-store'),
  /** `creating` while the first transaction is not yet on the disk: nothing of a person can be in such a store. */
  state: z.enum(['creating', 'ready']),
  keyCheck: z.string(),
  /** Hex of the file's first 16 bytes, null while creating. */
  salt: z.string().nullable(),
});
export type Marker = z.infer<typeof markerSchema>;

/** null when there is none; `unreadable` when there is one that we cannot read. */
export function readMarker(path: string): Marker | 'unreadable' | null {
  if (!existsSync(path)) return null;
  try {
    return markerSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return 'unreadable';
  }
}

/** Written whole or not at all, and on the disk when this returns. @throws PeyvandError `disk_full`. */
export function writeMarker(path: string, marker: Marker): void {
  writeFileAtomically(path, JSON.stringify(marker));
}

export const keyCheckOf = (key: Uint8Array): string =>
  createHmac('sha256', key).update('peyvand store key check 1').digest('hex');

export function isKeyOf(marker: Marker, key: Uint8Array): boolean {
  const expected = Buffer.from(marker.keyCheck, 'hex');
  const given = Buffer.from(keyCheckOf(key), 'hex');
  return expected.length === given.length && timingSafeEqual(expected, given);
}
