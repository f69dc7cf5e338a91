import { useState } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { defaultsFor } from '../../../shared/domain/defaults.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { useDiscard } from '../records/useDiscard.ts';
import { useDefaults, useDirectory, type Directory } from '../records/useDirectory.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { CustomerForm, customerDefinition, type CustomerKind } from './CustomerForm.tsx';

const route = getRouteApi('/customers/new');

/** A new customer, beside the list. */
export function NewCustomerPanel() {
  const { t } = useLocale();
  const search = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  const close = (): void => void navigate({ to: '/customers', search });
  return (
    <DetailPanel title={t('customers.new')} onClose={close}>
      {directory.ready ? <NewCustomer directory={directory} onClose={close} /> : <RecordSkeleton />}
    </DetailPanel>
  );
}

function NewCustomer({ directory, onClose }: { directory: Directory; onClose: () => void }) {
  const { t } = useLocale();
  const search = route.useSearch();
  const navigate = useNavigate();
  const [kind, setKind] = useState<CustomerKind>('company');
  const defaults = useDefaults(directory);
  const [initial] = useState(() => defaultsFor('customers', kind, defaults));
  const form = useRecordForm({
    definition: customerDefinition(kind),
    draftKey: 'customers/new',
    record: null,
    initial,
  });
  const discard = useDiscard(form, onClose, () => void navigate({ to: '/customers/new', search }));
  if (!form.ready) return <RecordSkeleton />;
  return (
    <CustomerForm
      form={form}
      record={null}
      kind={kind}
      onKind={setKind}
      directory={directory}
      onCancel={discard}
      onSaved={(id) => {
        const name = form.tidied['name'];
        notify(t('customers.created', { name: typeof name === 'string' ? name : '' }));
        void navigate({ to: '/customers/$id', params: { id }, search, replace: true });
      }}
    />
  );
}
