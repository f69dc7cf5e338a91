/** One customer: who it is, what it comes to, what can be done now, and everything that ever happened. */
import { useRef, useState } from 'react';
import { SegmentedControl, Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { LogActivityDialog, type LoggedKind } from '../activities/LogActivityDialog.tsx';
import { AttachmentsSection } from '../attachments/AttachmentsSection.tsx';
import { QuickLog } from '../activities/QuickLog.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { WrittenText } from '../../ui/text/Text.tsx';
import { CustomerActions, MoreActions } from './CustomerActions.tsx';
import { CustomerChannel } from './CustomerChannel.tsx';
import { CustomerDetails } from './CustomerDetails.tsx';
import { CustomerFigures } from './CustomerFigures.tsx';
import { MergedNote } from './MergedNote.tsx';
import { NextStep } from './NextStep.tsx';
import { CustomerReach } from './CustomerReach.tsx';
import styles from './CustomerPanel.module.css';
import { CustomerStory } from './CustomerStory.tsx';
import { StageBadge } from './StageBadge.tsx';
import { ActionIconLink } from '../records/links.tsx';
import { CustomerService } from '../serviceRequests/CustomerService.tsx';
import { useMayRead } from '../records/useRights.ts';
import { CUSTOMER_TABS, useCustomerTab, type CustomerTab } from './useCustomerTab.ts';
import { CustomerAccount } from '../receipts/CustomerAccount.tsx';
import { ReadError } from '../watch/ReadingPause.tsx';

const route = getRouteApi('/customers/$id');

export function CustomerPanel() {
  const { t } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data: record, error, retry, isPrevious } = useLive(core.records.observe, { collection: 'customers', id });
  const close = (): void => void navigate({ to: '/customers', search });

  if (error && !record) {
    return (
      <DetailPanel title={t('collection.customers')} onClose={close}>
        <ReadError error={error} onRetry={retry} />
      </DetailPanel>
    );
  }
  if (record === undefined || (isPrevious && record?.id !== id)) {
    return (
      <DetailPanel title={t('collection.customers')} onClose={close}>
        <RecordSkeleton />
      </DetailPanel>
    );
  }
  if (record === null || record.deleted) return <GoneRecord collection="customers" onClose={close} />;
  return <Customer key={record.id} record={record} onClose={close} />;
}

function Customer({ record, onClose }: { record: RecordView; onClose: () => void }) {
  const { t } = useLocale();
  const search = route.useSearch();
  const directory = useDirectory();
  const [logging, setLogging] = useState<LoggedKind | null>(null);
  const mayEdit = useMay('customers.write');
  const mayLog = useMay('activities.write');
  const seesSales = useMayRead('salesDocuments');
  const tabs = CUSTOMER_TABS.filter((one) => one !== 'account' || seesSales);
  const [tab, setTab] = useCustomerTab(tabs);
  const parts = useRef<HTMLDivElement>(null);
  const body = record.body;
  const name = textOf(body, 'name') ?? '';
  const territory = directory.territoryName(textOf(body, 'territoryId'));
  const owner = directory.personName(textOf(body, 'ownerId'));

  return (
    <DetailPanel
      title={
        <span className={styles.title}>
          <WrittenText>{name}</WrittenText>
          <BadgesOfRecord record={record} />
        </span>
      }
      subtitle={
        <>
          <StageBadge stage={textOf(body, 'stage') ?? ''} />
          <span>{[t.maybe(`kind.${record.kind}`), territory, owner].filter(Boolean).map(isolated).join(' · ')}</span>
        </>
      }
      actions={
        <>
          {mayEdit && (
            <Tooltip label={`${t('action.edit')} (E)`}>
              <ActionIconLink
                to="/customers/$id/edit"
                params={{ id: record.id }}
                search={search}
                aria-label={t('action.edit')}
              >
                <IconPencil size={16} stroke={1.75} aria-hidden />
              </ActionIconLink>
            </Tooltip>
          )}
          <HistoryButton record={record} />
          <MoreActions record={record} name={name} onGone={onClose} />
        </>
      }
      onClose={onClose}
    >
      <div className={styles.body}>
        <RecordMarks record={record} />
        <MergedNote record={record} />
        <CustomerActions record={record} name={name} onLog={setLogging} />
        <CustomerFigures
          customerId={record.id}
          name={name}
          onTab={(chosen) => {
            setTab(chosen);
            parts.current?.scrollIntoView({ block: 'start' });
          }}
        />
        <NextStep customerId={record.id} />
        <CustomerReach body={body} />
        <SegmentedControl<CustomerTab>
          ref={parts}
          className={styles.tabs ?? ''}
          value={tab}
          onChange={setTab}
          data={tabs.map((value) => ({ value, label: t(TAB_WORDS[value]) }))}
        />
        {tab === 'story' && <CustomerStory customerId={record.id} />}
        {tab === 'account' && <CustomerAccount customerId={record.id} />}
        {tab === 'service' && <CustomerService customerId={record.id} />}
        {tab === 'channel' && <CustomerChannel customerId={record.id} />}
        {tab === 'files' && (
          <AttachmentsSection attachedCollection="customers" attachedId={record.id} heading={false} />
        )}
        {tab === 'details' && <CustomerDetails record={record} directory={directory} />}
      </div>
      {mayLog && <QuickLog customer={{ id: record.id, name }} />}
      {logging !== null && (
        <LogActivityDialog
          kind={logging}
          customer={{ id: record.id, name }}
          onClose={() => setLogging(null)}
          onReopen={() => setLogging(logging)}
        />
      )}
    </DetailPanel>
  );
}

const TAB_WORDS = {
  story: 'customers.tab.story',
  account: 'account.tab',
  service: 'service.tab',
  channel: 'customers.tab.channel',
  files: 'attachments.tab',
  details: 'customers.tab.details',
} as const;

/** A name of the other direction must not turn the order of its neighbours. */
const isolated = (text: string | null | undefined): string => `\u2068${text ?? ''}\u2069`;
