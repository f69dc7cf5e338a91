/** What a locked machine asks, which has no token at hand: by name, as the contract declares it. */
import type {
  RecoveryTicketCallInputs,
  RecoveryTicketCallName,
  RecoveryTicketCallReplies,
} from '../../shared/contract/recovery.ts';
import { collectRecovery, recoveryState, requestRecovery, type RequestsContext } from './requests.ts';

type LockedAnswers = {
  readonly [Name in RecoveryTicketCallName]: (
    context: RequestsContext,
    input: RecoveryTicketCallInputs[Name],
    address: string,
  ) => Promise<RecoveryTicketCallReplies[Name]>;
};

export const answerLocked: LockedAnswers = {
  requestRecovery,
  recoveryState,
  collectRecovery,
};
