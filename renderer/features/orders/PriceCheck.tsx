import { useEffect, useState } from 'react';
import { Button } from '@mantine/core';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Note } from '../records/RecordNotes.tsx';
import type { RecordForm } from '../records/useRecordForm.ts';
import { linesPricedOtherwise, repriced } from './orderEdits.ts';
import type { Products } from './useProducts.ts';

/** After the order's date has been changed: lines whose price is not that day's. Offered, never done unasked. */
export function PriceCheck({ form, products }: { form: RecordForm; products: Products }) {
  const { t } = useLocale();
  const orderedOn = textOf(form.body, 'orderedOn');
  const [beganOn] = useState(orderedOn);
  const [checkedFor, setCheckedFor] = useState<string | null>(null);
  const productIds = elementsOf(form.body, 'lines')
    .map((line) => textOf(line, 'productId') ?? '')
    .join(' ');
  const isMoved = orderedOn !== null && orderedOn !== beganOn;

  useEffect(() => {
    if (!isMoved) return undefined;
    let isCurrent = true;
    void Promise.allSettled(productIds.split(' ').filter(Boolean).map(products.load)).then(() => {
      if (isCurrent) setCheckedFor(orderedOn);
    });
    return () => {
      isCurrent = false;
    };
  }, [isMoved, orderedOn, productIds, products.load]);

  if (!isMoved || checkedFor !== orderedOn) return null;
  const count = linesPricedOtherwise(form.body, products.byId).length;
  if (count === 0) return null;
  return (
    <Note
      tone="info"
      title={t('orders.priceCheck.title', { count })}
      action={
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => form.change((body) => repriced(body, products.byId))}
        >
          {t('orders.priceCheck.use')}
        </Button>
      }
    >
      {t('orders.priceCheck.text')}
    </Note>
  );
}
