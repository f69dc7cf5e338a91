import { contractApprovalState, type ApprovalState } from '../../../shared/domain/approvals/approval.ts';
import { contractDaysLeft, contractStateAs } from '../../../shared/domain/contracts/contractState.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { stateTone } from '../records/kindLooks.ts';
import { useToday } from '../records/useDirectory.ts';

interface ContractStateBadgeProps {
  contract: { startsOn: string; endsOn: string };
  agreed: ApprovalState;
}

/** Whether the contract runs, as of today: never stored, always reckoned. */
export function ContractStateBadge({ contract, agreed }: ContractStateBadgeProps) {
  const { t } = useLocale();
  const today = useToday();
  const body = { startsOn: contract.startsOn, endsOn: contract.endsOn };
  const state = contractStateAs(body, agreed, today);
  const daysLeft = contractDaysLeft(body, today);
  return (
    <StateBadge tone={stateTone('contracts', state)}>
      {state === 'expiring' && daysLeft !== null
        ? t('contracts.daysLeft', { days: daysLeft })
        : t(`value.contracts.state.${state}`)}
    </StateBadge>
  );
}

export const agreedOf = (body: RecordBody): ApprovalState => contractApprovalState(body);
