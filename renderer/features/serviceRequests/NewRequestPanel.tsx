import { useState } from 'react';
import { SegmentedControl } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { REQUEST_KINDS, serviceRequestsCollection } from '../../../shared/domain/serviceRequests/serviceRequest.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { useDraft } from '../../data/useDraft.ts';
import { useSession } from '../../data/session.tsx';
import { useNow } from '../../ui/text/Text.tsx';
import { useDiscard } from '../records/useDiscard.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { RequestForm } from './RequestForm.tsx';
import styles from './Service.module.css';

const route = getRouteApi('/service/new');
type Kind = (typeof REQUEST_KINDS)[number];

export function NewRequestPanel() {
  const { t } = useLocale();
  const { customer, asset, ...search } = route.useSearch();
  const navigate = useNavigate();
  // Kept with what is typed: a complaint left half written comes back as one.
  const draft = useDraft<string>(`serviceRequests/new/${customer ?? ''}/${asset ?? ''}/kind`, 'job');
  const kind: Kind = REQUEST_KINDS.find((known) => known === draft.value) ?? 'job';
  const close = (): void => void navigate({ to: '/service', search });
  return (
    <DetailPanel title={t('service.new')} onClose={close}>
      <div className={styles.body}>
        <SegmentedControl
          aria-label={t('service.kind')}
          value={kind}
          onChange={draft.set}
          data={REQUEST_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
        {draft.value !== undefined && <NewRequest kind={kind} onClose={close} onDone={draft.drop} />}
      </div>
    </DetailPanel>
  );
}

function NewRequest({ kind, onClose, onDone }: { kind: Kind; onClose: () => void; onDone: () => void }) {
  const { t } = useLocale();
  const search = route.useSearch();
  const { customer, asset, ...rest } = search;
  const navigate = useNavigate();
  const { person } = useSession();
  const now = useNow(60_000);
  const [initial] = useState(() => ({
    state: 'inquiry',
    channel: 'phone',
    priority: 'normal',
    receivedAt: now,
    ownerId: person.id,
    ...(customer === undefined ? {} : { customerId: customer }),
    ...(asset === undefined ? {} : { assetIds: [asset] }),
  }));
  const definition = serviceRequestsCollection.kinds[kind] ?? serviceRequestsCollection.kinds['job'];
  if (!definition) throw new Error('no kind of request');
  const form = useRecordForm({
    definition,
    draftKey: `serviceRequests/new/${customer ?? ''}/${asset ?? ''}`,
    record: null,
    initial,
  });
  const discard = useDiscard(form, onClose, () => void navigate({ to: '/service/new', search }));
  if (!form.ready) return <RecordSkeleton />;
  return (
    <RequestForm
      form={form}
      record={null}
      kind={kind}
      onCancel={discard}
      onSaved={(id) => {
        onDone();
        notify(t('notice.saved'));
        void navigate({ to: '/service/$id', params: { id }, search: rest, replace: true });
      }}
    />
  );
}
