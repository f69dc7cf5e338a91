/** A service contract: what is promised, for which equipment, from when to when. */
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf, textsOf } from '../../../shared/domain/bodyReads.ts';
import { serviceContractKind } from '../../../shared/domain/contracts/serviceContract.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { FieldRow, FormSection } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';
import {
  ChoiceBox,
  DateBox,
  MoneyBox,
  QuantityBox,
  TextBox,
  useBoundField,
  WholeNumberBox,
} from '../records/Fields.tsx';
import { ListEditor } from '../records/ListEditor.tsx';
import { RecordFormFrame } from '../records/RecordFormFrame.tsx';
import type { Directory } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';
import { CoverageInput } from './CoverageInput.tsx';

export interface ContractFormProps {
  form: RecordForm;
  record: RecordView | null;
  directory: Directory;
  onSaved: (id: string) => void;
  onCancel: () => void;
}

export function ContractForm({ form, record, directory, onSaved, onCancel }: ContractFormProps) {
  const { t } = useLocale();
  const core = useCore();
  const save = useRecordSave({
    form,
    record,
    kind: serviceContractKind.kind,
    create: core.contracts.create,
    edit: core.contracts.edit,
  });
  return (
    <RecordFormFrame
      form={form}
      save={save}
      onSaved={onSaved}
      onCancel={onCancel}
      sticky
      {...(record === null ? { submitLabel: t('contracts.create') } : {})}
    >
      <FormSection>
        {record === null && (
          <CustomerPicker
            label={t('field.customerId')}
            required
            value={textOf(form.body, 'customerId')}
            onChange={(customer) => form.set('customerId', customer?.id)}
          />
        )}
        <TextBox form={form} path="title" data-autofocus />
        <FieldRow>
          <DateBox form={form} path="startsOn" />
          <DateBox form={form} path="endsOn" />
        </FieldRow>
        {record !== null && <DateBox form={form} path="endedOn" description={t('contracts.endedHint')} />}
        <CoverageBox form={form} />
        <FieldRow>
          <QuantityBox form={form} path="visitsIncluded" />
          <WholeNumberBox form={form} path="responseHours" />
        </FieldRow>
        <FieldRow>
          <WholeNumberBox form={form} path="hoursIncluded" />
          <MoneyBox form={form} path="partsUpTo" currency={directory.currency} />
        </FieldRow>
        <FieldRow>
          <MoneyBox form={form} path="price" currency={directory.currency} />
          <TextBox form={form} path="number" leftToRight />
        </FieldRow>
      </FormSection>
      <FormSection>
        <ListEditor
          form={form}
          list="coveredThings"
          blank={{ name: '' }}
          addLabel={t('contracts.addThing')}
          removeLabel={t('contracts.removeThing')}
        >
          {(path) => (
            <FieldRow>
              <TextBox form={form} path={path('name')} />
              <TextBox form={form} path={path('serial')} leftToRight />
            </FieldRow>
          )}
        </ListEditor>
      </FormSection>
      <FormSection>
        <ChoiceBox form={form} path="ownerId" options={directory.people} searchable />
        <TextBox form={form} path="note" multiline />
      </FormSection>
    </RecordFormFrame>
  );
}

function CoverageBox({ form }: { form: RecordForm }) {
  const { label, error } = useBoundField({ form, path: 'coverage' });
  return (
    <CoverageInput
      label={label}
      required
      error={error}
      value={textsOf(form.body, 'coverage')}
      onChange={(chosen) => form.set('coverage', chosen)}
    />
  );
}
