import { useCallback, useMemo } from 'react';
import { Button, SegmentedControl } from '@mantine/core';
import { IconClockPause, IconPlugConnectedX } from '@tabler/icons-react';
import { createLazyRoute, Outlet, useChildMatches, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { HeldWork } from '../../../shared/contract/parking.ts';
import { WINDOW_ROWS_MAXIMUM } from '../../../shared/contract/lists.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column, type RowSource } from '../../ui/table/DataTable.tsx';
import { NameText, RelativeTime } from '../../ui/text/Text.tsx';
import { DecisionList } from './DecisionList.tsx';
import { reasonWords, titleOfWork } from './heldWords.ts';
import styles from './Parking.module.css';
import { PARKING_VIEWS } from './routes.ts';
import { useServerAnswer } from './useServerAnswer.ts';

export const parkingPage = createLazyRoute('/parking')({ component: ParkingPage });

/** Work that the server holds back: an administrator decides, everybody else sees their own and what was decided about it. */
function ParkingPage() {
  const { t } = useLocale();
  const navigate = useNavigate();
  const mayDecide = useMay('parking.decide');
  const { show } = useSearch({ from: '/parking' });
  const views = PARKING_VIEWS.filter((view) => mayDecide || view !== 'all');
  const view = views.find((candidate) => candidate === show) ?? views[0] ?? 'decisions';
  return (
    <Page
      title={t('parking.title')}
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t('parking.title')}
          value={view}
          onChange={(next) => void navigate({ to: '/parking', search: { show: next } })}
          data={views.map((value) => ({ value, label: t(`parking.view.${value}`) }))}
        />
      }
    >
      {view === 'decisions' ? <DecisionList /> : <HeldList key={view} mine={view === 'mine'} />}
    </Page>
  );
}

type Row = HeldWork & { readonly id: string };

function HeldList({ mine }: { mine: boolean }) {
  const locale = useLocale();
  const { t } = locale;
  const core = useCore();
  const navigate = useNavigate();
  const { hash } = useParams({ strict: false });
  const hasDetail = useChildMatches().length > 0 && !mine;
  const answer = useServerAnswer(core.parking.list, { offset: 0, limit: WINDOW_ROWS_MAXIMUM, mine });
  const { data, error } = answer;
  const rowAt = useCallback(
    (index: number): Row | undefined => {
      const work = data?.rows[index];
      return work && { ...work, id: work.hash };
    },
    [data],
  );
  const source = useMemo<RowSource<Row>>(() => ({ total: data?.rows.length, rowAt, onRange: () => {} }), [data, rowAt]);
  const columns = useMemo(() => columnsIn(locale, mine), [locale, mine]);
  if (error && !data) {
    if (error.code !== 'server_unreachable') return <ErrorState error={error} onRetry={answer.retry} />;
    return (
      <EmptyState
        icon={<IconPlugConnectedX size={24} stroke={1.5} />}
        title={t('parking.offline.title')}
        text={t(mine ? 'parking.offline.textMine' : 'parking.offline.text')}
        action={
          <Button variant="default" onClick={answer.retry}>
            {t('action.retry')}
          </Button>
        }
      />
    );
  }
  return (
    <SplitView
      list={
        <div className={styles.list}>
          {error && data && (
            <p className={styles.stale} role="status">
              {t('parking.stale')}
            </p>
          )}
          {data && data.total > data.rows.length && (
            <p className={styles.stale}>{t('parking.more', { count: data.total - data.rows.length })}</p>
          )}
          <DataTable
            label={t('parking.title')}
            columns={columns}
            source={source}
            openId={hash}
            {...(mine
              ? {}
              : {
                  onOpen: ({ id }: Row) => void navigate({ to: '/parking/$hash', params: { hash: id }, search: true }),
                })}
            empty={
              <EmptyState
                icon={<IconClockPause size={24} stroke={1.5} />}
                title={t(mine ? 'parking.emptyMine.title' : 'parking.empty.title')}
                text={t(mine ? 'parking.emptyMine.text' : 'parking.empty.text')}
              />
            }
          />
        </div>
      }
      detail={hasDetail ? <Outlet /> : null}
    />
  );
}

function columnsIn({ t, formats }: Locale, mine: boolean): Column<Row>[] {
  const columns: (Column<Row> & { readonly others?: boolean })[] = [
    {
      id: 'work',
      header: t('parking.column.work'),
      width: 150,
      grow: 2,
      cell: (row) => <NameText>{titleOfWork(t, row)}</NameText>,
    },
    {
      id: 'author',
      header: t('parking.column.author'),
      width: 112,
      grow: 1,
      hideBelow: 480,
      others: true,
      cell: (row) => <NameText>{row.author.name}</NameText>,
    },
    {
      id: 'device',
      header: t('parking.column.device'),
      width: 110,
      grow: 1,
      hideBelow: 1_000,
      cell: (row) => <bdi>{row.device.name === '' ? row.device.code : row.device.name}</bdi>,
    },
    {
      id: 'state',
      header: t('parking.column.state'),
      width: 104,
      grow: 0,
      hideBelow: 760,
      cell: ({ state }) => (
        <StateBadge tone={state === 'parked' ? 'warn' : 'info'}>{t(`parking.state.${state}`)}</StateBadge>
      ),
    },
    {
      id: 'reason',
      header: t('parking.column.reason'),
      width: 264,
      grow: 3,
      cell: (row) => reasonWords(t, row.reason, row.facts).reason,
    },
    {
      id: 'behind',
      header: t('parking.column.behind'),
      width: 84,
      grow: 0,
      align: 'end',
      hideBelow: 860,
      cell: ({ behind }) => (behind === 0 ? '' : formats.number(behind)),
    },
    {
      id: 'since',
      header: t('parking.column.since'),
      width: 92,
      grow: 1,
      cell: ({ since }) => <RelativeTime instant={since} />,
    },
  ];
  return columns.filter(({ others }) => !mine || others !== true);
}
