/** The list of customers: searched, filtered and sorted by its address, of any length. The open record stands beside it. */
import { useCallback, useState } from 'react';
import { Button } from '@mantine/core';
import { IconPlus, IconUsers } from '@tabler/icons-react';
import { getRouteApi, Outlet, useChildMatches, useNavigate } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay, useSession } from '../../data/session.tsx';
import { useLiveRows } from '../../data/useLiveRows.ts';
import { SearchField } from '../../ui/inputs/SearchField.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState } from '../../ui/state/States.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { ExportButton } from '../exports/ExportButton.tsx';
import { BulkBar } from '../records/BulkBar.tsx';
import bulkStyles from '../records/BulkBar.module.css';
import { useSelection } from '../records/useSelection.ts';
import { useChangeSearch } from '../records/useChangeSearch.ts';
import { SavedViews } from '../records/SavedViews.tsx';
import { hasOwnColumns, useCustomerColumns } from './customerColumns.tsx';
import { nameOfCustomer, useCustomerActs } from './customerBulk.ts';
import { CustomerFilters } from './CustomerFilters.tsx';
import { isNarrowed, nextSort, readCustomerSearch, searchToListInput, type CustomerSearch } from './customerSearch.ts';
import { ButtonLink } from '../records/links.tsx';
import { useListColumns } from '../records/useListColumns.ts';
import { TwinsDialog } from './TwinsDialog.tsx';
import { ReadError } from '../watch/ReadingPause.tsx';

const route = getRouteApi('/customers');

export function CustomersPage() {
  const { t } = useLocale();
  const core = useCore();
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('customers.write');
  const isDetailOpen = useChildMatches().length > 0;
  const openId = useChildMatches().at(-1)?.params as { id?: string } | undefined;
  const { columns, table } = useListColumns('customers', useCustomerColumns());
  const withOwn = hasOwnColumns(table.columns);
  const rows = useLiveRows(core.customers.list, { ...searchToListInput(search), ...(withOwn ? { withOwn } : {}) });
  const acts = useCustomerActs();
  const selection = useSelection(core.customers.list, searchToListInput(search), rows, nameOfCustomer);

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
            columns={columns}
            query={search}
            onOpen={(query) => void navigate({ to: '/customers', search: readCustomerSearch(query) })}
          />
        </>
      }
      actions={
        <>
          <TwinsButton />
          <ExportButton of={{ list: 'customers', query: searchToListInput(search) }} rows={rows.total} />
          {mayWrite && (
            <ButtonLink to="/customers/new" search={search} leftSection={<IconPlus size={15} stroke={2} aria-hidden />}>
              {t('customers.new')}
            </ButtonLink>
          )}
        </>
      }
    >
      <SplitView
        list={
          rows.error && (rows.total === undefined || rows.error.code === 'reading_paused') ? (
            <ReadError error={rows.error} onRetry={rows.retry} />
          ) : (
            <div className={bulkStyles.withBar}>
              <BulkBar selection={selection} actions={acts} />
              <DataTable
                label={t('customers.title')}
                {...table}
                source={rows}
                selection={acts.length > 0 ? selection : undefined}
                sort={{ by: search.sort ?? 'name', descending: search.descending ?? false }}
                onSort={({ by }) => narrow(nextSort(search, by))}
                onOpen={(row) => void navigate({ to: '/customers/$id', params: { id: row.id }, search })}
                openId={openId?.id}
                resetKey={JSON.stringify(search)}
                empty={<NoCustomers isNarrowed={isNarrowed(search)} />}
              />
            </div>
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
      actKey={mayWrite ? 'N' : undefined}
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

function TwinsButton() {
  const { t } = useLocale();
  const [isOpen, setOpen] = useState(false);
  if (!useMay('customers.delete')) return null;
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('customers.pairs.action')}
      </Button>
      {isOpen && <TwinsDialog onClose={() => setOpen(false)} />}
    </>
  );
}
