/**
 * A request for recovery that this machine has made and waits for: `recovery.json` in the profile's folder. It may take hours and restarts. What it holds opens nothing by itself: the
 * server answers it only to whoever gives the account's password once more, and only when two people have agreed.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RECOVERY_STATES } from '../../../shared/contract/recovery.ts';
import { recordIdSchema } from '../../../shared/sync/operation.ts';
import { readFileIfPresent, syncFolder, writeFileAtomically } from '../files/atomicFile.ts';

const requestSchema = z.object({
  format: z.literal('peyvand-recovery-request'),
  version: z.literal(1),
  request: recordIdSchema,
  share: recordIdSchema,
  /** Asks the server for the state. */
  secret: z.string(),
  /** X25519, raw, base64url: what the answer is sealed to, and what opens it. */
  replyKey: z.object({ publicKey: z.string(), secret: z.string() }),
  requestedAt: z.string(),
  expiresAt: z.string(),
  /** As last heard. */
  state: z.enum(RECOVERY_STATES),
  approvals: z.int(),
});
export type KeptRequest = z.infer<typeof requestSchema>;

const fileOf = (folder: string): string => join(folder, 'recovery.json');

/** null when there is none, or none that can be read: another can be made. */
export function readRequest(folder: string): KeptRequest | null {
  const text = readFileIfPresent(fileOf(folder));
  if (text === null) return null;
  try {
    const read = requestSchema.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

export function keepRequest(folder: string, request: KeptRequest): void {
  writeFileAtomically(fileOf(folder), JSON.stringify(request));
}

export function forgetRequest(folder: string): void {
  rmSync(fileOf(folder), { force: true });
  syncFolder(folder);
}
