/**
 * Entries of a device's own audit chain on their way in. They are kept verbatim with their signatures, each is told once in the server's own log (which
 * so holds every device's chain fast), and what does not follow what is here is said there too: entries are never refused for that.
 */
import { verify } from 'node:crypto';
import { z } from 'zod';
import { sha256Hex } from '../../shared/base/bytes.ts';
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import { createError } from '../../shared/base/errors.ts';
import type { DeviceCallInputs, DeviceCallReplies } from '../../shared/contract/server.ts';
import type { AuditAction } from '../../shared/domain/audit/actions.ts';
import { auditTextToSign, type AuditContent, type ChainEnd } from '../../shared/domain/audit/chain.ts';
import { instantSchema, recordIdSchema } from '../../shared/sync/operation.ts';
import { findDevices, lockDevices, readSigningKey, type Device } from '../auth/devices.ts';
import type { Database, Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { writeAudit, type NewAuditEntry } from './writeAudit.ts';

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

interface ReceivedEntry extends AuditContent {
  readonly hash: string;
  readonly content: string;
  readonly signature: string;
}

/**
 * @throws PeyvandError `invalid_input` for what is no entry, `token_foreign` for another's, `signature_invalid`; then nothing is kept, and the device
 *   keeps all of it.
 */
export async function receiveDeviceAudit(
  database: Database,
  device: Device,
  { entries }: DeviceCallInputs['deliverAudit'],
): Promise<DeviceCallReplies['deliverAudit']> {
  const contents = entries.map(({ content }) => readContent(content));
  const owner = await ownerOf(database, device, contents);
  const key = readSigningKey(owner.signingKey);
  const received = entries.map(({ content, signature }, index): ReceivedEntry => {
    const read = contents[index] ?? readContent(content);
    if (read.device !== owner.id || read.person !== owner.person)
      throw createError('token_foreign', { reason: 'audit' });
    const hash = sha256Hex(content);
    if (!verify(null, Buffer.from(auditTextToSign(hash)), key, Buffer.from(signature, 'base64url')))
      throw createError('signature_invalid', { reason: 'audit' });
    return { ...read, hash, content, signature };
  });
  return retried(database, (transaction) => keep(transaction, owner, received));
}

/** Who wrote them: the device that asks, or an earlier identity of it, whose token is no more. Of one device at a time. */
async function ownerOf(database: Database, asking: Device, contents: readonly AuditContent[]): Promise<Device> {
  const id = contents[0]?.device ?? asking.id;
  if (id === asking.id) return asking;
  const owner = (await findDevices(database, [id])).get(id);
  if (owner?.line !== asking.line) throw createError('token_foreign', { reason: 'audit' });
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

async function keep(
  transaction: Transaction,
  device: Device,
  received: readonly ReceivedEntry[],
): Promise<DeviceCallReplies['deliverAudit']> {
  await lockDevices(transaction, [device.id]);
  const before = await readEnd(transaction, device.id);
  const fresh = await insertEntries(transaction, device, received);
  let end = before;
  const told: NewAuditEntry[] = [];
  for (const entry of received.filter(({ hash }) => fresh.has(hash))) {
    const fault =
      entry.seq <= end.seq
        ? 'forked'
        : entry.seq !== end.seq + 1
          ? 'missing'
          : entry.previous !== end.hash
            ? 'unlinked'
            : null;
    if (fault)
      told.push({
        action: 'audit.deviceChainBroken',
        person: device.person,
        device: device.id,
        subject: device.id,
        facts: { seq: entry.seq, fault },
      });
    told.push({
      // The device's word: named by the two facts that only such entries have.
      action: entry.action as AuditAction,
      person: device.person,
      device: device.id,
      subject: entry.subject,
      facts: { ...entry.facts, deviceSeq: entry.seq, deviceAt: entry.at },
    });
    if (entry.seq > end.seq) end = entry;
  }
  await writeAudit(transaction, ...told);
  return { through: received.at(-1)?.seq ?? before.seq };
}

async function readEnd(transaction: Transaction, device: string): Promise<ChainEnd> {
  const [end] = await transaction.rows<ChainEnd>(
    'SELECT seq, hash FROM device_audit WHERE device = $1 ORDER BY seq DESC, received_at DESC LIMIT 1',
    [device],
  );
  return end ?? { seq: 0, hash: '' };
}

/** @returns the hashes of those that were not here yet. */
async function insertEntries(
  transaction: Transaction,
  device: Device,
  received: readonly ReceivedEntry[],
): Promise<ReadonlySet<string>> {
  const rows = await transaction.rows<{ hash: string }>(
    `INSERT INTO device_audit (device, seq, hash, previous, content, signature)
     SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
     ON CONFLICT DO NOTHING RETURNING hash`,
    [
      device.id,
      received.map(({ seq }) => seq),
      received.map(({ hash }) => hash),
      received.map(({ previous }) => previous),
      received.map(({ content }) => content),
      received.map(({ signature }) => signature),
    ],
  );
  return new Set(rows.map(({ hash }) => hash));
}
