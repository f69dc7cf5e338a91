/** The calls about facts that come back: any enrolled device brings them; the report is for whoever decides on held work. */
import { createError } from '../../shared/base/errors.ts';
import { hasPermission } from '../../shared/domain/permissions.ts';
import type { DeviceAnswers, DeviceCallContext } from '../api/deviceAnswers.ts';
import { readRestoredReport } from './report.ts';
import { takeFacts } from './takeFacts.ts';

export function createFactAnswers(context: DeviceCallContext): Pick<DeviceAnswers, 'bringFacts' | 'restoredReport'> {
  return {
    // Whoever has left the company holds facts as well: it is the signature that counts.
    bringFacts: (device, input) => takeFacts(context, device, input),
    async restoredReport(device) {
      const member = (await context.organisation.read(context.database)).member(device.person);
      if (!member?.active || !hasPermission(member.role, 'parking.decide'))
        throw createError('permission_denied', { permission: 'parking.decide' });
      return readRestoredReport(context.database);
    },
  };
}
