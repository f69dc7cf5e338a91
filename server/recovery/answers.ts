/** What devices ask about recovery. */
import type { DeviceAnswers, DeviceCallContext } from '../api/deviceAnswers.ts';
import { decideRequest, listRequests } from './decisions.ts';
import { depositShare, keepShare } from './shares.ts';

type RecoveryAnswers = Pick<
  DeviceAnswers,
  'depositRecoveryShare' | 'keepRecoveryShare' | 'recoveryRequests' | 'decideRecovery'
>;

export function createRecoveryAnswers(context: DeviceCallContext): RecoveryAnswers {
  return {
    async depositRecoveryShare(device, input) {
      await depositShare(context, device, input);
      return {};
    },
    keepRecoveryShare: (device, { share }) => keepShare(context, device, share),
    recoveryRequests: (device) => listRequests(context, device),
    async decideRecovery(device, input) {
      await decideRequest(context, device, input);
      return listRequests(context, device);
    },
  };
}
