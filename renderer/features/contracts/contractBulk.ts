import type { ContractRow } from '../../../shared/contract/sales.ts';
import { mayWrite } from '../../../shared/domain/permissions.ts';
import { useMay } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { BulkAction } from '../records/BulkBar.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { useRole } from '../records/useRights.ts';

/** What is done with many contracts at once: who answers for them, and a call about their renewal. */
export function useContractActs(): readonly BulkAction[] {
  const { t } = useLocale();
  const role = useRole();
  const mayPlan = useMay('activities.write');
  const { people } = useDirectory();
  const acts: (BulkAction | false)[] = [
    role !== null &&
      mayWrite(role, 'contracts', 'ownerId') && {
        id: 'owner',
        label: t('lists.act.owner'),
        asks: 'choice',
        field: t('field.ownerId'),
        options: people,
        toAct: (ownerId) => ({ act: 'contracts.owner', ownerId }),
      },
    mayPlan && {
      id: 'renewal',
      label: t('lists.act.renewal'),
      asks: 'day',
      field: t('lists.field.day'),
      toAct: (on) => ({ act: 'contracts.renewal', on, subject: t('lists.renewalSubject') }),
    },
  ];
  return acts.filter((act) => act !== false);
}

export const nameOfContract = ({ title }: ContractRow): string => title;
