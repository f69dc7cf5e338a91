import { useContext } from 'react';
import { type CalendarDate, parseDate } from '@internationalized/date';
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
import { useLocale } from '../locale/LocaleProvider.tsx';
import styles from './DateField.module.css';
import { createCalendar } from './dateParts.ts';
import { monthAndYear } from './monthName.ts';

export interface MonthCalendarProps {
  value: CalendarDate | null;
  onChoose: (day: CalendarDate) => void;
  minimum?: IsoDate | undefined;
  maximum?: IsoDate | undefined;
}

/** A month to choose a day from, in the person's calendar. */
export function MonthCalendar({ value, onChoose, minimum, maximum }: MonthCalendarProps) {
  const { t, direction, calendar } = useLocale();
  const [Back, Forward] =
    direction === 'rtl' ? [IconChevronRight, IconChevronLeft] : [IconChevronLeft, IconChevronRight];
  return (
    <Calendar
      className={styles.calendar ?? ''}
      aria-label={t('date.openCalendar')}
      autoFocus
      value={value}
      onChange={onChoose}
      createCalendar={createCalendar}
      firstDayOfWeek={calendar === 'persian' ? 'sat' : 'mon'}
      {...(minimum === undefined ? {} : { minValue: parseDate(minimum) })}
      {...(maximum === undefined ? {} : { maxValue: parseDate(maximum) })}
    >
      <header className={styles.header}>
        <Button slot="previous" className={styles.button ?? ''} aria-label={t('date.previousMonth')}>
          <Back size={16} stroke={1.75} aria-hidden />
        </Button>
        <MonthHeading />
        <Button slot="next" className={styles.button ?? ''} aria-label={t('date.nextMonth')}>
          <Forward size={16} stroke={1.75} aria-hidden />
        </Button>
      </header>
      <CalendarGrid className={styles.grid ?? ''} weekdayStyle="narrow">
        <CalendarGridHeader>
          {(day) => <CalendarHeaderCell className={styles.weekday ?? ''}>{day}</CalendarHeaderCell>}
        </CalendarGridHeader>
        <CalendarGridBody>{(date) => <CalendarCell date={date} className={styles.day ?? ''} />}</CalendarGridBody>
      </CalendarGrid>
    </Calendar>
  );
}

/** Our own: react-aria's would add the era. */
function MonthHeading() {
  const { language, calendar } = useLocale();
  const state = useContext(CalendarStateContext);
  if (!state) return null;
  const { year, month } = state.visibleRange.start;
  return (
    <h2 className={styles.heading} aria-hidden>
      {monthAndYear(language, calendar, year, month)}
    </h2>
  );
}
