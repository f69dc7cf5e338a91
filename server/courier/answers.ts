/** Who may ask for what: any enrolled device delivers sealed work; bundles are taken in by people of head office. */
import { createError } from '../../shared/base/errors.ts';
import { hasPermission } from '../../shared/domain/permissions.ts';
import type { DeviceAnswers, DeviceCallContext } from '../api/deviceAnswers.ts';
import type { Device } from '../auth/devices.ts';
import { deliverSealed, openSealingKey, type CourierContext } from './deliver.ts';
import { receiveWork } from './receiveWork.ts';
import { writeChanges } from './writeChanges.ts';

export function createCourierAnswers(
  context: DeviceCallContext,
): Pick<DeviceAnswers, 'deliverSealed' | 'bundleWork' | 'bundleChanges'> {
  let opened: Promise<CourierContext> | null = null;
  const withKey = (): Promise<CourierContext> =>
    (opened ??= openSealingKey(context.keys).then((sealingKey) => ({ ...context, sealingKey })));
  return {
    deliverSealed: async (device, input) => {
      await requireActive(context, device);
      return deliverSealed(await withKey(), device, input);
    },
    bundleWork: async (device, { part }) => {
      await requireReceiver(context, device);
      const reply = await receiveWork(await withKey(), part);
      context.log('bundle.received', { by: device.id, delivered: reply.delivered, known: reply.known }, 'info');
      return reply;
    },
    bundleChanges: async (device, input) => {
      await requireReceiver(context, device);
      return writeChanges(await withKey(), input);
    },
  };
}

/** @throws PeyvandError `permission_denied`. */
async function requireActive({ organisation, database }: DeviceCallContext, device: Device) {
  const member = (await organisation.read(database)).member(device.person);
  if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
  return member;
}

/** @throws PeyvandError `permission_denied`. */
async function requireReceiver(context: DeviceCallContext, device: Device): Promise<void> {
  const member = await requireActive(context, device);
  if (!hasPermission(member.role, 'bundles.receive'))
    throw createError('permission_denied', { permission: 'bundles.receive' });
}
