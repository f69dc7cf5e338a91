import { useMemo } from 'react';
import { Button } from '@mantine/core';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Note } from '../records/RecordNotes.tsx';
import type { RecordForm } from '../records/useRecordForm.ts';
import { differences, repriced } from './orderEdits.ts';
import type { Pricing } from './usePricing.ts';

/** Lines whose price is no longer what would be proposed: the order's date was changed, or prices were. Offered, never done unasked. */
export function PriceCheck({ form, pricing: { terms } }: { form: RecordForm; pricing: Pricing }) {
  const { t } = useLocale();
  const { body } = form;
  const count = useMemo(() => (terms ? differences(body, terms) : 0), [body, terms]);
  if (count === 0 || !terms) return null;
  return (
    <Note
      tone="info"
      title={t('orders.priceCheck.title', { count })}
      action={
        <Button variant="default" size="compact-sm" onClick={() => form.change((before) => repriced(before, terms))}>
          {t('orders.priceCheck.use')}
        </Button>
      }
    >
      {t('orders.priceCheck.text')}
    </Note>
  );
}
