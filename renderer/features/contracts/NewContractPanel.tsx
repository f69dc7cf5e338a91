import { useState } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { serviceContractKind } from '../../../shared/domain/contracts/serviceContract.ts';
import { defaultsFor } from '../../../shared/domain/defaults.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import { renewalOf } from '../../../shared/domain/contracts/renewal.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
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
  const { customer: _customer, renews: _renews, ...search } = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  const close = (): void => void navigate({ to: '/contracts', search });
  return (
    <DetailPanel title={t('contracts.new')} onClose={close}>
      {directory.ready ? <NewContract directory={directory} onClose={close} /> : <RecordSkeleton />}
    </DetailPanel>
  );
}

/** The one that it takes the place of is waited for: the form begins with its terms. */
function NewContract(props: { directory: Directory; onClose: () => void }) {
  const core = useCore();
  const { renews } = route.useSearch();
  const { data: renewed } = useLive(
    core.records.observe,
    { collection: 'contracts', id: renews ?? '' },
    { enabled: renews !== undefined },
  );
  if (renews !== undefined && renewed === undefined) return <RecordSkeleton />;
  return <NewContractForm {...props} renewed={renews === undefined ? null : (renewed ?? null)} />;
}

interface NewContractFormProps {
  directory: Directory;
  onClose: () => void;
  renewed: RecordView | null;
}

function NewContractForm({ directory, onClose, renewed }: NewContractFormProps) {
  const { t } = useLocale();
  const search = route.useSearch();
  const { customer, renews } = search;
  const navigate = useNavigate();
  const defaults = useDefaults(directory);
  const [initial] = useState(() => ({
    ...defaultsFor('contracts', serviceContractKind.kind, {
      ...defaults,
      ...(customer === undefined ? {} : { customerId: customer }),
    }),
    ...(renewed === null ? {} : renewalOf(renewed)),
  }));
  const form = useRecordForm({
    definition: serviceContractKind,
    draftKey: `contracts/new/${customer ?? ''}${renews === undefined ? '' : `/${renews}`}`,
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
