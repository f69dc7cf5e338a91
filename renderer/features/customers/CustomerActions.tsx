import { useState } from 'react';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { useCommands } from '../../app/commands.tsx';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import type { LoggedKind } from '../activities/LogActivityDialog.tsx';
import { survivorOf } from '../../../shared/domain/customers/customerLinks.ts';
import { NewForCustomer } from './NewForCustomer.tsx';
import { MergeDialog } from './MergeDialog.tsx';
import { ButtonLink } from '../records/links.tsx';
import styles from './CustomerPanel.module.css';

const route = getRouteApi('/customers/$id');

/** What one does on a customer's page, each with its key and in the palette. */
export function CustomerActions(props: { record: RecordView; name: string; onLog: (kind: LoggedKind) => void }) {
  const { record, name, onLog } = props;
  const { t } = useLocale();
  const navigate = useNavigate();
  const search = route.useSearch();
  const mayOrder = useMay('orders.write');
  const mayLog = useMay('activities.write');
  const mayContract = useMay('contracts.write');
  const mayRequest = useMay('serviceRequests.write');
  const mayDeal = useMay('opportunities.write');
  const mayEdit = useMay('customers.write');
  const customer = record.id;
  const order = (): void => void navigate({ to: '/orders/new', search: { customer } });
  const quote = (): void => void navigate({ to: '/quotes/new', search: { customer } });
  const contract = (): void => void navigate({ to: '/contracts/new', search: { customer } });
  const request = (): void => void navigate({ to: '/service/new', search: { customer } });
  const deal = (): void => void navigate({ to: '/opportunities/new', search: { customer } });
  const receive = (): void => void navigate({ to: '/receipts/new', search: { customer } });
  const edit = (): void => void navigate({ to: '/customers/$id/edit', params: { id: customer }, search });

  useKeys([
    ...(mayOrder ? [{ keys: ['O'], label: t('customers.action.order'), run: order }] : []),
    ...(mayOrder ? [{ keys: ['Q'], label: t('quotes.new'), run: quote }] : []),
    ...(mayOrder ? [{ keys: ['R'], label: t('receipts.new'), run: receive }] : []),
    ...(mayLog ? [{ keys: ['L'], label: t('customers.action.call'), run: () => onLog('call') }] : []),
    ...(mayLog ? [{ keys: ['V'], label: t('customers.action.visit'), run: () => onLog('visit') }] : []),
    ...(mayContract ? [{ keys: ['C'], label: t('customers.action.contract'), run: contract }] : []),
    ...(mayRequest ? [{ keys: ['S'], label: t('service.newHere'), run: request }] : []),
    ...(mayDeal ? [{ keys: ['D'], label: t('customers.action.opportunity'), run: deal }] : []),
    ...(mayEdit ? [{ keys: ['E'], label: t('keys.edit'), run: edit }] : []),
  ]);
  useCommands([
    ...(mayOrder ? [{ id: 'customer order', label: t('customers.action.order'), hint: name, run: order }] : []),
    ...(mayOrder ? [{ id: 'customer quote', label: t('quotes.new'), hint: name, run: quote }] : []),
    ...(mayOrder ? [{ id: 'customer receipt', label: t('receipts.new'), hint: name, run: receive }] : []),
    ...(mayLog
      ? [{ id: 'customer call', label: t('customers.action.call'), hint: name, run: () => onLog('call') }]
      : []),
    ...(mayLog
      ? [{ id: 'customer visit', label: t('customers.action.visit'), hint: name, run: () => onLog('visit') }]
      : []),
    ...(mayContract
      ? [{ id: 'customer contract', label: t('customers.action.contract'), hint: name, run: contract }]
      : []),
    ...(mayRequest ? [{ id: 'customer request', label: t('service.newHere'), hint: name, run: request }] : []),
    ...(mayDeal ? [{ id: 'customer deal', label: t('customers.action.opportunity'), hint: name, run: deal }] : []),
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
      <NewForCustomer customerId={customer} />
    </div>
  );
}

/** What is done rarely. */
export function MoreActions({ record, name, onGone }: { record: RecordView; name: string; onGone: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const removal = useCommand(core.customers.remove);
  const [isAsking, setAsking] = useState(false);
  const [isMerging, setMerging] = useState(false);
  const search = route.useSearch();
  const isMerged = survivorOf(record.id, record.body) !== null;
  const mayRemove = useMay('customers.delete');
  if (!mayRemove) return null;

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
          {!isMerged && <Menu.Item onClick={() => setMerging(true)}>{t('customers.merge.action')}</Menu.Item>}
          <Menu.Item color="red" onClick={() => setAsking(true)}>
            {t('customers.action.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isMerging && (
        <MergeDialog
          record={record}
          onClose={() => setMerging(false)}
          onMerged={(id) => {
            setMerging(false);
            void navigate({ to: '/customers/$id', params: { id }, search });
          }}
        />
      )}
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
