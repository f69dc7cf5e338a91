/**
 * A part of a bundle that a branch wrote: opened, checked against the device that signed it, and its groups applied by the ordinary road.
 * Whoever brings the file adds nothing to it and can take nothing out unnoticed; the courier is the device that wrote it.
 */
import { verify } from 'node:crypto';
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import { createError } from '../../shared/base/errors.ts';
import { damaged, readPart, type BundlePart } from '../../shared/sync/bundle.ts';
import {
  PART_CONTENT_BYTES_MAXIMUM,
  workContentSchema,
  type BundleWorkReply,
  type WorkContent,
} from '../../shared/sync/bundleContent.ts';
import { PUSH_GROUPS_MAXIMUM, type GroupOutcome } from '../../shared/sync/protocol.ts';
import { sealingKeyName } from '../../shared/sync/sealing.ts';
import { takeFacts } from '../facts/takeFacts.ts';
import { findDevices, readSigningKey, type Device } from '../auth/devices.ts';
import type { Database } from '../store/database.ts';
import { openItems, pushFor, UNREADABLE, type CourierContext } from './deliver.ts';

const inflate = promisify(gunzip);

export interface OpenedWork {
  readonly part: BundlePart;
  /** Who wrote and signed it. */
  readonly device: Device;
  readonly content: WorkContent;
}

/**
 * @param text The part in base64url.
 * @throws PeyvandError `bundle_damaged`, `bundle_foreign`, `not_enrolled` (a device that is unknown here), `signature_invalid`.
 */
export async function openWork(context: CourierContext, text: string): Promise<OpenedWork> {
  const part = readPart(Buffer.from(text, 'base64url'));
  const { header } = part;
  if (header.kind !== 'work') throw damaged('content');
  if (header.server !== sealingKeyName(context.keys.publicKeys.sealing)) throw createError('bundle_foreign');
  const device = (await findDevices(context.database, [header.device])).get(header.device);
  if (!device) throw createError('not_enrolled', { device: header.device });
  const key = readSigningKey(device.signingKey);
  if (!verify(null, Buffer.from(part.signedText), key, part.signature)) throw damaged('signature');
  const plaintext = await context.sealingKey.open('peyvand bundle work 1', part.sealed, part.headerBytes);
  if (!plaintext) throw damaged('content');
  return { part, device, content: await readContent(plaintext) };
}

async function readContent(plaintext: Uint8Array): Promise<WorkContent> {
  try {
    const text = await inflate(plaintext, { maxOutputLength: PART_CONTENT_BYTES_MAXIMUM });
    return workContentSchema.parse(JSON.parse(text.toString('utf8')));
  } catch (cause) {
    // Signed by an enrolled device, and yet nothing that we know: a program of another make.
    throw damaged('content', cause);
  }
}

export async function receiveWork(context: CourierContext, text: string): Promise<BundleWorkReply> {
  const { device, content } = await openWork(context, text);
  const opened = await openItems(context, content.sealed);
  const groups = [...content.groups, ...opened.filter((group) => group !== null)];
  const known = await countKnown(
    context.database,
    groups.map(({ hash }) => hash),
  );
  const outcomes: GroupOutcome[] = [];
  for (let at = 0; at < groups.length; at += PUSH_GROUPS_MAXIMUM)
    outcomes.push(...(await pushFor(context, device, groups.slice(at, at + PUSH_GROUPS_MAXIMUM))));
  // Behind the groups that they are about.
  for (const message of content.facts ?? []) await takeFacts(context, device, message);
  const codes = [
    ...outcomes.flatMap((outcome) => (outcome.outcome === 'refused' ? [outcome.code] : [])),
    ...opened.flatMap((group) => (group === null ? [UNREADABLE] : [])),
  ];
  const member = (await context.organisation.read(context.database)).member(device.person);
  return {
    from: { name: member?.name ?? '' },
    delivered: outcomes.filter(({ outcome }) => outcome !== 'refused').length,
    known,
    parked: outcomes.filter(({ outcome }) => outcome === 'parked').length,
    refused: [...Map.groupBy(codes, (code) => code)].map(([code, same]) => ({ code, count: same.length })),
  };
}

async function countKnown(database: Database, hashes: readonly string[]): Promise<number> {
  const [row] = await database.rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM unnest($1::text[]) AS t(hash) WHERE EXISTS (SELECT 1 FROM ledger l WHERE l.hash = t.hash)
       OR EXISTS (SELECT 1 FROM waiting_groups w WHERE w.hash = t.hash)`,
    [hashes],
  );
  return row?.count ?? 0;
}
