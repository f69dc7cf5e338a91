/** A time of day, 24 hours: digits of every script in, `HH:MM` out. What it cannot read stays in the field and keeps the form from saving. */
import { useState, type ReactNode } from 'react';
import { TextInput } from '@mantine/core';
import { parseTimeInput } from '../../../shared/locale/format.ts';
import { useFieldProblem } from '../form/Form.tsx';
import { useLocale } from '../locale/LocaleProvider.tsx';

const EXAMPLE = '18:00';

interface TimeInputProps {
  /** `HH:MM`; null is an empty field. */
  value: string | null;
  onChange: (value: string | null) => void;
  label: ReactNode;
  description?: ReactNode;
}

export function TimeInput({ value, onChange, label, description }: TimeInputProps) {
  const { t, formats } = useLocale();
  /** What is being typed; null while the field shows its value. */
  const [typed, setTyped] = useState<string | null>(null);
  const [left, setLeft] = useState(false);
  const text = typed ?? formats.digits(value ?? '');
  const problem = problemOf(text);
  const { shown } = useFieldProblem(problem);

  function problemOf(candidate: string): string | null {
    if (candidate.trim() === '') return t('field.error.empty');
    return parseTimeInput(candidate).ok ? null : t('field.error.timeOfDay', { example: formats.code(EXAMPLE) });
  }

  return (
    <TextInput
      label={label}
      description={description}
      withAsterisk
      aria-required
      dir="ltr"
      inputMode="numeric"
      maxLength={8}
      value={text}
      error={(left || shown) && problem !== null ? problem : undefined}
      onChange={(event) => {
        const candidate = event.currentTarget.value;
        setTyped(candidate);
        const parsed = parseTimeInput(candidate);
        onChange(parsed.ok ? parsed.value : null);
      }}
      onFocus={(event) => {
        setLeft(false);
        event.currentTarget.select();
      }}
      onBlur={() => {
        setLeft(true);
        if (problem === null) setTyped(null);
      }}
    />
  );
}
