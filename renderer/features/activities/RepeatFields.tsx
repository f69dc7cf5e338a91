/** How a task repeats: every so many days, weeks on days of the week, or months on a day of the month, in the calendar in which the person works. */
import { Select } from '@mantine/core';
import { isoDateFromInstant } from '../../../shared/base/clock.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { weekdayOf } from '../../../shared/domain/activities/dueVisits.ts';
import {
  dayOfMonth,
  REPEAT_EVERY_MOST,
  REPEAT_UNITS,
  repeatOf,
  weekdaysOf,
  type Repeat,
} from '../../../shared/domain/activities/repeat.ts';
import { WEEKDAYS } from '../../../shared/domain/activities/visitPlan.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { FieldRow } from '../../ui/form/Form.tsx';
import { ChipsInput } from '../../ui/inputs/ChipsInput.tsx';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { WholeNumberInput } from '../../ui/inputs/WholeNumberInput.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useBoundField } from '../records/Fields.tsx';
import type { RecordForm } from '../records/useRecordForm.ts';
import { useToday } from '../records/useDirectory.ts';

const NEVER = 'none';

export function RepeatFields({ form }: { form: RecordForm }) {
  const { t, calendar, timeZone } = useLocale();
  const today = useToday();
  const { error } = useBoundField({ form, path: 'repeat' });
  const repeat = repeatOf(form.body);
  const plannedAt = textOf(form.body, 'plannedAt');
  const day = plannedAt === null ? today : isoDateFromInstant(plannedAt, timeZone);
  const change = (more: Partial<Repeat>): void => {
    const rule: Repeat = { every: 1, unit: 'week', calendar, ...repeat, ...more, slot: day };
    const { weekdays, monthDay, until, series, ...rest } = rule;
    const given = {
      ...rest,
      ...(rule.unit === 'week' ? { weekdays: weekdays ?? [weekdayOf(day)] } : {}),
      ...(rule.unit === 'month' ? { monthDay: monthDay ?? dayOfMonth(day, rule.calendar) } : {}),
      ...(until === undefined ? {} : { until }),
      ...(series === undefined ? {} : { series }),
    };
    form.set('repeat', given);
  };
  return (
    <>
      <FieldRow>
        <Select
          label={t('field.repeat')}
          error={error}
          allowDeselect={false}
          data={[NEVER, ...REPEAT_UNITS].map((value) => ({
            value,
            label: t(value === NEVER ? 'repeat.none' : `repeat.${value as Repeat['unit']}`),
          }))}
          value={repeat?.unit ?? NEVER}
          onChange={(chosen) => {
            const unit = REPEAT_UNITS.find((one) => one === chosen);
            if (unit === undefined) form.set('repeat', undefined);
            else change({ unit, calendar });
          }}
        />
        {repeat && (
          <WholeNumberInput
            label={t('repeat.every')}
            value={repeat.every}
            onChange={(every) => change({ every: Math.min(REPEAT_EVERY_MOST, Math.max(1, every ?? 1)) })}
          />
        )}
      </FieldRow>
      {repeat?.unit === 'week' && (
        <ChipsInput
          label={t('repeat.on')}
          options={weekdaysOf(repeat.calendar).map((weekday) => ({
            value: weekday,
            label: valueLabel(t, 'activities', 'weekdays', weekday),
          }))}
          value={repeat.weekdays ?? [weekdayOf(day)]}
          onChange={(chosen) => change({ weekdays: WEEKDAYS.filter((weekday) => chosen.includes(weekday)) })}
        />
      )}
      {repeat && (
        <FieldRow>
          {repeat.unit === 'month' && (
            <WholeNumberInput
              label={t('repeat.monthDay')}
              description={t('repeat.monthDayHint')}
              value={repeat.monthDay ?? dayOfMonth(day, repeat.calendar)}
              onChange={(monthDay) => change({ monthDay: Math.min(31, Math.max(1, monthDay ?? 1)) })}
            />
          )}
          <DateField
            label={t('repeat.until')}
            description={t('repeat.untilHint')}
            minimum={day}
            value={repeat.until ?? null}
            onChange={(until) => change({ until: until ?? undefined })}
          />
        </FieldRow>
      )}
    </>
  );
}
