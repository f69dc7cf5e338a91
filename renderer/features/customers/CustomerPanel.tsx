/** One customer: who it is, what it comes to, what can be done now, and everything that ever happened. */
import { useState } from 'react';
import { ActionIcon, Button, Menu, SegmentedControl, Tooltip } from '@mantine/core';
import { IconDots, IconPencil } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCommands } from '../../app/commands.tsx';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { HeldMark, PendingMark } from '../../ui/state/PendingMark.tsx';
import { EmptyState, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { LogActivityDialog, type LoggedKind } from '../activities/LogActivityDialog.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { CustomerDetails } from './CustomerDetails.tsx';
import { CustomerFigures } from './CustomerFigures.tsx';
import { CustomerReach } from './CustomerReach.tsx';
import styles from './CustomerPanel.module.css';
import { CustomerStory } from './CustomerStory.tsx';
import { StageBadge } from './StageBadge.tsx';
import { ActionIconLink, ButtonLink } from '../records/links.tsx';

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
        <ErrorState error={error} onRetry={retry} />
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
  if (record === null || record.deleted) return <GoneCustomer onClose={close} />;
  return <Customer key={record.id} record={record} onClose={close} />;
}

export function GoneCustomer({ onClose }: { onClose: () => void }) {
  const { t } = useLocale();
  return (
    <DetailPanel title={t('collection.customers')} onClose={onClose}>
      <EmptyState
        title={t('customers.gone.title')}
        text={t('customers.gone.text')}
        action={
          <Button variant="default" onClick={onClose}>
            {t('customers.gone.back')}
          </Button>
        }
      />
    </DetailPanel>
  );
}

function Customer({ record, onClose }: { record: RecordView; onClose: () => void }) {
  const { t } = useLocale();
  const search = route.useSearch();
  const directory = useDirectory();
  const [tab, setTab] = useState('story');
  const [logging, setLogging] = useState<LoggedKind | null>(null);
  const mayEdit = useMay('customers.write');
  const body = record.body;
  const name = textOf(body, 'name') ?? '';
  const territory = directory.territoryName(textOf(body, 'territoryId'));
  const owner = directory.personName(textOf(body, 'ownerId'));

  return (
    <DetailPanel
      title={
        <span className={styles.title}>
          <bdi>{name}</bdi>
          <PendingMark pending={record.pending} />
          {record.held && <HeldMark />}
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
          <MoreActions record={record} name={name} onGone={onClose} />
        </>
      }
      onClose={onClose}
    >
      <div className={styles.body}>
        <RecordMarks record={record} />
        <CustomerActions record={record} name={name} onLog={setLogging} />
        <CustomerFigures customerId={record.id} />
        <CustomerReach body={body} />
        <SegmentedControl
          className={styles.tabs ?? ''}
          value={tab}
          onChange={setTab}
          data={[
            { value: 'story', label: t('customers.tab.story') },
            { value: 'details', label: t('customers.tab.details') },
          ]}
        />
        {tab === 'story' ? (
          <CustomerStory customerId={record.id} />
        ) : (
          <CustomerDetails record={record} directory={directory} />
        )}
      </div>
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

/** What one does on a customer's page, each with its key and in the palette. */
function CustomerActions(props: { record: RecordView; name: string; onLog: (kind: LoggedKind) => void }) {
  const { record, name, onLog } = props;
  const { t } = useLocale();
  const navigate = useNavigate();
  const search = route.useSearch();
  const mayOrder = useMay('orders.write');
  const mayLog = useMay('activities.write');
  const mayContract = useMay('contracts.write');
  const mayEdit = useMay('customers.write');
  const customer = record.id;
  const order = (): void => void navigate({ to: '/orders/new', search: { customer } });
  const contract = (): void => void navigate({ to: '/contracts/new', search: { customer } });
  const edit = (): void => void navigate({ to: '/customers/$id/edit', params: { id: customer }, search });

  useKeys([
    ...(mayOrder ? [{ keys: ['O'], label: t('customers.action.order'), run: order }] : []),
    ...(mayLog ? [{ keys: ['L'], label: t('customers.action.call'), run: () => onLog('call') }] : []),
    ...(mayLog ? [{ keys: ['V'], label: t('customers.action.visit'), run: () => onLog('visit') }] : []),
    ...(mayContract ? [{ keys: ['C'], label: t('customers.action.contract'), run: contract }] : []),
    ...(mayEdit ? [{ keys: ['E'], label: t('keys.edit'), run: edit }] : []),
  ]);
  useCommands([
    ...(mayOrder ? [{ id: 'customer order', label: t('customers.action.order'), hint: name, run: order }] : []),
    ...(mayLog
      ? [{ id: 'customer call', label: t('customers.action.call'), hint: name, run: () => onLog('call') }]
      : []),
    ...(mayLog
      ? [{ id: 'customer visit', label: t('customers.action.visit'), hint: name, run: () => onLog('visit') }]
      : []),
    ...(mayContract
      ? [{ id: 'customer contract', label: t('customers.action.contract'), hint: name, run: contract }]
      : []),
  ]);

  return (
    <div className={styles.actions}>
      {mayOrder && (
        <ButtonLink to="/orders/new" search={{ customer }}>
          {t('customers.action.order')}
        </ButtonLink>
      )}
      {mayLog && (
        <Button variant="default" onClick={() => onLog('call')}>
          {t('customers.action.call')}
        </Button>
      )}
      {mayLog && (
        <Button variant="default" onClick={() => onLog('visit')}>
          {t('customers.action.visit')}
        </Button>
      )}
      {mayContract && (
        <ButtonLink variant="default" to="/contracts/new" search={{ customer }}>
          {t('customers.action.contract')}
        </ButtonLink>
      )}
    </div>
  );
}

function MoreActions({ record, name, onGone }: { record: RecordView; name: string; onGone: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const removal = useCommand(core.customers.remove);
  const [isAsking, setAsking] = useState(false);
  const mayRemove = useMay('customers.delete');
  const mayAddOpportunity = useMay('opportunities.write');
  if (!mayRemove && !mayAddOpportunity) return null;

  async function confirm(): Promise<void> {
    const removed = await removal.run({ id: record.id });
    if (!removed.ok) return;
    onGone();
    notify(t('customers.removed', { name }));
  }

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t('action.more')}>
            <IconDots size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayAddOpportunity && (
            <Menu.Item onClick={() => void navigate({ to: '/opportunities/new', search: { customer: record.id } })}>
              {t('customers.action.opportunity')}
            </Menu.Item>
          )}
          {mayRemove && (
            <Menu.Item color="red" onClick={() => setAsking(true)}>
              {t('customers.action.remove')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isAsking && (
        <ConfirmDialog
          title={t('customers.remove.title', { name })}
          confirmLabel={t('customers.action.remove')}
          busy={removal.busy}
          error={removal.error}
          onConfirm={() => void confirm()}
          onClose={() => setAsking(false)}
        >
          <p>{t('customers.remove.text')}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

/** A name of the other direction must not turn the order of its neighbours. */
const isolated = (text: string | null | undefined): string => `\u2068${text ?? ''}\u2069`;
