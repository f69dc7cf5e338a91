/** A device that was restored or cloned becomes another device of the same person and line (SYNC-23). Its token and its key vouch for it. */
import { verify } from 'node:crypto';
import { createError } from '../../shared/base/errors.ts';
import type { DeviceCallReplies } from '../../shared/contract/server.ts';
import type { NewIdentityRequest } from '../../shared/contract/identity.ts';
import { vouchText } from '../../shared/sync/deviceProof.ts';
import type { DeviceAnswers, DeviceCallContext } from '../api/deviceAnswers.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { readEpochs } from '../sync/epochs.ts';
import { enrolDevice, isLineRevoked, lockDevices, readSigningKey, type Device } from './devices.ts';
import { leaseBlocks } from './numberBlocks.ts';
import { inheritStanding } from './standing.ts';

export const createIdentityAnswers = (context: DeviceCallContext): Pick<DeviceAnswers, 'newIdentity'> => ({
  newIdentity: (device, input) => takeNewIdentity(context, device, input),
});

/**
 * Its blocks of numbers have a code of their own. The identity that asks stays valid: another disk may go on with it.
 * @throws PeyvandError `permission_denied` for somebody who left, `signature_invalid` for whoever has the token without the key; see `enrolDevice`.
 */
async function takeNewIdentity(
  { database, organisation, randomness }: DeviceCallContext,
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
  const { token, code } = await enrolDevice(database, randomness, {
    id: device,
    person: asking.person,
    name: row?.name ?? '',
    signingKey,
    line: asking.line,
    continues,
  });
  const { number } = (await readEpochs(database)).current;
  const numberBlocks = await database.transaction(async (transaction) => {
    await lockDevices(transaction, [device]);
    // Whoever asks was revoked while they were asking: what they were given goes dark with them.
    if (await isLineRevoked(transaction, asking.line)) {
      await transaction.rows('UPDATE devices SET revoked_at = now() WHERE id = $1', [device]);
      return null;
    }
    await inheritStanding(transaction, device);
    const blocks = await leaseBlocks(transaction, { id: device, code }, number);
    await writeAudit(transaction, {
      action: 'device.newIdentity',
      person: asking.person,
      device,
      subject: asking.id,
      facts: { code },
    });
    return blocks;
  });
  if (!numberBlocks) throw createError('not_enrolled');
  return { token, deviceCode: code, numberBlocks };
}
