/** Who sells, as every paper says it. What is left empty stands on none. */
import { Textarea, TextInput } from '@mantine/core';
import { digitsToLatin } from '../../../shared/base/text.ts';
import { objectOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { LETTERHEAD_FIELDS } from '../../../shared/domain/organisation/companySettings.ts';
import { FieldRow } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { FieldsProps } from './SectionForm.tsx';

type LetterheadField = (typeof LETTERHEAD_FIELDS)[number];

const LENGTHS: Readonly<Record<LetterheadField, number>> = {
  name: 200,
  nationalId: 30,
  economicCode: 30,
  registrationNumber: 30,
  address: 500,
  postalCode: 20,
  phone: 60,
  terms: 2_000,
};

export function LetterheadFields({ form, values }: FieldsProps) {
  const { t, formats } = useLocale();
  const written = objectOf(values['letterhead']);
  const problem = form.problemOf('letterhead');
  const field = (name: LetterheadField) => ({
    label: t(`company.letterhead.${name}`),
    maxLength: LENGTHS[name],
    value: formats.digits(textOf(written, name) ?? ''),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { [name]: _, ...others } = written;
      // Numbers are kept in Latin digits and written in those of the paper.
      const text = digitsToLatin(event.currentTarget.value);
      form.set('letterhead', text.trim() === '' ? others : { ...others, [name]: text });
    },
  });
  return (
    <>
      <TextInput
        {...field('name')}
        description={t('company.letterhead.name.help')}
        error={problem === undefined ? undefined : t('company.problem.letterhead')}
        data-autofocus
      />
      <FieldRow>
        <TextInput {...field('nationalId')} dir="ltr" />
        <TextInput {...field('economicCode')} dir="ltr" />
      </FieldRow>
      <FieldRow>
        <TextInput {...field('registrationNumber')} dir="ltr" />
        <TextInput {...field('phone')} dir="ltr" />
      </FieldRow>
      <Textarea {...field('address')} autosize minRows={2} />
      <TextInput {...field('postalCode')} dir="ltr" />
      <Textarea {...field('terms')} autosize minRows={3} />
    </>
  );
}
