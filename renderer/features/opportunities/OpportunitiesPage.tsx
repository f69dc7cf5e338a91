/** The pipeline by stage, and the opportunities in it. */
import { useCallback, useMemo } from 'react';
import { IconPlus, IconTargetArrow } from '@tabler/icons-react';
import { getRouteApi, Outlet, useChildMatches, useNavigate } from '@tanstack/react-router';
import { createError } from '../../../shared/base/errors.ts';
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
import { DateText, MoneyText, NameText } from '../../ui/text/Text.tsx';
import { ExportButton } from '../exports/ExportButton.tsx';
import { useChangeSearch } from '../records/useChangeSearch.ts';
import { useMayRead } from '../records/useRights.ts';
import { OpportunityStageBadge } from './OpportunityStageBadge.tsx';
import type { OpportunitySearch } from './opportunitySearch.ts';
import styles from './Opportunities.module.css';
import { PipelineBars } from './PipelineBars.tsx';
import { ButtonLink } from '../records/links.tsx';

const route = getRouteApi('/opportunities');

interface OpportunityRow {
  readonly id: string;
  readonly name: string;
  readonly customerName: string | null;
  readonly ownerName: string | null;
  readonly stage: string;
  readonly amount: { readonly amount: number; readonly currency: string } | null;
  readonly expectedCloseOn: string | null;
  readonly pending: boolean;
  readonly held: string | null;
  readonly needsYou: boolean;
}

export function OpportunitiesPage() {
  const { t } = useLocale();
  // An address that somebody else gave leads here too. "None yet" would be a lie to those whom none reach.
  if (useMayRead('opportunities')) return <Opportunities />;
  return (
    <Page title={t('opportunities.title')}>
      <ErrorState error={createError('permission_denied')} />
    </Page>
  );
}

function Opportunities() {
  const { t } = useLocale();
  const core = useCore();
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('opportunities.write');
  const matches = useChildMatches();
  const open = matches.at(-1)?.params as { id?: string } | undefined;
  const query = {
    ...(search.q === undefined ? {} : { search: search.q }),
    ...(search.stages ? { stages: search.stages } : {}),
  };
  const rows = useLiveRows(core.opportunities.list, query);
  const columns = useColumns();
  const narrow = useChangeSearch<OpportunitySearch>();
  const searchFor = useCallback((text: string) => narrow({ q: text === '' ? undefined : text }), [narrow]);
  const isNarrowed = search.q !== undefined || search.stages !== undefined;
  useKeys([
    {
      keys: ['N'],
      label: t('opportunities.new'),
      run: mayWrite ? () => void navigate({ to: '/opportunities/new', search }) : undefined,
    },
  ]);

  return (
    <Page
      title={t('opportunities.title')}
      count={rows.total}
      tools={<SearchField value={search.q ?? ''} onChange={searchFor} label={t('opportunities.search')} />}
      actions={
        <>
          <ExportButton of={{ list: 'opportunities', query }} rows={rows.total} />
          {mayWrite && (
            <ButtonLink
              to="/opportunities/new"
              search={search}
              leftSection={<IconPlus size={15} stroke={2} aria-hidden />}
            >
              {t('opportunities.new')}
            </ButtonLink>
          )}
        </>
      }
    >
      <SplitView
        list={
          <div className={styles.page}>
            <PipelineBars
              chosen={search.stages ?? []}
              onChoose={(stages) => narrow({ stages: stages.length > 0 ? stages : undefined })}
            />
            <div className={styles.table}>
              {rows.error && rows.total === undefined ? (
                <ErrorState error={rows.error} onRetry={rows.retry} />
              ) : (
                <DataTable
                  label={t('opportunities.title')}
                  columns={columns}
                  source={rows}
                  onOpen={(row) => void navigate({ to: '/opportunities/$id', params: { id: row.id }, search })}
                  openId={open?.id}
                  resetKey={JSON.stringify(search)}
                  empty={
                    isNarrowed ? (
                      <EmptyState title={t('empty.noMatch.title')} text={t('empty.noMatch.text')} />
                    ) : (
                      <EmptyState
                        icon={<IconTargetArrow size={24} stroke={1.5} />}
                        title={t('opportunities.empty.title')}
                        text={t('opportunities.empty.text')}
                      />
                    )
                  }
                />
              )}
            </div>
          </div>
        }
        detail={matches.length > 0 ? <Outlet /> : null}
      />
    </Page>
  );
}

function useColumns(): readonly Column<OpportunityRow>[] {
  const { t } = useLocale();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('field.name'),
        width: 180,
        grow: 3,
        cell: (row) => (
          <BadgedName pending={row.pending} held={row.held} needsYou={row.needsYou}>
            <NameText>{row.name}</NameText>
          </BadgedName>
        ),
      },
      {
        id: 'customer',
        header: t('field.customerId'),
        width: 150,
        grow: 2,
        cell: (row) => row.customerName !== null && <NameText>{row.customerName}</NameText>,
      },
      {
        id: 'stage',
        header: t('field.stage'),
        width: 130,
        grow: 0,
        cell: (row) => <OpportunityStageBadge stage={row.stage} />,
      },
      {
        id: 'owner',
        header: t('field.ownerId'),
        width: 120,
        hideBelow: 860,
        cell: (row) => row.ownerName !== null && <NameText>{row.ownerName}</NameText>,
      },
      {
        id: 'expectedCloseOn',
        header: t('field.expectedCloseOn'),
        width: 152,
        grow: 0,
        hideBelow: 720,
        cell: (row) => row.expectedCloseOn !== null && <DateText value={row.expectedCloseOn} />,
      },
      {
        id: 'amount',
        header: t('field.amount'),
        width: 170,
        grow: 0,
        hideBelow: 560,
        align: 'end',
        cell: (row) => row.amount && <MoneyText money={row.amount} />,
      },
    ],
    [t],
  );
}
