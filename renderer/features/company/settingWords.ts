/** What a setting says, in words: for the page, for its history, and for what others changed meanwhile. */
import { isCurrencyCode } from '../../../shared/base/currency.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import {
  readSetting,
  type SettingKey,
  type SettingValue,
} from '../../../shared/domain/organisation/companySettings.ts';
import { limitLines, type PeopleNames } from './limitWords.ts';
import type { Locale } from '../../ui/locale/LocaleProvider.tsx';
import { weekdayName, weekdaysInOrder } from './weekdays.ts';

/** One line, or one for each of whom it says something. Never empty. @param value undefined: it is not set. */
export function settingWords(
  locale: Locale,
  names: PeopleNames,
  key: SettingKey,
  value: JsonValue | undefined,
): string[] {
  const { t } = locale;
  if (value === undefined) return [t('company.notSet')];
  if (key === 'approvalLimits') return limitLines(locale, names, value);
  if (readSetting({ [key]: value }, key) === undefined) return [t('company.unreadable')];
  return [oneLine(locale, key, value)];
}

/** Of a value that {@link readSetting} has read. */
function oneLine(locale: Locale, key: Exclude<SettingKey, 'approvalLimits'>, value: JsonValue): string {
  const { t, formats } = locale;
  const count = typeof value === 'number' ? value : 0;
  const text = typeof value === 'string' ? value : '';
  switch (key) {
    case 'timeZone':
      return formats.code(text);
    case 'defaultCurrency':
      return isCurrencyCode(value) ? formats.currencyName(value) : text;
    case 'taxPercentage':
      return value === null || value === 0 ? t('company.value.noTax') : formats.percentage(count);
    case 'leaseDays':
      return t('company.value.days', { count });
    case 'leaseGraceDays':
      return value === null ? t('company.value.noGrace') : t('company.value.grace', { count });
    case 'minimumProgramVersion':
      return value === null
        ? t('company.value.anyVersion')
        : t('company.value.version', { version: formats.code(text) });
    case 'workingHours':
      return hoursWords(locale, value as SettingValue<'workingHours'>);
    case 'idleLockMinutes':
      return count === 0 ? t('company.value.never') : t('company.value.minutes', { count });
    case 'idleLockMinutesMaximum':
      return value === null ? t('company.value.asIdle') : t('company.value.latest', { count });
    case 'recoveryShares':
      return t(`company.value.recovery.${value as SettingValue<'recoveryShares'>}`);
    case 'readingPagesPerHour':
      return count === 0 ? t('company.value.noReading') : t('company.value.reading', { count });
  }
}

function hoursWords(locale: Locale, hours: SettingValue<'workingHours'>): string {
  const { t, formats } = locale;
  if (hours === null) return t('company.value.allHours');
  const { weekdays, from, to, zone } = hours;
  const days =
    new Set(weekdays).size === 7
      ? t('company.value.everyDay')
      : weekdaysInOrder(locale)
          .filter((day) => weekdays.includes(day))
          .map((day) => weekdayName(locale, day))
          .join(separatorOf(locale));
  const times = t(to > from ? 'company.value.hours' : 'company.value.hoursOvernight', {
    from: formats.code(from),
    to: formats.code(to),
  });
  return [days, times, formats.code(zone)].join(' · ');
}

export const separatorOf = ({ language }: Pick<Locale, 'language'>): string => (language === 'fa' ? '، ' : ', ');
