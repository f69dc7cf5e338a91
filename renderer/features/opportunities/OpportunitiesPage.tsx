/** Deals: the pipeline by stage and the list of them, or the board. */
import { useCallback, useMemo } from 'react';
import { SegmentedControl } from '@mantine/core';
import { IconPlus, IconTargetArrow } from '@tabler/icons-react';
import { getRouteApi, Outlet, useChildMatches, useNavigate } from '@tanstack/react-router';
import type { OpportunityRow } from '../../../shared/contract/opportunities.ts';
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
import { BulkBar } from '../records/BulkBar.tsx';
import bulkStyles from '../records/BulkBar.module.css';
import { useSelection } from '../records/useSelection.ts';
import { useChangeSearch } from '../records/useChangeSearch.ts';
import { useMayRead } from '../records/useRights.ts';
import { nameOfDeal, useDealActs, useNextStepEdit } from './opportunityBulk.ts';
import { OpportunityStageBadge } from './OpportunityStageBadge.tsx';
import { OpportunityBoard } from './OpportunityBoard.tsx';
import { OpportunityFilters } from './OpportunityFilters.tsx';
import { isNarrowed, readOpportunitySearch, searchToFilter, type OpportunitySearch } from './opportunitySearch.ts';
import styles from './Opportunities.module.css';
import { PipelineBars } from './PipelineBars.tsx';
import { ButtonLink } from '../records/links.tsx';
import { SavedViews } from '../records/SavedViews.tsx';
import { useToday } from '../records/useDirectory.ts';
import { useListColumns } from '../records/useListColumns.ts';
import { RottingMark } from './RottingMark.tsx';
import { usePipelines } from './usePipelines.ts';

const route = getRouteApi('/opportunities');

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
  const { calendar } = useLocale();
  const pipelines = usePipelines();
  const filter = searchToFilter(search, useToday(), calendar);
  // Where there are several, the list is that of the pipeline whose stages stand above it.
  const ofPipeline = pipelines.all.length > 1 ? { pipelineId: pipelines.of(search.pipeline).id } : {};
  const query = { ...filter, ...ofPipeline, ...(search.stages ? { stages: search.stages } : {}) };
  const isBoard = search.view === 'board';
  const rows = useLiveRows(core.opportunities.list, query);
  const { columns, table } = useListColumns('opportunities', useColumns());
  const acts = useDealActs(pipelines, search.pipeline);
  const selection = useSelection(core.opportunities.list, query, rows, nameOfDeal);
  const narrow = useChangeSearch<OpportunitySearch>();
  const searchFor = useCallback((text: string) => narrow({ q: text === '' ? undefined : text }), [narrow]);
  const openRecord = (id: string): void => void navigate({ to: '/opportunities/$id', params: { id }, search });
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
      tools={
        <>
          <SearchField value={search.q ?? ''} onChange={searchFor} label={t('opportunities.search')} />
          <OpportunityFilters search={search} pipelines={pipelines} onChange={narrow} />
          <SavedViews
            columns={columns}
            query={search}
            onOpen={(view) => void navigate({ to: '/opportunities', search: readOpportunitySearch(view) })}
          />
        </>
      }
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label={t('opportunities.view')}
            value={isBoard ? 'board' : 'list'}
            data={[
              { value: 'list', label: t('opportunities.view.list') },
              { value: 'board', label: t('opportunities.view.board') },
            ]}
            onChange={(view) => narrow({ view: view === 'board' ? 'board' : undefined })}
          />
          <ExportButton of={{ list: 'opportunities', query }} rows={rows.total} />
          {mayWrite && (
            <ButtonLink to="/opportunities/new" search={{ ...search, as: 'lead' }} variant="default">
              {t('opportunities.newLead')}
            </ButtonLink>
          )}
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
          isBoard ? (
            <OpportunityBoard
              filter={filter}
              pipelines={pipelines}
              mayMove={mayWrite}
              openId={open?.id}
              onOpen={openRecord}
            />
          ) : (
            <div className={styles.page}>
              <PipelineBars
                filter={filter}
                pipelines={pipelines}
                chosen={search.stages ?? []}
                onChoose={(stages) => narrow({ stages: stages.length > 0 ? stages : undefined })}
              />
              <div className={styles.table}>
                {rows.error && rows.total === undefined ? (
                  <ErrorState error={rows.error} onRetry={rows.retry} />
                ) : (
                  <div className={bulkStyles.withBar}>
                    <BulkBar selection={selection} actions={acts} />
                    <DataTable
                      label={t('opportunities.title')}
                      {...table}
                      source={rows}
                      selection={acts.length > 0 ? selection : undefined}
                      onOpen={(row) => openRecord(row.id)}
                      openId={open?.id}
                      resetKey={JSON.stringify(search)}
                      empty={
                        isNarrowed(search) ? (
                          <EmptyState title={t('empty.noMatch.title')} text={t('empty.noMatch.text')} />
                        ) : (
                          <EmptyState
                            icon={<IconTargetArrow size={24} stroke={1.5} />}
                            title={t('opportunities.empty.title')}
                            text={t('opportunities.empty.text')}
                            actKey={mayWrite ? 'N' : undefined}
                            action={
                              mayWrite && (
                                <ButtonLink to="/opportunities/new" search={search}>
                                  {t('opportunities.new')}
                                </ButtonLink>
                              )
                            }
                          />
                        )
                      }
                    />
                  </div>
                )}
              </div>
            </div>
          )
        }
        detail={matches.length > 0 ? <Outlet /> : null}
      />
    </Page>
  );
}

function useColumns(): readonly Column<OpportunityRow>[] {
  const { t } = useLocale();
  const nextStepEdit = useNextStepEdit();
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
        cell: (row) => <OpportunityStageBadge stage={row.stage} pipelineId={row.pipelineId} />,
      },
      {
        id: 'nextStep',
        header: t('field.nextStep'),
        width: 180,
        grow: 2,
        hideBelow: 1010,
        ...(nextStepEdit ? { edit: nextStepEdit } : {}),
        cell: (row) =>
          row.rotting && row.enteredAt !== null ? (
            <RottingMark enteredAt={row.enteredAt} />
          ) : (
            row.nextStep !== null && <NameText>{row.nextStep}</NameText>
          ),
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
    [t, nextStepEdit],
  );
}
