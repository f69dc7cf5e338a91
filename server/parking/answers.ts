/** The parking calls: who may ask what. */
import { createError } from '../../shared/base/errors.ts';
import { hasPermission } from '../../shared/domain/permissions.ts';
import type { DeviceAnswers, DeviceCallContext } from '../api/deviceAnswers.ts';
import type { Device } from '../auth/devices.ts';
import type { Member, Organisation } from '../sync/organisation.ts';
import { decideHeld } from './decide.ts';
import { inspectHeld, listHeld } from './listHeld.ts';
import { declareLost, releaseHeld } from './release.ts';
import { letThrough } from './stoppedWork.ts';

type ParkingAnswers = Pick<
  DeviceAnswers,
  'heldWork' | 'heldWorkDetail' | 'decideHeldWork' | 'releaseHeldWork' | 'declareLost'
>;

export function createParkingAnswers(context: DeviceCallContext): ParkingAnswers {
  const asking = async (device: Device): Promise<{ organisation: Organisation; member: Member }> => {
    const organisation = await context.organisation.read(context.database);
    const member = organisation.member(device.person);
    if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
    return { organisation, member };
  };
  const deciding = async (device: Device): Promise<{ organisation: Organisation; member: Member }> => {
    const asker = await asking(device);
    if (!hasPermission(asker.member.role, 'parking.decide'))
      throw createError('permission_denied', { permission: 'parking.decide' });
    return asker;
  };
  return {
    async heldWork(device, { offset, limit, mine }) {
      const { organisation, member } = await (mine ? asking(device) : deciding(device));
      return listHeld(context.database, organisation, member, { offset, limit, mine });
    },
    async heldWorkDetail(device, { hash }) {
      const { organisation, member } = await deciding(device);
      return inspectHeld(context.database, organisation, member, hash);
    },
    async decideHeldWork(device, input) {
      const { member } = await deciding(device);
      return decideHeld(context, member, input);
    },
    async releaseHeldWork(device, input) {
      const { member } = await deciding(device);
      return (await letThrough(context, member, input)) ?? releaseHeld(context, device, member, input);
    },
    async declareLost(device, input) {
      const { member } = await deciding(device);
      return declareLost(context, device, member, input);
    },
  };
}
