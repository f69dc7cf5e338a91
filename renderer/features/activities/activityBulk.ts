/** What is done with many activities at once: ticked off, or moved to a day. */
import { useMemo } from 'react';
import { useMay } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { BulkAction } from '../records/BulkBar.tsx';

/** What has happened is neither ticked off nor moved. */
export function useActivityActs(isPlanned: boolean): readonly BulkAction[] {
  const { t } = useLocale();
  const mayWrite = useMay('activities.write');
  return useMemo(
    () =>
      mayWrite && isPlanned
        ? [
            { id: 'done', label: t('lists.act.done'), asks: 'nothing', act: { act: 'activities.done' } },
            {
              id: 'move',
              label: t('lists.act.move'),
              asks: 'day',
              field: t('lists.field.day'),
              toAct: (to) => ({ act: 'activities.move', to }),
            },
          ]
        : [],
    [t, mayWrite, isPlanned],
  );
}
