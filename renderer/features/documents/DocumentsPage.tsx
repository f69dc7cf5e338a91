/** Quotes, deliveries, invoices and returns: one list, a kind at a time. */
import { useCallback, useMemo } from 'react';
import { SegmentedControl, Select } from '@mantine/core';
import { IconFileText, IconPlus } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { createError } from '../../../shared/base/errors.ts';
import type { DocumentRow } from '../../../shared/contract/salesDocuments.ts';
import { CHAIN_KINDS, STATES_BY_KIND, type ChainKind } from '../../../shared/domain/salesDocuments/documentStates.ts';
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
import { PaperBar } from '../papers/PaperBar.tsx';
import bulkStyles from '../records/BulkBar.module.css';
import { ButtonLink } from '../records/links.tsx';
import { SavedViews } from '../records/SavedViews.tsx';
import { useChangeSearch } from '../records/useChangeSearch.ts';
import { useToday } from '../records/useDirectory.ts';
import { useSelection } from '../records/useSelection.ts';
import { useMayRead } from '../records/useRights.ts';
import { useListColumns } from '../records/useListColumns.ts';
import { OrderStateBadge } from '../orders/OrderStateBadge.tsx';
import styles from './Documents.module.css';
import { shownState } from './documentLooks.ts';
import { ExceedingOrders } from './ExceedingOrders.tsx';
import { nextDocumentSort, readDocumentSearch, type DocumentSearch } from './documentSearch.ts';

const route = getRouteApi('/documents');

export function DocumentsPage() {
  const { t } = useLocale();
  if (useMayRead('salesDocuments')) return <Documents />;
  return (
    <Page title={t('documents.title')}>
      <ErrorState error={createError('permission_denied')} />
    </Page>
  );
}

function Documents() {
  const { t } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const mayWrite = useMay('orders.write');
  const search = route.useSearch();
  const kind = search.kind ?? 'quote';
  const sort = { by: search.sort ?? ('day' as const), descending: search.ascending !== true };
  const shown = {
    kind,
    ...(search.q === undefined ? {} : { search: search.q }),
    ...(search.state === undefined ? {} : { states: [search.state] }),
    sort,
  };
  const rows = useLiveRows(core.salesDocuments.list, shown);
  const selection = useSelection(core.salesDocuments.list, shown, rows, nameOfDocument);
  const { columns, table } = useListColumns('documents', useColumns(kind));
  const narrow = useChangeSearch<DocumentSearch>();
  const searchFor = useCallback((text: string) => narrow({ q: text === '' ? undefined : text }), [narrow]);
  useKeys([
    { keys: ['N'], label: t('quotes.new'), run: mayWrite ? () => void navigate({ to: '/quotes/new' }) : undefined },
  ]);
  return (
    <Page
      title={t('documents.title')}
      count={rows.total}
      tools={
        <>
          <SegmentedControl
            size="xs"
            aria-label={t('documents.kind')}
            value={kind}
            onChange={(chosen) =>
              narrow({ kind: CHAIN_KINDS.find((candidate) => candidate === chosen), state: undefined })
            }
            data={CHAIN_KINDS.map((value) => ({ value, label: t(`documents.list.${value}`) }))}
          />
          <SearchField value={search.q ?? ''} onChange={searchFor} label={t('orders.search')} />
          <Select
            size="xs"
            w={150}
            aria-label={t('field.state')}
            placeholder={t('documents.anyState')}
            clearable
            value={search.state ?? null}
            onChange={(state) => narrow({ state: state ?? undefined })}
            data={STATES_BY_KIND[kind].map((value) => ({
              value,
              label: valueLabel(t, 'salesDocuments', 'state', value),
            }))}
          />
          <SavedViews
            columns={columns}
            query={{ ...search }}
            onOpen={(query) => void navigate({ to: '/documents', search: readDocumentSearch(query) })}
          />
        </>
      }
      actions={
        <>
          <ExportButton
            of={{ list: 'documents', query: shown }}
            also={[{ list: 'documentLines', query: shown }]}
            rows={rows.total}
          />
          {mayWrite && (
            <ButtonLink to="/quotes/new" leftSection={<IconPlus size={15} stroke={2} aria-hidden />}>
              {t('quotes.new')}
            </ButtonLink>
          )}
        </>
      }
    >
      {(kind === 'delivery' || kind === 'invoice') && <ExceedingOrders />}
      {rows.error && rows.total === undefined ? (
        <ErrorState error={rows.error} onRetry={rows.retry} />
      ) : (
        <div className={bulkStyles.withBar}>
          <PaperBar selection={selection} />
          <DataTable
            label={t(`documents.list.${kind}`)}
            {...table}
            source={rows}
            selection={selection}
            sort={sort}
            onSort={({ by }) => narrow(nextDocumentSort(search, by))}
            onOpen={(row) => void navigate({ to: '/orders/$id', params: { id: row.id } })}
            resetKey={JSON.stringify(search)}
            empty={
              search.q === undefined && search.state === undefined ? (
                <EmptyState
                  icon={<IconFileText size={24} stroke={1.5} />}
                  title={t(`documents.empty.${kind}.title`)}
                  text={t(`documents.empty.${kind}.text`)}
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

const nameOfDocument = ({ number, customerName }: DocumentRow): string => number ?? customerName;

function useColumns(kind: ChainKind): readonly Column<DocumentRow>[] {
  const { t, formats } = useLocale();
  const today = useToday();
  return useMemo(() => {
    const order: Column<DocumentRow> = {
      id: 'order',
      header: t('kind.order'),
      width: 170,
      grow: 0,
      hideBelow: 860,
      cell: (row) => (row.orderNumber === null ? '' : <Ltr>{row.orderNumber}</Ltr>),
    };
    const validUntil: Column<DocumentRow> = {
      id: 'validUntil',
      header: t('field.salesDocuments.validUntil'),
      width: 140,
      grow: 0,
      hideBelow: 860,
      cell: (row) => row.validUntil !== null && <DateText value={row.validUntil} />,
    };
    const total: Column<DocumentRow> = {
      id: 'total',
      header: t('orders.total'),
      width: 190,
      grow: 0,
      align: 'end',
      sortable: true,
      cell: (row) => row.total && <MoneyText money={row.total} />,
    };
    const columns: Column<DocumentRow>[] = [
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
        id: 'day',
        header: t('field.salesDocuments.issuedOn'),
        width: 140,
        grow: 0,
        hideBelow: 720,
        sortable: true,
        cell: (row) => <DateText value={row.day} />,
      },
      ...(kind === 'quote' ? [validUntil] : [order]),
      {
        id: 'state',
        header: t('field.state'),
        width: 130,
        grow: 0,
        cell: (row) => (
          <OrderStateBadge state={shownState(row.kind, { state: row.state, validUntil: row.validUntil }, today)} />
        ),
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
      ...(kind === 'delivery' ? [] : [total]),
    ];
    return columns;
  }, [kind, t, formats, today]);
}
