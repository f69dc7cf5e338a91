/** At all hours, or on some days from one time to another, by the clock of one zone. */
import { Checkbox, Select } from '@mantine/core';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import { objectOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { FieldRow } from '../../ui/form/Form.tsx';
import { ChipsInput } from '../../ui/inputs/ChipsInput.tsx';
import { TimeInput } from '../../ui/inputs/TimeInput.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Company.module.css';
import { weekdayName, weekdaysInOrder } from './weekdays.ts';
import { zoneOptions } from './zones.ts';

interface HoursFieldProps {
  /** As the setting has it; a part that is still empty is null. */
  value: JsonValue;
  onChange: (value: JsonValue) => void;
  error: string | undefined;
  /** Of the box that asks for hours at all. */
  limitedLabel?: string;
}

export function HoursField({ value, onChange, error, limitedLabel }: HoursFieldProps) {
  const locale = useLocale();
  const { t, timeZone } = locale;
  const { data: directory } = useLive(useCore().organisation.directory, undefined);
  const companyZone = directory?.settings['timeZone'];
  const isLimited = value !== null;
  const hours = objectOf(value);
  const days = Array.isArray(hours['weekdays']) ? hours['weekdays'].map(String) : [];
  const [from, to, zone] = [textOf(hours, 'from'), textOf(hours, 'to'), textOf(hours, 'zone')];
  const change = (part: { readonly [name: string]: JsonValue }): void => onChange({ ...hours, ...part });
  const firstDays = weekdaysInOrder(locale).slice(0, 5);
  const suggested = {
    weekdays: [...firstDays],
    from: '08:00',
    to: '18:00',
    zone: typeof companyZone === 'string' ? companyZone : timeZone,
  };
  return (
    <>
      <Checkbox
        label={limitedLabel ?? t('company.setting.workingHours.limited')}
        checked={isLimited}
        onChange={(event) => onChange(event.currentTarget.checked ? suggested : null)}
        data-autofocus
      />
      {isLimited && (
        <>
          <ChipsInput
            label={t('company.setting.workingHours.days')}
            error={error !== undefined}
            options={weekdaysInOrder(locale).map((day) => ({ value: String(day), label: weekdayName(locale, day) }))}
            value={days}
            onChange={(chosen) => change({ weekdays: chosen.map(Number).toSorted((one, other) => one - other) })}
          />
          <FieldRow>
            <TimeInput
              label={t('company.setting.workingHours.from')}
              value={from}
              onChange={(next) => change({ from: next })}
            />
            <TimeInput
              label={t('company.setting.workingHours.to')}
              description={
                from !== null && to !== null && to <= from ? t('company.setting.workingHours.overnight') : undefined
              }
              value={to}
              onChange={(next) => change({ to: next })}
            />
          </FieldRow>
          <Select
            label={t('company.setting.workingHours.zone')}
            searchable
            limit={60}
            allowDeselect={false}
            data={zoneOptions(zone)}
            value={zone}
            onChange={(next) => next !== null && change({ zone: next })}
          />
          {error !== undefined && (
            <p className={styles.error} role="alert">
              {error}
            </p>
          )}
        </>
      )}
    </>
  );
}
