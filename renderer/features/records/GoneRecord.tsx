import { Button } from '@mantine/core';
import type { CollectionName } from '../../../shared/domain/record.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState } from '../../ui/state/States.tsx';

/** The record left this machine while it was open, or the address is an old one. Nothing is wrong. */
export function GoneRecord({ collection, onClose }: { collection: CollectionName; onClose: () => void }) {
  const { t } = useLocale();
  return (
    <DetailPanel title={t(`collection.${collection}`)} onClose={onClose}>
      <EmptyState
        title={t('record.gone.title')}
        text={t('record.gone.text')}
        action={
          <Button variant="default" onClick={onClose}>
            {t('record.gone.back')}
          </Button>
        }
      />
    </DetailPanel>
  );
}
