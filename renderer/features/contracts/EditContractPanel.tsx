import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { serviceContractKind } from '../../../shared/domain/contracts/serviceContract.ts';
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
import { ContractForm } from './ContractForm.tsx';

const route = getRouteApi('/contracts/$id/edit');
const NOTHING = {};

export function EditContractPanel() {
  const { t } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'contracts', id });
  if (record === null || record?.deleted)
    return <GoneRecord collection="contracts" onClose={() => void navigate({ to: '/contracts', search })} />;
  const close = (): void => void navigate({ to: '/contracts/$id', params: { id }, search });
  const title = record ? (textOf(record.body, 'title') ?? '') : '';
  return (
    <DetailPanel title={t('contracts.edit.title', { title })} onClose={close}>
      {record && !isPrevious ? <EditContract key={id} record={record} onClose={close} /> : <RecordSkeleton />}
    </DetailPanel>
  );
}

function EditContract({ record, onClose }: { record: RecordView; onClose: () => void }) {
  const { t } = useLocale();
  const search = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  const form = useRecordForm({
    definition: serviceContractKind,
    draftKey: `contracts/${record.id}/edit`,
    record,
    initial: NOTHING,
  });
  const discard = useDiscard(
    form,
    onClose,
    () => void navigate({ to: '/contracts/$id/edit', params: { id: record.id }, search }),
  );
  if (!form.ready) return <RecordSkeleton />;
  return (
    <ContractForm
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
