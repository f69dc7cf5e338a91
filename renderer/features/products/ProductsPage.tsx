/** Everything that is sold, with today's price and the stock as it was last heard of. */
import { useCallback, useMemo } from 'react';
import { IconPackage, IconPlus } from '@tabler/icons-react';
import { getRouteApi, Outlet, useChildMatches, useNavigate } from '@tanstack/react-router';
import type { ProductRow } from '../../../shared/contract/sales.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLiveRows } from '../../data/useLiveRows.ts';
import { SearchField } from '../../ui/inputs/SearchField.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column } from '../../ui/table/DataTable.tsx';
import { Ltr, MoneyText, NameText } from '../../ui/text/Text.tsx';
import { ExportButton } from '../exports/ExportButton.tsx';
import { ButtonLink } from '../records/links.tsx';
import { useToday } from '../records/useDirectory.ts';
import { ProductFilters } from './ProductFilters.tsx';
import styles from './Products.module.css';
import { ListViews } from '../records/SavedViews.tsx';
import { useListColumns } from '../records/useListColumns.ts';
import { StockText } from './StockText.tsx';

const route = getRouteApi('/products');

export function ProductsPage() {
  const { t } = useLocale();
  const core = useCore();
  const search = route.useSearch();
  const navigate = useNavigate();
  const today = useToday();
  const matches = useChildMatches();
  const open = matches.at(-1)?.params as { id?: string } | undefined;
  const filters = {
    ...(search.kinds === undefined ? {} : { kinds: [...search.kinds] }),
    ...(search.category === undefined ? {} : { category: search.category }),
    ...(search.fits === undefined ? {} : { fits: search.fits }),
    ...(search.withdrawn === undefined ? {} : { discontinued: true }),
  };
  const rows = useLiveRows(core.products.search, { text: search.q ?? '', on: today, ...filters });
  const isFiltered = Object.keys(filters).length > 0;
  const mayWrite = useMay('products.write');
  const mayImport = useMay('import');
  useKeys([
    {
      keys: ['N'],
      label: t('products.new'),
      run: mayWrite ? () => void navigate({ to: '/products/new', search }) : undefined,
    },
  ]);
  const { columns, table } = useListColumns('products', useColumns());
  const searchFor = useCallback(
    (text: string) => {
      const { q: _q, ...others } = search;
      void navigate({ to: '.', search: text === '' ? others : { ...others, q: text }, replace: true });
    },
    [navigate, search],
  );
  return (
    <Page
      title={t('products.title')}
      count={rows.total}
      tools={
        <>
          <SearchField value={search.q ?? ''} onChange={searchFor} label={t('products.search')} />
          <ProductFilters search={search} />
          <ListViews columns={columns} query={search} />
        </>
      }
      actions={
        <>
          <ExportButton
            of={{ list: 'products', query: { ...filters, ...(search.q === undefined ? {} : { search: search.q }) } }}
            rows={rows.total}
          />
          {mayWrite && (
            <ButtonLink to="/products/new" search={search} leftSection={<IconPlus size={15} stroke={2} aria-hidden />}>
              {t('products.new')}
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
            <DataTable
              label={t('products.title')}
              {...table}
              source={rows}
              onOpen={(row) => void navigate({ to: '/products/$id', params: { id: row.id }, search })}
              openId={open?.id}
              resetKey={JSON.stringify(search)}
              empty={
                search.q === undefined && !isFiltered ? (
                  <EmptyState
                    icon={<IconPackage size={24} stroke={1.5} />}
                    title={t('products.empty.title')}
                    text={t(mayWrite ? 'products.empty.textToKeep' : 'products.empty.text')}
                    actKey={mayWrite ? 'N' : undefined}
                    action={
                      mayWrite && (
                        <>
                          <ButtonLink to="/products/new">{t('products.new')}</ButtonLink>
                          {mayImport && (
                            <ButtonLink to="/imports" search={{ preset: 'catalogue' }} variant="default">
                              {t('products.empty.import')}
                            </ButtonLink>
                          )}
                        </>
                      )
                    }
                  />
                ) : (
                  <EmptyState title={t('empty.noMatch.title')} text={t('empty.noMatch.text')} />
                )
              }
            />
          )
        }
        detail={matches.length > 0 ? <Outlet /> : null}
      />
    </Page>
  );
}

function useColumns(): readonly Column<ProductRow>[] {
  const { t, formats } = useLocale();
  return useMemo(
    () => [
      { id: 'name', header: t('field.name'), width: 190, grow: 3, cell: (row) => <NameText>{row.name}</NameText> },
      {
        id: 'code',
        header: t('field.code'),
        width: 100,
        grow: 0,
        hideBelow: 720,
        cell: (row) => row.code !== null && <Ltr>{row.code}</Ltr>,
      },
      {
        id: 'kind',
        header: t('products.column.kind'),
        width: 110,
        grow: 0,
        hideBelow: 900,
        cell: (row) => t.maybe(`kind.${row.kind}`) ?? row.kind,
      },
      {
        id: 'unit',
        header: t('field.unit'),
        width: 80,
        grow: 0,
        hideBelow: 1080,
        cell: (row) => <NameText>{formats.digits(row.unit)}</NameText>,
      },
      {
        id: 'stock',
        header: t('products.column.stock'),
        width: 230,
        grow: 0,
        hideBelow: 540,
        cell: (row) => <StockText stock={row.stock} unit={row.unit} units={row.units} />,
      },
      {
        id: 'tax',
        header: t('field.taxPercentage'),
        width: 80,
        grow: 0,
        hideBelow: 1000,
        align: 'end',
        cell: (row) => formats.percentage(row.taxPercentage),
      },
      {
        id: 'price',
        header: t('products.column.price'),
        width: 170,
        grow: 0,
        align: 'end',
        cell: (row) =>
          row.price ? <MoneyText money={row.price} /> : <span className={styles.noPrice}>{t('products.noPrice')}</span>,
      },
    ],
    [t, formats],
  );
}
