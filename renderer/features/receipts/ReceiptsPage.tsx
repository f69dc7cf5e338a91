/** All receipts, and the register of cheques: what waits for somebody is one press away. */
import { useCallback, useMemo } from 'react';
import { SegmentedControl } from '@mantine/core';
import { IconCash, IconPlus } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { addDays, type IsoDate } from '../../../shared/base/clock.ts';
import { createError } from '../../../shared/base/errors.ts';
import type { ReceiptListInput, ReceiptRow } from '../../../shared/contract/receipts.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLiveRows } from '../../data/useLiveRows.ts';
import { SearchField } from '../../ui/inputs/SearchField.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { BadgedName } from '../../ui/state/RecordBadges.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column } from '../../ui/table/DataTable.tsx';
import { DateText, Ltr, MoneyText, NameText } from '../../ui/text/Text.tsx';
import { ExportButton } from '../exports/ExportButton.tsx';
import { OrderStateBadge } from '../orders/OrderStateBadge.tsx';
import { ButtonLink } from '../records/links.tsx';
import { useChangeSearch } from '../records/useChangeSearch.ts';
import { useToday } from '../records/useDirectory.ts';
import { useMayRead } from '../records/useRights.ts';
import {
  nextReceiptSort,
  RECEIPT_VIEWS,
  sortOfSearch,
  type ReceiptListView,
  type ReceiptSearch,
} from './receiptSearch.ts';
import { ListViews } from '../records/SavedViews.tsx';
import bulkStyles from '../records/BulkBar.module.css';
import { useSelection } from '../records/useSelection.ts';
import { useListColumns } from '../records/useListColumns.ts';
import { ReceiptsBulk } from './ReceiptsBulk.tsx';
import styles from './Receipts.module.css';

const route = getRouteApi('/receipts');
const WEEK_DAYS = 7;

export function ReceiptsPage() {
  const { t } = useLocale();
  if (useMayRead('salesDocuments')) return <Receipts />;
  return (
    <Page title={t('receipts.title')}>
      <ErrorState error={createError('permission_denied')} />
    </Page>
  );
}

function Receipts() {
  const { t, formats } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const mayWrite = useMay('orders.write');
  const today = useToday();
  const search = route.useSearch();
  const view = search.view ?? 'all';
  const sort = sortOfSearch(search);
  const input = { ...filterOf(view, today), ...(search.q === undefined ? {} : { search: search.q }), sort };
  const rows = useLiveRows(core.receipts.list, input);
  const maySettle = useMay('receipts.settle');
  const selection = useSelection(core.receipts.list, input, rows, nameOf);
  const { data: waiting } = useLive(core.receipts.waiting, undefined);
  const { columns, table } = useListColumns('receipts', useColumns());
  const narrow = useChangeSearch<ReceiptSearch>();
  const searchFor = useCallback((text: string) => narrow({ q: text === '' ? undefined : text }), [narrow]);
  useKeys([
    { keys: ['N'], label: t('receipts.new'), run: mayWrite ? () => void navigate({ to: '/receipts/new' }) : undefined },
  ]);
  const counts: Readonly<Partial<Record<ReceiptListView, number | undefined>>> = {
    unverified: waiting?.unverified,
    week: waiting?.dueThisWeek,
    overdue: waiting?.overdue,
    bounced: waiting?.bounced,
  };
  return (
    <Page
      title={t('receipts.title')}
      count={rows.total}
      tools={
        <>
          <SegmentedControl
            size="xs"
            aria-label={t('receipts.view')}
            value={view}
            onChange={(chosen) =>
              narrow({
                view: RECEIPT_VIEWS.find((candidate) => candidate === chosen && candidate !== 'all'),
                sort: undefined,
                ascending: undefined,
              })
            }
            data={RECEIPT_VIEWS.map((value) => ({
              value,
              label: counts[value]
                ? `${t(`receipts.view.${value}`)} (${formats.number(counts[value])})`
                : t(`receipts.view.${value}`),
            }))}
          />
          <SearchField value={search.q ?? ''} onChange={searchFor} label={t('receipts.search')} />
          <ListViews columns={columns} query={search} />
        </>
      }
      actions={
        <>
          <ExportButton of={{ list: 'receipts', query: input }} rows={rows.total} />
          {mayWrite && (
            <ButtonLink to="/receipts/new" leftSection={<IconPlus size={15} stroke={2} aria-hidden />}>
              {t('receipts.new')}
            </ButtonLink>
          )}
        </>
      }
    >
      {rows.error && rows.total === undefined ? (
        <ErrorState error={rows.error} onRetry={rows.retry} />
      ) : (
        <div className={bulkStyles.withBar}>
          {maySettle && <ReceiptsBulk selection={selection} />}
          <DataTable
            selection={maySettle ? selection : undefined}
            label={t('receipts.title')}
            {...table}
            source={rows}
            sort={sort}
            onSort={({ by }) => narrow(nextReceiptSort(search, by))}
            onOpen={(row) => void navigate({ to: '/orders/$id', params: { id: row.id } })}
            resetKey={JSON.stringify(search)}
            empty={
              search.q === undefined && view === 'all' ? (
                <EmptyState
                  icon={<IconCash size={24} stroke={1.5} />}
                  title={t('receipts.empty.title')}
                  text={t('receipts.empty.text')}
                  actKey={mayWrite ? 'N' : undefined}
                />
              ) : (
                <EmptyState title={t('empty.noMatch.title')} text={t('empty.noMatch.text')} />
              )
            }
          />
        </div>
      )}
    </Page>
  );
}

const nameOf = ({ number, customerName }: ReceiptRow): string => number ?? customerName;

const UNCLEARED = ['collected', 'verified', 'deposited'] as const;

function filterOf(
  view: ReceiptListView,
  today: IsoDate,
): Pick<ReceiptListInput, 'method' | 'states' | 'dueFrom' | 'dueUntil'> {
  switch (view) {
    case 'all':
      return {};
    case 'unverified':
      return { states: ['collected'] };
    case 'cheques':
      return { method: 'cheque' };
    case 'week':
      return { method: 'cheque', states: [...UNCLEARED], dueFrom: today, dueUntil: addDays(today, WEEK_DAYS - 1) };
    case 'overdue':
      return { method: 'cheque', states: [...UNCLEARED], dueUntil: addDays(today, -1) };
    case 'bounced':
      return { method: 'cheque', states: ['bounced'] };
  }
}

function useColumns(): readonly Column<ReceiptRow>[] {
  const { t, formats } = useLocale();
  return useMemo(
    () => [
      {
        id: 'number',
        header: t('field.number'),
        width: 190,
        grow: 0,
        sortable: true,
        cell: (row) => (
          <BadgedName pending={row.pending} held={row.held} needsYou={row.needsYou}>
            {row.number === null ? <span className={styles.dim}>{t('orders.noNumber')}</span> : <Ltr>{row.number}</Ltr>}
          </BadgedName>
        ),
      },
      {
        id: 'customerName',
        header: t('field.customerId'),
        width: 160,
        grow: 3,
        sortable: true,
        cell: (row) => <NameText>{row.customerName}</NameText>,
      },
      {
        id: 'day',
        header: t('field.salesDocuments.receivedOn'),
        width: 152,
        grow: 0,
        hideBelow: 860,
        sortable: true,
        cell: (row) => <DateText value={row.day} />,
      },
      {
        id: 'method',
        header: t('field.salesDocuments.method'),
        width: 110,
        grow: 0,
        cell: (row) => valueLabel(t, 'salesDocuments', 'method', row.method),
      },
      {
        id: 'what',
        header: t('receipts.what'),
        width: 150,
        grow: 1,
        hideBelow: 980,
        cell: (row) => (
          <bdi>
            {[row.bank, formats.code(row.chequeNumber)]
              .filter((part) => part !== '')
              .map(isolated)
              .join(' · ')}
          </bdi>
        ),
      },
      {
        id: 'dueOn',
        header: t('field.salesDocuments.dueOn'),
        width: 152,
        grow: 0,
        hideBelow: 720,
        sortable: true,
        cell: (row) => row.dueOn !== null && <DateText value={row.dueOn} />,
      },
      {
        id: 'state',
        header: t('field.state'),
        width: 130,
        grow: 0,
        cell: (row) => <OrderStateBadge state={row.state} />,
      },
      {
        id: 'amount',
        header: t('receipts.amount'),
        width: 190,
        grow: 0,
        align: 'end',
        sortable: true,
        cell: (row) => <MoneyText money={row.amount} />,
      },
    ],
    [t, formats],
  );
}

/** A name of the other direction must not turn the order of its neighbours. */
const isolated = (text: string): string => `\u2068${text}\u2069`;
