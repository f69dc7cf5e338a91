import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { serviceContractKind } from '../../../shared/domain/contracts/serviceContract.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EditRecordPanel } from '../records/EditRecordPanel.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { ContractForm } from './ContractForm.tsx';

const route = getRouteApi('/contracts/$id/edit');

export function EditContractPanel() {
  const { t } = useLocale();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  return (
    <EditRecordPanel
      collection="contracts"
      id={id}
      draftArea="contracts"
      definitionOf={() => serviceContractKind}
      titleOf={(record) => t('contracts.edit.title', { title: record ? (textOf(record.body, 'title') ?? '') : '' })}
      toList={() => void navigate({ to: '/contracts', search })}
      toRecord={() => void navigate({ to: '/contracts/$id', params: { id }, search })}
      toForm={() => void navigate({ to: '/contracts/$id/edit', params: { id }, search })}
    >
      {(edited) => <ContractForm {...edited} directory={directory} />}
    </EditRecordPanel>
  );
}
