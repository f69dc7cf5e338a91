/** Who asks, and whether they may: read from the company as it is at this moment, never from what the device says. */
import { createError } from '../../shared/base/errors.ts';
import { hasPermission, type Permission } from '../../shared/domain/permissions.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import type { Device } from '../auth/devices.ts';
import type { Member, Organisation } from '../sync/organisation.ts';

/** @param permission null: anybody who works here. @throws PeyvandError `permission_denied`. */
export async function requireMember(
  { database, organisation: reader }: Pick<DeviceCallContext, 'database' | 'organisation'>,
  device: Device,
  permission: Permission | null,
): Promise<{ readonly organisation: Organisation; readonly member: Member }> {
  const organisation = await reader.read(database);
  const member = organisation.member(device.person);
  if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
  if (permission !== null && !hasPermission(member.role, permission))
    throw createError('permission_denied', { permission });
  return { organisation, member };
}
