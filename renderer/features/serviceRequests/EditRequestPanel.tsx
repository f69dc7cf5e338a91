import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { useDiscard } from '../records/useDiscard.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { RequestForm } from './RequestForm.tsx';

const route = getRouteApi('/service/$id/edit');
const NOTHING = {};

export function EditRequestPanel() {
  const { t } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'serviceRequests', id });
  const definition = record ? kindOf('serviceRequests', record.kind) : null;
  if (record === null || record?.deleted || (record && !definition))
    return <GoneRecord collection="serviceRequests" onClose={() => void navigate({ to: '/service', search })} />;
  const close = (): void => void navigate({ to: '/service/$id', params: { id }, search });
  const subject = record ? (textOf(record.body, 'subject') ?? '') : '';
  return (
    <DetailPanel title={t('service.edit.title', { subject })} onClose={close}>
      {record && definition && !isPrevious ? (
        <EditRequest key={id} record={record} definition={definition} onClose={close} />
      ) : (
        <RecordSkeleton />
      )}
    </DetailPanel>
  );
}

interface EditRequestProps {
  record: RecordView;
  definition: KindDefinition;
  onClose: () => void;
}

function EditRequest({ record, definition, onClose }: EditRequestProps) {
  const { t } = useLocale();
  const search = route.useSearch();
  const navigate = useNavigate();
  const form = useRecordForm({ definition, draftKey: `serviceRequests/${record.id}/edit`, record, initial: NOTHING });
  const discard = useDiscard(
    form,
    onClose,
    () => void navigate({ to: '/service/$id/edit', params: { id: record.id }, search }),
  );
  if (!form.ready) return <RecordSkeleton />;
  return (
    <RequestForm
      form={form}
      record={record}
      kind={record.kind}
      onCancel={discard}
      onSaved={() => {
        notify(t('notice.saved'));
        onClose();
      }}
    />
  );
}
