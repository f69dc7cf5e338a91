import type { RequestRow } from '../../../shared/contract/service.ts';
import { useMay } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { BulkAction } from '../records/BulkBar.tsx';
import { useDirectory } from '../records/useDirectory.ts';

/** What is done with many requests at once: one person is sent to all of them. */
export function useRequestActs(): readonly BulkAction[] {
  const { t } = useLocale();
  const mayWrite = useMay('serviceRequests.write');
  const { people } = useDirectory();
  if (!mayWrite) return [];
  return [
    {
      id: 'assign',
      label: t('lists.act.assign'),
      asks: 'choice',
      field: t('field.assigneeId'),
      options: people,
      toAct: (personId) => ({ act: 'serviceRequests.assign', personId }),
    },
  ];
}

export const nameOfRequest = ({ subject }: RequestRow): string => subject;
