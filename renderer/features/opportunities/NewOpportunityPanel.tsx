import { useState } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { defaultsFor } from '../../../shared/domain/defaults.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { useDefaults, useDirectory, type Directory } from '../records/useDirectory.ts';
import { useDiscard } from '../records/useDiscard.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { OpportunityForm, opportunityDefinition } from './OpportunityForm.tsx';
import { readOpportunitySearch } from './opportunitySearch.ts';

const route = getRouteApi('/opportunities/new');

export function NewOpportunityPanel() {
  const { t } = useLocale();
  const { customer: _customer, as, ...search } = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  const close = (): void => void navigate({ to: '/opportunities', search });
  return (
    <DetailPanel title={t(as === 'lead' ? 'opportunities.newLead' : 'opportunities.new')} onClose={close}>
      {directory.ready ? <NewOpportunity key={as} directory={directory} onClose={close} /> : <RecordSkeleton />}
    </DetailPanel>
  );
}

function NewOpportunity({ directory, onClose }: { directory: Directory; onClose: () => void }) {
  const { t } = useLocale();
  const search = route.useSearch();
  const { customer } = search;
  const kind = search.as ?? 'opportunity';
  const navigate = useNavigate();
  const defaults = useDefaults(directory);
  const [initial] = useState(() =>
    defaultsFor('opportunities', kind, { ...defaults, ...(customer === undefined ? {} : { customerId: customer }) }),
  );
  const form = useRecordForm({
    definition: opportunityDefinition(kind),
    draftKey: `opportunities/new/${kind === 'lead' ? 'lead/' : ''}${customer ?? ''}`,
    record: null,
    initial,
  });
  const discard = useDiscard(form, onClose, () => void navigate({ to: '/opportunities/new', search }));
  if (!form.ready) return <RecordSkeleton />;
  return (
    <OpportunityForm
      form={form}
      record={null}
      kind={kind}
      directory={directory}
      onCancel={discard}
      onSaved={(id) => {
        notify(t('notice.saved'));
        void navigate({
          to: '/opportunities/$id',
          params: { id },
          search: readOpportunitySearch({ ...search }),
          replace: true,
        });
      }}
    />
  );
}
