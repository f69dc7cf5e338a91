/** Days and times as people type them, in the calendar of their choice (Persian or Gregorian) and the digits of their language. */
import { useCallback, useContext, useEffect, useState, type ReactNode } from 'react';
import {
  type CalendarDate,
  type CalendarIdentifier,
  GregorianCalendar,
  getLocalTimeZone,
  parseAbsolute,
  parseDate,
  PersianCalendar,
  toCalendar,
  toCalendarDate,
  today,
  type ZonedDateTime,
} from '@internationalized/date';
import { IconCalendar, IconChevronLeft, IconChevronRight, IconX } from '@tabler/icons-react';
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
import { DateFieldStateContext, DateInput, DateSegment, type DateSegmentProps } from 'react-aria-components/DateField';
import { DatePicker } from 'react-aria-components/DatePicker';
import { Dialog } from 'react-aria-components/Dialog';
import { Group } from 'react-aria-components/Group';
import { Label } from 'react-aria-components/Label';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';
import { instantFromMilliseconds, type Instant, type IsoDate } from '../../../shared/base/clock.ts';
import { digitsToLatin, digitsToPersian } from '../../../shared/base/text.ts';
import type { Language } from '../../../shared/locale/format.ts';
import { useFieldProblem } from '../form/Form.tsx';
import { reactAriaLocale, useLocale } from '../locale/LocaleProvider.tsx';
import styles from './DateField.module.css';

type IDateSegment = DateSegmentProps['segment'];

interface CommonProps {
  label?: ReactNode;
  'aria-label'?: string;
  description?: ReactNode;
  error?: string | undefined;
  required?: boolean;
  disabled?: boolean;
}

export interface DateFieldProps extends CommonProps {
  value: IsoDate | null;
  /** Called with each whole date, and with null when it is cleared. Half a date stays in the field and keeps the form from saving. */
  onChange: (value: IsoDate | null) => void;
  minimum?: IsoDate;
  maximum?: IsoDate;
}

/** A day, stored as an ISO date. */
export function DateField({ value, onChange, minimum, maximum, ...common }: DateFieldProps) {
  return (
    <Picker<CalendarDate>
      {...common}
      granularity="day"
      value={value === null ? null : parseDate(value)}
      onChange={(date) =>
        onChange(date === null ? null : toCalendar(toCalendarDate(date), new GregorianCalendar()).toString())
      }
      {...(minimum === undefined ? {} : { minValue: parseDate(minimum) })}
      {...(maximum === undefined ? {} : { maxValue: parseDate(maximum) })}
    />
  );
}

export interface DateTimeFieldProps extends CommonProps {
  value: Instant | null;
  onChange: (value: Instant | null) => void;
}

/** A day and a time in this machine's time zone, stored as an instant in UTC. */
export function DateTimeField({ value, onChange, ...common }: DateTimeFieldProps) {
  return (
    <Picker<ZonedDateTime>
      {...common}
      granularity="minute"
      value={value === null ? null : parseAbsolute(value, getLocalTimeZone())}
      onChange={(date) => onChange(date === null ? null : instantFromMilliseconds(date.toDate().getTime()))}
    />
  );
}

interface PickerProps<Value extends CalendarDate | ZonedDateTime> extends CommonProps {
  value: Value | null;
  onChange: (value: Value | null) => void;
  granularity: 'day' | 'minute';
  minValue?: CalendarDate;
  maxValue?: CalendarDate;
}

function Picker<Value extends CalendarDate | ZonedDateTime>(props: PickerProps<Value>) {
  const { value, onChange, granularity, error, required = false, description, minValue, maxValue } = props;
  const { t, language } = useLocale();
  const [isPartial, setPartial] = useState(false);
  const [left, setLeft] = useState(false);
  const [cleared, setCleared] = useState(0);
  const problem = isPartial ? t('field.error.date') : required && value === null ? t('field.error.empty') : null;
  const { shown } = useFieldProblem(problem);
  const message = error ?? (problem !== null && (shown || (left && isPartial)) ? problem : undefined);
  const timeZone = getLocalTimeZone();

  return (
    <DatePicker
      // A new field after clearing: react-aria keeps half-typed segments otherwise.
      key={cleared}
      className={styles.picker ?? ''}
      value={value as CalendarDate | null}
      onChange={(date) => onChange(date as Value | null)}
      granularity={granularity}
      hourCycle={24}
      hideTimeZone
      shouldForceLeadingZeros
      isRequired={required}
      isDisabled={props.disabled ?? false}
      isInvalid={message !== undefined}
      onBlur={() => setLeft(true)}
      onFocus={() => setLeft(false)}
      placeholderValue={today(timeZone)}
      {...(props['aria-label'] === undefined ? {} : { 'aria-label': props['aria-label'] })}
      {...(minValue === undefined ? {} : { minValue })}
      {...(maxValue === undefined ? {} : { maxValue })}
    >
      {props.label !== undefined && (
        <Label className={styles.label ?? ''}>
          {props.label}
          {required && (
            <span className={styles.asterisk} aria-hidden>
              {' *'}
            </span>
          )}
        </Label>
      )}
      <Group
        ref={useDigitsOfLanguage(language)}
        className={styles.group ?? ''}
        data-invalid={message !== undefined || undefined}
      >
        <DateInput className={styles.input ?? ''}>
          {(segment) => (
            <>
              <DateSegment
                segment={inLanguage(segment, language)}
                className={styles.segment ?? ''}
                data-kind={segment.type}
              />
              {segment.type === 'year' && <PartialDateWatch onChange={setPartial} />}
            </>
          )}
        </DateInput>
        {value !== null && !required && props.disabled !== true && (
          <Button
            slot={null}
            className={styles.button ?? ''}
            aria-label={t('date.clear')}
            onPress={() => {
              onChange(null);
              setCleared(cleared + 1);
            }}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </Button>
        )}
        <Button className={styles.button ?? ''} aria-label={t('date.openCalendar')}>
          <IconCalendar size={15} stroke={1.75} aria-hidden />
        </Button>
      </Group>
      {description !== undefined && (
        <Text slot="description" className={styles.description ?? ''}>
          {description}
        </Text>
      )}
      {message !== undefined && (
        <Text slot="errorMessage" className={styles.error ?? ''}>
          {message}
        </Text>
      )}
      <Popover className={styles.popover ?? ''} placement="bottom start" offset={4}>
        <Dialog className={styles.dialog ?? ''} aria-label={t('date.openCalendar')}>
          <MonthCalendar />
        </Dialog>
      </Popover>
    </DatePicker>
  );
}

/** react-aria takes digits of one script alone: others are turned into it on their way in. */
function useDigitsOfLanguage(language: Language): (element: HTMLElement | null) => (() => void) | undefined {
  return useCallback(
    (element) => {
      const convert = (event: InputEvent): void => {
        if (event.data === null) return;
        const data = language === 'fa' ? digitsToPersian(event.data) : digitsToLatin(event.data);
        if (data === event.data) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        event.target?.dispatchEvent(
          new InputEvent('beforeinput', { data, inputType: event.inputType, bubbles: true, cancelable: true }),
        );
      };
      element?.addEventListener('beforeinput', convert, { capture: true });
      return () => element?.removeEventListener('beforeinput', convert, { capture: true });
    },
    [language],
  );
}

/** react-aria knows no Persian comma. */
function inLanguage(segment: IDateSegment, language: Language): IDateSegment {
  return segment.type === 'literal' && language === 'fa'
    ? { ...segment, text: segment.text.replace(',', '،') }
    : segment;
}

/** Tells when some segments are filled and others are not. Sits inside the field because its state is known only there. */
function PartialDateWatch({ onChange }: { onChange: (isPartial: boolean) => void }) {
  const state = useContext(DateFieldStateContext);
  const editable = state?.segments.filter((segment) => segment.isEditable) ?? [];
  const empty = editable.filter((segment) => segment.isPlaceholder).length;
  const isPartial = empty > 0 && empty < editable.length;
  useEffect(() => onChange(isPartial), [isPartial, onChange]);
  return null;
}

function MonthCalendar() {
  const { t, direction, calendar } = useLocale();
  const [Back, Forward] =
    direction === 'rtl' ? [IconChevronRight, IconChevronLeft] : [IconChevronLeft, IconChevronRight];
  return (
    <Calendar
      className={styles.calendar ?? ''}
      createCalendar={createCalendar}
      firstDayOfWeek={calendar === 'persian' ? 'sat' : 'mon'}
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

/** "اسفند ۱۴۰۶", "March 2028": month first in both languages, without the era that Intl would add. */
function MonthHeading() {
  const { language, calendar } = useLocale();
  const state = useContext(CalendarStateContext);
  if (!state) return null;
  const first = state.visibleRange.start.toDate(state.timeZone);
  const format = new Intl.DateTimeFormat(reactAriaLocale(language, calendar), {
    month: 'long',
    year: 'numeric',
    timeZone: state.timeZone,
  });
  const parts = Object.fromEntries(format.formatToParts(first).map(({ type, value }) => [type, value]));
  return (
    <h2 className={styles.heading} aria-hidden>
      {parts['month']} {parts['year']}
    </h2>
  );
}

/** Only the two calendars that the product has; the others stay out of the bundle. */
function createCalendar(identifier: CalendarIdentifier): GregorianCalendar | PersianCalendar {
  return identifier === 'persian' ? new PersianCalendar() : new GregorianCalendar();
}
