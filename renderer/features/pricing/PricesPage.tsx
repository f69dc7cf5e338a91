/** Price lists and promotions: for everybody to read, for those who keep the catalogue to write. */
import { useCallback, useMemo } from 'react';
import { SegmentedControl } from '@mantine/core';
import { IconPlus, IconTag } from '@tabler/icons-react';
import { getRouteApi, Outlet, useChildMatches, useNavigate } from '@tanstack/react-router';
import { PRICING_KINDS, type PricingRow } from '../../../shared/contract/pricing.ts';
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
import { ButtonLink } from '../records/links.tsx';
import { useToday } from '../records/useDirectory.ts';
import type { PricingKind } from './pricingSearch.ts';
import { PricingStateBadge } from './PricingStateBadge.tsx';
import { ListViews } from '../records/SavedViews.tsx';
import { useListColumns } from '../records/useListColumns.ts';
import { useScopeWords } from './useScopeWords.ts';

const route = getRouteApi('/prices');

export function PricesPage() {
  const { t } = useLocale();
  const core = useCore();
  const search = route.useSearch();
  const kind = search.kind ?? 'priceList';
  const navigate = useNavigate();
  const mayWrite = useMay('products.write');
  const today = useToday();
  const matches = useChildMatches();
  const open = matches.at(-1)?.params as { id?: string } | undefined;
  const rows = useLiveRows(core.pricing.list, {
    kind,
    day: today,
    ...(search.q === undefined ? {} : { search: search.q }),
  });
  const { columns, table } = useListColumns('prices', useColumns(kind));
  const searchFor = useCallback(
    (text: string) => void navigate({ to: '.', search: { kind, ...(text === '' ? {} : { q: text }) }, replace: true }),
    [navigate, kind],
  );
  useKeys([
    {
      keys: ['N'],
      label: t(`pricing.new.${kind}`),
      run: mayWrite ? () => void navigate({ to: '/prices/new', search: { kind } }) : undefined,
    },
  ]);
  return (
    <Page
      title={t('nav.prices')}
      count={rows.total}
      tools={
        <>
          <SegmentedControl
            size="xs"
            aria-label={t('nav.prices')}
            value={kind}
            onChange={(next) => void navigate({ to: '/prices', search: { kind: next } })}
            data={PRICING_KINDS.map((value) => ({ value, label: t(`pricing.kinds.${value}`) }))}
          />
          <SearchField value={search.q ?? ''} onChange={searchFor} label={t('pricing.search')} />
          <ListViews columns={columns} query={search} />
        </>
      }
      actions={
        mayWrite && (
          <ButtonLink to="/prices/new" search={{ kind }} leftSection={<IconPlus size={15} stroke={2} aria-hidden />}>
            {t(`pricing.new.${kind}`)}
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
              label={t(`pricing.kinds.${kind}`)}
              {...table}
              source={rows}
              onOpen={(row) => void navigate({ to: '/prices/$id', params: { id: row.id }, search })}
              openId={open?.id}
              resetKey={`${kind} ${search.q ?? ''}`}
              empty={
                search.q === undefined ? (
                  <EmptyState
                    icon={<IconTag size={24} stroke={1.5} />}
                    title={t(`pricing.empty.${kind}.title`)}
                    text={t(`pricing.empty.${kind}.text`)}
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

function useColumns(kind: PricingKind): readonly Column<PricingRow>[] {
  const { t, formats } = useLocale();
  const scopeWords = useScopeWords();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('field.name'),
        width: 190,
        grow: 2,
        cell: (row) => (
          <BadgedName pending={row.pending} held={row.held} needsYou={row.needsYou}>
            <NameText>{row.name}</NameText>
          </BadgedName>
        ),
      },
      {
        id: 'state',
        header: t('field.state'),
        width: 110,
        grow: 0,
        cell: (row) => <PricingStateBadge state={row.state} />,
      },
      {
        id: 'scope',
        header: t('field.products.scope'),
        width: 190,
        grow: 1,
        hideBelow: 560,
        cell: (row) => <NameText>{scopeWords(row.scope, row.scopeNames, row.scopeCount)}</NameText>,
      },
      kind === 'priceList'
        ? {
            id: 'entries',
            header: t('field.products.entries'),
            width: 90,
            grow: 0,
            align: 'end',
            hideBelow: 760,
            cell: (row) => formats.number(row.entryCount),
          }
        : {
            id: 'rule',
            header: t('field.products.rule'),
            width: 140,
            grow: 0,
            hideBelow: 760,
            cell: (row) => row.rule && t(`value.products.rule.${row.rule}`),
          },
      {
        id: 'from',
        header: t('field.products.from'),
        width: 140,
        grow: 0,
        hideBelow: 880,
        cell: (row) => <DateText value={row.from} />,
      },
      {
        id: 'to',
        header: t('field.products.to'),
        width: 140,
        grow: 0,
        hideBelow: 980,
        cell: (row) => row.to !== null && <DateText value={row.to} />,
      },
      {
        id: 'priority',
        header: t('field.products.priority'),
        width: 80,
        grow: 0,
        align: 'end',
        hideBelow: 1_080,
        cell: (row) => formats.number(row.priority),
      },
    ],
    [t, formats, kind, scopeWords],
  );
}
