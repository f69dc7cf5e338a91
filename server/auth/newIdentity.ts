/** A device that was restored or cloned becomes another device of the same person and line (SYNC-23). Its token and its key vouch for it. */
import { verify } from 'node:crypto';
import { createError } from '../../shared/base/errors.ts';
import type { DeviceCallReplies } from '../../shared/contract/server.ts';
import type { NewIdentityRequest } from '../../shared/contract/identity.ts';
import { vouchText } from '../../shared/sync/deviceProof.ts';
import type { DeviceAnswers, DeviceCallContext } from '../api/deviceAnswers.ts';
import { retried } from '../store/retried.ts';
import { readEpochs } from '../sync/epochs.ts';
import { enrolDevice, isLineRevoked, lockDevices, readSigningKey, type Device } from './devices.ts';
import { IDENTITIES, noteEnrolment } from './enrolmentBounds.ts';
import { leaseBlocks } from './numberBlocks.ts';
import { ofLine } from '../watch/refuseForToday.ts';
import { inheritStanding } from './standing.ts';

export const createIdentityAnswers = (context: DeviceCallContext): Pick<DeviceAnswers, 'newIdentity'> => ({
  newIdentity: (device, input) => takeNewIdentity(context, device, input),
});

/**
 * Its blocks of numbers have a code of their own. The identity that asks stays valid: another disk may go on with it.
 * In one transaction, behind the lock of its line: it is never seen in another standing than the line's.
 * @throws PeyvandError `permission_denied` for somebody who left, `signature_invalid` for whoever has the token without the key, `not_enrolled` for whoever was
 *   revoked while they asked, `throttled` beyond what a line needs in a day; see `enrolDevice`.
 */
async function takeNewIdentity(
  { database, organisation, clock, randomness }: DeviceCallContext,
  asking: Device,
  { proof, ...identity }: NewIdentityRequest,
): Promise<DeviceCallReplies['newIdentity']> {
  const member = (await organisation.read(database)).member(asking.person);
  if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
  const { device, signingKey, continues } = identity;
  const signed = Buffer.from(vouchText(asking.id, identity));
  if (!verify(null, signed, readSigningKey(asking.signingKey), Buffer.from(proof, 'base64url')))
    throw createError('signature_invalid', { reason: 'identity' });
  const [row] = await database.rows<{ name: string }>('SELECT name FROM devices WHERE id = $1', [asking.id]);
  const { number } = (await readEpochs(database)).current;
  return retried(database, async (transaction) => {
    await lockDevices(transaction, [asking.id]);
    if (await isLineRevoked(transaction, asking.line)) throw createError('not_enrolled');
    const { token, code, isNew } = await enrolDevice(
      transaction,
      { clock, randomness },
      { id: device, person: asking.person, name: row?.name ?? '', signingKey, line: asking.line, continues },
    );
    await inheritStanding(transaction, device);
    const numberBlocks = await leaseBlocks(transaction, { id: device, code }, number);
    await noteEnrolment(
      transaction,
      clock,
      { bound: IDENTITIES, whose: ofLine(asking), isNew },
      {
        action: 'device.newIdentity',
        person: asking.person,
        device,
        subject: asking.id,
        facts: { code },
      },
    );
    return { token, deviceCode: code, numberBlocks };
  });
}
