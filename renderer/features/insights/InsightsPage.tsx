/** A manager's questions: what was won and sold, by whom, where and to whom; each figure opens what stands behind it. */
import { lazy, Suspense, useCallback, useState } from 'react';
import { SegmentedControl, Select } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { createError } from '../../../shared/base/errors.ts';
import { INSIGHTS, type InsightFigure, type InsightMeasure } from '../../../shared/contract/insights.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { toMoney } from '../../ui/text/Text.tsx';
import { ButtonLink } from '../records/links.tsx';
import { useChangeSearch } from '../records/useChangeSearch.ts';
import { useToday } from '../records/useDirectory.ts';
import { useMayRead } from '../records/useRights.ts';
import { BehindPanel } from './BehindPanel.tsx';
import { FiguresTable } from './FiguresTable.tsx';
import styles from './Insights.module.css';
import { PeriodFields } from './PeriodFields.tsx';
import { questionOf, type InsightQuestion, type InsightSearch } from './insightSearch.ts';

const route = getRouteApi('/insights');
const FiguresChart = lazy(async () => ({ default: (await import('./FiguresChart.tsx')).FiguresChart }));

export function InsightsPage() {
  const { t } = useLocale();
  const [mayReadSales, mayReadDeals] = [useMayRead('salesDocuments'), useMayRead('opportunities')];
  if (mayReadSales && mayReadDeals) return <Insights />;
  return (
    <Page title={t('insights.title')}>
      <ErrorState error={createError('permission_denied')} />
    </Page>
  );
}

function Insights() {
  const { t, calendar } = useLocale();
  const core = useCore();
  const search = route.useSearch();
  const change = useChangeSearch<InsightSearch>();
  const question = questionOf(search, useToday(), calendar);
  const { data: figures, error, isPrevious, retry } = useLive(core.insights.figures, question);
  return (
    <Page
      title={t('insights.title')}
      tools={<Question search={search} question={question} onChange={change} />}
      actions={
        <ButtonLink to="/causes" variant="default" size="xs">
          {t('causes.title')}
        </ButtonLink>
      }
    >
      <SplitView
        list={
          error && !figures ? (
            <ErrorState error={error} onRetry={retry} />
          ) : !figures ? (
            <RecordSkeleton rows={8} />
          ) : figures.length === 0 ? (
            <EmptyState
              icon={<IconChartBar size={24} stroke={1.5} />}
              title={t('insights.empty.title')}
              text={t('insights.empty.text')}
            />
          ) : (
            <Figures
              figures={figures}
              question={question}
              isPrevious={isPrevious}
              openKey={search.key}
              onOpen={(key) => change({ key: key ?? '' })}
            />
          )
        }
        detail={
          search.key === undefined ? null : (
            <BehindPanel
              question={question}
              figureKey={search.key === '' ? null : search.key}
              name={figures?.find(({ key }) => (key ?? '') === search.key)?.name ?? null}
              onClose={() => change({ key: undefined })}
            />
          )
        }
      />
    </Page>
  );
}

interface QuestionProps {
  search: InsightSearch;
  question: InsightQuestion;
  onChange: (change: Partial<InsightSearch>) => void;
}

function Question({ search, question, onChange }: QuestionProps) {
  const { t } = useLocale();
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t('insights.measure')}
        value={question.measure}
        data={(['sales', 'won'] as const).map((value) => ({ value, label: t(`insights.measure.${value}`) }))}
        onChange={(chosen) =>
          onChange({ measure: chosen === 'won' ? 'won' : undefined, by: undefined, key: undefined })
        }
      />
      <SegmentedControl
        size="xs"
        aria-label={t('insights.by')}
        value={question.by}
        data={INSIGHTS[question.measure].map((value) => ({ value, label: t(`insights.by.${value}`) }))}
        onChange={(chosen) =>
          onChange({ by: INSIGHTS[question.measure].find((group) => group === chosen), key: undefined })
        }
      />
      <PeriodFields search={search} usual="all" onChange={(chosen) => onChange({ ...chosen, key: undefined })} />
    </>
  );
}

interface FiguresProps {
  figures: readonly InsightFigure[];
  question: InsightQuestion;
  isPrevious: boolean;
  openKey: string | undefined;
  onOpen: (key: string | null) => void;
}

/** One currency at a time: what is in several is never added up. */
function Figures({ figures, question, isPrevious, openKey, onOpen }: FiguresProps) {
  const { t, formats } = useLocale();
  const currencies = [...new Set(figures.flatMap(({ amounts }) => amounts.map(({ currency }) => currency)))];
  const [chosen, setChosen] = useState<string | null>(null);
  const currency = currencies.find((one) => one === chosen) ?? currencies[0] ?? '';
  const inWords = useCallback(
    (amount: number): string => {
      const money = toMoney({ amount, currency });
      return money ? formats.money(money) : formats.number(amount);
    },
    [currency, formats],
  );
  const title = `${t(`insights.measure.${question.measure}`)} · ${t(`insights.by.${question.by}`)}`;
  const named = figures
    .map(({ key, name, count, amounts }) => ({
      key,
      name: name ?? t(`insights.unknown.${question.by}`),
      isKnown: name !== null,
      count,
      amount: amounts.find((money) => money.currency === currency)?.amount ?? 0,
    }))
    .toSorted((one, other) => other.amount - one.amount);
  return (
    <div className={styles.figures} aria-busy={isPrevious || undefined} tabIndex={0} role="group" aria-label={title}>
      <p className={styles.caption}>{captionOf(question.measure, t)}</p>
      {currencies.length > 1 && (
        <Select
          size="xs"
          className={styles.period ?? ''}
          aria-label={t('insights.currency')}
          allowDeselect={false}
          value={currency}
          data={currencies}
          onChange={setChosen}
        />
      )}
      <Suspense fallback={<div className={styles.chartSpace} aria-busy="true" />}>
        <FiguresChart
          figures={named.map(({ name, amount }) => ({ name, value: amount }))}
          inWords={inWords}
          label={t('insights.chart', { title })}
        />
      </Suspense>
      <FiguresTable
        figures={named}
        currency={currency}
        measure={question.measure}
        title={title}
        openKey={openKey}
        onOpen={onOpen}
      />
    </div>
  );
}

const captionOf = (measure: InsightMeasure, t: ReturnType<typeof useLocale>['t']): string =>
  t(`insights.caption.${measure}`);
