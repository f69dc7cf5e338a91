/**
 * Groups that somebody else carries: sealed to the server, opened here, judged and applied as if their own device had sent them. The
 * carrier learns that each was delivered, or that it is none of this server's; nothing more.
 */
import { base64urlToBytes } from '../../shared/base/bytes.ts';
import { isPeyvandError } from '../../shared/base/errors.ts';
import type { SignedGroup } from '../../shared/sync/operation.ts';
import { PROTOCOL_VERSION, type GroupOutcome } from '../../shared/sync/protocol.ts';
import {
  openGroup,
  SEALED_GROUP_BYTES_MAXIMUM,
  type DeliveryReply,
  type DeliveryRequest,
} from '../../shared/sync/sealedGroup.ts';
import { readPrivateSealingKey, type PrivateSealingKey } from '../../shared/sync/sealing.ts';
import type { Device } from '../auth/devices.ts';
import type { ServerKeys } from '../auth/serverKeys.ts';
import { readEpochs } from '../sync/epochs.ts';
import { push, type PushContext } from '../sync/push.ts';
import type { RecordImages } from '../sync/recordImages.ts';

export interface CourierContext extends PushContext {
  readonly keys: ServerKeys;
  readonly images: RecordImages;
  readonly sealingKey: PrivateSealingKey;
}

/** Its private half, as HPKE takes it. */
export async function openSealingKey({ publicKeys, sealingKey }: ServerKeys): Promise<PrivateSealingKey> {
  const { d } = sealingKey.export({ format: 'jwk' });
  if (d === undefined) throw new Error('The sealing key is not of the expected kind');
  const secret = base64urlToBytes(d);
  try {
    return await readPrivateSealingKey({ publicKey: publicKeys.sealing, secret });
  } finally {
    secret.fill(0);
  }
}

export async function deliverSealed(
  context: CourierContext,
  courier: Device,
  request: DeliveryRequest,
): Promise<DeliveryReply> {
  const opened = await openItems(context, request.items);
  const outcomes = await pushFor(
    context,
    courier,
    opened.filter((group) => group !== null),
  );
  const byHash = new Map(outcomes.map((outcome) => [outcome.hash, outcome]));
  return {
    epoch: (await readEpochs(context.database)).current.epoch,
    items: opened.map((group) => {
      const outcome = group ? byHash.get(group.hash) : undefined;
      if (!outcome) return { state: 'refused', code: UNREADABLE };
      return outcome.outcome === 'refused' ? { state: 'refused', code: outcome.code } : { state: 'delivered' };
    }),
  };
}

/** Of what is sealed for another server, or altered: which of them cannot be told. */
export const UNREADABLE = 'sealed_unreadable';

/** @param items In base64url. @returns One for each, in their order; null for what this server cannot open. */
export async function openItems(context: CourierContext, items: readonly string[]): Promise<(SignedGroup | null)[]> {
  const opened: (SignedGroup | null)[] = [];
  // One after another: each costs half a millisecond on the thread pool, and nobody waits for a courier.
  for (const item of items) opened.push(await openItem(context, item));
  return opened;
}

/** The ordinary road, in the courier's name. */
export async function pushFor(
  context: PushContext,
  courier: Device,
  groups: readonly SignedGroup[],
): Promise<readonly GroupOutcome[]> {
  if (groups.length === 0) return [];
  return (await push(context, courier, { protocol: PROTOCOL_VERSION, groups: [...groups] })).outcomes;
}

async function openItem({ sealingKey }: CourierContext, item: string): Promise<SignedGroup | null> {
  // Before it is decoded: a third more in base64.
  if (item.length > Math.ceil((SEALED_GROUP_BYTES_MAXIMUM * 4) / 3)) return null;
  try {
    return await openGroup(sealingKey, Buffer.from(item, 'base64url'));
  } catch (error) {
    if (isPeyvandError(error)) return null;
    throw error;
  }
}
