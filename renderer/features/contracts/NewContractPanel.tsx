import { useState } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { serviceContractKind } from '../../../shared/domain/contracts/serviceContract.ts';
import { defaultsFor } from '../../../shared/domain/defaults.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { useDefaults, useDirectory, type Directory } from '../records/useDirectory.ts';
import { useDiscard } from '../records/useDiscard.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { ContractForm } from './ContractForm.tsx';

const route = getRouteApi('/contracts/new');

export function NewContractPanel() {
  const { t } = useLocale();
  const { customer: _customer, ...search } = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  const close = (): void => void navigate({ to: '/contracts', search });
  return (
    <DetailPanel title={t('contracts.new')} onClose={close}>
      {directory.ready ? <NewContract directory={directory} onClose={close} /> : <RecordSkeleton />}
    </DetailPanel>
  );
}

function NewContract({ directory, onClose }: { directory: Directory; onClose: () => void }) {
  const { t } = useLocale();
  const search = route.useSearch();
  const { customer } = search;
  const navigate = useNavigate();
  const defaults = useDefaults(directory);
  const [initial] = useState(() =>
    defaultsFor('contracts', serviceContractKind.kind, {
      ...defaults,
      ...(customer === undefined ? {} : { customerId: customer }),
    }),
  );
  const form = useRecordForm({
    definition: serviceContractKind,
    draftKey: `contracts/new/${customer ?? ''}`,
    record: null,
    initial,
  });
  const discard = useDiscard(form, onClose, () => void navigate({ to: '/contracts/new', search }));
  if (!form.ready) return <RecordSkeleton />;
  return (
    <ContractForm
      form={form}
      record={null}
      directory={directory}
      onCancel={discard}
      onSaved={(id) => {
        notify(t('notice.saved'));
        void navigate({ to: '/contracts/$id', params: { id }, replace: true });
      }}
    />
  );
}
