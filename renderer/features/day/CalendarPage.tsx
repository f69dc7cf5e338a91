/** One's own calendar by month, week or day, in either calendar of the world; and as a file for another program. */
import { useState } from 'react';
import { Button, SegmentedControl } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { IsoDate } from '../../../shared/base/clock.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { usePreferences } from '../../data/preferences.tsx';
import { useMay } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { ErrorState } from '../../ui/state/States.tsx';
import { saveFile } from '../bundles/bundleFile.ts';
import { useDirectory, useToday } from '../records/useDirectory.ts';
import { rangeOf } from './calendarDays.ts';
import { CalendarEntries } from './CalendarEntries.tsx';
import { CalendarGridView } from './CalendarGridView.tsx';
import styles from './Calendar.module.css';
import { DayHours } from './DayHours.tsx';
import { CALENDAR_VIEWS, type CalendarSearch, type CalendarView } from './daySearch.ts';
import { useMoveEntry } from './useMoveEntry.ts';
import { weekdayName } from './weekdayName.ts';

const route = getRouteApi('/calendar');

export function CalendarPage() {
  const locale = useLocale();
  const { t, formats, language, calendar } = locale;
  const { change } = usePreferences();
  const navigate = useNavigate();
  const today = useToday();
  const search = route.useSearch();
  const on = search.on ?? today;
  const view = search.view ?? 'month';
  const core = useCore();
  /** The arrows go to other months, and the keys to other days, before any of them is chosen. */
  const [looked, setLooked] = useState({ at: on, from: on });
  const shown = looked.from === on ? looked.at : on;
  const range = rangeOf(shown, view, locale);
  // Of others' days one sees all and changes nothing.
  const { of } = search;
  const whose = of === undefined ? {} : { of };
  const mayMove = useMay('activities.write') && of === undefined;
  const { data, error, retry } = useLive(core.day.calendar, { ...range, ...whose });
  const { personName } = useDirectory();
  const move = useMoveEntry();
  const file = useCommand(core.day.calendarFile);
  const show = (to: { on?: IsoDate; view?: CalendarView }): void => {
    const next = to.on ?? on;
    setLooked({ at: to.on ?? shown, from: next });
    void navigate({ to: '/calendar', search: { ...searchOf({ on, view, ...to }, today), ...whose }, replace: true });
  };
  const look = (day: IsoDate): void => {
    // With one day to be seen, to look at another is to choose it.
    if (view === 'day') show({ on: day });
    else setLooked({ at: day, from: on });
  };
  useKeys([
    { keys: ['1'], label: t('calendar.view.month'), run: () => show({ view: 'month' }) },
    { keys: ['2'], label: t('calendar.view.week'), run: () => show({ view: 'week' }) },
    { keys: ['3'], label: t('calendar.view.day'), run: () => show({ view: 'day' }) },
    { keys: ['T'], label: t('day.today'), run: () => show({ on: today }) },
  ]);

  async function save(): Promise<void> {
    const written = await file.run(range);
    if (!written.ok) return notifyFailure(errorToWords(t, written.error));
    const { fileName, text, entries } = written.value;
    saveFile({ name: fileName, type: 'text/calendar', pieces: [textToBase64(text)] });
    notify(t('calendar.saved', { count: entries }));
  }

  const entriesOfDay = data?.filter((entry) => entry.on === on);
  return (
    <Page
      title={t('nav.calendar')}
      tools={
        <>
          {of !== undefined && <strong>{t('calendar.ofSomebody', { name: personName(of) ?? '…' })}</strong>}
          <SegmentedControl
            size="xs"
            aria-label={t('calendar.view')}
            value={view}
            onChange={(chosen) => show({ view: CALENDAR_VIEWS.find((candidate) => candidate === chosen) ?? 'month' })}
            data={CALENDAR_VIEWS.map((value) => ({ value, label: t(`calendar.view.${value}`) }))}
          />
          <SegmentedControl
            size="xs"
            aria-label={t('settings.calendar')}
            value={calendar}
            onChange={(chosen) => change({ calendar: chosen === 'persian' ? 'persian' : 'gregory' })}
            data={[
              { value: 'persian', label: t('settings.calendar.persian') },
              { value: 'gregory', label: t('settings.calendar.gregory') },
            ]}
          />
          {(on !== today || shown !== today) && (
            <Button variant="subtle" size="compact-sm" onClick={() => show({ on: today })}>
              {t('day.today')}
            </Button>
          )}
        </>
      }
      actions={
        of === undefined && (
          <Button
            variant="default"
            loading={file.busy}
            leftSection={<IconFileExport size={15} stroke={1.75} aria-hidden />}
            onClick={() => void save()}
          >
            {t('calendar.file')}
          </Button>
        )
      }
    >
      {error && !data ? (
        <ErrorState error={error} onRetry={retry} />
      ) : (
        <div className={styles.page} data-view={view}>
          <div className={styles.main}>
            <CalendarGridView
              key={`${view} ${calendar}`}
              view={view}
              on={on}
              shown={shown}
              entries={data ?? []}
              onLook={look}
              onChoose={(chosen) => show({ on: chosen })}
              onMove={mayMove ? move : undefined}
            />
            {view === 'day' && <DayHours entries={entriesOfDay ?? []} on={on} onMove={mayMove ? move : undefined} />}
          </div>
          <section className={styles.daySide} aria-labelledby="calendar-day">
            <h2 id="calendar-day" className={styles.dayHeading}>
              {`${weekdayName(language, on)}${t('day.comma')}${formats.date(on)}`}
            </h2>
            <CalendarEntries entries={entriesOfDay ?? []} on={on} of={of} />
          </section>
        </div>
      )}
    </Page>
  );
}

const searchOf = ({ on, view }: { on: IsoDate; view: CalendarView }, today: IsoDate): CalendarSearch => ({
  ...(on === today ? {} : { on }),
  ...(view === 'month' ? {} : { view }),
});

function textToBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
