/** Quality, read back: why machines failed, why customers complained, why goods came back; each number opens the very requests or returns. */
import { lazy, Suspense, useCallback } from 'react';
import { SegmentedControl, Select } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { createError } from '../../../shared/base/errors.ts';
import { CAUSE_GROUPS, CAUSES_OF, type CauseFigure, type CausesOf } from '../../../shared/contract/causes.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { monthAndYear } from '../../ui/inputs/monthName.ts';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import styles from '../insights/Insights.module.css';
import { PeriodFields } from '../insights/PeriodFields.tsx';
import { useChangeSearch } from '../records/useChangeSearch.ts';
import { useToday } from '../records/useDirectory.ts';
import { useMayRead } from '../records/useRights.ts';
import { monthOf } from '../salesCredits/monthOf.ts';
import { BehindCausesPanel } from './BehindCausesPanel.tsx';
import { CausesTable, type NamedCauses } from './CausesTable.tsx';
import { questionOf, USUAL_PERIOD, type CauseQuestion, type CauseSearch } from './causeSearch.ts';
import { causeLabel, causesOf } from './causeWords.ts';

const route = getRouteApi('/causes');
const FiguresChart = lazy(async () => ({ default: (await import('../insights/FiguresChart.tsx')).FiguresChart }));

export function CausesPage() {
  const { t } = useLocale();
  const readable = useReadable();
  if (readable.length > 0) return <Causes readable={readable} />;
  return (
    <Page title={t('causes.title')}>
      <ErrorState error={createError('permission_denied')} />
    </Page>
  );
}

/** What this person reads of. */
function useReadable(): readonly CausesOf[] {
  const [mayReadRequests, mayReadReturns] = [useMayRead('serviceRequests'), useMayRead('salesDocuments')];
  return CAUSES_OF.filter((of) => (of === 'returns' ? mayReadReturns : mayReadRequests));
}

function Causes({ readable }: { readable: readonly CausesOf[] }) {
  const { t, calendar } = useLocale();
  const core = useCore();
  const search = route.useSearch();
  const change = useChangeSearch<CauseSearch>();
  const question = questionOf(search, useToday(), calendar);
  const { data, error, isPrevious, retry } = useLive(core.insights.causes, question);
  // While the next answer is awaited the one before is shown, with its own words.
  const answered = data ? { ...question, of: data.of, by: data.by } : question;
  const named = useNamed(data?.figures ?? [], answered);
  return (
    <Page
      title={t('causes.title')}
      tools={<Question readable={readable} search={search} question={question} onChange={change} />}
    >
      <SplitView
        list={
          error && !data ? (
            <ErrorState error={error} onRetry={retry} />
          ) : !data ? (
            <RecordSkeleton rows={8} />
          ) : data.total === 0 ? (
            <EmptyState
              icon={<IconStethoscope size={24} stroke={1.5} />}
              title={t('causes.empty.title')}
              text={t(`causes.empty.${question.of}`)}
            />
          ) : (
            <Figures
              figures={named}
              total={data.total}
              isMore={data.isMore}
              question={answered}
              isPrevious={isPrevious}
              openKey={search.key}
              onOpen={(key) => change({ key: key ?? '' })}
            />
          )
        }
        detail={
          search.key === undefined ? null : (
            <BehindCausesPanel
              question={question}
              figureKey={search.key === '' ? null : search.key}
              name={named.find(({ key }) => (key ?? '') === search.key)?.name ?? null}
              onClose={() => change({ key: undefined })}
            />
          )
        }
      />
    </Page>
  );
}

interface QuestionProps {
  readable: readonly CausesOf[];
  search: CauseSearch;
  question: CauseQuestion;
  onChange: (change: Partial<CauseSearch>) => void;
}

function Question({ readable, search, question, onChange }: QuestionProps) {
  const { t } = useLocale();
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t('causes.of')}
        value={question.of}
        data={readable.map((value) => ({ value, label: t(`causes.of.${value}`) }))}
        onChange={(chosen) => onChange({ of: readable.find((of) => of === chosen), cause: undefined, key: undefined })}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('insights.by')}
        value={question.by}
        data={CAUSE_GROUPS.map((value) => ({ value, label: t(groupWord(value, question.of)) }))}
        onChange={(chosen) => onChange({ by: CAUSE_GROUPS.find((by) => by === chosen), key: undefined })}
      />
      <PeriodFields
        search={search}
        usual={USUAL_PERIOD}
        onChange={(chosen) => onChange({ ...chosen, key: undefined })}
      />
      {question.by !== 'cause' && (
        <Select
          size="xs"
          className={styles.period ?? ''}
          aria-label={t('causes.ofCause')}
          placeholder={t('causes.ofCause.all')}
          clearable
          value={question.cause ?? null}
          data={causesOf(question.of).map((value) => ({ value, label: causeLabel(t, question.of, value) }))}
          onChange={(cause) => onChange({ cause: cause ?? undefined, key: undefined })}
        />
      )}
    </>
  );
}

const groupWord = (by: CauseQuestion['by'], of: CausesOf) =>
  by === 'person' && of === 'returns' ? 'causes.by.seller' : (`causes.by.${by}` as const);

/** Figures with the words for what they are of. */
function useNamed(figures: readonly CauseFigure[], { of, by }: CauseQuestion): readonly NamedCauses[] {
  const { t, language, calendar } = useLocale();
  const nameOf = ({ key, name }: CauseFigure): string | null => {
    if (key === null) return null;
    if (by === 'cause') return causeLabel(t, of, key);
    if (by !== 'month') return name;
    const { year, month } = monthOf(key, calendar);
    return monthAndYear(language, calendar, year, month);
  };
  return figures.map((figure) => {
    const name = nameOf(figure);
    const most = figure.most && (by === 'cause' ? figure.most.what : causeLabel(t, of, figure.most.what));
    return {
      key: figure.key,
      name: name ?? t(`causes.unknown.${by === 'person' && of === 'returns' ? 'seller' : by}`),
      isKnown: name !== null,
      count: figure.count,
      most: most === null || figure.most === null ? null : { what: most, count: figure.most.count },
    };
  });
}

interface FiguresProps {
  figures: readonly NamedCauses[];
  total: number;
  isMore: boolean;
  question: CauseQuestion;
  isPrevious: boolean;
  openKey: string | undefined;
  onOpen: (key: string | null) => void;
}

function Figures({ figures, total, isMore, question, isPrevious, openKey, onOpen }: FiguresProps) {
  const { t, formats } = useLocale();
  const inWords = useCallback((count: number): string => formats.number(count), [formats]);
  const title = `${t(`causes.of.${question.of}`)} · ${t(groupWord(question.by, question.of))}`;
  // Of many months the last ones are drawn.
  const drawn = question.by === 'month' ? figures.slice(-MONTHS_DRAWN) : figures;
  return (
    <div className={styles.figures} aria-busy={isPrevious || undefined} tabIndex={0} role="group" aria-label={title}>
      <p className={styles.caption}>{t(`causes.caption.${question.of}`)}</p>
      <Suspense fallback={<div className={styles.chartSpace} aria-busy="true" />}>
        <FiguresChart
          figures={drawn.map(({ name, count }) => ({ name, value: count }))}
          inWords={inWords}
          label={t('insights.chart', { title })}
        />
      </Suspense>
      <CausesTable
        figures={figures}
        total={total}
        question={question}
        title={title}
        openKey={openKey}
        onOpen={onOpen}
      />
      {isMore && <p className={styles.caption}>{t('causes.more', { count: figures.length })}</p>}
    </div>
  );
}

const MONTHS_DRAWN = 12;
