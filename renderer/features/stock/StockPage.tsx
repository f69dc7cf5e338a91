/** What lies where: products by name, at one place or at all, with the age of each figure. */
import { useCallback, useMemo, useState } from 'react';
import { Button, Select } from '@mantine/core';
import { IconBuildingWarehouse } from '@tabler/icons-react';
import { getRouteApi, Outlet, useChildMatches, useNavigate } from '@tanstack/react-router';
import { createError } from '../../../shared/base/errors.ts';
import type { StockRow } from '../../../shared/contract/stock.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLiveRows } from '../../data/useLiveRows.ts';
import { SearchField } from '../../ui/inputs/SearchField.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { BadgedName } from '../../ui/state/RecordBadges.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column } from '../../ui/table/DataTable.tsx';
import { Ltr, NameText } from '../../ui/text/Text.tsx';
import { ExportButton } from '../exports/ExportButton.tsx';
import { useChangeSearch } from '../records/useChangeSearch.ts';
import { useMayRead } from '../records/useRights.ts';
import { CountDialog, type TypedCount } from './CountDialog.tsx';
import { MoveDialog, type TypedMove } from './MoveDialog.tsx';
import styles from './Stock.module.css';
import { QuantityText, StockFigure, StockMarkBadge } from './StockFigure.tsx';
import { ListViews } from '../records/SavedViews.tsx';
import { useListColumns } from '../records/useListColumns.ts';
import type { StockSearch } from './stockSearch.ts';

const route = getRouteApi('/stock');

export function StockPage() {
  const { t } = useLocale();
  // An address that somebody else gave leads here too.
  if (useMayRead('stock')) return <Stock />;
  return (
    <Page title={t('stock.title')}>
      <ErrorState error={createError('permission_denied')} />
    </Page>
  );
}

type Act =
  | { readonly act: 'record' | 'transfer'; readonly typed: TypedMove | null }
  | { readonly act: 'count'; readonly typed: TypedCount | null };

function Stock() {
  const { t } = useLocale();
  const core = useCore();
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('stock.write');
  const [act, setAct] = useState<Act | null>(null);
  const begin = (name: Act['act']): void => setAct({ act: name, typed: null });
  const matches = useChildMatches();
  const open = matches.at(-1)?.params as { id?: string } | undefined;
  const { data: places } = useLive(core.stock.places, undefined);
  const query = {
    ...(search.q === undefined ? {} : { text: search.q }),
    ...(search.place === undefined ? {} : { placeId: search.place }),
  };
  const rows = useLiveRows(core.stock.list, query);
  // Whoever keeps stock has nothing kept for them.
  const { columns, table } = useListColumns('stock', useColumns(!mayWrite));
  const narrow = useChangeSearch<StockSearch>();
  const searchFor = useCallback((text: string) => narrow({ q: text === '' ? undefined : text }), [narrow]);
  useKeys([
    { keys: ['N'], label: t('stock.record'), run: mayWrite ? () => begin('record') : undefined },
    { keys: ['T'], label: t('stock.transfer'), run: mayWrite ? () => begin('transfer') : undefined },
    { keys: ['C'], label: t('stock.count'), run: mayWrite ? () => begin('count') : undefined },
  ]);
  const close = (): void => setAct(null);
  return (
    <Page
      title={t('stock.title')}
      count={rows.total}
      tools={
        <>
          <SearchField value={search.q ?? ''} onChange={searchFor} label={t('stock.search')} />
          <Select
            aria-label={t('stock.place')}
            size="xs"
            className={styles.place ?? ''}
            allowDeselect={false}
            value={search.place ?? ''}
            data={[
              { value: '', label: t('stock.everyPlace') },
              ...(places ?? []).map(({ id, name, isMine }) => ({
                value: id,
                label: isMine ? t('stock.myPlace', { name }) : name,
              })),
            ]}
            onChange={(chosen) => narrow({ place: chosen === '' ? undefined : (chosen ?? undefined) })}
          />
          <ListViews columns={columns} query={search} />
        </>
      }
      actions={
        <>
          <ExportButton
            of={{ list: 'stock', query }}
            also={[{ list: 'stockMovements', query }]}
            rows={rows.total}
            isRowEach={false}
          />
          {mayWrite && (
            <>
              <Button variant="default" onClick={() => begin('count')}>
                {t('stock.count')}
              </Button>
              <Button variant="default" onClick={() => begin('transfer')}>
                {t('stock.transfer')}
              </Button>
              <Button onClick={() => begin('record')}>{t('stock.record')}</Button>
            </>
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
              label={t('stock.title')}
              {...table}
              source={rows}
              onOpen={(row) => void navigate({ to: '/stock/$id', params: { id: row.id }, search })}
              openId={open?.id}
              resetKey={JSON.stringify(search)}
              empty={
                search.q === undefined && search.place === undefined ? (
                  <EmptyState
                    icon={<IconBuildingWarehouse size={24} stroke={1.5} />}
                    title={t('stock.empty.title')}
                    text={t('stock.empty.text')}
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
      {act && act.act !== 'count' && (
        <MoveDialog
          {...act}
          placeId={search.place ?? null}
          onClose={close}
          onReopen={(typed) => setAct({ act: act.act, typed })}
        />
      )}
      {act?.act === 'count' && (
        <CountDialog
          typed={act.typed}
          placeId={search.place ?? null}
          onClose={close}
          onReopen={(typed) => setAct({ act: 'count', typed })}
        />
      )}
    </Page>
  );
}

function useColumns(showsMine: boolean): readonly Column<StockRow>[] {
  const { t } = useLocale();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('field.name'),
        width: 190,
        grow: 3,
        cell: (row) => (
          <BadgedName pending={row.pending}>
            <NameText>{row.name}</NameText>
          </BadgedName>
        ),
      },
      {
        id: 'code',
        header: t('field.code'),
        width: 100,
        grow: 0,
        hideBelow: 820,
        cell: (row) => row.code !== null && <Ltr>{row.code}</Ltr>,
      },
      {
        id: 'stock',
        header: t('stock.column.quantity'),
        width: 230,
        grow: 0,
        cell: (row) => <StockFigure quantity={row.quantity} asOf={row.asOf} unit={row.unit} units={row.units} />,
      },
      {
        id: 'available',
        header: t('stock.column.available'),
        width: 120,
        grow: 0,
        hideBelow: 620,
        cell: (row) => <QuantityText quantity={row.available} unit={row.unit} />,
      },
      ...(showsMine ? [mineColumn(t('stock.column.mine'))] : []),
      {
        id: 'mark',
        header: t('stock.column.mark'),
        headerHidden: true,
        width: 170,
        grow: 0,
        cell: (row) => <StockMarkBadge mark={row.mark} />,
      },
    ],
    [t, showsMine],
  );
}

const mineColumn = (header: string): Column<StockRow> => ({
  id: 'mine',
  header,
  width: 140,
  grow: 0,
  hideBelow: 720,
  cell: (row) => row.mine !== null && <QuantityText quantity={row.mine.left ?? row.mine.granted} unit={row.unit} />,
});
