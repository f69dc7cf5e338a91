import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { ButtonLink } from '../records/links.tsx';
import { ProductStock } from './ProductStock.tsx';
import { StockMinimum } from './StockMinimum.tsx';

const route = getRouteApi('/stock/$id');

/** One product: where it lies, for whom it is kept, and what moved of it. */
export function StockPanel() {
  const { t } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'products', id });
  const close = (): void => void navigate({ to: '/stock', search });
  if (record === null || record?.deleted) return <GoneRecord collection="products" onClose={close} />;
  if (!record || isPrevious) {
    return (
      <DetailPanel title={t('collection.products')} onClose={close}>
        <RecordSkeleton />
      </DetailPanel>
    );
  }
  return (
    <DetailPanel
      title={<WrittenText>{textOf(record.body, 'name')}</WrittenText>}
      subtitle={<span>{t.maybe(`kind.${record.kind}`)}</span>}
      actions={
        <ButtonLink to="/products/$id" params={{ id }} variant="default" size="compact-sm">
          {t('stock.toProduct')}
        </ButtonLink>
      }
      onClose={close}
    >
      <StockMinimum record={record} />
      <ProductStock key={id} productId={id} />
    </DetailPanel>
  );
}
