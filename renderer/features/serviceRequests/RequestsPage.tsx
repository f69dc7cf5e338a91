/** Requests for service: what is open by when it is due, state by state, everybody's or one's own. */
import { useCallback, useMemo } from 'react';
import { SegmentedControl, Switch } from '@mantine/core';
import { IconHeadset, IconPlus } from '@tabler/icons-react';
import { getRouteApi, Outlet, useChildMatches, useNavigate } from '@tanstack/react-router';
import type { RequestRow } from '../../../shared/contract/service.ts';
import { OPEN_REQUEST_STATES, REQUEST_STATES } from '../../../shared/domain/serviceRequests/requestStates.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
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
import { DateText, NameText } from '../../ui/text/Text.tsx';
import { ButtonLink } from '../records/links.tsx';
import { BulkBar } from '../records/BulkBar.tsx';
import bulkStyles from '../records/BulkBar.module.css';
import { useSelection } from '../records/useSelection.ts';
import { useChangeSearch } from '../records/useChangeSearch.ts';
import { ClockBadge, PriorityBadge, RequestStateBadge } from './RequestBadges.tsx';
import { nameOfRequest, usePriorityEdit, useRequestActs } from './requestBulk.ts';
import { toRequestQuery, type RequestSearch, type StateFilter } from './requestSearch.ts';
import { ListViews } from '../records/SavedViews.tsx';
import { ExportButton } from '../exports/ExportButton.tsx';
import { useListColumns } from '../records/useListColumns.ts';
import styles from './Service.module.css';

const route = getRouteApi('/service');

/** As many as a line holds; the rest is behind "all". */
const SHOWN_STATES = ['inquiry', 'quoted', 'ordered', 'assigned', 'inProgress', 'confirmed', 'invoiced'] as const;

export function RequestsPage() {
  const { t } = useLocale();
  const core = useCore();
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('serviceRequests.write');
  const matches = useChildMatches();
  const open = matches.at(-1)?.params as { id?: string } | undefined;
  const narrow = useChangeSearch<RequestSearch>();
  const searchFor = useCallback((text: string) => narrow({ q: text === '' ? undefined : text }), [narrow]);
  const rows = useLiveRows(core.serviceRequests.list, toRequestQuery(search));
  const { columns, table } = useListColumns('serviceRequests', useColumns());
  const acts = useRequestActs();
  const selection = useSelection(core.serviceRequests.list, toRequestQuery(search), rows, nameOfRequest);
  useKeys([
    {
      keys: ['N'],
      label: t('service.new'),
      run: mayWrite ? () => void navigate({ to: '/service/new', search }) : undefined,
    },
  ]);
  return (
    <Page
      title={t('nav.service')}
      count={rows.total}
      tools={
        <>
          <SearchField value={search.q ?? ''} onChange={searchFor} label={t('service.search')} />
          <Switch
            size="xs"
            label={t('service.mine')}
            checked={search.mine === true}
            onChange={(event) => narrow({ mine: event.currentTarget.checked || undefined })}
          />
          <ListViews columns={columns} query={search} />
        </>
      }
      actions={
        <>
          <ExportButton of={{ list: 'serviceRequests', query: toRequestQuery(search) }} rows={rows.total} />
          <ButtonLink to="/causes" variant="default" size="xs">
            {t('causes.title')}
          </ButtonLink>
          {mayWrite && (
            <ButtonLink to="/service/new" search={search} leftSection={<IconPlus size={15} stroke={2} aria-hidden />}>
              {t('service.new')}
            </ButtonLink>
          )}
        </>
      }
    >
      <div className={styles.withStates}>
        <div className={styles.states}>
          <StateTabs search={search} onChange={(state) => narrow({ state })} />
        </div>
        <div className={styles.below}>
          <SplitView
            list={
              rows.error && rows.total === undefined ? (
                <ErrorState error={rows.error} onRetry={rows.retry} />
              ) : (
                <div className={bulkStyles.withBar}>
                  <BulkBar selection={selection} actions={acts} />
                  <DataTable
                    label={t('nav.service')}
                    {...table}
                    source={rows}
                    selection={acts.length > 0 ? selection : undefined}
                    onOpen={(row) => void navigate({ to: '/service/$id', params: { id: row.id }, search })}
                    openId={open?.id}
                    resetKey={JSON.stringify(search)}
                    empty={<Nothing search={search} />}
                  />
                </div>
              )
            }
            detail={matches.length > 0 ? <Outlet /> : null}
          />
        </div>
      </div>
    </Page>
  );
}

/** A board in a line: every state with how many stand in it. */
function StateTabs({
  search,
  onChange,
}: {
  search: RequestSearch;
  onChange: (state: StateFilter | undefined) => void;
}) {
  const { t, formats } = useLocale();
  const core = useCore();
  const { data: counts } = useLive(core.serviceRequests.counts, search.mine ? { mine: true } : {});
  const countOf = (states: readonly string[]): number =>
    (counts ?? []).reduce((sum, { state, count }) => (states.includes(state) ? sum + count : sum), 0);
  const labelled = (label: string, count: number): string =>
    count === 0 ? label : `${label} ${formats.number(count)}`;
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('service.states')}
      value={search.state ?? ''}
      onChange={(chosen) =>
        onChange(chosen === 'all' ? 'all' : REQUEST_STATES.find((candidate) => candidate === chosen))
      }
      data={[
        { value: '', label: labelled(t('service.state.open'), countOf(OPEN_REQUEST_STATES)) },
        ...SHOWN_STATES.map((state) => ({
          value: state,
          label: labelled(valueLabel(t, 'serviceRequests', 'state', state), countOf([state])),
        })),
        { value: 'all', label: t('service.state.all') },
      ]}
    />
  );
}

function Nothing({ search }: { search: RequestSearch }) {
  const { t } = useLocale();
  const mayWrite = useMay('serviceRequests.write');
  if (search.q !== undefined || search.state !== undefined)
    return <EmptyState title={t('empty.noMatch.title')} text={t('empty.noMatch.text')} />;
  return (
    <EmptyState
      icon={<IconHeadset size={24} stroke={1.5} />}
      title={t(search.mine ? 'service.empty.mine' : 'service.empty.title')}
      text={t(search.mine ? 'service.empty.mineText' : 'service.empty.text')}
      actKey={mayWrite ? 'N' : undefined}
      action={
        mayWrite && (
          <ButtonLink to="/service/new" search={search}>
            {t('service.new')}
          </ButtonLink>
        )
      }
    />
  );
}

function useColumns(): readonly Column<RequestRow>[] {
  const { t } = useLocale();
  const priorityEdit = usePriorityEdit();
  return useMemo(
    () => [
      {
        id: 'subject',
        header: t('field.subject'),
        width: 190,
        grow: 3,
        cell: (row) => (
          <BadgedName pending={row.pending} held={row.held} needsYou={row.needsYou}>
            <NameText>{row.subject}</NameText>
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
        id: 'clock',
        header: t('service.column.clock'),
        width: 150,
        grow: 0,
        cell: (row) => (
          <span className={styles.clock}>
            <ClockBadge request={row} />
          </span>
        ),
      },
      {
        id: 'state',
        header: t('field.state'),
        width: 130,
        grow: 0,
        hideBelow: 540,
        cell: (row) => <RequestStateBadge state={row.state} />,
      },
      {
        id: 'assignee',
        header: t('field.assigneeId'),
        width: 130,
        grow: 1,
        hideBelow: 760,
        cell: (row) =>
          row.assigneeName === null ? (
            <span className={styles.dim}>{t('service.unassigned')}</span>
          ) : (
            <NameText>{row.assigneeName}</NameText>
          ),
      },
      {
        id: 'priority',
        header: t('field.priority'),
        width: 110,
        grow: 0,
        hideBelow: 900,
        ...(priorityEdit ? { edit: priorityEdit } : {}),
        cell: (row) => <PriorityBadge priority={row.priority} />,
      },
      {
        id: 'receivedAt',
        header: t('field.receivedAt'),
        width: 152,
        grow: 0,
        hideBelow: 1000,
        cell: (row) => <DateText value={row.receivedAt} />,
      },
    ],
    [t, priorityEdit],
  );
}
