/** Days on which the company does not work: typed one by one, or those that stand fast in a solar year all at once. */
import { useRef, useState } from 'react';
import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { IsoDate } from '../../../shared/base/clock.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import { readSetting, type Holiday } from '../../../shared/domain/organisation/companySettings.ts';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import { useToday } from '../records/useDirectory.ts';
import styles from './Company.module.css';
import { solarHolidaysOf, solarYearOf } from './solarHolidays.ts';

/** This solar year and those to come that one button fills. */
const YEARS_AHEAD = 3;
const NAME_LENGTH = 100;

interface HolidaysFieldProps {
  value: JsonValue;
  onChange: (value: JsonValue) => void;
  error: string | undefined;
}

export function HolidaysField({ value, onChange, error }: HolidaysFieldProps) {
  const { t, formats } = useLocale();
  const days = readSetting({ holidays: value }, 'holidays') ?? [];
  const write = (next: readonly Holiday[]): void =>
    onChange(next.toSorted((one, other) => (one.on < other.on ? -1 : 1)) as JsonValue);
  function remove(day: Holiday): void {
    const rest = days.filter(({ on }) => on !== day.on);
    write(rest);
    notify(t('company.holidays.removed', { name: day.name }), {
      label: t('action.undo'),
      run: () => write(days),
    });
  }
  return (
    <>
      <ul className={styles.holidays} aria-label={t('company.setting.holidays')}>
        {days.map((day) => (
          <li key={day.on} className={styles.holiday}>
            <span className={styles.holidayDate}>
              <DateText value={day.on} />
            </span>
            <span className={styles.holidayName}>
              <bdi>{day.name}</bdi>
            </span>
            <ActionIcon
              aria-label={t('company.holidays.remove', { name: day.name, date: formats.date(day.on) })}
              onClick={() => remove(day)}
            >
              <IconTrash size={15} stroke={1.75} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {days.length === 0 && <p className={styles.dim}>{t('company.value.noHolidays')}</p>}
      <NewHoliday days={days} onAdd={(day) => write([...days, day])} />
      <SolarYear days={days} onAdd={(more) => write([...days, ...more])} />
      {error !== undefined && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
    </>
  );
}

function NewHoliday({ days, onAdd }: { days: readonly Holiday[]; onAdd: (day: Holiday) => void }) {
  const { t } = useLocale();
  const [on, setOn] = useState<IsoDate | null>(null);
  const [name, setName] = useState('');
  const [round, setRound] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const isKnown = on !== null && days.some((day) => day.on === on);
  const isWhole = on !== null && name.trim() !== '' && !isKnown;
  function add(): void {
    if (!isWhole) return;
    onAdd({ on, name: name.trim() });
    setOn(null);
    setName('');
    setRound(round + 1);
    // The next one is typed at once.
    requestAnimationFrame(() => box.current?.querySelector('input')?.focus());
  }
  return (
    <div
      ref={box}
      className={styles.newHoliday}
      role="group"
      aria-label={t('company.holidays.new')}
      onKeyDown={(event) => {
        // Enter in the name adds the day; it does not save the form.
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLInputElement))
          return;
        event.preventDefault();
        add();
      }}
    >
      <DateField
        key={round}
        label={t('company.holidays.on')}
        value={on}
        onChange={setOn}
        error={isKnown ? t('company.holidays.known') : undefined}
      />
      <TextInput
        label={t('company.holidays.name')}
        maxLength={NAME_LENGTH}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button variant="default" aria-disabled={!isWhole || undefined} onClick={add}>
        {t('company.holidays.add')}
      </Button>
    </div>
  );
}

function SolarYear({ days, onAdd }: { days: readonly Holiday[]; onAdd: (days: readonly Holiday[]) => void }) {
  const { t, formats } = useLocale();
  const thisYear = solarYearOf(useToday());
  const [year, setYear] = useState(thisYear);
  function add(): void {
    const known = new Set(days.map(({ on }) => on));
    const missing = solarHolidaysOf(year)
      .filter(({ on }) => !known.has(on))
      .map(({ on, name }) => ({ on, name: t(`company.holidays.solar.${name}`) }));
    if (missing.length > 0) onAdd(missing);
    notify(t('company.holidays.added', { count: missing.length, year: formats.digits(String(year)) }));
  }
  return (
    <div className={styles.solarYear}>
      <div className={styles.newHoliday}>
        <Select
          label={t('company.holidays.year')}
          allowDeselect={false}
          data={Array.from({ length: YEARS_AHEAD }, (_, ahead) => ({
            value: String(thisYear + ahead),
            label: formats.digits(String(thisYear + ahead)),
          }))}
          value={String(year)}
          onChange={(next) => next !== null && setYear(Number(next))}
        />
        <Button variant="default" onClick={add}>
          {t('company.holidays.addYear')}
        </Button>
      </div>
      <p className={styles.dim}>{t('company.holidays.lunar')}</p>
    </div>
  );
}
