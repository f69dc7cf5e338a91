/** An opportunity: what may be sold to whom, how far it has come, and what it may be worth. */
import { isoDateFromInstant, instantFromMilliseconds } from '../../../shared/base/clock.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import { isClosedStage, OPPORTUNITY_STAGES } from '../../../shared/domain/opportunities/pipeline.ts';
import { opportunityTransition, stageChanges } from '../../../shared/domain/opportunities/opportunityRules.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { applyChanges } from '../../../shared/sync/diff.ts';
import { Select } from '@mantine/core';
import { useCore } from '../../data/CoreProvider.tsx';
import { FieldRow, Form } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';
import { ProductPicker } from '../products/ProductPicker.tsx';
import { ChoiceBox, DateBox, MoneyBox, PercentageBox, TextBox, useBoundField } from '../records/Fields.tsx';
import { ChangedMeanwhileNote, RestoredNote } from '../records/RecordNotes.tsx';
import type { Directory } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';

export function opportunityDefinition(kind: string): KindDefinition {
  const definition = kindOf('opportunities', kind) ?? kindOf('opportunities', 'opportunity');
  if (!definition) throw new Error('The catalogue has no opportunities');
  return definition;
}

export interface OpportunityFormProps {
  form: RecordForm;
  record: RecordView | null;
  kind: string;
  directory: Directory;
  onSaved: (id: string) => void;
  onCancel: () => void;
}

export function OpportunityForm({ form, record, kind, directory, onSaved, onCancel }: OpportunityFormProps) {
  const { t } = useLocale();
  const core = useCore();
  const save = useRecordSave({
    form,
    record,
    kind,
    create: core.opportunities.create,
    edit: core.opportunities.edit,
  });
  const stage = textOf(form.body, 'stage') ?? 'prospecting';
  return (
    <Form
      onSubmit={() => {
        void save.run().then((id) => {
          if (id !== null) onSaved(id);
        });
      }}
      onCancel={onCancel}
      sticky
      busy={save.busy}
      error={save.error}
    >
      <RestoredNote form={form} />
      <ChangedMeanwhileNote form={form} changes={save.changedMeanwhile} />
      <TextBox form={form} path="name" data-autofocus />
      <CustomerPicker
        label={t('field.customerId')}
        value={textOf(form.body, 'customerId')}
        onChange={(customer) => form.set('customerId', customer?.id)}
      />
      <StageBox form={form} />
      {stage === 'lost' && <TextBox form={form} path="lostReason" />}
      {isClosedStage(stage) && <DateBox form={form} path="closedOn" />}
      <FieldRow>
        <MoneyBox form={form} path="amount" currency={directory.currency} />
        <PercentageBox form={form} path="probability" />
      </FieldRow>
      <FieldRow>
        <DateBox form={form} path="openedOn" />
        <DateBox form={form} path="expectedCloseOn" />
      </FieldRow>
      <ProductPicker
        label={t('field.productId')}
        value={textOf(form.body, 'productId')}
        onChange={(product) => form.set('productId', product?.id)}
      />
      <ChoiceBox form={form} path="ownerId" options={directory.people} searchable />
      <TextBox form={form} path="note" multiline />
    </Form>
  );
}

/** A step in the pipeline takes its date, its place in the history and its proposed probability with it. */
function StageBox({ form }: { form: RecordForm }) {
  const { t, timeZone } = useLocale();
  const { label, required, error } = useBoundField({ form, path: 'stage' });
  const stage = textOf(form.body, 'stage') ?? '';

  function move(to: (typeof OPPORTUNITY_STAGES)[number]): void {
    const now = instantFromMilliseconds(Date.now());
    const today = isoDateFromInstant(now, timeZone);
    form.change((body) => applyChanges(form.definition, body, stageChanges(body, { to, now, today })));
  }

  return (
    <Select
      label={label}
      withAsterisk={required}
      error={error}
      allowDeselect={false}
      value={stage}
      data={OPPORTUNITY_STAGES.map((option) => ({
        value: option,
        label: valueLabel(t, 'opportunities', 'stage', option),
        // From won to lost one goes by way of re-opening.
        disabled: option !== stage && !opportunityTransition(stage, option),
      }))}
      onChange={(chosen) => {
        const to = OPPORTUNITY_STAGES.find((option) => option === chosen);
        if (to) move(to);
      }}
    />
  );
}
