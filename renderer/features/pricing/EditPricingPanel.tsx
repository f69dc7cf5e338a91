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
import { definitionOf, PricingForm } from './PricingForm.tsx';

const route = getRouteApi('/prices/$id/edit');
const NOTHING = {};

export function EditPricingPanel() {
  const { t } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'products', id });
  if (record === null || record?.deleted)
    return <GoneRecord collection="products" onClose={() => void navigate({ to: '/prices', search })} />;
  const close = (): void => void navigate({ to: '/prices/$id', params: { id }, search });
  return (
    <DetailPanel title={t('pricing.edit', { name: record ? (textOf(record.body, 'name') ?? '') : '' })} onClose={close}>
      {record && !isPrevious ? <EditPricing key={id} record={record} onClose={close} /> : <RecordSkeleton />}
    </DetailPanel>
  );
}

function EditPricing({ record, onClose }: { record: RecordView; onClose: () => void }) {
  const { t } = useLocale();
  const search = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  const kind = record.kind === 'promotion' ? 'promotion' : 'priceList';
  const form = useRecordForm({
    definition: definitionOf(kind),
    draftKey: `prices/${record.id}/edit`,
    record,
    initial: NOTHING,
  });
  const discard = useDiscard(
    form,
    onClose,
    () => void navigate({ to: '/prices/$id/edit', params: { id: record.id }, search }),
  );
  if (!form.ready) return <RecordSkeleton />;
  return (
    <PricingForm
      kind={kind}
      form={form}
      record={record}
      directory={directory}
      onCancel={discard}
      onSaved={() => {
        notify(t('notice.saved'));
        onClose();
      }}
    />
  );
}
