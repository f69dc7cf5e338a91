/** A call, visit, note or task: what it was about, when, and what came of it. */
import { Button, Checkbox, SegmentedControl } from '@mantine/core';
import { instantFromMilliseconds } from '../../../shared/base/clock.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { RepeatScope } from '../../../shared/contract/sales.ts';
import { repeatOf } from '../../../shared/domain/activities/repeat.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { FieldRow } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ConsentNote } from '../customers/ConsentNote.tsx';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';
import { ChoiceBox, DateBox, DateTimeBox, TextBox, WholeNumberBox } from '../records/Fields.tsx';
import { RecordFormFrame } from '../records/RecordFormFrame.tsx';
import type { RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';
import { RepeatFields } from './RepeatFields.tsx';
import { RepeatingTask } from './RepeatingTask.tsx';

/** All kinds of activities have one schema. */
export function activityDefinition(kind: string): KindDefinition {
  const definition = kindOf('activities', kind) ?? kindOf('activities', 'call');
  if (!definition) throw new Error('The catalogue has no activities');
  return definition;
}

/** What has a length and an outcome; a note has neither. */
const WITH_OUTCOME = new Set(['call', 'visit', 'meeting', 'task']);

export interface ActivityFormProps {
  form: RecordForm;
  record: RecordView | null;
  kind: string;
  /** False where the customer is settled by the page. */
  choosesCustomer: boolean;
  onSaved: (id: string) => void;
  onCancel: () => void;
}

export function ActivityForm({ form, record, kind, choosesCustomer, onSaved, onCancel }: ActivityFormProps) {
  const { t } = useLocale();
  const core = useCore();
  const scope: RepeatScope = form.besides === 'following' ? 'following' : 'this';
  const isPlanned = textOf(form.body, 'happenedAt') === null;
  const isInSeries =
    record !== null && kind === 'task' && repeatOf(record.body) !== null && textOf(record.body, 'happenedAt') === null;
  const save = useRecordSave({
    form,
    record,
    kind,
    create: core.activities.log,
    edit: core.activities.edit,
    ...(isInSeries ? { more: { scope } } : {}),
  });
  const outcome = textOf(form.body, 'outcome');
  const needsReason = outcome === 'refused' || outcome === 'notReached';

  function setPlanned(planned: boolean): void {
    const now = instantFromMilliseconds(Date.now());
    form.change((body) => {
      const {
        happenedAt,
        plannedAt,
        outcome: _outcome,
        outcomeReason: _words,
        noOrderReason: _reason,
        ...others
      } = body;
      return planned
        ? { ...others, plannedAt: plannedAt ?? happenedAt ?? now }
        : { ...body, happenedAt: happenedAt ?? now };
    });
  }

  return (
    <RecordFormFrame
      form={form}
      save={save}
      onSaved={onSaved}
      onCancel={onCancel}
      extra={
        isPlanned &&
        record !== null && (
          <Button variant="default" onClick={() => setPlanned(false)}>
            {t('activities.doneNow')}
          </Button>
        )
      }
    >
      <SegmentedControl
        aria-label={t('activities.when')}
        value={isPlanned ? 'planned' : 'done'}
        onChange={(chosen) => setPlanned(chosen === 'planned')}
        data={[
          { value: 'done', label: t('activities.happened') },
          { value: 'planned', label: t('activities.planned') },
        ]}
      />
      {isInSeries && isPlanned && (
        <RepeatingTask
          record={record}
          scope={scope}
          onScope={(chosen) => {
            form.tell(chosen);
            // Of one alone the rule stays as it was.
            if (chosen === 'this') form.set('repeat', record.body['repeat']);
          }}
          onGone={onCancel}
        />
      )}
      {choosesCustomer && (
        <CustomerPicker
          label={t('field.customerId')}
          value={textOf(form.body, 'customerId')}
          onChange={(customer) => form.set('customerId', customer?.id)}
        />
      )}
      {(record === null || isPlanned) && (
        <ConsentNote customerId={textOf(form.body, 'customerId')} activityKind={kind} />
      )}
      <TextBox form={form} path="subject" data-autofocus />
      <FieldRow>
        {isPlanned ? <DateTimeBox form={form} path="plannedAt" /> : <DateTimeBox form={form} path="happenedAt" />}
        {!isPlanned && WITH_OUTCOME.has(kind) && <WholeNumberBox form={form} path="durationMinutes" />}
      </FieldRow>
      {!isPlanned && WITH_OUTCOME.has(kind) && (
        <ChoiceBox form={form} path="outcome" wordOf={(option) => valueLabel(t, 'activities', 'outcome', option)} />
      )}
      {!isPlanned && needsReason && (
        <FieldRow>
          {kind === 'visit' && (
            <ChoiceBox
              form={form}
              path="noOrderReason"
              wordOf={(option) => valueLabel(t, 'activities', 'noOrderReason', option)}
            />
          )}
          <TextBox form={form} path="outcomeReason" />
        </FieldRow>
      )}
      {kind === 'task' && (
        <FieldRow>
          <DateBox form={form} path="dueOn" />
          <ChoiceBox form={form} path="priority" wordOf={(option) => valueLabel(t, 'activities', 'priority', option)} />
        </FieldRow>
      )}
      {isPlanned && kind === 'task' && (!isInSeries || scope === 'following') && <RepeatFields form={form} />}
      {isPlanned && kind === 'visit' && (
        <Checkbox
          label={t('field.anyTime')}
          checked={form.body['anyTime'] === true}
          onChange={(event) => form.set('anyTime', event.currentTarget.checked ? true : undefined)}
        />
      )}
      {isPlanned && <DateTimeBox form={form} path="remindAt" />}
      <TextBox form={form} path="note" multiline />
    </RecordFormFrame>
  );
}
