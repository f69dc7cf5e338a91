/** The list of customers: searched, filtered and sorted by its address, of any length. The open record stands beside it. */
import { useCallback, useMemo } from 'react';
import { IconPlus, IconUsers } from '@tabler/icons-react';
import { getRouteApi, Outlet, useChildMatches, useNavigate } from '@tanstack/react-router';
import type { CustomerRow } from '../../../shared/contract/customers.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay, useSession } from '../../data/session.tsx';
import { useLiveRows } from '../../data/useLiveRows.ts';
import { SearchField } from '../../ui/inputs/SearchField.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { PendingMark } from '../../ui/state/PendingMark.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column } from '../../ui/table/DataTable.tsx';
import { DateText, MoneyListText, NameText, PhoneText, RelativeTime } from '../../ui/text/Text.tsx';
import { useChangeSearch } from '../records/useChangeSearch.ts';
import { SavedViews } from '../records/SavedViews.tsx';
import { CustomerFilters } from './CustomerFilters.tsx';
import styles from './Customers.module.css';
import { isNarrowed, nextSort, readCustomerSearch, searchToListInput, type CustomerSearch } from './customerSearch.ts';
import { StageBadge } from './StageBadge.tsx';
import { ButtonLink } from '../records/links.tsx';

const route = getRouteApi('/customers');

export function CustomersPage() {
  const { t } = useLocale();
  const core = useCore();
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('customers.write');
  const isDetailOpen = useChildMatches().length > 0;
  const openId = useChildMatches().at(-1)?.params as { id?: string } | undefined;
  const rows = useLiveRows(core.customers.list, searchToListInput(search));
  const columns = useCustomerColumns();

  const narrow = useChangeSearch<CustomerSearch>();
  const searchFor = useCallback((text: string) => narrow({ q: text === '' ? undefined : text }), [narrow]);
  useKeys([
    {
      keys: ['N'],
      label: t('customers.new'),
      run: mayWrite ? () => void navigate({ to: '/customers/new', search }) : undefined,
    },
  ]);

  return (
    <Page
      title={t('customers.title')}
      count={rows.total}
      tools={
        <>
          <SearchField value={search.q ?? ''} onChange={searchFor} label={t('customers.search')} />
          <CustomerFilters search={search} onChange={narrow} />
          <SavedViews
            list="customers"
            query={search}
            onOpen={(query) => void navigate({ to: '/customers', search: readCustomerSearch(query) })}
          />
        </>
      }
      actions={
        mayWrite && (
          <ButtonLink to="/customers/new" search={search} leftSection={<IconPlus size={15} stroke={2} aria-hidden />}>
            {t('customers.new')}
          </ButtonLink>
        )
      }
    >
      <SplitView
        list={
          rows.error && rows.total === undefined ? (
            <ErrorState error={rows.error} onRetry={rows.retry} />
          ) : (
            <DataTable
              label={t('customers.title')}
              columns={columns}
              source={rows}
              sort={{ by: search.sort ?? 'name', descending: search.descending ?? false }}
              onSort={({ by }) => narrow(nextSort(search, by))}
              onOpen={(row) => void navigate({ to: '/customers/$id', params: { id: row.id }, search })}
              openId={openId?.id}
              resetKey={JSON.stringify(search)}
              empty={<NoCustomers isNarrowed={isNarrowed(search)} />}
            />
          )
        }
        detail={isDetailOpen ? <Outlet /> : null}
      />
    </Page>
  );
}

function NoCustomers({ isNarrowed: narrowed }: { isNarrowed: boolean }) {
  const { t } = useLocale();
  const { firstSyncDone } = useSession();
  const mayWrite = useMay('customers.write');
  const mayImport = useMay('import');
  if (narrowed) {
    return (
      <EmptyState
        title={t('empty.noMatch.title')}
        text={t('empty.noMatch.text')}
        action={
          <ButtonLink to="/customers" search={{}} variant="default">
            {t('filters.clear')}
          </ButtonLink>
        }
      />
    );
  }
  if (!firstSyncDone) return <EmptyState title={t('customers.arriving.title')} text={t('customers.arriving.text')} />;
  return (
    <EmptyState
      icon={<IconUsers size={24} stroke={1.5} />}
      title={t('customers.empty.title')}
      text={t('customers.empty.text')}
      action={
        <>
          {mayWrite && <ButtonLink to="/customers/new">{t('customers.new')}</ButtonLink>}
          {mayImport && (
            <ButtonLink to="/imports" variant="default">
              {t('customers.empty.import')}
            </ButtonLink>
          )}
        </>
      }
    />
  );
}

function useCustomerColumns(): readonly Column<CustomerRow>[] {
  const { t } = useLocale();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('customers.column.name'),
        width: 180,
        grow: 3,
        sortable: true,
        cell: (row) => (
          <span className={styles.name}>
            <NameText>{row.name}</NameText>
            <PendingMark pending={row.pending} />
          </span>
        ),
      },
      {
        id: 'city',
        header: t('customers.column.city'),
        width: 90,
        sortable: true,
        cell: (row) => row.city !== null && <NameText>{row.city}</NameText>,
      },
      {
        id: 'stage',
        header: t('customers.column.stage'),
        width: 120,
        grow: 0,
        sortable: true,
        cell: (row) => <StageBadge stage={row.stage} />,
      },
      {
        id: 'phone',
        header: t('customers.column.phone'),
        width: 130,
        grow: 0,
        hideBelow: 620,
        cell: (row) => row.phone !== null && <PhoneText>{row.phone}</PhoneText>,
      },
      {
        id: 'owner',
        header: t('customers.column.owner'),
        width: 110,
        hideBelow: 860,
        cell: (row) => row.ownerName !== null && <NameText>{row.ownerName}</NameText>,
      },
      {
        id: 'territory',
        header: t('customers.column.territory'),
        width: 110,
        hideBelow: 1080,
        cell: (row) => row.territoryName !== null && <NameText>{row.territoryName}</NameText>,
      },
      {
        id: 'lastContactAt',
        header: t('customers.column.lastContact'),
        width: 124,
        grow: 0,
        hideBelow: 720,
        sortable: true,
        cell: (row) => row.lastContactAt !== null && <RelativeTime instant={row.lastContactAt} />,
      },
      {
        id: 'lastOrderOn',
        header: t('customers.column.lastOrder'),
        width: 136,
        grow: 0,
        hideBelow: 1020,
        sortable: true,
        cell: (row) => row.lastOrderOn !== null && <DateText value={row.lastOrderOn} />,
      },
      {
        id: 'revenue',
        header: t('customers.column.revenue'),
        width: 170,
        grow: 0,
        hideBelow: 780,
        align: 'end',
        sortable: true,
        cell: (row) => <MoneyListText amounts={row.revenue} />,
      },
    ],
    [t],
  );
}
