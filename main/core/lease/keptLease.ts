/**
 * What is kept of a copy's lease: inside the encrypted store, where it counts, and as `lease.json` beside it, so that the lock screen can say why before
 * anybody types a passphrase, and so that the core can count its running time. Whoever changes the file changes what the lock screen says: lease and order in it
 * are signed, and behind the passphrase the store is asked. Besides they can have a copy that nobody has open erased while there is no line to the server, by a
 * count that is too high, or keep it from that, by one that is too low: as they could by removing the folder, or copying it.
 */
import { z } from 'zod';
import { sha256Hex } from '../../../shared/base/bytes.ts';
import { canonicalJson } from '../../../shared/base/canonicalJson.ts';
import type { VerifyText } from '../../../shared/base/jws.ts';
import { readLease, readOrder } from '../../../shared/sync/lease.ts';
import { readFileIfPresent, writeFileAtomically } from '../files/atomicFile.ts';
import type { LeaseFacts } from './judge.ts';

export const keptLeaseSchema = z.object({
  /** As the server knows it now: orders name it. */
  device: z.string(),
  /** The server's Ed25519 key of the enrolment, raw, base64url. */
  serverKey: z.string(),
  /** Tokens as the server signed them. */
  lease: z.string().nullable(),
  order: z.string().nullable(),
  /** See {@link LeaseFacts}; milliseconds. */
  clockOffset: z.int(),
  latestSeen: z.int(),
  running: z.int().min(0),
  charged: z.int().min(0).default(0),
  /** How much of its patience a polite wipe has used (`session/wipe.ts`). */
  politeTries: z.int().min(0),
});
export type KeptLease = z.infer<typeof keptLeaseSchema>;

export const newKeptLease = (device: string, serverKey: string): KeptLease => ({
  device,
  serverKey,
  lease: null,
  order: null,
  clockOffset: 0,
  latestSeen: 0,
  running: 0,
  charged: 0,
  politeTries: 0,
});

/** Tokens that are not genuine, or not for this device, count for nothing. */
export function factsOf(kept: KeptLease, verify: VerifyText): LeaseFacts {
  const lease = kept.lease === null ? null : readLease(kept.lease, verify);
  const order = kept.order === null ? null : readOrder(kept.order, verify);
  const { clockOffset, latestSeen, running, charged } = kept;
  return { lease, order: order?.device === kept.device ? order : null, clockOffset, latestSeen, running, charged };
}

// ---- the file --------------------------------------------------------------------------------------------------

const fileSchema = z.object({ format: z.literal('peyvand-lease'), kept: z.json(), checksum: z.string() });

/** null when there is none, or it is torn or altered: then nothing is known, and nothing counted. */
export function readLeaseFile(path: string): KeptLease | null {
  const text = readFileIfPresent(path);
  if (text === null) return null;
  try {
    const { kept, checksum } = fileSchema.parse(JSON.parse(text));
    return checksumOf(kept) === checksum ? keptLeaseSchema.parse(kept) : null;
  } catch {
    return null;
  }
}

/** @throws PeyvandError `disk_full`. */
export function writeLeaseFile(path: string, kept: KeptLease): void {
  writeFileAtomically(path, JSON.stringify({ format: 'peyvand-lease', kept, checksum: checksumOf(kept) }));
}

const checksumOf = (kept: unknown): string => sha256Hex(canonicalJson(kept));
