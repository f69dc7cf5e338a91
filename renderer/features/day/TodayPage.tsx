/** One's day: who to see in which order and why, what else is to be done, and the way as a sketch. Home of reps and technicians. */
import { useState } from 'react';
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  IconCalendarMonth,
  IconChevronLeft,
  IconChevronRight,
  IconMapPin,
  IconPlus,
  IconRoute,
} from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { addDays, type IsoDate } from '../../../shared/base/clock.ts';
import type { DayList, DayVisit } from '../../../shared/contract/day.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, RecordSkeleton } from '../../ui/state/States.tsx';
import { QuickLog } from '../activities/QuickLog.tsx';
import { ButtonLink } from '../records/links.tsx';
import { useDirectory, useToday } from '../records/useDirectory.ts';
import { ReadError } from '../watch/ReadingPause.tsx';
import styles from './Day.module.css';
import { DayJobs, DayTasks } from './DayTasks.tsx';
import { PromisesRunningOut } from '../serviceRequests/PromisesRunningOut.tsx';
import { OutcomeDialog } from './OutcomeDialog.tsx';
import { PlanVisitDialog } from './PlanVisitDialog.tsx';
import { RouteSketch } from './RouteSketch.tsx';
import { useDayActions } from './useDayActions.ts';
import { usePosition } from './usePosition.ts';
import { VisitCard } from './VisitCard.tsx';
import { VisitList } from './VisitList.tsx';
import { weekdayName } from './weekdayName.ts';

const route = getRouteApi('/today');

export function TodayPage() {
  const { t, formats, language, direction } = useLocale();
  const navigate = useNavigate();
  const today = useToday();
  const { on = today, of } = route.useSearch();
  const { personName } = useDirectory();
  const [isPlanning, setPlanning] = useState(false);
  // Of others' days one sees all and changes nothing.
  const mayWrite = useMay('activities.write') && of === undefined;
  const { data, error, retry, isPrevious } = useLive(useCore().day.list, { on, ...(of === undefined ? {} : { of }) });
  const go = (to: IsoDate): void =>
    void navigate({
      to: '/today',
      search: { ...(to === today ? {} : { on: to }), ...(of === undefined ? {} : { of }) },
    });
  const [Back, Forward] =
    direction === 'rtl' ? [IconChevronRight, IconChevronLeft] : [IconChevronLeft, IconChevronRight];
  useKeys([
    { keys: ['N'], label: t('day.plan.submit'), run: mayWrite ? () => setPlanning(true) : undefined },
    { keys: ['Alt', 'ArrowUp'], label: t('day.keys.reorder') },
    { keys: ['PageUp'], label: t('day.before'), run: () => go(addDays(on, -1)) },
    { keys: ['PageDown'], label: t('day.after'), run: () => go(addDays(on, 1)) },
  ]);

  return (
    <Page
      title={t('nav.today')}
      tools={
        <>
          {of !== undefined && <strong>{t('day.ofSomebody', { name: personName(of) ?? '…' })}</strong>}
          <ActionIcon aria-label={t('day.before')} onClick={() => go(addDays(on, -1))}>
            <Back size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
          <strong className={styles.date} aria-live="polite">
            {`${weekdayName(language, on)}${t('day.comma')}${formats.date(on)}`}
          </strong>
          <ActionIcon aria-label={t('day.after')} onClick={() => go(addDays(on, 1))}>
            <Forward size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
          {on !== today && (
            <Button variant="subtle" size="compact-sm" onClick={() => go(today)}>
              {t('day.today')}
            </Button>
          )}
        </>
      }
      actions={
        <>
          <ButtonLink
            variant="default"
            to="/calendar"
            search={{ ...(on === today ? {} : { on }), ...(of === undefined ? {} : { of }) }}
            leftSection={<IconCalendarMonth size={15} stroke={1.75} aria-hidden />}
          >
            {t('nav.calendar')}
          </ButtonLink>
          <ButtonLink
            variant="default"
            to="/visit-plans"
            leftSection={<IconRoute size={15} stroke={1.75} aria-hidden />}
          >
            {t('plans.title')}
          </ButtonLink>
          {mayWrite && (
            <Button leftSection={<IconPlus size={15} stroke={2} aria-hidden />} onClick={() => setPlanning(true)}>
              {t('day.plan.submit')}
            </Button>
          )}
        </>
      }
    >
      {error && (!data || error.code === 'reading_paused') ? (
        <ReadError error={error} onRetry={retry} />
      ) : !data || (isPrevious && data.on !== on) ? (
        <RecordSkeleton rows={10} />
      ) : (
        <Day key={`${data.on} ${of ?? ''}`} day={data} of={of} mayWrite={mayWrite} onPlan={() => setPlanning(true)} />
      )}
      {isPlanning && <PlanVisitDialog on={on} onClose={() => setPlanning(false)} />}
    </Page>
  );
}

interface DayProps {
  day: DayList;
  /** Somebody else’s. */
  of: string | undefined;
  mayWrite: boolean;
  onPlan: () => void;
}

function Day({ day, of, mayWrite, onPlan }: DayProps) {
  const { t, formats } = useLocale();
  const navigate = useNavigate();
  const position = usePosition();
  const actions = useDayActions(day.on, day.visits, position);
  const mayOrder = useMay('orders.write');
  const mayReadRequests = useMay('serviceRequests.write');
  const [chosenId, choose] = useState<string | null>(null);
  const [leaving, setLeaving] = useState<string | null>(null);
  const { visits } = day;
  const next = visits.find(({ state }) => state === 'here') ?? visits.find(({ state }) => state !== 'done');
  // A visit that was due has the id of its record from then on.
  const chosen =
    visits.find(({ id }) => id === chosenId) ??
    visits.find(({ customerId }) => customerId === chosenId) ??
    next ??
    visits[0];
  const left = visits.find(({ id }) => id === leaving);
  const open = visits.filter(({ state }) => state === 'due' || state === 'planned');
  const isByHand = open.some((visit) => visit.isByHand);

  function moveBy(visit: DayVisit, by: number): void {
    const from = open.indexOf(visit);
    const to = from + by;
    if (from < 0 || to < 0 || to >= open.length) return;
    const order = open.toSpliced(from, 1).toSpliced(to, 0, visit);
    choose(visit.customerId ?? visit.id);
    void actions.arrange(order);
  }

  return (
    <div className={styles.day}>
      <div className={styles.list}>
        <section className={styles.section} aria-labelledby="day-visits">
          <div className={styles.sectionHead}>
            <h2 id="day-visits" className={styles.heading}>
              {t('day.visits')}
            </h2>
            {mayWrite && isByHand && (
              <Tooltip label={t('day.byHandHint')}>
                <Button variant="subtle" size="compact-sm" onClick={() => void actions.suggestOrder(open)}>
                  {t('day.suggest')}
                </Button>
              </Tooltip>
            )}
          </div>
          {day.closed && visits.length > 0 && (
            <p className={styles.dim}>{`${closedWords(t, formats, day.closed)}. ${t('day.closed.text')}`}</p>
          )}
          {visits.length === 0 ? (
            <NoVisits day={day} mayWrite={mayWrite} onPlan={onPlan} />
          ) : (
            <VisitList
              visits={visits}
              chosen={chosen?.id ?? null}
              onChoose={choose}
              onOpen={({ customerId }) => {
                if (customerId !== null) void navigate({ to: '/customers/$id', params: { id: customerId } });
              }}
              onMove={mayWrite ? moveBy : undefined}
            />
          )}
          {day.moreDue > 0 && <p className={styles.dim}>{t('day.more', { count: day.moreDue })}</p>}
        </section>
        {of === undefined && day.on === day.today && mayReadRequests && <PromisesRunningOut />}
        <DayJobs jobs={day.jobs} />
        <DayTasks tasks={day.tasks} mayWrite={mayWrite} />
      </div>
      <div className={styles.side}>
        {chosen && (
          <VisitCard
            visit={chosen}
            mayWrite={mayWrite}
            mayOrder={mayOrder}
            onCheckIn={() => {
              choose(chosen.customerId ?? chosen.id);
              void actions.checkIn(chosen);
            }}
            onCheckOut={() => setLeaving(chosen.id)}
            onLater={() => void actions.moveToNextDay(chosen)}
            onUp={open.indexOf(chosen) > 0 ? () => moveBy(chosen, -1) : undefined}
            onDown={open.includes(chosen) && chosen !== open.at(-1) ? () => moveBy(chosen, 1) : undefined}
          />
        )}
        <RouteSketch visits={visits} metresLeft={day.metresLeft} chosen={chosen?.id ?? null} onChoose={choose} />
        {mayWrite && position.standing === 'prompt' && visits.length > 0 && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconMapPin size={14} stroke={1.75} aria-hidden />}
            onClick={position.ask}
          >
            {t('day.position.ask')}
          </Button>
        )}
      </div>
      {mayWrite && <QuickLog customer={chosen?.customerId ? { id: chosen.customerId, name: chosen.name } : null} />}
      {left?.activityId && (
        <OutcomeDialog
          visit={{ ...left, activityId: left.activityId }}
          position={position}
          onClose={() => setLeaving(null)}
        />
      )}
    </div>
  );
}

/** "Holiday: …", "Away until …". */
const closedWords = (t: Locale['t'], formats: Locale['formats'], closed: NonNullable<DayList['closed']>): string =>
  closed.why === 'away'
    ? t('day.closed.away', { until: formats.date(closed.until) })
    : t('day.closed.holiday', { name: closed.name });

function NoVisits({ day, mayWrite, onPlan }: { day: DayList; mayWrite: boolean; onPlan: () => void }) {
  const { t, formats } = useLocale();
  const why = day.isPlanned === null ? 'noPlan' : day.isPlanned ? 'allSeen' : 'free';
  return (
    <EmptyState
      icon={<IconRoute size={24} stroke={1.5} />}
      title={day.closed ? closedWords(t, formats, day.closed) : t(`day.empty.${why}`)}
      text={t(day.closed ? 'day.closed.text' : `day.empty.${why}Text`)}
      action={
        mayWrite && (
          <>
            {day.isPlanned === null && !day.closed && <ButtonLink to="/visit-plans/new">{t('plans.new')}</ButtonLink>}
            <Button variant="default" onClick={onPlan}>
              {t('day.plan.submit')}
            </Button>
          </>
        )
      }
    />
  );
}
