import { contractDaysLeft, contractState } from '../../../shared/domain/contracts/contractState.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { stateTone } from '../records/kindLooks.ts';
import { useToday } from '../records/useDirectory.ts';

/** Whether the contract runs, as of today: never stored, always reckoned. */
export function ContractStateBadge({ contract }: { contract: { startsOn: string; endsOn: string } }) {
  const { t } = useLocale();
  const today = useToday();
  const body = { startsOn: contract.startsOn, endsOn: contract.endsOn };
  const state = contractState(body, today);
  const daysLeft = contractDaysLeft(body, today);
  return (
    <StateBadge tone={stateTone('contracts', state)}>
      {state === 'expiring' && daysLeft !== null
        ? t('contracts.daysLeft', { days: daysLeft })
        : t(`value.contracts.state.${state}`)}
    </StateBadge>
  );
}
