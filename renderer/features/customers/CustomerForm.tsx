/** All main fields of a customer, for a new one and for an edit. */
import { SegmentedControl } from '@mantine/core';
import type { RecordView } from '../../../shared/contract/records.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import { CUSTOMER_KINDS } from '../../../shared/domain/customers/customer.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { FieldRow, Form, FormSection } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ChoiceBox, DateBox, MoneyBox, TagsBox, TextBox } from '../records/Fields.tsx';
import { ListEditor } from '../records/ListEditor.tsx';
import { ChangedMeanwhileNote, RestoredNote } from '../records/RecordNotes.tsx';
import type { Directory } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';
import { CustomerPicker } from './CustomerPicker.tsx';

export type CustomerKind = (typeof CUSTOMER_KINDS)[number];

/** The three kinds have one schema. */
export function customerDefinition(kind: string): KindDefinition {
  const definition = kindOf('customers', kind) ?? kindOf('customers', 'company');
  if (!definition) throw new Error('The catalogue has no customers');
  return definition;
}

export interface CustomerFormProps {
  form: RecordForm;
  /** null for a new one. */
  record: RecordView | null;
  kind: string;
  /** Only a new customer's kind can be chosen. */
  onKind?: (kind: CustomerKind) => void;
  directory: Directory;
  onSaved: (id: string) => void;
  onCancel: () => void;
}

export function CustomerForm(props: CustomerFormProps) {
  const { form, record, kind, onKind, directory, onSaved } = props;
  const { t } = useLocale();
  const core = useCore();
  const mayGrantCredit = useMay('customers.credit');
  const save = useRecordSave({ form, record, kind, create: core.customers.create, edit: core.customers.edit });
  const parentId = form.valueAt('parentId');

  async function submit(): Promise<void> {
    const id = await save.run();
    if (id !== null) onSaved(id);
  }

  return (
    <Form
      onSubmit={() => void submit()}
      onCancel={props.onCancel}
      sticky
      busy={save.busy}
      error={save.error}
      {...(record === null ? { submitLabel: t('customers.form.create') } : {})}
    >
      <RestoredNote form={form} />
      <ChangedMeanwhileNote form={form} changes={save.changedMeanwhile} />
      <FormSection>
        {onKind && (
          <SegmentedControl
            aria-label={t('customers.form.kind')}
            value={kind}
            onChange={(chosen) => onKind(chosen as CustomerKind)}
            data={CUSTOMER_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
          />
        )}
        <TextBox form={form} path="name" data-autofocus />
        <FieldRow>
          <ChoiceBox
            form={form}
            path="stage"
            label={t('field.customers.stage')}
            wordOf={(stage) => valueLabel(t, 'customers', 'stage', stage)}
          />
          <ChoiceBox
            form={form}
            path="channelRole"
            wordOf={(role) => valueLabel(t, 'customers', 'channelRole', role)}
          />
        </FieldRow>
        <FieldRow>
          <ChoiceBox form={form} path="territoryId" options={directory.territories} searchable />
          <ChoiceBox form={form} path="ownerId" options={directory.people} searchable />
        </FieldRow>
      </FormSection>
      <FormSection>
        <PhonesEditor form={form} />
        <AddressesEditor form={form} />
        <ContactsEditor form={form} />
      </FormSection>
      <FormSection title={t('customers.form.business')}>
        <FieldRow>
          <TextBox form={form} path="code" leftToRight />
          <TextBox form={form} path="nationalId" leftToRight />
        </FieldRow>
        <FieldRow>
          <TextBox form={form} path="industry" />
          <TextBox form={form} path="region" />
        </FieldRow>
        <FieldRow>
          <TextBox form={form} path="email" leftToRight inputMode="email" />
          <TextBox form={form} path="website" leftToRight inputMode="url" />
        </FieldRow>
        <CustomerPicker
          label={t('field.parentId')}
          value={typeof parentId === 'string' ? parentId : null}
          onChange={(parent) => form.set('parentId', parent?.id)}
          exceptId={record?.id}
        />
        <FieldRow>
          <DateBox form={form} path="customerSince" />
          <TagsBox form={form} path="tags" />
        </FieldRow>
      </FormSection>
      <FormSection
        title={t('customers.form.credit')}
        {...(mayGrantCredit ? {} : { text: t('customers.form.creditHint') })}
      >
        <FieldRow>
          <MoneyBox form={form} path="creditLimit" currency={directory.currency} disabled={!mayGrantCredit} />
          <MoneyBox form={form} path="chequeLimit" currency={directory.currency} disabled={!mayGrantCredit} />
        </FieldRow>
      </FormSection>
      <FormSection title={t('customers.form.consent')}>
        <FieldRow>
          {(['phone', 'sms', 'email'] as const).map((channel) => (
            <ChoiceBox
              key={channel}
              form={form}
              path={`consent/${channel}`}
              label={t(`customers.form.consent.${channel}`)}
              wordOf={(consent) => valueLabel(t, 'customers', 'consent', consent)}
            />
          ))}
        </FieldRow>
      </FormSection>
      <FormSection>
        <TextBox form={form} path="note" multiline />
      </FormSection>
    </Form>
  );
}

function PhonesEditor({ form }: { form: RecordForm }) {
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
          <TextBox form={form} path={path('number')} leftToRight inputMode="tel" />
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

function AddressesEditor({ form }: { form: RecordForm }) {
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

function ContactsEditor({ form }: { form: RecordForm }) {
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
            <TextBox form={form} path={path('phone')} leftToRight inputMode="tel" />
            <TextBox form={form} path={path('email')} leftToRight inputMode="email" />
          </FieldRow>
        </>
      )}
    </ListEditor>
  );
}
