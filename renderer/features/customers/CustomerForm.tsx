/** All main fields of a customer, for a new one and for an edit. */
import { SegmentedControl } from '@mantine/core';
import type { RecordView } from '../../../shared/contract/records.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { economicCodeProblem, isFromAbroad, nationalIdProblem } from '../../../shared/domain/customers/identifiers.ts';
import { CUSTOMER_KINDS } from '../../../shared/domain/customers/customer.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { FieldRow, FormSection } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ChoiceBox, DateBox, MoneyBox, TagsBox, TextBox } from '../records/Fields.tsx';
import { RecordFormFrame } from '../records/RecordFormFrame.tsx';
import type { Directory } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';
import { ChannelFields } from './ChannelFields.tsx';
import { CreditSlicesEditor } from './CreditSlicesEditor.tsx';
import { WarnedField } from './WarnedField.tsx';
import { OwnFields } from './OwnFields.tsx';
import { AddressesEditor, ContactsEditor, PhonesEditor } from './ReachEditors.tsx';
import { TwinsNote } from './TwinsNote.tsx';

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
  const mayMove = useMay('customers.pricing') || record === null;
  const save = useRecordSave({ form, record, kind, create: core.customers.create, edit: core.customers.edit });
  const isAbroad = isFromAbroad(form.body);
  const idWarning = isAbroad ? null : nationalIdProblem(kind, textOf(form.body, 'nationalId') ?? '');
  const codeWarning = isAbroad ? null : economicCodeProblem(textOf(form.body, 'economicCode') ?? '');

  return (
    <RecordFormFrame
      form={form}
      save={save}
      onSaved={onSaved}
      onCancel={props.onCancel}
      sticky
      {...(record === null ? { submitLabel: t('customers.form.create') } : {})}
    >
      <FormSection>
        {onKind && (
          <SegmentedControl
            aria-label={t('customers.form.kind')}
            value={kind}
            onChange={(chosen) => onKind(chosen as CustomerKind)}
            data={CUSTOMER_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
          />
        )}
        <div>
          <TextBox form={form} path="name" data-autofocus />
          <TwinsNote body={form.body} exceptId={record?.id} />
        </div>
        <ChoiceBox
          form={form}
          path="stage"
          label={t('field.customers.stage')}
          wordOf={(stage) => valueLabel(t, 'customers', 'stage', stage)}
        />
        <FieldRow>
          <ChoiceBox
            form={form}
            path="territoryId"
            options={directory.territories}
            searchable
            disabled={!mayMove}
            {...(mayMove ? {} : { description: t('customers.form.territoryHint') })}
          />
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
          <WarnedField warning={idWarning === null ? null : t(`customers.form.nationalId.${idWarning}`)}>
            <TextBox form={form} path="nationalId" leftToRight />
          </WarnedField>
        </FieldRow>
        <WarnedField warning={codeWarning === null ? null : t(`customers.form.economicCode.${codeWarning}`)}>
          <TextBox form={form} path="economicCode" leftToRight />
        </WarnedField>
        <FieldRow>
          <TextBox form={form} path="industry" />
          <TextBox form={form} path="region" />
        </FieldRow>
        <FieldRow>
          <TextBox form={form} path="email" leftToRight inputMode="email" />
          <TextBox form={form} path="website" leftToRight inputMode="url" />
        </FieldRow>
        <FieldRow>
          <DateBox form={form} path="customerSince" />
          <TagsBox form={form} path="tags" />
        </FieldRow>
      </FormSection>
      <ChannelFields form={form} directory={directory} customerId={record?.id} />
      <OwnFields form={form} kind={kind} />
      <FormSection
        title={t('customers.form.credit')}
        {...(mayGrantCredit ? {} : { text: t('customers.form.creditHint') })}
      >
        <FieldRow>
          <MoneyBox form={form} path="creditLimit" currency={directory.currency} disabled={!mayGrantCredit} />
          <MoneyBox form={form} path="chequeLimit" currency={directory.currency} disabled={!mayGrantCredit} />
        </FieldRow>
        {mayGrantCredit && <CreditSlicesEditor form={form} directory={directory} />}
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
    </RecordFormFrame>
  );
}
