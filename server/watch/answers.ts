/** The calls of the watch: who may ask what. A person's own device tells how much was read; everything else is an administrator's. */
import { createError } from '../../shared/base/errors.ts';
import { hasPermission, type Permission } from '../../shared/domain/permissions.ts';
import type { watchCalls } from '../../shared/contract/watch.ts';
import type { DeviceAnswers, DeviceCallContext } from '../api/deviceAnswers.ts';
import type { Device } from '../auth/devices.ts';
import type { Organisation } from '../sync/organisation.ts';
import { listDecoys, makeDecoys, retireDecoy } from './decoys.ts';
import { listFindings, settleFinding } from './findings.ts';
import { lookUp } from './lookUp.ts';
import { listExports, listWatchedPeople, writeGrant } from './people.ts';
import { takeReadingReport } from './readingReport.ts';

export function createWatchAnswers(context: DeviceCallContext): Pick<DeviceAnswers, keyof typeof watchCalls> {
  const { database, clock } = context;
  const require = async (device: Device, permission: Permission): Promise<Organisation> => {
    const organisation = await context.organisation.read(database);
    const member = organisation.member(device.person);
    if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
    if (!hasPermission(member.role, permission)) throw createError('permission_denied', { permission });
    return organisation;
  };
  return {
    async watchFindings(device, input) {
      return listFindings(database, await require(device, 'decoys.manage'), input);
    },
    async settleFinding(device, input) {
      await require(device, 'decoys.manage');
      await settleFinding(database, device, input);
      return {};
    },
    async watchExports(device, input) {
      return listExports(database, await require(device, 'decoys.manage'), input);
    },
    async watchPeople(device) {
      return listWatchedPeople(database, await require(device, 'decoys.manage'), clock.now());
    },
    async grantExport(device, { person, grant }) {
      await require(device, 'people.manage');
      await writeGrant(context, { field: 'exportGrant', person, grant, by: device });
      return {};
    },
    async grantReading(device, { person, grant }) {
      await require(device, 'people.manage');
      await writeGrant(context, { field: 'readingGrant', person, grant, by: device });
      return {};
    },
    async listDecoys(device) {
      return listDecoys(database, await require(device, 'decoys.manage'));
    },
    async makeDecoys(device, input) {
      await require(device, 'decoys.manage');
      return makeDecoys(context, device, input);
    },
    async retireDecoy(device, { customer }) {
      await require(device, 'decoys.manage');
      await retireDecoy(context, device, customer);
      return {};
    },
    async lookUpDecoy(device, input) {
      await require(device, 'decoys.manage');
      return lookUp(context, device, input);
    },
    async reportReading(device, input) {
      await takeReadingReport(context, device, input);
      return {};
    },
  };
}
