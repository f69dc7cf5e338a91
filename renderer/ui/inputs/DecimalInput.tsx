/** A field for an exact number. It reads digits of every script, groups them while one types, and never snaps or loses what it cannot read. */
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { TextInput } from '@mantine/core';
import { createError } from '../../../shared/base/errors.ts';
import { fail, type Result } from '../../../shared/base/result.ts';
import { useFieldProblem } from '../form/Form.tsx';
import { useLocale } from '../locale/LocaleProvider.tsx';
import { textDirection } from '../text/textDirection.ts';
import { fieldErrorWords } from '../state/errorWords.ts';
import { groupNumber, groupTypedNumber } from './groupDigits.ts';
import styles from './DecimalInput.module.css';

/** What every number field of the kit takes. `null` is an empty field. */
export interface NumberFieldProps<Value> {
  value: Value | null;
  /** Called with each value that can be read. Text that cannot be read stays in the field and keeps the form from saving. */
  onChange: (value: Value | null) => void;
  label?: ReactNode;
  /** For fields without a visible label, as in the cells of a table. */
  'aria-label'?: string;
  description?: ReactNode;
  /** An error from outside, such as a rule of trade. */
  error?: string | undefined;
  required?: boolean;
  disabled?: boolean;
  /** By default negative numbers are refused. */
  allowNegative?: boolean;
  /** `end` in columns of numbers. */
  align?: 'start' | 'end';
  onBlur?: () => void;
  'data-autofocus'?: boolean;
}

interface DecimalInputProps<Value> extends NumberFieldProps<Value> {
  /** How the value looks, without its unit. */
  format: (value: Value) => string;
  parse: (text: string) => Result<Value>;
  isNegative: (value: Value) => boolean;
  /** Shown at the end of the field. */
  unit?: string | undefined;
  /** A right value, for the wording of errors. */
  example: string;
}

export function DecimalInput<Value>(props: DecimalInputProps<Value>) {
  const { value, onChange, format, parse, isNegative, unit, example, error, required = false, align = 'start' } = props;
  const { t, language } = useLocale();
  const input = useRef<HTMLInputElement>(null);
  const caret = useRef<number | null>(null);
  /** What is being typed; null while the field shows its value. */
  const [typed, setTyped] = useState<string | null>(null);
  const [left, setLeft] = useState(false);
  const text = typed ?? (value === null ? '' : groupNumber(format(value), language));
  const problem = problemOf(typed ?? text);
  const { shown } = useFieldProblem(problem);

  useLayoutEffect(() => {
    if (caret.current === null || document.activeElement !== input.current) return;
    input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });

  function read(candidate: string): Result<Value> {
    const parsed = parse(candidate);
    if (parsed.ok && props.allowNegative !== true && isNegative(parsed.value)) {
      return fail(createError('invalid_input', { reason: 'negative' }));
    }
    return parsed;
  }

  function problemOf(candidate: string): string | null {
    if (candidate.trim() === '') return required ? t('field.error.empty') : null;
    const parsed = read(candidate);
    return parsed.ok ? null : fieldErrorWords(t, parsed.error, example);
  }

  function handleType(candidate: string, position: number): void {
    const grouped = groupTypedNumber({ text: candidate, caret: position }, text, language);
    caret.current = grouped.caret;
    setTyped(grouped.text);
    if (grouped.text.trim() === '') {
      onChange(null);
      return;
    }
    const parsed = read(grouped.text);
    if (parsed.ok) onChange(parsed.value);
  }

  return (
    <TextInput
      ref={input}
      label={props.label}
      aria-label={props['aria-label']}
      description={props.description}
      withAsterisk={required}
      aria-required={required || undefined}
      disabled={props.disabled ?? false}
      inputMode="decimal"
      classNames={{ input: styles.input ?? '' }}
      data-align={align}
      data-words={textDirection(text)}
      value={text}
      error={error ?? ((left || shown) && problem !== null ? problem : undefined)}
      rightSection={unit === undefined ? undefined : <span className={styles.unit}>{unit}</span>}
      rightSectionWidth={unit === undefined ? undefined : unit.length * 8 + 16}
      rightSectionPointerEvents="none"
      onChange={(event) =>
        handleType(event.currentTarget.value, event.currentTarget.selectionStart ?? event.currentTarget.value.length)
      }
      onFocus={(event) => {
        setLeft(false);
        event.currentTarget.select();
      }}
      onBlur={() => {
        setLeft(true);
        if (problem === null) setTyped(null);
        props.onBlur?.();
      }}
      {...(props['data-autofocus'] ? { 'data-autofocus': true } : {})}
    />
  );
}
