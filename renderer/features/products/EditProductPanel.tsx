import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { useDiscard } from '../records/useDiscard.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { PRODUCT_DEFINITION, ProductForm } from './ProductForm.tsx';

const route = getRouteApi('/products/$id/edit');
const NOTHING = {};

/** A product being edited, beside the list. */
export function EditProductPanel() {
  const { t } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'products', id });
  if (record === null || record?.deleted)
    return <GoneRecord collection="products" onClose={() => void navigate({ to: '/products', search })} />;
  const close = (): void => void navigate({ to: '/products/$id', params: { id }, search });
  const name = record ? (textOf(record.body, 'name') ?? '') : '';
  return (
    <DetailPanel title={t('products.edit', { name })} onClose={close}>
      {record && !isPrevious ? <EditProduct key={id} record={record} onClose={close} /> : <RecordSkeleton />}
    </DetailPanel>
  );
}

function EditProduct({ record, onClose }: { record: RecordView; onClose: () => void }) {
  const { t } = useLocale();
  const search = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  const form = useRecordForm({
    definition: PRODUCT_DEFINITION,
    draftKey: `products/${record.id}/edit`,
    record,
    initial: NOTHING,
  });
  const discard = useDiscard(
    form,
    onClose,
    () => void navigate({ to: '/products/$id/edit', params: { id: record.id }, search }),
  );
  if (!form.ready) return <RecordSkeleton />;
  return (
    <ProductForm
      form={form}
      record={record}
      kind={record.kind}
      directory={directory}
      onCancel={discard}
      onSaved={() => {
        notify(t('notice.saved'));
        onClose();
      }}
    />
  );
}
