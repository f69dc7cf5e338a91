import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { equipmentKind } from '../../../shared/domain/assets/equipment.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { useDiscard } from '../records/useDiscard.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { EquipmentForm } from './EquipmentForm.tsx';

const route = getRouteApi('/equipment/$id/edit');
const NOTHING = {};

export function EditEquipmentPanel() {
  const { t } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'assets', id });
  if (record === null || record?.deleted)
    return <GoneRecord collection="assets" onClose={() => void navigate({ to: '/equipment', search })} />;
  const close = (): void => void navigate({ to: '/equipment/$id', params: { id }, search });
  const name = record ? (textOf(record.body, 'name') ?? '') : '';
  return (
    <DetailPanel title={t('equipment.edit.title', { name })} onClose={close}>
      {record && !isPrevious ? <EditEquipment key={id} record={record} onClose={close} /> : <RecordSkeleton />}
    </DetailPanel>
  );
}

function EditEquipment({ record, onClose }: { record: RecordView; onClose: () => void }) {
  const { t } = useLocale();
  const search = route.useSearch();
  const navigate = useNavigate();
  const form = useRecordForm({
    definition: equipmentKind,
    draftKey: `assets/${record.id}/edit`,
    record,
    initial: NOTHING,
  });
  const discard = useDiscard(
    form,
    onClose,
    () => void navigate({ to: '/equipment/$id/edit', params: { id: record.id }, search }),
  );
  if (!form.ready) return <RecordSkeleton />;
  return (
    <EquipmentForm
      form={form}
      record={record}
      onCancel={discard}
      onSaved={() => {
        notify(t('notice.saved'));
        onClose();
      }}
    />
  );
}
