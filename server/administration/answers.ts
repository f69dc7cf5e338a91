/** The administration calls: who may ask what. Whatever they change is in the audit log, in the transaction of the change. */
import { createError, isPeyvandError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { OpenAccountInput, OrderDeviceInput } from '../../shared/contract/administration.ts';
import { hasPermission } from '../../shared/domain/permissions.ts';
import type { DeviceAnswers, DeviceCallContext } from '../api/deviceAnswers.ts';
import { findDevices, type Device } from '../auth/devices.ts';
import { liftDevice, orderWipe, suspendDevice, type Standing, type StandingOrder } from '../auth/standing.ts';
import { releaseLifted } from '../parking/stoppedWork.ts';
import { lockMember, requireMember } from './asking.ts';
import type { Transaction } from '../store/database.ts';
import { inspectDevice, listDevices } from './listDevices.ts';
import { changePerson, createPerson, listPeople, openAccount, setPassword } from './people.ts';

type AdministrationAnswers = Pick<
  DeviceAnswers,
  | 'listDevices'
  | 'inspectDevice'
  | 'orderDevice'
  | 'listPeople'
  | 'createPerson'
  | 'changePerson'
  | 'setPassword'
  | 'openAccount'
>;

export function createAdministrationAnswers(context: DeviceCallContext): AdministrationAnswers {
  const { database } = context;
  return {
    async listDevices(device, { mine, ...window }) {
      const { organisation } = await requireMember(context, device, mine ? null : 'devices.manage');
      return listDevices(database, organisation, device, { ...window, person: mine ? device.person : null });
    },
    async inspectDevice(device, { device: id }) {
      const { organisation, member } = await requireMember(context, device, null);
      return inspectDevice(database, organisation, device, id, hasPermission(member.role, 'devices.manage'));
    },
    async orderDevice(device, { device: id, act, reason }) {
      await requireMember(context, device, 'devices.manage');
      const { state } = await order(context, device, id, act, reason);
      return { standing: state };
    },
    async listPeople(device, input) {
      const { organisation } = await requireMember(context, device, 'people.manage');
      return listPeople(database, organisation, input);
    },
    async createPerson(device, input) {
      await requireMember(context, device, 'people.manage');
      return createPerson(context, device, input);
    },
    async changePerson(device, input) {
      await requireMember(context, device, 'people.manage');
      return changePerson(context, device, input);
    },
    async setPassword(device, input) {
      await requireMember(context, device, 'people.manage');
      return setPassword(context, device, input);
    },
    async openAccount(device, input) {
      await requireMember(context, device, 'people.manage');
      if (!input.open && input.devices !== 'keep') await requireMember(context, device, 'devices.manage');
      await openAccount(context, device, input);
      return { devices: input.open ? 0 : await stopDevices(context, device, input) };
    },
  };
}

/** An administrator who locks the machine they sit at, by whichever of its identities, could not take that back. */
async function order(
  context: DeviceCallContext,
  asking: Device,
  device: RecordId,
  act: OrderDeviceInput['act'],
  reason: string,
): Promise<Standing> {
  const line = (await findDevices(context.database, [device])).get(device)?.line;
  if (line === asking.line) throw createError('illegal_transition', { reason: 'own_device' });
  const standingOrder = {
    device,
    by: asking.person,
    reason,
    judge: (transaction: Transaction) => lockMember(transaction, asking, 'devices.manage'),
  };
  if (act === 'suspend') return suspendDevice(context, standingOrder);
  if (act === 'lift') return lift(context, standingOrder);
  return orderWipe(context, act === 'wipePolitely' ? 'politely' : 'atOnce', standingOrder);
}

/** What came of it while it was stopped, and was held for that, is looked at anew. */
async function lift(context: DeviceCallContext, standingOrder: StandingOrder): Promise<Standing> {
  const standing = await liftDevice(context, standingOrder);
  await releaseLifted(context, standingOrder.device);
  return standing;
}

/** @returns how many devices were told something. Behind the closing: asked again after a failure, it goes on where it stopped. */
async function stopDevices(
  context: DeviceCallContext,
  asking: Device,
  { person, devices, reason }: OpenAccountInput,
): Promise<number> {
  if (devices === 'keep') return 0;
  const lines = await context.database.rows<{ id: RecordId }>(
    'SELECT id FROM devices WHERE person_id = $1 AND id = line AND revoked_at IS NULL ORDER BY id',
    [person],
  );
  let told = 0;
  for (const { id } of lines) {
    try {
      const { state } = await order(context, asking, id, devices === 'suspend' ? 'suspend' : devices, reason);
      if (state !== 'active') told += 1;
    } catch (error) {
      // One that is to be wiped, or has been, needs no suspension.
      if (!isPastThat(error)) throw error;
    }
  }
  return told;
}

const isPastThat = (error: unknown): boolean => isPeyvandError(error) && error.code === 'illegal_transition';
