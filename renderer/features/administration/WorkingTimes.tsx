/** When somebody works, where they set out from, and when they are away. Of oneself one says the last; the rest is for whoever writes the company. Needs no line. */
import { useState } from 'react';
import { TextInput } from '@mantine/core';
import { createError } from '../../../shared/base/errors.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import { digitsToLatin } from '../../../shared/base/digits.ts';
import { integerOf, objectOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import { BASE_POSITION_STEP } from '../../../shared/domain/organisation/organisation.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { FieldRow, useFieldProblem } from '../../ui/form/Form.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { ErrorNote, RecordSkeleton } from '../../ui/state/States.tsx';
import { HoursField } from '../company/HoursField.tsx';
import { DateBox, useBoundField } from '../records/Fields.tsx';
import { ListEditor } from '../records/ListEditor.tsx';
import { RecordFormFrame } from '../records/RecordFormFrame.tsx';
import { useRecordForm, type RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';
import { useToday } from '../records/useDirectory.ts';

interface WorkingTimesProps {
  personId: string;
  onClose: () => void;
}

export function WorkingTimesDialog({ personId, onClose }: WorkingTimesProps) {
  const { t } = useLocale();
  const core = useCore();
  const { data: record, error } = useLive(core.records.observe, { collection: 'organisation', id: personId });
  const definition = kindOf('organisation', 'person');
  const name = textOf(record?.body ?? {}, 'name') ?? '';
  return (
    <Dialog opened onClose={onClose} title={t('people.times.title', { name })} width={560}>
      {record && !record.deleted && definition ? (
        <Fields record={record} definition={definition} onClose={onClose} />
      ) : (
        <>
          <ErrorNote error={error} />
          {!error && <RecordSkeleton rows={4} />}
        </>
      )}
    </Dialog>
  );
}

interface FieldsProps {
  record: RecordView;
  definition: KindDefinition;
  onClose: () => void;
}

function Fields({ record, definition, onClose }: FieldsProps) {
  const { t } = useLocale();
  const core = useCore();
  const today = useToday();
  const mayAll = useMay('organisation.write');
  const form = useRecordForm({ definition, draftKey: `people/${record.id}/times`, record, initial: NOTHING });
  const save = useRecordSave({
    form,
    record,
    kind: 'person',
    // A person is made with their account, elsewhere.
    create: () => Promise.reject(createError('not_found', { collection: 'organisation' })),
    edit: core.organisation.editPersonTimes,
  });
  if (!form.ready) return <RecordSkeleton rows={4} />;
  return (
    <RecordFormFrame
      form={form}
      save={save}
      onCancel={() => {
        form.discard();
        onClose();
      }}
      onSaved={() => {
        notify(t('notice.saved'));
        onClose();
      }}
    >
      {mayAll && (
        <>
          <HoursBox form={form} />
          <BaseBox form={form} />
        </>
      )}
      <ListEditor
        form={form}
        list="daysAway"
        blank={{ from: today, to: today }}
        addLabel={t('people.times.addAway')}
        removeLabel={t('people.times.removeAway')}
      >
        {(path) => (
          <FieldRow>
            <DateBox form={form} path={path('from')} />
            <DateBox form={form} path={path('to')} />
          </FieldRow>
        )}
      </ListEditor>
    </RecordFormFrame>
  );
}

const NOTHING = {};

function HoursBox({ form }: { form: RecordForm }) {
  const { t } = useLocale();
  const value = form.valueAt('workingHours') ?? null;
  const isWrong = form.problems.some(({ path }) => path.startsWith('workingHours'));
  const words = t('company.problem.workingHours');
  const { shown } = useFieldProblem(isWrong ? words : null);
  return (
    <HoursField
      limitedLabel={t('people.times.ownHours')}
      value={value}
      onChange={(next) => form.set('workingHours', next ?? undefined)}
      error={shown && isWrong ? words : undefined}
    />
  );
}

/** Latitude and longitude as maps give them, kept to about a kilometre. */
function BaseBox({ form }: { form: RecordForm }) {
  const { t, formats } = useLocale();
  const { label } = useBoundField({ form, path: 'basePosition' });
  const [typed, setTyped] = useState<string | null>(null);
  const isWrong = typed !== null && typed.trim() !== '' && readPlace(typed) === null;
  const words = t('people.times.baseWrong', { example: formats.digits('35.70, 51.40') });
  const { shown } = useFieldProblem(isWrong ? words : null);
  const kept = objectOf(form.valueAt('basePosition'));
  const [latitude, longitude] = [integerOf(kept, 'latitude'), integerOf(kept, 'longitude')];
  const written =
    latitude === null || longitude === null
      ? ''
      : [latitude, longitude].map((part) => (part / DEGREE).toFixed(2)).join(', ');
  return (
    <TextInput
      label={label}
      description={t('people.times.baseHelp')}
      dir="ltr"
      maxLength={60}
      value={typed ?? formats.digits(written)}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const place = readPlace(text);
        if (place !== null || text.trim() === '') form.set('basePosition', place ?? undefined);
      }}
      onBlur={() => !isWrong && setTyped(null)}
      error={shown && isWrong ? words : undefined}
    />
  );
}

const DEGREE = 1_000_000;

/** "35.7012, 51.4021", in digits of any script; null for what is no place on earth. */
function readPlace(text: string): { latitude: number; longitude: number } | null {
  const parts = /^(-?\d{1,2}(?:\.\d+)?)\s*[,\s]\s*(-?\d{1,3}(?:\.\d+)?)$/.exec(
    digitsToLatin(text).replaceAll('٫', '.').replaceAll('،', ',').trim(),
  );
  if (!parts) return null;
  const [latitude, longitude] = parts
    .slice(1)
    .map((part) => Math.round((Number(part) * DEGREE) / BASE_POSITION_STEP) * BASE_POSITION_STEP) as [number, number];
  return Math.abs(latitude) <= 90 * DEGREE && Math.abs(longitude) <= 180 * DEGREE ? { latitude, longitude } : null;
}
