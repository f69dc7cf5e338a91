import { useMemo } from 'react';
import { SegmentedControl } from '@mantine/core';
import { IconRubberStamp } from '@tabler/icons-react';
import { createLazyRoute, useNavigate, useSearch } from '@tanstack/react-router';
import type { ApprovalRow } from '../../../shared/contract/approvals.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLiveRows } from '../../data/useLiveRows.ts';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge, type Tone } from '../../ui/state/StateBadge.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column } from '../../ui/table/DataTable.tsx';
import { MoneyText, NameText, RelativeTime } from '../../ui/text/Text.tsx';
import { reasonsInOneLine } from './reasonWords.ts';

export const approvalsPage = createLazyRoute('/approvals')({ component: ApprovalsPage });

/** What waits for this person's word, and what they asked for. Opening one leads to the order or contract, where it is decided in view of all of it. */
function ApprovalsPage() {
  const locale = useLocale();
  const { t } = locale;
  const core = useCore();
  const navigate = useNavigate();
  const { show } = useSearch({ from: '/approvals' });
  const mine = show === 'mine';
  const rows = useLiveRows(core.approvals.list, { mine });
  const columns = useMemo(() => columnsIn(locale, mine), [locale, mine]);
  return (
    <Page
      title={t('approvals.title')}
      count={rows.total}
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t('approvals.title')}
          value={mine ? 'mine' : 'forMe'}
          onChange={(next) => void navigate({ to: '/approvals', search: next === 'mine' ? { show: 'mine' } : {} })}
          data={[
            { value: 'forMe', label: t('approvals.forMe') },
            { value: 'mine', label: t('approvals.mine') },
          ]}
        />
      }
    >
      {rows.error && rows.total === undefined ? (
        <ErrorState error={rows.error} onRetry={rows.retry} />
      ) : (
        <DataTable
          label={t('approvals.title')}
          columns={columns}
          source={rows}
          onOpen={({ collection, id }) =>
            void navigate(
              collection === 'contracts'
                ? { to: '/contracts/$id', params: { id } }
                : { to: '/orders/$id', params: { id } },
            )
          }
          resetKey={mine ? 'mine' : 'forMe'}
          empty={
            <EmptyState
              icon={<IconRubberStamp size={24} stroke={1.5} />}
              title={t(mine ? 'approvals.emptyMine.title' : 'approvals.empty.title')}
              text={t(mine ? 'approvals.emptyMine.text' : 'approvals.empty.text')}
            />
          }
        />
      )}
    </Page>
  );
}

const TONES: Readonly<Record<ApprovalRow['state'], Tone>> = {
  none: 'neutral',
  awaiting: 'info',
  approved: 'good',
  refused: 'bad',
  outdated: 'warn',
};

function columnsIn(locale: Locale, mine: boolean): Column<ApprovalRow>[] {
  const { t } = locale;
  return [
    {
      id: 'what',
      header: t('approvals.column.what'),
      width: 130,
      grow: 2,
      cell: (row) => <NameText>{row.title === '' ? t('approvals.order') : row.title}</NameText>,
    },
    {
      id: 'customer',
      header: t('field.customerId'),
      width: 140,
      grow: 2,
      cell: (row) => <NameText>{row.customerName}</NameText>,
    },
    {
      id: 'why',
      header: t('approvals.column.why'),
      width: 200,
      grow: 3,
      cell: (row) => <bdi>{reasonsInOneLine(locale, row.reasons)}</bdi>,
    },
    {
      id: 'total',
      header: t('orders.total'),
      width: 140,
      grow: 1,
      align: 'end',
      hideBelow: 760,
      cell: (row) => row.total && <MoneyText money={row.total} />,
    },
    mine ? stateColumn(locale) : authorColumn(locale),
    {
      id: 'since',
      header: t('approvals.column.since'),
      width: 112,
      grow: 1,
      hideBelow: 620,
      cell: (row) => <RelativeTime instant={row.askedAt} />,
    },
  ];
}

const authorColumn = ({ t }: Locale): Column<ApprovalRow> => ({
  id: 'by',
  header: t('approvals.column.by'),
  width: 120,
  grow: 1,
  cell: (row) => <NameText>{row.askedByName}</NameText>,
});

const stateColumn = ({ t }: Locale): Column<ApprovalRow> => ({
  id: 'state',
  header: t('field.state'),
  width: 130,
  grow: 0,
  cell: ({ state }) => <StateBadge tone={TONES[state]}>{t(`approvals.state.${state}`)}</StateBadge>,
});
