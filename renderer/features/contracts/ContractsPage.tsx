/** Service contracts, those that end last first. */
import { useCallback, useMemo } from 'react';
import { Switch } from '@mantine/core';
import { IconFileCertificate, IconPlus } from '@tabler/icons-react';
import { getRouteApi, Outlet, useChildMatches, useNavigate } from '@tanstack/react-router';
import type { ContractRow } from '../../../shared/contract/sales.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLiveRows } from '../../data/useLiveRows.ts';
import { SearchField } from '../../ui/inputs/SearchField.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { BadgedName } from '../../ui/state/RecordBadges.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column } from '../../ui/table/DataTable.tsx';
import { DateText, NameText } from '../../ui/text/Text.tsx';
import { ContractStateBadge } from './ContractStateBadge.tsx';
import { ExportButton } from '../exports/ExportButton.tsx';
import { ButtonLink } from '../records/links.tsx';
import { useChangeSearch } from '../records/useChangeSearch.ts';
import { ListViews } from '../records/SavedViews.tsx';
import { BulkBar } from '../records/BulkBar.tsx';
import bulkStyles from '../records/BulkBar.module.css';
import { useSelection } from '../records/useSelection.ts';
import { nameOfContract, useContractActs } from './contractBulk.ts';
import { useListColumns } from '../records/useListColumns.ts';
import type { ContractSearch } from './contractSearch.ts';

const route = getRouteApi('/contracts');

export function ContractsPage() {
  const { t } = useLocale();
  const core = useCore();
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('contracts.write');
  const matches = useChildMatches();
  const open = matches.at(-1)?.params as { id?: string } | undefined;
  const query = {
    ...(search.q === undefined ? {} : { search: search.q }),
    ...(search.renewals ? { renewalDue: true } : {}),
  };
  const rows = useLiveRows(core.contracts.list, query);
  const acts = useContractActs();
  const selection = useSelection(core.contracts.list, query, rows, nameOfContract);
  const { columns, table } = useListColumns('contracts', useColumns());
  const narrow = useChangeSearch<ContractSearch>();
  const searchFor = useCallback((text: string) => narrow({ q: text === '' ? undefined : text }), [narrow]);
  useKeys([
    {
      keys: ['N'],
      label: t('contracts.new'),
      run: mayWrite ? () => void navigate({ to: '/contracts/new', search }) : undefined,
    },
  ]);
  return (
    <Page
      title={t('contracts.title')}
      count={rows.total}
      tools={
        <>
          <SearchField value={search.q ?? ''} onChange={searchFor} label={t('contracts.search')} />
          <Switch
            size="xs"
            label={t('contracts.onlyRenewal')}
            checked={search.renewals === true}
            onChange={(event) => narrow({ renewals: event.currentTarget.checked || undefined })}
          />
          <ListViews columns={columns} query={search} />
        </>
      }
      actions={
        <>
          <ExportButton of={{ list: 'contracts', query }} rows={rows.total} />
          {mayWrite && (
            <ButtonLink to="/contracts/new" search={search} leftSection={<IconPlus size={15} stroke={2} aria-hidden />}>
              {t('contracts.new')}
            </ButtonLink>
          )}
        </>
      }
    >
      <SplitView
        list={
          rows.error && rows.total === undefined ? (
            <ErrorState error={rows.error} onRetry={rows.retry} />
          ) : (
            <div className={bulkStyles.withBar}>
              <BulkBar selection={selection} actions={acts} />
              <DataTable
                selection={acts.length > 0 ? selection : undefined}
                label={t('contracts.title')}
                {...table}
                source={rows}
                onOpen={(row) => void navigate({ to: '/contracts/$id', params: { id: row.id }, search })}
                openId={open?.id}
                resetKey={JSON.stringify(search)}
                empty={
                  search.q === undefined && !search.renewals ? (
                    <EmptyState
                      icon={<IconFileCertificate size={24} stroke={1.5} />}
                      title={t('contracts.empty.title')}
                      text={t('contracts.empty.text')}
                      actKey={mayWrite ? 'N' : undefined}
                    />
                  ) : (
                    <EmptyState title={t('empty.noMatch.title')} text={t('empty.noMatch.text')} />
                  )
                }
              />
            </div>
          )
        }
        detail={matches.length > 0 ? <Outlet /> : null}
      />
    </Page>
  );
}

function useColumns(): readonly Column<ContractRow>[] {
  const { t } = useLocale();
  return useMemo(
    () => [
      {
        id: 'title',
        header: t('field.title'),
        width: 170,
        grow: 2,
        cell: (row) => (
          <BadgedName pending={row.pending} held={row.held} needsYou={row.needsYou}>
            <NameText>{row.title}</NameText>
          </BadgedName>
        ),
      },
      {
        id: 'customer',
        header: t('field.customerId'),
        width: 130,
        grow: 2,
        cell: (row) => <NameText>{row.customerName}</NameText>,
      },
      {
        id: 'state',
        header: t('field.state'),
        width: 120,
        grow: 0,
        hideBelow: 480,
        cell: (row) => <ContractStateBadge contract={row} agreed={row.agreed} />,
      },
      {
        id: 'startsOn',
        header: t('field.startsOn'),
        width: 152,
        grow: 0,
        hideBelow: 760,
        cell: (row) => <DateText value={row.startsOn} />,
      },
      {
        id: 'endsOn',
        header: t('field.endsOn'),
        width: 152,
        grow: 0,
        cell: (row) => <DateText value={row.endsOn} />,
      },
      {
        id: 'coverage',
        header: t('field.coverage'),
        width: 220,
        hideBelow: 900,
        cell: (row) =>
          row.coverage
            .map((item) => valueLabel(t, 'contracts', 'coverage', item))
            .join(t.language === 'fa' ? '، ' : ', '),
      },
    ],
    [t],
  );
}
