import { useMemo } from 'react';
import type { RequestRow } from '../../../shared/contract/service.ts';
import { REQUEST_PRIORITIES } from '../../../shared/domain/serviceRequests/serviceRequest.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { CellEdit } from '../../ui/table/useCellEditing.ts';
import type { BulkAction } from '../records/BulkBar.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { useFieldEdit } from '../records/useFieldEdit.ts';

/** What is done with many requests at once: one person is sent to all of them, they are more or less urgent, or they are over. */
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
    {
      id: 'priority',
      label: t('lists.act.priority'),
      asks: 'choice',
      field: t('field.priority'),
      options: REQUEST_PRIORITIES.map((value) => ({
        value,
        label: valueLabel(t, 'serviceRequests', 'priority', value),
      })),
      toAct: (value) => ({
        act: 'serviceRequests.priority',
        priority: REQUEST_PRIORITIES.find((priority) => priority === value) ?? 'normal',
      }),
    },
    {
      id: 'close',
      label: t('lists.act.close'),
      asks: 'sure',
      text: t('lists.act.closeText'),
      act: { act: 'serviceRequests.close' },
    },
  ];
}

export const nameOfRequest = ({ subject }: RequestRow): string => subject;

/** How urgent it is; undefined for those who may not say. */
export function usePriorityEdit(): CellEdit<RequestRow> | undefined {
  const { t } = useLocale();
  const core = useCore();
  const options = useMemo(
    () => REQUEST_PRIORITIES.map((value) => ({ value, label: valueLabel(t, 'serviceRequests', 'priority', value) })),
    [t],
  );
  return useFieldEdit({
    collection: 'serviceRequests',
    field: 'priority',
    edit: core.serviceRequests.edit,
    valueOf: priorityOf,
    options,
  });
}

const priorityOf = ({ priority }: RequestRow): string => priority;
