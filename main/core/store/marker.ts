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
  /**
   * `creating` while the first transaction is not yet on the disk: nothing of a person can be in such a store. Or, in a repair, while it is being filled with
   * what lies elsewhere too (replacement.ts).
   */
  state: z.enum(['creating', 'ready']),
  keyCheck: z.string(),
  /** Hex of the file's first 16 bytes, null while creating. */
  salt: z.string().nullable(),
  /** The folder into which the store was moved in whose place this one is being made; only while creating. */
  setAside: z.string().optional(),
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

export const isCreating = (marker: Marker | 'unreadable' | null): marker is Marker =>
  marker !== null && marker !== 'unreadable' && marker.state === 'creating';

/** The folder of the store in whose place a new one is being made; null when that is not so, or there was none. */
export const setAsideBy = (marker: Marker | 'unreadable' | null): string | null =>
  isCreating(marker) ? (marker.setAside ?? null) : null;

export const creatingMarker = (key: Uint8Array, setAside: string | null): Marker => ({
  format: 'peyvand-store',
  state: 'creating',
  keyCheck: keyCheckOf(key),
  salt: null,
  ...(setAside === null ? {} : { setAside }),
});

/** @param salt The first bytes of the file. */
export const readyMarker = (key: Uint8Array, salt: Buffer): Marker => ({
  format: 'peyvand-store',
  state: 'ready',
  keyCheck: keyCheckOf(key),
  salt: salt.toString('hex'),
});

export const keyCheckOf = (key: Uint8Array): string =>
  createHmac('sha256', key).update('peyvand store key check 1').digest('hex');

export function isKeyOf(marker: Marker, key: Uint8Array): boolean {
  const expected = Buffer.from(marker.keyCheck, 'hex');
  const given = Buffer.from(keyCheckOf(key), 'hex');
  return expected.length === given.length && timingSafeEqual(expected, given);
}
