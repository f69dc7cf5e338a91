/** The field in which an administrator mends one leaf of somebody's held work: the field of the form, without its form. */
import { MultiSelect, Select, TagsInput, Textarea } from '@mantine/core';
import { parseDecimal } from '../../../shared/base/decimal.ts';
import { splitPath, type JsonValue } from '../../../shared/base/leafPath.ts';
import { isCurrencyCode } from '../../../shared/base/money.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import { constraintAt, type FieldConstraint } from '../../../shared/domain/constraints.ts';
import type { CollectionName } from '../../../shared/domain/record.ts';
import { fieldLabel, valueLabel } from '../../../shared/locale/recordLabels.ts';
import { DateField, DateTimeField } from '../../ui/inputs/DateField.tsx';
import { DecimalInput } from '../../ui/inputs/DecimalInput.tsx';
import { MoneyInput, PercentageInput, QuantityInput } from '../../ui/inputs/NumberInputs.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';
import { useDirectory } from '../records/useDirectory.ts';

export interface LeafEditorProps {
  readonly collection: CollectionName;
  readonly kind: string;
  readonly path: string;
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue) => void;
}

export function LeafEditor(props: LeafEditorProps) {
  const { collection, path, value, onChange } = props;
  const { t, formats } = useLocale();
  const label = t('parking.newValue', { field: fieldLabel(t, collection, path) });
  const shared = { label };
  const field = splitPath(path).at(-1) ?? path;
  const constraint = constraintOf(props);
  const directory = useDirectory();

  if (field === 'ownerId' || field === 'territoryId') {
    const options = field === 'ownerId' ? directory.people : directory.territories;
    return <Choice label={label} options={options} value={value} onChange={onChange} />;
  }
  if (field === 'customerId' || (field === 'parentId' && collection === 'customers'))
    return (
      <CustomerPicker
        label={label}
        value={typeof value === 'string' ? value : null}
        onChange={(customer) => customer && onChange(customer.id)}
      />
    );
  switch (constraint?.type) {
    case 'options': {
      const options = (constraint.options ?? []).map((option) => ({
        value: option,
        label: valueLabel(t, collection, splitPath(path)[0] ?? field, option),
      }));
      return <Choice label={label} options={options} value={value} onChange={onChange} />;
    }
    case 'boolean':
      return (
        <Choice
          label={label}
          options={[
            { value: 'true', label: t('value.yes') },
            { value: 'false', label: t('value.no') },
          ]}
          value={typeof value === 'boolean' ? (value ? 'true' : 'false') : undefined}
          onChange={(chosen) => onChange(chosen === 'true')}
        />
      );
    case 'set':
      return <Members {...props} label={label} options={constraint.options} />;
    case 'date':
      return <DateField {...shared} value={textOrNull(value)} onChange={(date) => date !== null && onChange(date)} />;
    case 'instant':
      return <DateTimeField {...shared} value={textOrNull(value)} onChange={(at) => at !== null && onChange(at)} />;
    case 'money':
      return (
        <MoneyInput
          {...shared}
          currency={moneyOrNull(value)?.currency ?? directory.currency}
          value={moneyOrNull(value)}
          onChange={(money) => money && onChange({ amount: money.amount, currency: money.currency })}
        />
      );
    case 'integer':
    case 'number': {
      const numbers = {
        ...shared,
        value: typeof value === 'number' ? value : null,
        onChange: (next: number | null) => {
          if (next !== null) onChange(next);
        },
      };
      if (/percentage|probability/i.test(field)) return <PercentageInput {...numbers} />;
      if (/quantity|factor|visitsIncluded/i.test(field)) return <QuantityInput {...numbers} />;
      return (
        <DecimalInput<number>
          {...numbers}
          format={(number) => formats.number(number)}
          parse={(text) => parseDecimal(text, 1)}
          isNegative={(number) => number < 0}
          example={formats.number(12)}
        />
      );
    }
    default:
      return (
        <Textarea
          {...shared}
          autosize
          maxLength={constraint?.maximumLength}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

const EDITED = new Set(['text', 'options', 'boolean', 'date', 'instant', 'money', 'integer', 'number']);

/** Has this leaf a field of its own? What has none can only be left out. */
export function isEditable(props: Pick<LeafEditorProps, 'collection' | 'kind' | 'path' | 'value'>): boolean {
  const constraint = constraintOf(props);
  if (constraint === null) return typeof props.value === 'string';
  // A member that was added or taken out is a word; a set as a whole is one of words.
  if (constraint.type === 'set') return textsIn(props.value) !== null;
  return EDITED.has(constraint.type);
}

function constraintOf({
  collection,
  kind,
  path,
}: Pick<LeafEditorProps, 'collection' | 'kind' | 'path'>): FieldConstraint | null {
  const definition = kindOf(collection, kind);
  try {
    return definition && constraintAt(definition, path);
  } catch {
    // A path that no record can have was sent all the same; it can only be left out.
    return null;
  }
}

/** The members of a set: of those that there are, or any words. */
function Members({
  label,
  options,
  value,
  onChange,
  collection,
  path,
}: LeafEditorProps & { readonly label: string; readonly options: readonly string[] | undefined }) {
  const { t } = useLocale();
  const shared = { label, value: textsIn(value) ?? [], onChange };
  if (!options) return <TagsInput {...shared} />;
  const data = options.map((option) => ({ value: option, label: valueLabel(t, collection, path, option) }));
  return <MultiSelect {...shared} data={data} />;
}

function textsIn(value: JsonValue | undefined): string[] | null {
  if (!Array.isArray(value)) return null;
  const texts = value.filter((member) => typeof member === 'string');
  return texts.length === value.length ? texts : null;
}

function Choice(props: {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: JsonValue | undefined;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useLocale();
  const { value } = props;
  const isKnown = props.options.some((option) => option.value === value);
  return (
    <Select
      label={props.label}
      data={[...props.options]}
      value={isKnown ? (value as string) : null}
      placeholder={t('action.choose')}
      onChange={(chosen) => chosen !== null && props.onChange(chosen)}
      allowDeselect={false}
      searchable={props.options.length > 8}
      nothingFoundMessage={t('palette.nothing')}
    />
  );
}

const textOrNull = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null);

function moneyOrNull(value: JsonValue | undefined) {
  if (typeof value !== 'object' || value === null || !('amount' in value)) return null;
  const { amount, currency } = value;
  return typeof amount === 'number' && typeof currency === 'string' && isCurrencyCode(currency)
    ? { amount, currency }
    : null;
}
