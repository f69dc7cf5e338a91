import { v7 } from 'uuid';
import { bytesToHex, sha256Bytes } from './bytes.ts';
import { canonicalJson } from './canonicalJson.ts';
import type { Clock } from './clock.ts';
import type { Randomness } from './randomness.ts';

/** A UUID in lower case with hyphens (RFC 9562). New records get version 7; what must come out the same everywhere gets version 8. */
export type RecordId = string;

const RECORD_ID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Time-ordered ids (UUIDv7) that strictly grow within one source, whatever the clock does: a 32-bit counter follows the
 * milliseconds (RFC 9562 section 6.2, method 1), it starts anywhere in its lower half each new millisecond, and while the clock
 * stands still or goes back the last millisecond is kept and the counter grows. 42 further bits are random.
 */
export function createIdSource(clock: Clock, randomness: Randomness): () => RecordId {
  let milliseconds = -1;
  let sequence = 0;
  return () => {
    const random = randomness.bytes(16);
    const now = clock.now();
    if (now > milliseconds) {
      milliseconds = now;
      sequence = new DataView(random.buffer, random.byteOffset).getUint32(6) & 0x7fff_ffff;
    } else {
      sequence = (sequence + 1) >>> 0;
      if (sequence === 0) milliseconds += 1;
    }
    return v7({ msecs: milliseconds, seq: sequence, random });
  };
}

/** Any RFC 9562 UUID in our one form: imported and server-made ids need not be version 7. Upper case is refused: ids are compared as text. */
export function isRecordId(candidate: unknown): candidate is RecordId {
  return typeof candidate === 'string' && RECORD_ID_PATTERN.test(candidate);
}

/**
 * The same id for the same parts, on every device: import keys, element ids made while lifting old data. A UUIDv8 whose 122 free bits are
 * the first of SHA-256 over the canonical JSON of `[namespace, ...parts]`, so that ('ab','c') and ('a','bc') differ. Never change it.
 */
export function deterministicId(namespace: string, ...parts: readonly string[]): RecordId {
  const bytes = sha256Bytes(canonicalJson([namespace, ...parts])).slice(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytesToHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
