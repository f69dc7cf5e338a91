/** How a customer is reached: phones, addresses and people, as lists that grow and shrink. */
import { phoneProblem } from '../../../shared/base/phoneNumbers.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { FieldRow } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ChoiceBox, TextBox } from '../records/Fields.tsx';
import { ListEditor } from '../records/ListEditor.tsx';
import type { RecordForm } from '../records/useRecordForm.ts';
import { WarnedField } from './WarnedField.tsx';

export function PhonesEditor({ form }: { form: RecordForm }) {
  const { t } = useLocale();
  return (
    <ListEditor
      form={form}
      list="phones"
      blank={{ label: 'mobile', number: '' }}
      addLabel={t('customers.form.addPhone')}
      removeLabel={t('customers.form.removePhone')}
    >
      {(path) => (
        <FieldRow>
          <PhoneBox form={form} path={path('number')} />
          <ChoiceBox
            form={form}
            path={path('label')}
            label={t('customers.form.kindOfPhone')}
            wordOf={(label) => valueLabel(t, 'customers', 'phones', label)}
          />
        </FieldRow>
      )}
    </ListEditor>
  );
}

export function AddressesEditor({ form }: { form: RecordForm }) {
  const { t } = useLocale();
  return (
    <ListEditor
      form={form}
      list="addresses"
      blank={{ label: 'main' } satisfies RecordBody}
      addLabel={t('customers.form.addAddress')}
      removeLabel={t('customers.form.removeAddress')}
    >
      {(path) => (
        <>
          <FieldRow>
            <TextBox form={form} path={path('city')} />
            <TextBox form={form} path={path('region')} />
          </FieldRow>
          <TextBox form={form} path={path('street')} />
          <FieldRow>
            <TextBox form={form} path={path('postalCode')} leftToRight inputMode="numeric" />
            <TextBox form={form} path={path('country')} />
            <ChoiceBox
              form={form}
              path={path('label')}
              label={t('customers.form.kindOfAddress')}
              wordOf={(label) => valueLabel(t, 'customers', 'addresses', label)}
            />
          </FieldRow>
        </>
      )}
    </ListEditor>
  );
}

export function ContactsEditor({ form }: { form: RecordForm }) {
  const { t } = useLocale();
  return (
    <ListEditor
      form={form}
      list="contacts"
      blank={{ name: '' }}
      addLabel={t('customers.form.addContact')}
      removeLabel={t('customers.form.removeContact')}
    >
      {(path) => (
        <>
          <FieldRow>
            <TextBox form={form} path={path('name')} />
            <TextBox form={form} path={path('title')} label={t('customers.form.position')} />
          </FieldRow>
          <FieldRow>
            <PhoneBox form={form} path={path('phone')} />
            <TextBox form={form} path={path('email')} leftToRight inputMode="email" />
          </FieldRow>
        </>
      )}
    </ListEditor>
  );
}

function PhoneBox({ form, path }: { form: RecordForm; path: string }) {
  const { t } = useLocale();
  const value = form.valueAt(path);
  const problem = typeof value === 'string' ? phoneProblem(value) : null;
  return (
    <WarnedField warning={problem === null ? null : t(`customers.form.phone.${problem}`)}>
      <TextBox form={form} path={path} leftToRight inputMode="tel" />
    </WarnedField>
  );
}
