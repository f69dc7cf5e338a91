/** What is planned and what was done, by oneself or by everyone one sees. */
import { useMemo } from 'react';
import { Button, Checkbox, Menu, SegmentedControl } from '@mantine/core';
import { IconCalendarCheck, IconPlus } from '@tabler/icons-react';
import { getRouteApi, Outlet, useChildMatches, useNavigate } from '@tanstack/react-router';
import { instantFromMilliseconds } from '../../../shared/base/clock.ts';
import { ACTIVITY_KINDS } from '../../../shared/domain/activities/activity.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLiveRows } from '../../data/useLiveRows.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { BadgedName } from '../../ui/state/RecordBadges.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column } from '../../ui/table/DataTable.tsx';
import { DateText, NameText, useNow } from '../../ui/text/Text.tsx';
import type { ActivitySearch } from './activitySearch.ts';
import { useActivityActs } from './activityBulk.ts';
import { BulkBar } from '../records/BulkBar.tsx';
import bulkStyles from '../records/BulkBar.module.css';
import { useSelection } from '../records/useSelection.ts';
import { ExportButton } from '../exports/ExportButton.tsx';
import { ListViews } from '../records/SavedViews.tsx';
import { kindIcon, stateTone } from '../records/kindLooks.ts';
import { useListColumns } from '../records/useListColumns.ts';

const route = getRouteApi('/activities');

interface ActivityRow {
  readonly id: string;
  readonly kind: string;
  readonly customerName: string | null;
  readonly subject: string;
  readonly at: string;
  readonly outcome: string | null;
  readonly pending: boolean;
  readonly held: string | null;
  readonly needsYou: boolean;
}

export function ActivitiesPage() {
  const { t } = useLocale();
  const core = useCore();
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayLog = useMay('activities.write');
  const matches = useChildMatches();
  const open = matches.at(-1)?.params as { id?: string } | undefined;
  const isPlanned = search.show !== 'done';
  const mine = search.everyone !== true;
  const query = { planned: isPlanned, ...(mine ? { mine } : {}) };
  const rows = useLiveRows(core.activities.list, query);
  const { columns, table } = useListColumns('activities', useColumns(isPlanned));
  const acts = useActivityActs(isPlanned);
  const selection = useSelection(core.activities.list, query, rows, nameOfActivity);
  const show = (change: Partial<ActivitySearch>): void =>
    void navigate({ to: '/activities', search: { ...search, ...change }, replace: true });
  const add = (kind: string): void => void navigate({ to: '/activities/new/$kind', params: { kind }, search });
  useKeys([{ keys: ['N'], label: t('activities.new'), run: mayLog ? () => add('call') : undefined }]);

  return (
    <Page
      title={t('activities.title')}
      count={rows.total}
      tools={
        <>
          <SegmentedControl
            size="xs"
            aria-label={t('activities.show')}
            value={isPlanned ? 'planned' : 'done'}
            onChange={(chosen) => show({ show: chosen === 'done' ? 'done' : undefined })}
            data={[
              { value: 'planned', label: t('activities.tab.planned') },
              { value: 'done', label: t('activities.tab.done') },
            ]}
          />
          <Checkbox
            size="sm"
            label={t('activities.mine')}
            checked={mine}
            onChange={(event) => show({ everyone: event.currentTarget.checked ? undefined : true })}
          />
          <ListViews columns={columns} query={search} />
        </>
      }
      actions={
        <>
          <ExportButton of={{ list: 'activities', query }} rows={rows.total} />
          {mayLog && (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button leftSection={<IconPlus size={15} stroke={2} aria-hidden />}>{t('activities.new')}</Button>
              </Menu.Target>
              <Menu.Dropdown>
                {ACTIVITY_KINDS.map((kind) => {
                  const KindIcon = kindIcon(kind);
                  return (
                    <Menu.Item
                      key={kind}
                      leftSection={<KindIcon size={16} stroke={1.6} aria-hidden />}
                      onClick={() => add(kind)}
                    >
                      {t(`kind.${kind}`)}
                    </Menu.Item>
                  );
                })}
              </Menu.Dropdown>
            </Menu>
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
                label={t('activities.title')}
                {...table}
                source={rows}
                selection={acts.length > 0 ? selection : undefined}
                onOpen={(row) => void navigate({ to: '/activities/$id', params: { id: row.id }, search })}
                openId={open?.id}
                resetKey={JSON.stringify(search)}
                empty={
                  <EmptyState
                    icon={<IconCalendarCheck size={24} stroke={1.5} />}
                    title={t(isPlanned ? 'activities.empty.planned' : 'activities.empty.done')}
                    text={t(isPlanned ? 'activities.empty.plannedText' : 'activities.empty.doneText')}
                    actKey={mayLog ? 'N' : undefined}
                    action={mayLog && <Button onClick={() => add('call')}>{t('activities.new')}</Button>}
                  />
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

const nameOfActivity = ({ subject }: ActivityRow): string => subject;

function useColumns(isPlanned: boolean): readonly Column<ActivityRow>[] {
  const { t } = useLocale();
  const now = useNow(60_000);
  const minute = instantFromMilliseconds(Math.floor(Date.parse(now) / 60_000) * 60_000);
  return useMemo(
    () => [
      {
        id: 'subject',
        header: t('field.subject'),
        width: 200,
        grow: 3,
        cell: (row) => {
          const KindIcon = kindIcon(row.kind);
          return (
            <BadgedName pending={row.pending} held={row.held} needsYou={row.needsYou}>
              <KindIcon size={16} stroke={1.6} aria-label={t.maybe(`kind.${row.kind}`) ?? row.kind} role="img" />
              <NameText>{row.subject}</NameText>
            </BadgedName>
          );
        },
      },
      {
        id: 'customer',
        header: t('field.customerId'),
        width: 160,
        grow: 2,
        cell: (row) => row.customerName !== null && <NameText>{row.customerName}</NameText>,
      },
      {
        id: 'at',
        header: t(isPlanned ? 'field.plannedAt' : 'field.happenedAt'),
        width: 196,
        grow: 0,
        cell: (row) => <DateText value={row.at} withTime />,
      },
      {
        id: 'outcome',
        header: t(isPlanned ? 'field.state' : 'field.outcome'),
        width: 150,
        grow: 0,
        hideBelow: 600,
        cell: (row) => <Outcome row={row} isPlanned={isPlanned} now={minute} />,
      },
    ],
    [t, isPlanned, minute],
  );
}

function Outcome({ row, isPlanned, now }: { row: ActivityRow; isPlanned: boolean; now: string }) {
  const { t } = useLocale();
  if (isPlanned) {
    return row.at < now ? (
      <StateBadge tone="warn">{t('value.activities.state.overdue')}</StateBadge>
    ) : (
      <StateBadge tone="info">{t('value.activities.state.planned')}</StateBadge>
    );
  }
  if (row.outcome === null) return null;
  return (
    <StateBadge tone={stateTone('activities', row.outcome)}>
      {valueLabel(t, 'activities', 'outcome', row.outcome)}
    </StateBadge>
  );
}
