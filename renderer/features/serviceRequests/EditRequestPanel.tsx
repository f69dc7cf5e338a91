import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EditRecordPanel } from '../records/EditRecordPanel.tsx';
import { RequestForm } from './RequestForm.tsx';

const route = getRouteApi('/service/$id/edit');

export function EditRequestPanel() {
  const { t } = useLocale();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  return (
    <EditRecordPanel
      collection="serviceRequests"
      id={id}
      draftArea="serviceRequests"
      definitionOf={({ kind }) => kindOf('serviceRequests', kind)}
      titleOf={(record) => t('service.edit.title', { subject: record ? (textOf(record.body, 'subject') ?? '') : '' })}
      toList={() => void navigate({ to: '/service', search })}
      toRecord={() => void navigate({ to: '/service/$id', params: { id }, search })}
      toForm={() => void navigate({ to: '/service/$id/edit', params: { id }, search })}
    >
      {(edited) => <RequestForm {...edited} kind={edited.record.kind} />}
    </EditRecordPanel>
  );
}
