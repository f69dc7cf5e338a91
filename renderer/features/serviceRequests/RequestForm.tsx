/** What came in: who asked for what, about which machine, and how soon it is needed. */
import { MultiSelect } from '@mantine/core';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf, textsOf } from '../../../shared/domain/bodyReads.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { FieldRow, FormSection } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';
import { ChoiceBox, DateBox, DateTimeBox, TagsBox, TextBox } from '../records/Fields.tsx';
import { RecordFormFrame } from '../records/RecordFormFrame.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';
import { CausesInput } from './ConfirmWorkDialog.tsx';

interface RequestFormProps {
  form: RecordForm;
  record: RecordView | null;
  kind: string;
  /** What kind it is, chosen above; none for one that is there. */
  onSaved: (id: string) => void;
  onCancel: () => void;
}

export function RequestForm({ form, record, kind, onSaved, onCancel }: RequestFormProps) {
  const { t } = useLocale();
  const core = useCore();
  const directory = useDirectory();
  const save = useRecordSave({
    form,
    record,
    kind,
    create: core.serviceRequests.create,
    edit: core.serviceRequests.edit,
  });
  const customerId = textOf(form.body, 'customerId');
  return (
    <RecordFormFrame
      form={form}
      save={save}
      onSaved={onSaved}
      onCancel={onCancel}
      sticky
      {...(record === null ? { submitLabel: t('service.create') } : {})}
    >
      <FormSection>
        <CustomerPicker
          label={t('field.customerId')}
          value={customerId}
          onChange={(customer) => {
            form.set('customerId', customer?.id);
            form.set('assetIds', undefined);
            form.set('contractId', undefined);
          }}
        />
        <TextBox form={form} path="subject" data-autofocus />
        <TextBox form={form} path="description" multiline />
        <EquipmentPicker form={form} customerId={customerId} />
        <FieldRow>
          <ChoiceBox
            form={form}
            path="channel"
            wordOf={(option) => valueLabel(t, 'serviceRequests', 'channel', option)}
          />
          <ChoiceBox
            form={form}
            path="priority"
            wordOf={(option) => valueLabel(t, 'serviceRequests', 'priority', option)}
          />
        </FieldRow>
        <FieldRow>
          <TextBox form={form} path="contactName" />
          <TextBox form={form} path="contactPhone" leftToRight inputMode="tel" />
        </FieldRow>
        <FieldRow>
          <DateTimeBox form={form} path="dueAt" />
          <DateBox form={form} path="plannedOn" />
        </FieldRow>
        <TagsBox form={form} path="skills" label={t('service.asksFor')} />
        <ContractPicker form={form} customerId={customerId} />
      </FormSection>
      {(record !== null || kind === 'complaint') && (
        <FormSection>
          <CausesInput
            value={textsOf(form.body, 'causes')}
            onChange={(causes) => form.set('causes', causes.length === 0 ? undefined : causes)}
          />
          <TextBox form={form} path="causeNote" multiline />
        </FormSection>
      )}
      <FormSection>
        <ChoiceBox form={form} path="ownerId" options={directory.people} searchable />
        <TextBox form={form} path="note" multiline />
      </FormSection>
    </RecordFormFrame>
  );
}

const OFFERED = 200;

function EquipmentPicker({ form, customerId }: { form: RecordForm; customerId: string | null }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const { data } = useLive(
    core.assets.list,
    { offset: 0, limit: OFFERED, customerId: customerId ?? '' },
    { enabled: customerId !== null },
  );
  const options = (customerId === null ? [] : (data?.rows ?? []))
    .filter((asset) => asset.customerId === customerId)
    .map(({ id, name, serial }) => ({
      value: id,
      label: formats.digits(serial === null ? name : `${name} · \u2066${serial}\u2069`),
    }));
  const known = new Set(options.map(({ value }) => value));
  return (
    <MultiSelect
      label={t('field.assetIds')}
      disabled={customerId === null}
      placeholder={t(customerId === null ? 'equipment.chooseCustomer' : 'equipment.choose')}
      data={options}
      value={textsOf(form.body, 'assetIds').filter((id) => known.has(id))}
      onChange={(ids) => form.set('assetIds', ids.length === 0 ? undefined : ids)}
      nothingFoundMessage={t('equipment.of.none')}
      searchable
    />
  );
}

/** Left out, the core finds the one that answers for the machine today. */
function ContractPicker({ form, customerId }: { form: RecordForm; customerId: string | null }) {
  const { t } = useLocale();
  const core = useCore();
  const { data } = useLive(
    core.contracts.list,
    { offset: 0, limit: OFFERED, customerId: customerId ?? '' },
    { enabled: customerId !== null },
  );
  if (customerId === null) return null;
  const options = (data?.rows ?? [])
    .filter((contract) => contract.customerId === customerId)
    .map(({ id, title, number }) => ({ value: id, label: number === null ? title : `${title} · ${number}` }));
  return options.length === 0 ? null : (
    <ChoiceBox form={form} path="contractId" options={options} description={t('service.contractHint')} />
  );
}
