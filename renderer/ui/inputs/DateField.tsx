/** Days and times as people type them, in the calendar of their choice (Persian or Gregorian) and the digits of their language. */
import { useId, useRef, useState, type PointerEvent, type ReactNode } from 'react';
import type { CalendarDate } from '@internationalized/date';
import { IconCalendar, IconX } from '@tabler/icons-react';
import { Button } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { instantFromMilliseconds, isoDateFromInstant, type Instant, type IsoDate } from '../../../shared/base/clock.ts';
import { useFieldProblem } from '../form/Form.tsx';
import { useLocale, type Locale } from '../locale/LocaleProvider.tsx';
import styles from './DateField.module.css';
import {
  calendarDayOf,
  isPartFull,
  NO_PARTS,
  partsOfCalendarDay,
  partsOfValue,
  readParts,
  type DateKind,
  type DatePart,
  type DateParts,
  type DateReading,
} from './dateParts.ts';
import { DatePartInputs, type DatePartsHandle } from './DatePartInputs.tsx';
import { MonthCalendar } from './MonthCalendar.tsx';
import { monthAndYear } from './monthName.ts';

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
  /**
   * Called with each whole date, and with null when it is cleared. Half a date and a day that does not exist stay in the field as they
   * were typed and keep the form from saving.
   */
  onChange: (value: IsoDate | null) => void;
  minimum?: IsoDate;
  maximum?: IsoDate;
}

/** A day, stored as an ISO date. */
export function DateField(props: DateFieldProps) {
  return <Field {...props} timeZone={null} />;
}

export interface DateTimeFieldProps extends CommonProps {
  value: Instant | null;
  onChange: (value: Instant | null) => void;
}

/** A day and a time in this machine's time zone, stored as an instant in UTC. */
export function DateTimeField(props: DateTimeFieldProps) {
  const { timeZone } = useLocale();
  return <Field {...props} timeZone={timeZone} />;
}

interface FieldProps extends DateFieldProps {
  timeZone: string | null;
}

function Field({ value, onChange, timeZone, required = false, disabled = false, ...props }: FieldProps) {
  const locale = useLocale();
  const { t } = locale;
  const ids = { label: useId(), message: useId(), button: useId() };
  const group = useRef<HTMLDivElement>(null);
  const inputs = useRef<DatePartsHandle>(null);
  const [left, setLeft] = useState(true);
  const [active, setActive] = useState<DatePart | null>(null);
  const [isOpen, setOpen] = useState(false);
  const typing = useTypedDate(value, onChange, { calendar: locale.calendar, timeZone });
  const { parts, kind, reading, unreadablePaste } = typing;

  const problem = problemWords(locale, reading, parts, kind, required);
  const { shown } = useFieldProblem(problem);
  // A day that cannot be is refused at once, but not while its month is half typed.
  const isTyping = active !== null && !isPartFull(parts[active], active);
  const isDue = shown || (reading.state === 'partial' ? left : reading.state !== 'empty' && !isTyping);
  const pasteProblem =
    unreadablePaste === null
      ? undefined
      : t('field.error.pastedDate', { text: unreadablePaste, example: exampleDate(locale, kind) });
  const message = pasteProblem ?? props.error ?? (problem !== null && isDue ? problem : undefined);
  const name = props.label === undefined ? { 'aria-label': props['aria-label'] } : { 'aria-labelledby': ids.label };

  return (
    <div className={styles.picker}>
      {props.label !== undefined && (
        // For the eye and the mouse; the group and its parts are named by it.
        <span id={ids.label} className={styles.label} onPointerDown={(event) => takeCursor(event, inputs.current)}>
          {props.label}
          {required && (
            <span className={styles.asterisk} aria-hidden>
              {' *'}
            </span>
          )}
        </span>
      )}
      <div
        ref={group}
        role="group"
        {...name}
        className={styles.group}
        data-invalid={message !== undefined || undefined}
        data-disabled={disabled || undefined}
        onPointerDown={(event) => {
          if (event.target instanceof Element && !event.target.closest('input, button'))
            takeCursor(event, inputs.current);
        }}
        onFocus={() => setLeft(false)}
        onBlur={(event) => {
          if (event.currentTarget.contains(event.relatedTarget)) return;
          setLeft(true);
          typing.finish();
        }}
      >
        <DatePartInputs
          ref={inputs}
          kind={kind}
          parts={parts}
          onChange={typing.change}
          active={active}
          onActive={setActive}
          onUnreadablePaste={typing.refusePaste}
          fieldName={props['aria-label']}
          labelId={props.label === undefined ? undefined : ids.label}
          describedBy={message === undefined ? undefined : ids.message}
          invalid={message !== undefined}
          required={required}
          disabled={disabled}
        />
        {!required && !disabled && reading.state !== 'empty' && (
          <Button
            className={styles.button ?? ''}
            aria-label={t('date.clear')}
            onPress={() => {
              typing.change(NO_PARTS);
              inputs.current?.focus();
            }}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </Button>
        )}
        <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
          <Button
            id={ids.button}
            className={styles.button ?? ''}
            isDisabled={disabled}
            aria-label={t('date.openCalendar')}
            {...(props.label === undefined ? {} : { 'aria-labelledby': `${ids.button} ${ids.label}` })}
          >
            <IconCalendar size={15} stroke={1.75} aria-hidden />
          </Button>
          <Popover className={styles.popover ?? ''} placement="bottom start" offset={4} triggerRef={group}>
            <Dialog className={styles.dialog ?? ''} aria-label={t('date.openCalendar')}>
              <MonthCalendar
                value={calendarDayOf(reading, kind.timeZone)}
                minimum={props.minimum}
                maximum={props.maximum}
                onChoose={(day) => {
                  typing.change(withDay(parts, day, kind));
                  setOpen(false);
                }}
              />
            </Dialog>
          </Popover>
        </DialogTrigger>
      </div>
      {props.description !== undefined && <span className={styles.description}>{props.description}</span>}
      {message !== undefined && (
        <span id={ids.message} className={styles.error} role="alert">
          {message}
        </span>
      )}
    </div>
  );
}

interface TypedDate {
  readonly parts: DateParts;
  /** The calendar in which they were typed, also after another was chosen. */
  readonly kind: DateKind;
  readonly reading: DateReading;
  readonly unreadablePaste: string | null;
  change(parts: DateParts): void;
  refusePaste(text: string): void;
  /** The cursor has left: what is whole is shown as the value, what is not stays as it was typed. */
  finish(): void;
}

function useTypedDate(value: string | null, onChange: (value: string | null) => void, current: DateKind): TypedDate {
  const [typed, setTyped] = useState<{ parts: DateParts; kind: DateKind } | null>(null);
  const [unreadablePaste, setUnreadablePaste] = useState<string | null>(null);
  /** The value that was given last or told last: another one comes from outside and is shown in place of what was typed. */
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setTyped(null);
  }
  const kind = typed?.kind ?? current;
  const parts = typed?.parts ?? partsOfValue(value, kind);
  const reading = readParts(parts, kind, value);
  return {
    parts,
    kind,
    reading,
    unreadablePaste,
    change(next) {
      setUnreadablePaste(null);
      setTyped({ parts: next, kind });
      const read = readParts(next, kind, value);
      if (read.state !== 'whole' && read.state !== 'empty') return;
      const told = read.state === 'whole' ? read.value : null;
      if (told === value) return;
      setKnown(told);
      onChange(told);
    },
    refusePaste: setUnreadablePaste,
    finish() {
      setTyped((before) => {
        const state = before && readParts(before.parts, before.kind).state;
        return state === 'whole' || state === 'empty' ? null : before;
      });
    },
  };
}

function problemWords(
  { t, language }: Locale,
  reading: DateReading,
  parts: DateParts,
  { calendar, timeZone }: DateKind,
  required: boolean,
): string | null {
  switch (reading.state) {
    case 'whole':
      return null;
    case 'empty':
      return required ? t('field.error.empty') : null;
    case 'partial':
      return t(timeZone === null ? 'field.error.partialDate' : 'field.error.partialDateTime');
    case 'noSuchTime':
      return t('field.error.time');
    case 'noSuchDay': {
      if (reading.monthDays === null) return t('field.error.date');
      return t('field.error.dayOfMonth', {
        month: monthAndYear(language, calendar, Number(parts.year), Number(parts.month)),
        days: reading.monthDays,
      });
    }
  }
}

/** Today, as it may be pasted. */
function exampleDate({ formats, timeZone }: Locale, kind: DateKind): string {
  const now = instantFromMilliseconds(Date.now());
  const day = formats.dateInFigures(isoDateFromInstant(now, kind.timeZone ?? timeZone));
  return kind.timeZone === null ? day : `${day} ${formats.time(now)}`;
}

/** A day of the calendar in the parts; the time stays, and where there was none it is now. */
function withDay(parts: DateParts, day: CalendarDate, { calendar, timeZone }: DateKind): DateParts {
  const { year, month, day: date } = partsOfCalendarDay(day, calendar);
  if (timeZone === null) return { ...NO_PARTS, year, month, day: date };
  const now = partsOfValue(instantFromMilliseconds(Date.now()), { calendar, timeZone });
  return { year, month, day: date, hour: parts.hour || now.hour, minute: parts.minute || now.minute };
}

function takeCursor(event: PointerEvent, inputs: DatePartsHandle | null): void {
  event.preventDefault();
  inputs?.focus();
}
