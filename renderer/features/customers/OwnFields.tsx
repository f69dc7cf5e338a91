/** The company's own fields of a customer in its form. What must be filled in is asked for here; what came from elsewhere without it stays. */
import { Select, TextInput } from '@mantine/core';
import { parseDecimal } from '../../../shared/base/decimal.ts';
import { ok } from '../../../shared/base/result.ts';
import { joinPath, type JsonValue } from '../../../shared/base/leafPath.ts';
import { fieldsAsked, ownFieldProblem, type OwnField } from '../../../shared/domain/customers/customFields.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { FormSection, useFieldProblem } from '../../ui/form/Form.tsx';
import { DecimalInput } from '../../ui/inputs/DecimalInput.tsx';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { RecordForm } from '../records/useRecordForm.ts';

export function OwnFields({ form, kind }: { form: RecordForm; kind: string }) {
  const { t } = useLocale();
  const core = useCore();
  const { data: setup } = useLive(core.customers.setup, undefined);
  const fields = fieldsAsked(setup?.fields ?? [], kind);
  if (fields.length === 0) return null;
  return (
    <FormSection title={t('customers.form.own')}>
      {fields.map((field) => (
        <OwnFieldBox key={field.id} form={form} field={field} />
      ))}
    </FormSection>
  );
}

function OwnFieldBox({ form, field }: { form: RecordForm; field: OwnField }) {
  const { t, language, formats } = useLocale();
  const path = joinPath('custom', field.key);
  const value = form.valueAt(path);
  const problem = ownFieldProblem(field, value);
  const words = problem === null ? null : t(`customers.ownField.${problem}`);
  const { shown } = useFieldProblem(words);
  const set = (next: JsonValue | undefined): void => form.set(path, next);
  const common = {
    label: ownFieldName(field, language),
    description: field.hint ?? undefined,
    error: shown && words !== null ? words : undefined,
  };
  const required = { withAsterisk: field.required, 'aria-required': field.required || undefined };
  switch (field.type) {
    case 'text':
      return (
        <TextInput
          {...common}
          {...required}
          maxLength={4_000}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => set(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <DecimalInput<number>
          {...common}
          required={field.required}
          value={typeof value === 'number' ? value : null}
          onChange={(next) => set(next ?? undefined)}
          format={(number) => formats.number(number)}
          parse={(text) => {
            const read = parseDecimal(text, THOUSANDTHS);
            return read.ok ? ok(read.value / THOUSANDTHS) : read;
          }}
          isNegative={(number) => number < 0}
          allowNegative
          example={formats.number(12.5)}
        />
      );
    case 'date':
      return (
        <DateField
          {...common}
          required={field.required}
          value={typeof value === 'string' && value !== '' ? value : null}
          onChange={(date) => set(date ?? undefined)}
        />
      );
    case 'choice':
    case 'yesNo':
      return (
        <Select
          {...common}
          {...required}
          data={
            field.type === 'yesNo'
              ? [
                  { value: 'yes', label: t('value.yes') },
                  { value: 'no', label: t('value.no') },
                ]
              : field.choices.map((choice) => ({ value: choice.id, label: ownFieldName(choice, language) }))
          }
          value={typeof value === 'boolean' ? (value ? 'yes' : 'no') : typeof value === 'string' ? value : null}
          onChange={(chosen) => set(chosen === null ? undefined : field.type === 'yesNo' ? chosen === 'yes' : chosen)}
          clearable={!field.required}
          allowDeselect={false}
          placeholder={t('action.choose')}
        />
      );
  }
}

const THOUSANDTHS = 1_000;

/** As the window speaks. */
export const ownFieldName = (
  { name, englishName }: { readonly name: string; readonly englishName: string | null },
  language: 'fa' | 'en',
): string => (language === 'en' ? (englishName ?? name) : name);
