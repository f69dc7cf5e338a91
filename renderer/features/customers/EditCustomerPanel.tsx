import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EditRecordPanel } from '../records/EditRecordPanel.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { CustomerForm, customerDefinition } from './CustomerForm.tsx';

const route = getRouteApi('/customers/$id/edit');

/** A customer being edited, beside the list. */
export function EditCustomerPanel() {
  const { t } = useLocale();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  return (
    <EditRecordPanel
      collection="customers"
      id={id}
      draftArea="customers"
      definitionOf={({ kind }) => customerDefinition(kind)}
      titleOf={(record) => t('customers.edit.title', { name: record ? (textOf(record.body, 'name') ?? '') : '' })}
      toList={() => void navigate({ to: '/customers', search })}
      toRecord={() => void navigate({ to: '/customers/$id', params: { id }, search })}
      toForm={() => void navigate({ to: '/customers/$id/edit', params: { id }, search })}
    >
      {(edited) => <CustomerForm {...edited} kind={edited.record.kind} directory={directory} />}
    </EditRecordPanel>
  );
}
