/** Fields bound to one leaf of a record form. Labels, limits and options come from the kind; errors stand beside the field once somebody tried to save. */
import type { HTMLAttributes, ReactNode } from 'react';
import { Autocomplete, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { digitsToLatin } from '../../../shared/base/digits.ts';
import { isCurrencyCode, type CurrencyCode, type Money } from '../../../shared/base/money.ts';
import { moneyOf } from '../../../shared/domain/bodyReads.ts';
import { constraintAt } from '../../../shared/domain/constraints.ts';
import { splitPath, type JsonValue } from '../../../shared/base/leafPath.ts';
import { fieldLabel } from '../../../shared/locale/recordLabels.ts';
import { useFieldProblem } from '../../ui/form/Form.tsx';
import { DateField, DateTimeField } from '../../ui/inputs/DateField.tsx';
import { MoneyInput, PercentageInput, QuantityInput } from '../../ui/inputs/NumberInputs.tsx';
import { WholeNumberInput } from '../../ui/inputs/WholeNumberInput.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { problemWords } from './problemWords.ts';
import styles from './Fields.module.css';
import type { RecordForm } from './useRecordForm.ts';

export interface BoundFieldProps {
  form: RecordForm;
  /** A leaf path: `name`, `phones/<id>/number`. */
  path: string;
  /** By default what the dictionary calls the field. */
  label?: string;
  description?: ReactNode;
  'data-autofocus'?: boolean;
}

/** What every bound field shows: its name, whether it must be filled in, and what is wrong with it. */
export function useBoundField({ form, path, label }: BoundFieldProps) {
  const { t } = useLocale();
  const { definition } = form;
  const problem = form.problems.find((candidate) => candidate.path === path);
  const words = problem ? problemWords(t, problem) : null;
  const { shown } = useFieldProblem(words);
  const constraint = constraintAt(definition, path);
  return {
    label: label ?? fieldLabel(t, definition.collection, splitPath(path).at(-1) ?? path),
    required: constraint?.required === true,
    error: shown && words !== null ? words : undefined,
    constraint,
  };
}

export interface TextBoxProps extends BoundFieldProps {
  multiline?: boolean;
  /** Phones, codes, addresses on the web: always from left to right; digits are kept as 0 to 9 and shown in the person's own. */
  leftToRight?: boolean;
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode'];
  placeholder?: string;
}

export function TextBox(props: TextBoxProps) {
  const { form, path, multiline = false, leftToRight = false } = props;
  const { formats } = useLocale();
  const { label, required, error, constraint } = useBoundField(props);
  const value = form.valueAt(path);
  const text = typeof value === 'string' ? value : '';
  const common = {
    label,
    description: props.description,
    withAsterisk: required,
    'aria-required': required || undefined,
    error,
    maxLength: constraint?.maximumLength,
    placeholder: props.placeholder,
    value: leftToRight ? formats.digits(text) : text,
    classNames: { input: (leftToRight ? styles.leftToRight : styles.eitherWay) ?? '' },
    onChange: (event: { currentTarget: { value: string } }) => {
      const typed = event.currentTarget.value;
      form.set(path, leftToRight ? digitsToLatin(typed) : typed);
    },
    ...(props['data-autofocus'] ? { 'data-autofocus': true } : {}),
  };
  return multiline ? <Textarea {...common} /> : <TextInput {...common} inputMode={props.inputMode} />;
}

/** A text of one's own, with what others have written there to choose from. */
export function SuggestedTextBox(props: BoundFieldProps & { suggestions: readonly string[] }) {
  const { form, path } = props;
  const { label, required, error, constraint } = useBoundField(props);
  const value = form.valueAt(path);
  return (
    <Autocomplete
      label={label}
      description={props.description}
      withAsterisk={required}
      aria-required={required || undefined}
      error={error}
      maxLength={constraint?.maximumLength}
      value={typeof value === 'string' ? value : ''}
      data={[...new Set(props.suggestions)]}
      limit={SUGGESTED}
      classNames={{ input: styles.eitherWay ?? '' }}
      onChange={(text) => form.set(path, text)}
    />
  );
}

const SUGGESTED = 20;

export interface ChoiceBoxProps extends BoundFieldProps {
  /** Words for an option of the kind's list; or a list of one's own. */
  options?: readonly { readonly value: string; readonly label: string }[];
  wordOf?: (option: string) => string;
  searchable?: boolean;
  disabled?: boolean;
}

export function ChoiceBox(props: ChoiceBoxProps) {
  const { form, path, wordOf = (option: string) => option } = props;
  const { t } = useLocale();
  const { label, required, error, constraint } = useBoundField(props);
  const value = form.valueAt(path);
  const options =
    props.options ?? (constraint?.options ?? []).map((option) => ({ value: option, label: wordOf(option) }));
  return (
    <Select
      label={label}
      description={props.description}
      withAsterisk={required}
      error={error}
      data={[...options]}
      value={typeof value === 'string' ? value : null}
      onChange={(chosen) => form.set(path, chosen ?? undefined)}
      clearable={!required}
      allowDeselect={false}
      disabled={props.disabled ?? false}
      searchable={props.searchable ?? false}
      nothingFoundMessage={t('palette.nothing')}
      placeholder={required ? t('action.choose') : t('state.none')}
    />
  );
}

export function DateBox(props: BoundFieldProps & { minimum?: string }) {
  const { form, path, minimum } = props;
  const { label, required, error } = useBoundField(props);
  return (
    <DateField
      label={label}
      description={props.description}
      required={required}
      error={error}
      value={textOrNull(form.valueAt(path))}
      onChange={(date) => form.set(path, date ?? undefined)}
      {...(minimum === undefined ? {} : { minimum })}
    />
  );
}

export function DateTimeBox(props: BoundFieldProps) {
  const { form, path } = props;
  const { label, required, error } = useBoundField(props);
  return (
    <DateTimeField
      label={label}
      description={props.description}
      required={required}
      error={error}
      value={textOrNull(form.valueAt(path))}
      onChange={(instant) => form.set(path, instant ?? undefined)}
    />
  );
}

/** An amount. `currency` is what a new one is typed in; one that is there keeps its own. */
export function MoneyBox(props: BoundFieldProps & { currency: CurrencyCode; disabled?: boolean }) {
  const { form, path, currency } = props;
  const { label, required, error } = useBoundField(props);
  const money = moneyAt(form, path);
  return (
    <MoneyInput
      label={label}
      description={props.description}
      required={required}
      error={error}
      disabled={props.disabled ?? false}
      currency={money?.currency ?? currency}
      value={money}
      onChange={(amount) => form.set(path, amount ? { amount: amount.amount, currency: amount.currency } : undefined)}
    />
  );
}

export function PercentageBox(props: BoundFieldProps) {
  const { form, path } = props;
  const { label, required, error } = useBoundField(props);
  return (
    <PercentageInput
      label={label}
      description={props.description}
      required={required}
      error={error}
      value={numberOrNull(form.valueAt(path))}
      onChange={(percentage) => form.set(path, percentage ?? undefined)}
    />
  );
}

export function QuantityBox(props: BoundFieldProps & { unit?: string }) {
  const { form, path, unit } = props;
  const { label, required, error } = useBoundField(props);
  return (
    <QuantityInput
      label={label}
      description={props.description}
      required={required}
      error={error}
      value={numberOrNull(form.valueAt(path))}
      onChange={(quantity) => form.set(path, quantity ?? undefined)}
      {...(unit === undefined ? {} : { unit })}
    />
  );
}

/** A whole number of days, hours or minutes. */
export function WholeNumberBox(props: BoundFieldProps) {
  const { form, path } = props;
  const { label, required, error } = useBoundField(props);
  return (
    <WholeNumberInput
      label={label}
      description={props.description}
      required={required}
      error={error}
      value={numberOrNull(form.valueAt(path))}
      onChange={(number) => form.set(path, number ?? undefined)}
    />
  );
}

/** Words of one's own, each a tag. */
export function TagsBox(props: BoundFieldProps & { suggestions?: readonly string[] }) {
  const { form, path } = props;
  const { label, error } = useBoundField(props);
  const value = form.valueAt(path);
  const tags = Array.isArray(value) ? value.filter((tag): tag is string => typeof tag === 'string') : [];
  return (
    <TagsInput
      label={label}
      description={props.description}
      error={error}
      data={[...(props.suggestions ?? [])]}
      value={tags}
      onChange={(chosen) => form.set(path, chosen)}
      splitChars={[',', '،']}
      maxLength={60}
      acceptValueOnBlur
    />
  );
}

function moneyAt(form: RecordForm, path: string): Money | null {
  const value: JsonValue | undefined = form.valueAt(path);
  const money = moneyOf({ money: value ?? null }, 'money');
  return money && isCurrencyCode(money.currency) ? { amount: money.amount, currency: money.currency } : null;
}

const textOrNull = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;
const numberOrNull = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null);
