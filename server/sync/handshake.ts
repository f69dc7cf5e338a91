/** The first message of every round: who holds what now, where the device's chain stands, its lease and its numbers. */
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import { PROTOCOL_VERSION, type HandshakeReply, type HandshakeRequest } from '../../shared/sync/protocol.ts';
import { createView } from '../../shared/sync/view.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { readDurableThrough } from '../backup/durable.ts';
import { greetWithFacts } from '../facts/greeting.ts';
import { dropConfirmedReplies, readDecided } from '../parking/tellDevice.ts';
import { lockDevices, type Device, type DeviceChain } from '../auth/devices.ts';
import { signLease } from '../auth/lease.ts';
import { leaseBlocks } from '../auth/numberBlocks.ts';
import { offerToken } from '../auth/tokens.ts';
import type { Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { listHeldScopes, type Company } from './organisation.ts';
import type { PullContext } from './pull.ts';

/**
 * A device's own clock may be years off: it is never used to order anything, only answered with the server's.
 * @param known The company as it was when the message came, if that was read for the message already.
 */
export async function handshake(
  { database, organisation, keys, clock }: PullContext,
  device: Device,
  request: HandshakeRequest,
  known: Company | null = null,
): Promise<HandshakeReply> {
  const company = known ?? (await organisation.readCompany(database));
  const member = company.organisation.member(device.person);
  if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
  const { epoch, number } = company.epochs.current;
  const greet = async (transaction: Transaction) => {
    const locked = (await lockDevices(transaction, [device.id])).get(device.id);
    const isNewLife = request.epoch !== null && request.epoch !== epoch;
    // A life that this database does not know began after its backup: all that came before the present one was known in it.
    const heardOf = company.epochs.numberOf(request.epoch);
    const heardThrough = heardOf < 0 ? number - 1 : heardOf;
    await transaction.rows(
      'UPDATE devices SET schema_known = $2, seen_at = $4, program = coalesce($3, program) WHERE id = $1',
      [device.id, JSON.stringify(request.schema), request.program ?? null, instantFromMilliseconds(clock.now())],
    );
    return {
      durableThrough: await readDurableThrough(transaction, device.id, locked),
      last: (isNewLife ? await lastBeforeGap(transaction, device.id, heardThrough) : null) ?? lastOf(locked),
      numberBlocks: await leaseBlocks(transaction, device, number, request.numbersUsed),
      token: await offerToken(transaction, { keys, clock }, device.id),
    };
  };
  const { durableThrough, last, numberBlocks, token } = await retried(database, greet, 'prepared');
  const { held = [], confirmed, nonce } = request;
  if (confirmed !== undefined) await dropConfirmedReplies(database, device.id, confirmed, held);
  const decided = await readDecided(database, member, held);
  return {
    protocol: PROTOCOL_VERSION,
    epoch,
    serverTime: instantFromMilliseconds(clock.now()),
    view: createView(member.role, request.schema).id,
    scopes: await listHeldScopes(database, member),
    last: last && last.n > 0 ? last : null,
    numberBlocks,
    durableThrough,
    ...signLease(keys, clock, { device, member, organisation: company.organisation, epoch, nonce }),
    ...(token === null ? {} : { token }),
    ...(decided.length > 0 ? { decided } : {}),
    ...(await greetWithFacts({ database, keys }, device.id, number)),
  };
}

const lastOf = (chain: DeviceChain | undefined): ChainEnd | null =>
  chain && chain.lastHash !== null ? { n: chain.lastN, hash: chain.lastHash } : null;

/**
 * Where the chain that a restored database still has breaks off, however much came later by couriers or from another disk of the same device:
 * what lies in the gap has to come again, and what was decided in a life that this disk has not heard of is sent again to hear it. null when
 * there is neither; `n` is 0 when already the first group is such.
 */
async function lastBeforeGap(
  transaction: Transaction,
  device: RecordId,
  heardThrough: number,
): Promise<ChainEnd | null> {
  const [end] = await transaction.rows<{ n: number | null; hash: string | null }>(
    `SELECT l.n, l.hash FROM (
       SELECT min(n) AS n FROM (
         SELECT n FROM waiting_groups WHERE device = $1
         UNION ALL
         SELECT child.n FROM ledger child LEFT JOIN ledger parent ON parent.hash = child.parent
         WHERE child.device = $1 AND child.parent IS NOT NULL AND parent.hash IS NULL
         UNION ALL
         SELECT n FROM ledger WHERE device = $1 AND epoch > $2
       ) behind
     ) gap LEFT JOIN ledger l ON l.device = $1 AND l.n < gap.n
     WHERE gap.n IS NOT NULL ORDER BY l.n DESC NULLS LAST LIMIT 1`,
    [device, heardThrough],
  );
  return end ? { n: end.n ?? 0, hash: end.hash ?? '' } : null;
}

interface ChainEnd {
  readonly n: number;
  readonly hash: string;
}
