import { v7 } from 'uuid';
import { bytesToHex, sha256Bytes } from './bytes.ts';
import { canonicalJson } from './canonicalJson.ts';
import type { Clock } from './clock.ts';
import type { Randomness } from './randomness.ts';

/** A UUID in lower case with hyphens (RFC 9562). New records get version 7; what must come out the same everywhere gets version 8. */
export type RecordId = string;

const RECORD_ID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Time-ordered ids (UUIDv7) that strictly grow within one source, whatever the clock does: see {@link nextPosition}. The 42 bits
 * after the position are random in every id.
 */
export function createIdSource(clock: Clock, randomness: Randomness): () => RecordId {
  let position: IdPosition = { milliseconds: -1, sequence: 0 };
  return () => {
    const random = randomness.bytes(16);
    position = nextPosition(position, clock.now(), random);
    return v7({ msecs: position.milliseconds, seq: position.sequence, random });
  };
}

interface IdPosition {
  readonly milliseconds: number;
  readonly sequence: number;
}

/**
 * A 32-bit counter follows the milliseconds (RFC 9562 section 6.2, method 1). It starts at random in its lower half each new
 * millisecond; while the clock stands or goes back, the last millisecond is kept and the counter grows, and should it run over,
 * the next millisecond is borrowed.
 */
export function nextPosition(last: IdPosition, now: number, random: Uint8Array): IdPosition {
  if (now > last.milliseconds) {
    return { milliseconds: now, sequence: new DataView(random.buffer, random.byteOffset).getUint32(6) & 0x7fff_ffff };
  }
  const sequence = (last.sequence + 1) >>> 0;
  return { milliseconds: sequence === 0 ? last.milliseconds + 1 : last.milliseconds, sequence };
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
