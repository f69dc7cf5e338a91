import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { useDiscard } from '../records/useDiscard.ts';
import { useDirectory } from '../records/useDirectory.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { CustomerForm, customerDefinition } from './CustomerForm.tsx';
import { GoneCustomer } from './CustomerPanel.tsx';

const route = getRouteApi('/customers/$id/edit');
const NOTHING = {};

/** A customer being edited, beside the list. */
export function EditCustomerPanel() {
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { t } = useLocale();
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'customers', id });
  if (record === null || record?.deleted)
    return <GoneCustomer onClose={() => void navigate({ to: '/customers', search })} />;
  const close = (): void => void navigate({ to: '/customers/$id', params: { id }, search });
  const name = record ? (textOf(record.body, 'name') ?? '') : '';
  return (
    <DetailPanel title={t('customers.edit.title', { name })} onClose={close}>
      {record && !isPrevious ? <EditCustomer key={id} record={record} onClose={close} /> : <RecordSkeleton />}
    </DetailPanel>
  );
}

function EditCustomer({ record, onClose }: { record: RecordView; onClose: () => void }) {
  const { t } = useLocale();
  const search = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  const form = useRecordForm({
    definition: customerDefinition(record.kind),
    draftKey: `customers/${record.id}/edit`,
    record,
    initial: NOTHING,
  });
  const discard = useDiscard(
    form,
    onClose,
    () => void navigate({ to: '/customers/$id/edit', params: { id: record.id }, search }),
  );
  if (!form.ready) return <RecordSkeleton />;
  return (
    <CustomerForm
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
