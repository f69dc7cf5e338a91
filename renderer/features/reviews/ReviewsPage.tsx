import { useMemo, useState } from 'react';
import { SegmentedControl } from '@mantine/core';
import { IconGitMerge } from '@tabler/icons-react';
import { createLazyRoute, Outlet, useChildMatches, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReviewView } from '../../../shared/contract/sync.ts';
import { fieldLabel } from '../../../shared/locale/recordLabels.ts';
import type { Translator } from '../../../shared/locale/translator.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLiveRows } from '../../data/useLiveRows.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column } from '../../ui/table/DataTable.tsx';
import { NameText, RelativeTime } from '../../ui/text/Text.tsx';
import { nameWords } from '../administration/auditWords.ts';
import { NoteDecision, type LastDecision } from './lastDecision.ts';
import { peopleOf, toneOf } from './reviewWords.ts';

export const reviewsPage = createLazyRoute('/reviews')({ component: ReviewsPage });

/** What two people changed apart, and somebody must look at. */
function ReviewsPage() {
  const locale = useLocale();
  const { t } = locale;
  const core = useCore();
  const navigate = useNavigate();
  const { show = 'open' } = useSearch({ from: '/reviews' });
  const { reviewId } = useParams({ strict: false });
  const hasDetail = useChildMatches().length > 0;
  const rows = useLiveRows(core.reviews.list, { open: show === 'open' });
  const columns = useMemo(() => columnsIn(locale, show === 'decided'), [locale, show]);

  const [last, setLast] = useState<LastDecision | null>(null);
  useKeys([
    {
      keys: ['U'],
      label: t('reviews.undoLast'),
      run: () => {
        setLast(null);
        last?.undo();
      },
    },
  ]);

  return (
    <NoteDecision value={setLast}>
      <Page
        title={t('reviews.title')}
        count={rows.total}
        tools={
          <SegmentedControl
            size="xs"
            aria-label={t('reviews.title')}
            value={show}
            onChange={(next) => void navigate({ to: '/reviews', search: next === 'decided' ? { show: next } : {} })}
            data={[
              { value: 'open', label: t('reviews.open') },
              { value: 'decided', label: t('reviews.decided') },
            ]}
          />
        }
      >
        <SplitView
          list={
            rows.error && rows.total === undefined ? (
              <ErrorState error={rows.error} onRetry={rows.retry} />
            ) : (
              <DataTable
                label={t('reviews.title')}
                columns={columns}
                source={rows}
                openId={reviewId}
                onOpen={({ id }) => void navigate({ to: '/reviews/$reviewId', params: { reviewId: id }, search: true })}
                resetKey={show}
                empty={
                  <EmptyState
                    icon={<IconGitMerge size={24} stroke={1.5} />}
                    title={t(show === 'open' ? 'reviews.empty.title' : 'reviews.emptyDecided.title')}
                    text={t(show === 'open' ? 'reviews.empty.text' : 'reviews.emptyDecided.text')}
                  />
                }
              />
            )
          }
          detail={hasDetail ? <Outlet /> : null}
        />
      </Page>
    </NoteDecision>
  );
}

function columnsIn({ t, language }: Locale, withStatus: boolean): Column<ReviewView>[] {
  const separator = language === 'fa' ? '، ' : ', ';
  return [
    {
      id: 'record',
      header: t('reviews.column.record'),
      width: 160,
      grow: 2,
      cell: (review) => <NameText>{nameWords(t, review.recordTitle)}</NameText>,
    },
    {
      id: 'fields',
      header: t('reviews.column.fields'),
      width: 140,
      grow: 2,
      cell: (review) => review.leaves.map(({ path }) => fieldLabel(t, review.collection, path)).join(separator),
    },
    {
      id: 'people',
      header: t('reviews.column.people'),
      width: 160,
      grow: 2,
      hideBelow: 760,
      cell: (review) => peopleOf(t, review).join(' · '),
    },
    ...(withStatus ? [statusColumn(t)] : []),
    {
      id: 'since',
      header: t('reviews.column.since'),
      width: 112,
      grow: 1,
      cell: (review) => <RelativeTime instant={review.createdAt} />,
    },
  ];
}

function statusColumn(t: Translator): Column<ReviewView> {
  return {
    id: 'status',
    header: t('field.state'),
    width: 112,
    grow: 0,
    hideBelow: 520,
    cell: ({ status }) => <StateBadge tone={toneOf(status)}>{t(`reviews.status.${status}`)}</StateBadge>,
  };
}
