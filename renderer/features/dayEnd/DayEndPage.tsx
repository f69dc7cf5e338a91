/**
 * The end of a day, step by step. The first three say what is on this machine and wait for nothing; the others need head office and say so.
 * Nothing is lost by leaving: the steps are read anew from what is here.
 */
import { useEffect, type ReactNode } from 'react';
import { Button, SegmentedControl } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { addDays } from '../../../shared/base/clock.ts';
import type { DayEndState } from '../../../shared/contract/dayEnd.ts';
import { DAYS_BACK_MAXIMUM } from '../../../shared/sync/receipt.ts';
import { useCommands } from '../../app/commands.tsx';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { CollectedMoney } from '../receipts/CollectedMoney.tsx';
import { OwnSales } from '../salesCredits/OwnSales.tsx';
import { SyncProgress } from '../sync/SyncProgress.tsx';
import { useSyncState } from '../sync/useSyncState.ts';
import { Comparison } from './Comparison.tsx';
import styles from './DayEnd.module.css';
import { FiguresTable } from './FiguresTable.tsx';
import { ReceiptList } from './ReceiptList.tsx';
import { useDayRun, type DayRun } from './useDayRun.ts';

export function DayEndPage() {
  const { t } = useLocale();
  const navigate = useNavigate();
  const search = useSearch({ from: '/day-end' });
  const state = useLive(useCore().dayEnd.state, { day: search.day ?? null });
  const { data } = state;
  const of = data?.mayCloseBranch === true ? (search.of ?? 'branch') : 'person';
  const day = search.day ?? data?.today;
  return (
    <Page
      title={t('dayEnd.title')}
      tools={
        data && day !== undefined ? (
          <>
            <DateField
              aria-label={t('dayEnd.day')}
              value={day}
              minimum={addDays(data.today, -DAYS_BACK_MAXIMUM)}
              maximum={data.today}
              onChange={(next) => {
                const chosen = next === null || next === data.today ? undefined : next;
                void navigate({ to: '/day-end', search: { ...search, day: chosen }, replace: true });
              }}
            />
            {data.mayCloseBranch && (
              <SegmentedControl
                size="xs"
                aria-label={t('dayEnd.of')}
                value={of}
                onChange={(next) => void navigate({ to: '/day-end', search: { ...search, of: next }, replace: true })}
                data={(['branch', 'person'] as const).map((value) => ({ value, label: t(`dayEnd.of.${value}`) }))}
              />
            )}
          </>
        ) : undefined
      }
    >
      <div className={styles.scroll} tabIndex={-1}>
        <div className={styles.page}>
          <p className={styles.dim}>{t('dayEnd.intro')}</p>
          {state.error && !data && <ErrorState error={state.error} onRetry={state.retry} />}
          {!data && !state.error && <RecordSkeleton />}
          {day !== undefined && <OwnSales day={day} />}
          {day !== undefined && <CollectedMoney day={day} />}
          {data && day !== undefined && <Steps key={`${day} ${of}`} state={data} day={day} of={of} />}
          <ReceiptList />
        </div>
      </div>
    </Page>
  );
}

function Steps({ state, day, of }: { state: DayEndState; day: string; of: 'person' | 'branch' }) {
  const { t } = useLocale();
  const run = useDayRun({ day, of });
  // What the last comparison said is not said beside the next one.
  const comparison = run.phase === 'comparing' ? null : run.comparison;
  useCommands([{ id: 'dayEnd.compare', label: t('dayEnd.sync.run'), run: run.syncAndCompare }]);
  // What head office did not take is named above: it does not hold it.
  const held = state.held - state.refused;
  const needsSomebody = state.reviews + held > 0;
  // Only of the person's own day is there a figure here that moves by itself.
  const isOutdated =
    comparison !== null && of === 'person' && JSON.stringify(comparison.here) !== JSON.stringify(state.here);
  return (
    <ol className={styles.steps}>
      <Step title={t('dayEnd.waiting.title')} standing={state.pending + state.refused === 0 ? 'done' : 'look'}>
        {(state.pending > 0 || state.refused === 0) && (
          <p className={styles.line}>{t('dayEnd.waiting.count', { count: state.pending })}</p>
        )}
        {state.refused > 0 && <p className={styles.line}>{t('dayEnd.waiting.refused', { count: state.refused })}</p>}
      </Step>
      <Step title={t('dayEnd.review.title')} standing={needsSomebody ? 'look' : 'done'}>
        {!needsSomebody && <p className={styles.line}>{t('dayEnd.review.none')}</p>}
        {state.reviews > 0 && (
          <Link to="/reviews" className={styles.link}>
            {t('dayEnd.review.reviews', { count: state.reviews })}
          </Link>
        )}
        {held > 0 && (
          <Link to="/parking" search={{ show: 'mine' }} className={styles.link}>
            {t('dayEnd.review.held', { count: held })}
          </Link>
        )}
      </Step>
      <Step title={t('dayEnd.others.title')} standing={state.others.length > 0 ? 'look' : 'done'}>
        {state.others.length === 0 ? (
          <p className={styles.line}>{t('dayEnd.others.none')}</p>
        ) : (
          <>
            <ul className={styles.list}>
              {state.others.map(({ profileId, name }) => (
                <li key={profileId}>
                  <bdi>{name === '' ? t('bundles.waiting.unknown') : name}</bdi>
                </li>
              ))}
            </ul>
            <p className={styles.dim}>{t('dayEnd.others.goes')}</p>
          </>
        )}
      </Step>
      <SyncStep run={run} />
      <Step
        title={t('dayEnd.compare.title')}
        standing={comparison === null ? 'next' : comparison.isSettled ? 'done' : 'look'}
      >
        {run.phase === 'comparing' && (
          <p className={styles.dim} role="status">
            {t('dayEnd.compare.working')}
          </p>
        )}
        {comparison === null ? (
          <>
            {run.comparison === null && <p className={styles.dim}>{t('dayEnd.compare.hereOnly')}</p>}
            <FiguresTable here={run.comparison?.here ?? state.here} server={null} />
          </>
        ) : (
          <>
            {isOutdated && <p className={styles.warn}>{t('dayEnd.compare.again')}</p>}
            <Comparison comparison={comparison} />
          </>
        )}
      </Step>
      <CloseStep run={run} />
    </ol>
  );
}

function SyncStep({ run }: { run: DayRun }) {
  const { t } = useLocale();
  const { data: sync } = useSyncState();
  const isOffline = sync?.connection === 'offline';
  const isBusy = run.phase !== 'idle';
  const isUnderWay = sync?.connection === 'syncing' || typeof sync?.pausedUntil === 'string';
  return (
    <Step title={t('dayEnd.sync.title')} standing={run.comparison === null ? 'next' : 'done'}>
      <p className={isOffline ? styles.warn : styles.dim} role="status">
        {t(isOffline ? 'dayEnd.sync.offline' : 'dayEnd.sync.text')}
      </p>
      {sync && isUnderWay && <SyncProgress sync={sync} />}
      <ErrorNote error={run.error} />
      <div>
        <Button
          variant={run.comparison === null ? 'filled' : 'default'}
          aria-disabled={isBusy || undefined}
          onClick={run.syncAndCompare}
        >
          {t(run.phase === 'syncing' ? 'dayEnd.sync.running' : 'dayEnd.sync.run')}
        </Button>
      </div>
    </Step>
  );
}

function CloseStep({ run }: { run: DayRun }) {
  const { t } = useLocale();
  const { comparison, receiptId, phase } = run;
  return (
    <Step title={t('dayEnd.close.title')} standing={receiptId === null ? 'next' : 'done'}>
      {receiptId !== null ? (
        <>
          <p className={styles.good} role="status">
            {t('dayEnd.close.done')}
          </p>
          <OpenReceipt id={receiptId} />
        </>
      ) : (
        <>
          <p className={styles.dim}>{t(comparison === null ? 'dayEnd.close.first' : 'dayEnd.close.text')}</p>
          {comparison !== null && (
            <div>
              <Button
                variant={comparison.isSettled ? 'filled' : 'default'}
                aria-disabled={phase !== 'idle' || undefined}
                onClick={run.close}
              >
                {t(comparison.isAlike ? 'dayEnd.close.run' : 'dayEnd.close.anyway')}
              </Button>
            </div>
          )}
        </>
      )}
    </Step>
  );
}

/** Takes the keyboard to what the run came to. */
function OpenReceipt({ id }: { id: string }) {
  const { t } = useLocale();
  useEffect(() => document.getElementById('dayEnd.receipt')?.focus(), [id]);
  return (
    <Link id="dayEnd.receipt" to="/day-end/$id" params={{ id }} className={styles.link}>
      {t('dayEnd.close.open')}
    </Link>
  );
}

const TONES = { done: 'good', look: 'warn', next: 'neutral' } as const;

function Step({ title, standing, children }: { title: string; standing: keyof typeof TONES; children: ReactNode }) {
  const { t } = useLocale();
  return (
    <li className={styles.step} aria-label={title}>
      <div className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        <StateBadge tone={TONES[standing]}>{t(`dayEnd.${standing}`)}</StateBadge>
      </div>
      {children}
    </li>
  );
}
