/** A visit plan: who goes out on which days, how often customers of each class are seen, and who has a rhythm of their own. */
import type { RecordView } from '../../../shared/contract/records.ts';
import { WEEKDAYS, VISITED_CLASSES, type Weekday } from '../../../shared/domain/activities/visitPlan.ts';
import { integerOf, textOf, textsOf } from '../../../shared/domain/bodyReads.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useSession } from '../../data/session.tsx';
import { FieldRow, FormSection } from '../../ui/form/Form.tsx';
import { ChipsInput } from '../../ui/inputs/ChipsInput.tsx';
import { TimeInput } from '../../ui/inputs/TimeInput.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';
import { ChoiceBox, DateBox, TextBox, useBoundField, WholeNumberBox } from '../records/Fields.tsx';
import { ListEditor } from '../records/ListEditor.tsx';
import { RecordFormFrame } from '../records/RecordFormFrame.tsx';
import type { Directory } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';

export interface PlanFormProps {
  form: RecordForm;
  record: RecordView | null;
  directory: Directory;
  onSaved: (id: string) => void;
  onCancel: () => void;
}

/** Of these roles everybody plans their own way. */
const PLAN_FOR_THEMSELVES: ReadonlySet<string> = new Set(['rep', 'technician']);

export function PlanForm({ form, record, directory, onSaved, onCancel }: PlanFormProps) {
  const { t } = useLocale();
  const core = useCore();
  const { person } = useSession();
  const save = useRecordSave({
    form,
    record,
    kind: 'visitPlan',
    create: core.activities.log,
    edit: core.activities.edit,
  });
  return (
    <RecordFormFrame form={form} save={save} onSaved={onSaved} onCancel={onCancel} sticky>
      <FormSection>
        <TextBox form={form} path="subject" label={t('plans.name')} data-autofocus />
        {!PLAN_FOR_THEMSELVES.has(person.role) && (
          <ChoiceBox form={form} path="ownerId" label={t('plans.who')} options={directory.people} searchable />
        )}
        <WeekdaysBox form={form} path="weekdays" required />
        <FieldRow>
          <DateBox form={form} path="startsOn" />
          <DateBox form={form} path="endsOn" />
        </FieldRow>
      </FormSection>
      <FormSection title={t('plans.rhythm')}>
        <FieldRow>
          {VISITED_CLASSES.map((name) => (
            <WholeNumberBox
              key={name}
              form={form}
              path={`everyDays/${name}`}
              label={t('plans.class', { class: name })}
            />
          ))}
        </FieldRow>
        <FieldRow>
          <WholeNumberBox form={form} path="visitsPerDay" />
          <WholeNumberBox form={form} path="visitMinutes" />
          <StartBox form={form} />
        </FieldRow>
      </FormSection>
      <FormSection>
        <ListEditor
          form={form}
          list="stops"
          blank={{}}
          addLabel={t('plans.addStop')}
          removeLabel={t('plans.removeStop')}
        >
          {(path) => (
            <>
              <FieldRow>
                <CustomerPicker
                  label={t('field.customerId')}
                  required
                  value={textAt(form, path('customerId'))}
                  onChange={(customer) => form.set(path('customerId'), customer?.id)}
                />
                <WholeNumberBox form={form} path={path('everyDays')} />
              </FieldRow>
              <WeekdaysBox form={form} path={path('weekdays')} />
            </>
          )}
        </ListEditor>
      </FormSection>
      {directory.territories.length > 0 && (
        <FormSection>
          <ChipsInput
            label={t('plans.sharedWith')}
            options={directory.territories}
            value={textsOf(form.body, 'territoryIds')}
            onChange={(chosen) => form.set('territoryIds', chosen)}
          />
        </FormSection>
      )}
    </RecordFormFrame>
  );
}

function WeekdaysBox({ form, path, required = false }: { form: RecordForm; path: string; required?: boolean }) {
  const { t } = useLocale();
  const { label, error } = useBoundField({ form, path });
  const value = form.valueAt(path);
  return (
    <ChipsInput
      label={label}
      required={required}
      error={error}
      options={WEEKDAYS.map((weekday) => ({
        value: weekday,
        label: valueLabel(t, 'activities', 'weekdays', weekday),
      }))}
      value={Array.isArray(value) ? value.filter(isWeekday) : []}
      onChange={(chosen) => form.set(path, chosen)}
    />
  );
}

function StartBox({ form }: { form: RecordForm }) {
  const { label } = useBoundField({ form, path: 'startMinute' });
  const minute = integerOf(form.body, 'startMinute');
  return (
    <TimeInput
      label={label}
      value={minute === null ? null : `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`}
      onChange={(time) => {
        const [hours = 0, minutes = 0] = (time ?? '').split(':').map(Number);
        form.set('startMinute', time === null ? undefined : hours * 60 + minutes);
      }}
    />
  );
}

const textAt = (form: RecordForm, path: string): string | null => {
  const value = form.valueAt(path);
  return textOf({ value: value ?? null }, 'value');
};

const isWeekday = (value: unknown): value is Weekday => WEEKDAYS.some((weekday) => weekday === value);
const twoDigits = (value: number): string => String(value).padStart(2, '0');
