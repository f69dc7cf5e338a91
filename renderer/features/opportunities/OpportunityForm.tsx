/** An opportunity: what may be sold to whom, how far it has come, and what it may be worth. */
import { isoDateFromInstant, instantFromMilliseconds } from '../../../shared/base/clock.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import { DEFAULT_PIPELINE_ID, isClosedStage } from '../../../shared/domain/opportunities/pipeline.ts';
import { opportunityTransition, stageChanges } from '../../../shared/domain/opportunities/opportunityRules.ts';
import { applyChanges } from '../../../shared/sync/diff.ts';
import { Select } from '@mantine/core';
import { useCore } from '../../data/CoreProvider.tsx';
import { FieldRow } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';
import { ProductPicker } from '../products/ProductPicker.tsx';
import { ChoiceBox, DateBox, MoneyBox, PercentageBox, TextBox, useBoundField } from '../records/Fields.tsx';
import { RecordFormFrame } from '../records/RecordFormFrame.tsx';
import type { Directory } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';
import { usePipelines, type Pipelines } from './usePipelines.ts';

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
  const pipelines = usePipelines();
  const pipeline = pipelines.of(textOf(form.body, 'pipelineId'));
  const stage = textOf(form.body, 'stage') ?? '';
  return (
    <RecordFormFrame form={form} save={save} onSaved={onSaved} onCancel={onCancel} sticky>
      <TextBox form={form} path="name" data-autofocus />
      <CustomerPicker
        label={t('field.customerId')}
        value={textOf(form.body, 'customerId')}
        onChange={(customer) => form.set('customerId', customer?.id)}
      />
      {kind === 'lead' && (
        <>
          <FieldRow>
            <TextBox form={form} path="companyName" />
            <TextBox form={form} path="contactName" />
          </FieldRow>
          <FieldRow>
            <TextBox form={form} path="phone" leftToRight inputMode="tel" />
            <TextBox form={form} path="email" leftToRight inputMode="email" />
          </FieldRow>
        </>
      )}
      <PipelineBox form={form} pipelines={pipelines} />
      <StageBox form={form} pipelines={pipelines} />
      {stage === 'lost' && (
        <FieldRow>
          <ChoiceBox
            form={form}
            path="lostReasonId"
            options={pipeline.lostReasons.map(({ id }) => ({ value: id, label: pipelines.reasonLabel(id, pipeline) }))}
          />
          <TextBox form={form} path="lostReason" label={t('opportunities.lost.words')} />
        </FieldRow>
      )}
      {isClosedStage(stage) && <DateBox form={form} path="closedOn" />}
      <FieldRow>
        <MoneyBox form={form} path="amount" currency={directory.currency} />
        <PercentageBox form={form} path="probability" />
      </FieldRow>
      <FieldRow>
        <TextBox form={form} path="nextStep" />
        <DateBox form={form} path="nextStepOn" />
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
    </RecordFormFrame>
  );
}

/** A step in the pipeline takes its date, its place in the history and its proposed probability with it. */
function StageBox({ form, pipelines }: { form: RecordForm; pipelines: Pipelines }) {
  const { timeZone } = useLocale();
  const { label, required, error } = useBoundField({ form, path: 'stage' });
  const stage = textOf(form.body, 'stage') ?? '';
  const pipeline = pipelines.of(textOf(form.body, 'pipelineId'));
  const options = [...pipeline.stages.map(({ id }) => id), 'won', 'lost'];

  function move(to: string): void {
    const now = instantFromMilliseconds(Date.now());
    const today = isoDateFromInstant(now, timeZone);
    form.change((body) => applyChanges(form.definition, body, stageChanges(body, { to, now, today, pipeline })));
  }

  return (
    <Select
      label={label}
      withAsterisk={required}
      error={error}
      allowDeselect={false}
      value={stage}
      data={[...options, ...(options.includes(stage) ? [] : [stage])].map((option) => ({
        value: option,
        label: pipelines.stageLabel(option, pipeline),
        // From won to lost one goes by way of re-opening.
        disabled: option !== stage && !opportunityTransition(stage, option, pipeline),
      }))}
      onChange={(chosen) => {
        if (chosen !== null) move(chosen);
      }}
    />
  );
}

/** Into another pipeline a deal comes at its first stage. */
function PipelineBox({ form, pipelines }: { form: RecordForm; pipelines: Pipelines }) {
  const { t, timeZone } = useLocale();
  const id = pipelines.of(textOf(form.body, 'pipelineId')).id;
  const offered = pipelines.all.filter((pipeline) => !pipeline.archived || pipeline.id === id);
  if (offered.length < 2) return null;

  function change(chosen: string): void {
    const pipeline = pipelines.of(chosen);
    const to = pipeline.stages[0]?.id;
    if (to === undefined || chosen === id) return;
    const now = instantFromMilliseconds(Date.now());
    const today = isoDateFromInstant(now, timeZone);
    form.change((body) => applyChanges(form.definition, body, stageChanges(body, { to, now, today, pipeline })));
    form.set('pipelineId', chosen === DEFAULT_PIPELINE_ID ? undefined : chosen);
  }

  return (
    <Select
      label={t('field.pipelineId')}
      allowDeselect={false}
      value={id}
      data={offered.map((pipeline) => ({ value: pipeline.id, label: pipelines.nameOf(pipeline) }))}
      onChange={(chosen) => {
        if (chosen !== null) change(chosen);
      }}
    />
  );
}
