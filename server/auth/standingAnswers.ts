/**
 * What a device may ask whatever became of its token: how it stands, and that its keys are gone. It may be locked, and its token with it, so it
 * says who it is and no more; whoever else asks learns nothing that they could use, and only so often.
 */
import { verify } from 'node:crypto';
import { isPeyvandError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import {
  ORDER_ACTS,
  readErasure,
  writeOrder,
  type ErasedRequest,
  type StandingReply,
  type StandingRequest,
} from '../../shared/sync/lease.ts';
import type { Database } from '../store/database.ts';
import type { AttemptLimits } from './attempts.ts';
import { findDevices, readSigningKey } from './devices.ts';
import type { ServerKeys } from './serverKeys.ts';
import { noteErased, readStanding, type StandingContext } from './standing.ts';

export interface StandingAnswers extends StandingContext {
  readonly keys: ServerKeys;
  readonly attempts: AttemptLimits;
}

/**
 * The last order about it, signed for it alone.
 * @param address Where the request came from, for the limit.
 * @throws PeyvandError `throttled`.
 */
export async function answerStanding(
  { database, keys, attempts }: StandingAnswers,
  { device }: StandingRequest,
  address: string,
): Promise<StandingReply> {
  await attempts.ask(device, address);
  const order = (await readStanding(database, device))?.order;
  const act = ORDER_ACTS.find((known) => known === order?.act);
  if (!order || !act) return { order: null };
  const { id, line, serial, orderedAt, epoch } = order;
  return { order: writeOrder({ id, device, line, serial, act, orderedAt, epoch }, (text) => keys.sign(text)) };
}

/**
 * Told again and again until it was heard, so it answers alike each time.
 * @throws PeyvandError `throttled`, `not_found` for an unknown device, `signature_invalid` for a proof that is none, or none where nothing was ordered.
 */
export async function answerErased(
  context: StandingAnswers,
  { device, proof }: ErasedRequest,
  address: string,
): Promise<Record<string, never>> {
  await context.attempts.ask(device, address);
  const genuine = proof === null ? null : await genuineProof(context.database, device, proof);
  await noteErased(context, device, genuine);
  return {};
}

/** A proof that is none counts as none: the device has no other any more. */
async function genuineProof(database: Database, device: RecordId, proof: string): Promise<string | null> {
  const known = (await findDevices(database, [device])).get(device);
  if (!known) return null;
  try {
    const key = readSigningKey(known.signingKey);
    const erasure = readErasure(proof, (text, signature) =>
      verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url')),
    );
    return erasure?.device === device ? proof : null;
  } catch (error) {
    if (isPeyvandError(error)) return null;
    throw error;
  }
}
