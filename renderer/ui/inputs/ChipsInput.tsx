/** Any of a few, all of them in sight: a chip each. */
import { useId } from 'react';
import { Chip } from '@mantine/core';
import styles from './ChipsInput.module.css';

export interface ChipsInputProps {
  label: string;
  required?: boolean;
  help?: string;
  /** What is wrong; `true` where that is said elsewhere. */
  error?: string | boolean | undefined;
  options: readonly { readonly value: string; readonly label: string }[];
  value: readonly string[];
  onChange: (chosen: string[]) => void;
}

export function ChipsInput({
  label,
  required = false,
  help,
  error = false,
  options,
  value,
  onChange,
}: ChipsInputProps) {
  const helpId = useId();
  return (
    <fieldset
      className={styles.fieldset}
      aria-invalid={error !== false || undefined}
      aria-describedby={help === undefined ? undefined : helpId}
    >
      <legend className={styles.legend}>
        {label}
        {required && <span className={styles.asterisk}> *</span>}
      </legend>
      <Chip.Group multiple value={[...value]} onChange={onChange}>
        <div className={styles.chips}>
          {options.map((option) => (
            <Chip key={option.value} value={option.value} size="sm" radius="md" variant="outline">
              {option.label}
            </Chip>
          ))}
        </div>
      </Chip.Group>
      {help !== undefined && (
        <p className={styles.help} id={helpId}>
          {help}
        </p>
      )}
      {typeof error === 'string' && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
