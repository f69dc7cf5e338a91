import type { AssetRow } from '../../../shared/contract/service.ts';
import { useMay } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { BulkAction } from '../records/BulkBar.tsx';

/** What is done with many machines at once: they stand at another customer, at another place there, or nowhere any more. */
export function useEquipmentActs(): readonly BulkAction[] {
  const { t } = useLocale();
  if (!useMay('assets.write')) return [];
  return [
    {
      id: 'customer',
      label: t('lists.act.toCustomer'),
      asks: 'customer',
      field: t('field.customerId'),
      toAct: (customerId) => ({ act: 'assets.customer', customerId }),
    },
    {
      id: 'place',
      label: t('lists.act.place'),
      asks: 'text',
      field: t('field.place'),
      toAct: (place) => ({ act: 'assets.place', place }),
    },
    {
      id: 'removed',
      label: t('lists.act.removed'),
      asks: 'day',
      field: t('field.removedOn'),
      toAct: (on) => ({ act: 'assets.removed', on }),
    },
  ];
}

export const nameOfMachine = ({ name }: AssetRow): string => name;
