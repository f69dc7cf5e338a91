/** All orders, newest first. */
import { useCallback, useMemo } from 'react';
import { SegmentedControl } from '@mantine/core';
import { IconPlus, IconShoppingCart } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { createError } from '../../../shared/base/errors.ts';
import type { OrderRow } from '../../../shared/contract/sales.ts';
import { ORDER_STATES } from '../../../shared/domain/salesDocuments/order.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
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
import { useChangeSearch } from '../records/useChangeSearch.ts';
import { useSelection } from '../records/useSelection.ts';
import { useMayRead } from '../records/useRights.ts';
import styles from './Orders.module.css';
import { OrderStateBadge } from './OrderStateBadge.tsx';
import { nextOrderSort, type OrderSearch } from './orderSearch.ts';
import { ListViews } from '../records/SavedViews.tsx';
import { PaperBar } from '../papers/PaperBar.tsx';
import bulkStyles from '../records/BulkBar.module.css';
import { ButtonLink } from '../records/links.tsx';
import { useListColumns } from '../records/useListColumns.ts';

const route = getRouteApi('/orders');

export function OrdersPage() {
  const { t } = useLocale();
  // An address that somebody else gave leads here too. "None yet" would be a lie to those whom none reach.
  if (useMayRead('salesDocuments')) return <Orders />;
  return (
    <Page title={t('orders.title')}>
      <ErrorState error={createError('permission_denied')} />
    </Page>
  );
}

function Orders() {
  const { t } = useLocale();
  const core = useCore();
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('orders.write');
  const sort = { by: search.sort ?? ('orderedOn' as const), descending: search.ascending !== true };
  const query = {
    ...(search.q === undefined ? {} : { search: search.q }),
    ...(search.state ? { states: [search.state] } : {}),
    sort,
  };
  const rows = useLiveRows(core.orders.list, query);
  const selection = useSelection(core.orders.list, query, rows, nameOfOrder);
  const { columns, table } = useListColumns('orders', useColumns());
  const narrow = useChangeSearch<OrderSearch>();
  const searchFor = useCallback((text: string) => narrow({ q: text === '' ? undefined : text }), [narrow]);
  useKeys([
    { keys: ['N'], label: t('orders.new'), run: mayWrite ? () => void navigate({ to: '/orders/new' }) : undefined },
  ]);
  return (
    <Page
      title={t('orders.title')}
      count={rows.total}
      tools={
        <>
          <SearchField value={search.q ?? ''} onChange={searchFor} label={t('orders.search')} />
          <SegmentedControl
            size="xs"
            aria-label={t('field.state')}
            value={search.state ?? ''}
            onChange={(state) => narrow({ state: ORDER_STATES.find((candidate) => candidate === state) })}
            data={[
              { value: '', label: t('orders.all') },
              ...ORDER_STATES.map((state) => ({
                value: state,
                label: valueLabel(t, 'salesDocuments', 'state', state),
              })),
            ]}
          />
          <ListViews columns={columns} query={search} />
        </>
      }
      actions={
        <>
          <ExportButton of={{ list: 'orders', query }} also={[{ list: 'orderLines', query }]} rows={rows.total} />
          {mayWrite && (
            <ButtonLink to="/orders/new" leftSection={<IconPlus size={15} stroke={2} aria-hidden />}>
              {t('orders.new')}
            </ButtonLink>
          )}
        </>
      }
    >
      {rows.error && rows.total === undefined ? (
        <ErrorState error={rows.error} onRetry={rows.retry} />
      ) : (
        <div className={bulkStyles.withBar}>
          <PaperBar selection={selection} />
          <DataTable
            label={t('orders.title')}
            {...table}
            source={rows}
            selection={selection}
            sort={sort}
            onSort={({ by }) => narrow(nextOrderSort(search, by))}
            onOpen={(row) => void navigate({ to: '/orders/$id', params: { id: row.id } })}
            resetKey={JSON.stringify(search)}
            empty={
              search.q === undefined && search.state === undefined ? (
                <EmptyState
                  icon={<IconShoppingCart size={24} stroke={1.5} />}
                  title={t('orders.empty.title')}
                  text={t('orders.empty.text')}
                  actKey={mayWrite ? 'N' : undefined}
                  action={mayWrite && <ButtonLink to="/orders/new">{t('orders.new')}</ButtonLink>}
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

const nameOfOrder = ({ number, customerName }: OrderRow): string => number ?? customerName;

function useColumns(): readonly Column<OrderRow>[] {
  const { t, formats } = useLocale();
  return useMemo(
    () => [
      {
        id: 'number',
        header: t('field.number'),
        width: 190,
        grow: 1,
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
        width: 180,
        grow: 3,
        sortable: true,
        cell: (row) => <NameText>{row.customerName}</NameText>,
      },
      {
        id: 'orderedOn',
        header: t('field.orderedOn'),
        width: 152,
        grow: 0,
        hideBelow: 720,
        sortable: true,
        cell: (row) => <DateText value={row.orderedOn} />,
      },
      {
        id: 'state',
        header: t('field.state'),
        width: 130,
        grow: 0,
        cell: (row) => <OrderStateBadge state={row.state} asked={row.asked} reasons={row.askedFor} />,
      },
      {
        id: 'lineCount',
        header: t('field.lines'),
        width: 80,
        grow: 0,
        hideBelow: 720,
        align: 'end',
        cell: (row) => formats.number(row.lineCount),
      },
      {
        id: 'total',
        header: t('orders.total'),
        width: 190,
        grow: 0,
        align: 'end',
        sortable: true,
        cell: (row) => <MoneyText money={row.total} />,
      },
    ],
    [t, formats],
  );
}
