/** Entries of a device's own audit chain as they came: in the shape that entries have, of the one who says that they wrote them, and signed by their key. */
import { verify } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { sha256Hex } from '../../shared/base/bytes.ts';
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import { createError } from '../../shared/base/errors.ts';
import type { DeviceCallInputs } from '../../shared/contract/server.ts';
import { auditTextToSign, type AuditContent } from '../../shared/domain/audit/chain.ts';
import { instantSchema, recordIdSchema } from '../../shared/sync/operation.ts';
import { findDevices, readSigningKey, type Device } from '../auth/devices.ts';
import type { Database } from '../store/database.ts';

/** PostgreSQL keeps no zero character. */
const textSchema = z
  .string()
  .max(2_000)
  .refine((text) => !text.includes('\0'));
const factSchema = z.union([textSchema, z.number(), z.boolean(), z.null(), z.array(textSchema).max(100)]);
const contentSchema = z.strictObject({
  seq: z.int().min(1).max(999_999_999),
  at: instantSchema,
  person: recordIdSchema.nullable(),
  device: recordIdSchema.nullable(),
  /** A newer device may know more of them. */
  action: z.string().regex(/^[a-zA-Z]{1,40}(\.[a-zA-Z]{1,40}){1,3}$/),
  subject: textSchema.nullable(),
  facts: z.record(z.string().regex(/^\w{1,40}$/), factSchema),
  previous: z.string().regex(/^([0-9a-f]{64})?$/),
});

export interface ReceivedEntry extends AuditContent {
  readonly hash: string;
  readonly content: string;
  readonly signature: string;
}

/** In the threads of the crypto library, while the node answers others. */
const verifyInThread = promisify(verify);

/**
 * Each once, in their order, and who wrote them: the device that asks, or an earlier identity of it, or the device of the same person whose store it
 * built anew by signing in: their tokens are no more, and what they say is signed by their own keys. Of one device at a time. Signatures are not looked at yet.
 * @throws PeyvandError `invalid_input` for what is no entry, `token_foreign` for another's.
 */
export async function readEntries(
  database: Database,
  asking: Device,
  entries: DeviceCallInputs['deliverAudit']['entries'],
): Promise<{ readonly owner: Device; readonly received: readonly ReceivedEntry[] }> {
  const read = entries.map(({ content, signature }): ReceivedEntry => ({
    ...readContent(content),
    hash: sha256Hex(content),
    content,
    signature,
  }));
  const owner = await ownerOf(database, asking, read);
  for (const { device, person } of read)
    if (device !== owner.id || person !== owner.person) throw createError('token_foreign', { reason: 'audit' });
  return { owner, received: [...new Map(read.map((entry) => [entry.hash, entry])).values()] };
}

/** @throws PeyvandError `signature_invalid`. */
export async function requireSigned(owner: Device, entries: readonly ReceivedEntry[]): Promise<void> {
  const key = readSigningKey(owner.signingKey);
  const signed = await Promise.all(
    entries.map(({ hash, signature }) =>
      verifyInThread(null, Buffer.from(auditTextToSign(hash)), key, Buffer.from(signature, 'base64url')),
    ),
  );
  if (signed.includes(false)) throw createError('signature_invalid', { reason: 'audit' });
}

async function ownerOf(database: Database, asking: Device, contents: readonly AuditContent[]): Promise<Device> {
  const id = contents[0]?.device ?? asking.id;
  if (id === asking.id) return asking;
  const owner = (await findDevices(database, [id])).get(id);
  if (owner?.person !== asking.person) throw createError('token_foreign', { reason: 'audit' });
  return owner;
}

function readContent(content: string): AuditContent {
  const parsed = contentSchema.safeParse(parseJson(content));
  if (!parsed.success || canonicalJson(parsed.data) !== content)
    throw createError('invalid_input', { reason: 'audit_entry' });
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
