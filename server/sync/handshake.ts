/** The first message of every round: who holds what now, where the device's chain stands, its lease and its numbers. */
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import { PROTOCOL_VERSION, type HandshakeReply, type HandshakeRequest } from '../../shared/sync/protocol.ts';
import { createView } from '../../shared/sync/view.ts';
import { lockDevices, type Device } from '../auth/devices.ts';
import { signLease } from '../auth/lease.ts';
import { leaseBlocks } from '../auth/numberBlocks.ts';
import { readEpochs } from './epochs.ts';
import { listHeldScopes } from './organisation.ts';
import type { PullContext } from './pull.ts';

/** A device's own clock may be years off: it is never used to order anything, only answered with the server's. */
export async function handshake(
  { database, organisation, keys, clock }: PullContext,
  device: Device,
  request: HandshakeRequest,
): Promise<HandshakeReply> {
  const member = (await organisation.read(database)).member(device.person);
  if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
  const { epoch, number } = (await readEpochs(database)).current;
  const { chain, numberBlocks } = await database.transaction(async (transaction) => {
    const locked = (await lockDevices(transaction, [device.id])).get(device.id);
    await transaction.rows('UPDATE devices SET schema_known = $2, seen_at = now() WHERE id = $1', [
      device.id,
      JSON.stringify(request.schema),
    ]);
    return { chain: locked, numberBlocks: await leaseBlocks(transaction, device, number, request.numbersUsed) };
  });
  return {
    protocol: PROTOCOL_VERSION,
    epoch,
    serverTime: instantFromMilliseconds(clock.now()),
    view: createView(member.role, request.schema).id,
    scopes: await listHeldScopes(database, member),
    last: chain && chain.lastHash !== null ? { n: chain.lastN, hash: chain.lastHash } : null,
    numberBlocks,
    durableThrough: chain?.durableThrough ?? 0,
    lease: signLease(keys, clock, device.id, device.person, epoch),
  };
}
