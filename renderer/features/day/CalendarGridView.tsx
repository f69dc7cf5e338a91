/** Days side by side, a month or a week of them, with what stands on each. The keys are those of every calendar: arrows, Page Up and Down, Home, End. */
import { useContext } from 'react';
import type { CalendarDate } from '@internationalized/date';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Button } from 'react-aria-components/Button';
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  CalendarStateContext,
} from 'react-aria-components/Calendar';
import type { IsoDate } from '../../../shared/base/clock.ts';
import type { CalendarEntry } from '../../../shared/contract/day.ts';
import { createCalendar } from '../../ui/inputs/dateParts.ts';
import { monthAndYear } from '../../ui/inputs/monthName.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { calendarDay, firstDayOfWeek, isoOf } from './calendarDays.ts';
import styles from './Calendar.module.css';
import { DraggedEntry, EntryDrop, type CarriedEntry } from './DraggedEntry.tsx';
import type { CalendarView } from './daySearch.ts';

export interface CalendarGridViewProps {
  view: CalendarView;
  on: IsoDate;
  /** The day that is looked at: what is seen is around it. */
  shown: IsoDate;
  entries: readonly CalendarEntry[];
  onLook: (at: IsoDate) => void;
  onChoose: (on: IsoDate) => void;
  /** An entry was carried to that day; absent where nothing may be moved. */
  onMove?: ((entry: CarriedEntry, to: IsoDate) => void) | undefined;
}

const SHOWN: Readonly<Record<CalendarView, number>> = { month: 3, week: 14, day: 0 };
const DURATION = { month: { months: 1 }, week: { weeks: 1 }, day: { days: 1 } } as const;

export function CalendarGridView({ view, on, shown, entries, onLook, onChoose, onMove }: CalendarGridViewProps) {
  const { t, direction, calendar } = useLocale();
  const byDay = Map.groupBy(entries, (entry) => entry.on);
  const [Back, Forward] =
    direction === 'rtl' ? [IconChevronRight, IconChevronLeft] : [IconChevronLeft, IconChevronRight];
  return (
    <Calendar
      className={styles.calendar ?? ''}
      aria-label={t('nav.calendar')}
      value={calendarDay(on, calendar)}
      focusedValue={calendarDay(shown, calendar)}
      onFocusChange={(day: CalendarDate) => onLook(isoOf(day))}
      onChange={(day: CalendarDate) => onChoose(isoOf(day))}
      createCalendar={createCalendar}
      firstDayOfWeek={firstDayOfWeek(calendar)}
      visibleDuration={DURATION[view]}
      pageBehavior="visible"
    >
      <header className={styles.header}>
        <Button slot="previous" className={styles.button ?? ''} aria-label={t(`calendar.before.${view}`)}>
          <Back size={16} stroke={1.75} aria-hidden />
        </Button>
        <Heading />
        <Button slot="next" className={styles.button ?? ''} aria-label={t(`calendar.after.${view}`)}>
          <Forward size={16} stroke={1.75} aria-hidden />
        </Button>
      </header>
      {view !== 'day' && (
        <CalendarGrid className={styles.grid ?? ''} weekdayStyle="long">
          <CalendarGridHeader>
            {(day) => <CalendarHeaderCell className={styles.weekday ?? ''}>{day}</CalendarHeaderCell>}
          </CalendarGridHeader>
          <CalendarGridBody>
            {(date) => (
              <CalendarCell
                date={date}
                className={styles.cell ?? ''}
                data-view={view}
                // Beside the button of the day, not in it: that is named by its date alone.
                render={(props) => (
                  <EntryDrop className={styles.dropDay} onDrop={onMove && ((entry) => onMove(entry, isoOf(date)))}>
                    <div {...props} />
                    <DayEntries
                      entries={byDay.get(isoOf(date)) ?? []}
                      shown={SHOWN[view]}
                      mayMove={onMove !== undefined}
                    />
                  </EntryDrop>
                )}
              >
                {({ formattedDate }) => <span className={styles.dayNumber}>{formattedDate}</span>}
              </CalendarCell>
            )}
          </CalendarGridBody>
        </CalendarGrid>
      )}
    </Calendar>
  );
}

interface DayEntriesProps {
  entries: readonly CalendarEntry[];
  shown: number;
  mayMove: boolean;
}

function DayEntries({ entries, shown, mayMove }: DayEntriesProps) {
  const { t } = useLocale();
  const more = entries.length - shown;
  if (entries.length === 0) return null;
  return (
    <div className={styles.cellEntries}>
      {entries.slice(0, shown).map((entry) => (
        <DraggedEntry key={entry.id} entry={entry} mayMove={mayMove} />
      ))}
      {more > 0 && <span className={styles.more}>{t('calendar.more', { count: more })}</span>}
    </div>
  );
}

/** Our own for the eye: react-aria's, which it says to screen readers, would turn month and year round. A week that spans two months names both. */
function Heading() {
  const { t, language, calendar } = useLocale();
  const state = useContext(CalendarStateContext);
  if (!state) return null;
  const { start, end } = state.visibleRange;
  const first = monthAndYear(language, calendar, start.year, start.month);
  const last = monthAndYear(language, calendar, end.year, end.month);
  return (
    <h2 className={styles.heading} aria-hidden>
      {first === last ? first : t('calendar.from', { first, last })}
    </h2>
  );
}
