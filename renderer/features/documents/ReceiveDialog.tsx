/** Goods that came back are taken in: where they lie from now on. */
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StockPlaceSelect, useStockPlace, type StockPlaceChoice } from './StockPlaceSelect.tsx';

export function ReceiveDialog(props: {
  busy: boolean;
  error: PeyvandError | null;
  onConfirm: (place: StockPlaceChoice['said']) => void;
  onClose: () => void;
}) {
  const { t } = useLocale();
  const place = useStockPlace(undefined);
  return (
    <ConfirmDialog
      title={t('documents.step.receive')}
      confirmLabel={t('documents.step.receive')}
      tone="plain"
      busy={props.busy}
      error={props.error}
      onConfirm={() => props.onConfirm(place.said)}
      onClose={props.onClose}
    >
      <p>{t('documents.step.receive.text')}</p>
      <StockPlaceSelect label={t('documents.into')} place={place} />
    </ConfirmDialog>
  );
}
