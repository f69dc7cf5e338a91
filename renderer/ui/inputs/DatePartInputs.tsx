/**
 * The parts of a date, each a spin button that is typed into: year, month, day, and hour and minute where there is a time. They stand from
 * left to right in every language, as figures do; a time stands beyond its day in the direction of the page.
 */
import { Fragment, useId, useImperativeHandle, useRef, type ClipboardEvent, type KeyboardEvent, type Ref } from 'react';
import { instantFromMilliseconds, isoDateFromInstant } from '../../../shared/base/clock.ts';
import { digitsToLatin } from '../../../shared/base/digits.ts';
import { useLocale, type Locale } from '../locale/LocaleProvider.tsx';
import styles from './DateField.module.css';
import { monthName } from './monthName.ts';
import {
  DAY_PARTS,
  finishedParts,
  isPartFull,
  PART_LIMITS,
  partsFromText,
  partsOf,
  partsOfValue,
  steppedPart,
  TIME_PARTS,
  type DateKind,
  type DatePart,
  type DateParts,
} from './dateParts.ts';

export interface DatePartsHandle {
  /** Puts the cursor into the first part that is empty, else into the first. */
  focus(): void;
}

interface DatePartInputsProps {
  ref: Ref<DatePartsHandle>;
  kind: DateKind;
  parts: DateParts;
  onChange: (parts: DateParts) => void;
  /** The part that is being typed, shown as it was typed; the others are filled up: ۰۳. */
  active: DatePart | null;
  onActive: (part: DatePart | null) => void;
  /** Told of text that is no date; the parts stay as they are. */
  onUnreadablePaste: (text: string) => void;
  /** The field's name where it has no visible label. */
  fieldName: string | undefined;
  labelId: string | undefined;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
  disabled: boolean;
}

const SEPARATOR = /[-/.:,،\s]/;
const PASTED_SHOWN_MAXIMUM = 40;

export function DatePartInputs(props: DatePartInputsProps) {
  const { ref, kind, parts, onChange } = props;
  const locale = useLocale();
  const { t, formats, language, direction } = locale;
  const ownId = useId();
  const elements = useRef(new Map<DatePart, HTMLInputElement>());
  const names = partsOf(kind);
  /** As they stand on the screen, from the left. */
  const onScreen = kind.timeZone !== null && direction === 'rtl' ? [...TIME_PARTS, ...DAY_PARTS] : names;
  useImperativeHandle(ref, () => ({
    focus: () => focusPart(names.find((name) => parts[name] === '') ?? names[0]),
  }));

  function focusPart(name: DatePart | undefined): void {
    if (name !== undefined) elements.current.get(name)?.focus();
  }

  function handleType(name: DatePart, text: string): void {
    const latin = digitsToLatin(text);
    const digits = latin.replaceAll(/\D/g, '').slice(0, PART_LIMITS[name].digits);
    // Letters are no part of a date.
    if (digits === '' && latin !== '') return;
    props.onActive(name);
    onChange({ ...parts, [name]: digits });
    if (isPartFull(digits, name)) focusPart(names[names.indexOf(name) + 1]);
  }

  function handleKey(name: DatePart, event: KeyboardEvent<HTMLInputElement>): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { page } = PART_LIMITS[name];
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: page, PageDown: -page }[event.key];
    const places = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (steps !== undefined) {
      const element = event.currentTarget;
      onChange(steppedPart(parts, name, steps, todayParts(locale, kind)));
      requestAnimationFrame(() => element.select());
    } else if (places !== undefined) {
      focusPart(onScreen[onScreen.indexOf(name) + places]);
    } else if (event.key.length === 1 && SEPARATOR.test(event.key)) {
      // After a part that was full and has been left by itself, the slash that people type all the same does nothing.
      if (name === props.active && parts[name] !== '') focusPart(names[names.indexOf(name) + 1]);
    } else if (event.key === 'Backspace' && parts[name] === '') {
      focusPart(names[names.indexOf(name) - 1]);
    } else {
      return;
    }
    event.preventDefault();
  }

  function handlePaste(name: DatePart, event: ClipboardEvent): void {
    const text = event.clipboardData.getData('text').trim();
    const pasted = partsFromText(text, kind);
    // A few digits belong into the part that has the cursor.
    if (pasted === null && new RegExp(`^\\d{1,${PART_LIMITS[name].digits}}$`).test(digitsToLatin(text))) return;
    event.preventDefault();
    if (pasted === null) {
      props.onUnreadablePaste(text.slice(0, PASTED_SHOWN_MAXIMUM));
      return;
    }
    onChange({ ...pasted, hour: pasted.hour || parts.hour, minute: pasted.minute || parts.minute });
  }

  function handleCopy(event: ClipboardEvent): void {
    if (DAY_PARTS.some((name) => parts[name] === '')) return;
    const day = DAY_PARTS.map((name) => parts[name]).join('/');
    const time = kind.timeZone === null ? '' : ` ${parts.hour}:${parts.minute}`;
    event.clipboardData.setData('text/plain', formats.digits(day + time));
    event.preventDefault();
  }

  const finished = finishedParts(parts);
  const input = (name: DatePart) => (
    <input
      key={name}
      ref={(element) => {
        if (element) elements.current.set(name, element);
        else elements.current.delete(name);
      }}
      id={`${ownId}${name}`}
      className={styles.part}
      role="spinbutton"
      inputMode="numeric"
      autoComplete="off"
      dir="ltr"
      placeholder={t(`date.blank.${name}`)}
      value={formats.digits(name === props.active ? parts[name] : finished[name])}
      disabled={props.disabled}
      aria-label={`${t(`date.part.${name}`)}${props.fieldName === undefined ? '' : `, ${props.fieldName}`}`}
      aria-labelledby={props.labelId === undefined ? undefined : `${ownId}${name} ${props.labelId}`}
      aria-describedby={props.describedBy}
      aria-invalid={props.invalid || undefined}
      aria-required={props.required || undefined}
      aria-valuemin={PART_LIMITS[name].minimum}
      aria-valuemax={PART_LIMITS[name].maximum}
      aria-valuenow={parts[name] === '' ? undefined : Number(parts[name])}
      aria-valuetext={partWords(locale, kind, parts, name)}
      onChange={(event) => handleType(name, event.currentTarget.value)}
      onKeyDown={(event) => handleKey(name, event)}
      onPaste={(event) => handlePaste(name, event)}
      onCopy={handleCopy}
      onFocus={(event) => event.currentTarget.select()}
      onClick={(event) => event.currentTarget.select()}
      onBlur={() => props.onActive(null)}
    />
  );
  const separated = (group: readonly DatePart[], separator: string) => (
    <span className={styles.parts} dir="ltr">
      {group.map((name, index) => (
        <Fragment key={name}>
          {index > 0 && <Separator text={separator} />}
          {input(name)}
        </Fragment>
      ))}
    </span>
  );

  return (
    <span className={styles.input}>
      {separated(DAY_PARTS, language === 'en' && kind.calendar === 'gregory' ? '-' : '/')}
      {kind.timeZone !== null && (
        <>
          <Separator text={language === 'fa' ? '، ' : ', '} />
          {separated(TIME_PARTS, ':')}
        </>
      )}
    </span>
  );
}

function Separator({ text }: { text: string }) {
  return (
    <span className={styles.separator} aria-hidden>
      {text}
    </span>
  );
}

/** What a screen reader says for a part: months by their names too. */
function partWords({ t, formats, language }: Locale, kind: DateKind, parts: DateParts, name: DatePart): string {
  if (parts[name] === '') return t('date.part.empty');
  const figures = formats.digits(finishedParts(parts)[name]);
  const month = name === 'month' ? monthName(language, kind.calendar, Number(parts.month)) : null;
  return month === null ? figures : `${figures} – ${month}`;
}

function todayParts({ timeZone }: Locale, kind: DateKind): DateParts {
  const now = instantFromMilliseconds(Date.now());
  return partsOfValue(kind.timeZone === null ? isoDateFromInstant(now, timeZone) : now, kind);
}
