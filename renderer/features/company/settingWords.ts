/** What a setting says, in words: for the page, for its history, and for what others changed meanwhile. */
import { isCurrencyCode } from '../../../shared/base/currency.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import {
  LETTERHEAD_FIELDS,
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
  if (key === 'workingHours') return hoursLines(locale, value as SettingValue<'workingHours'>);
  if (key === 'holidays') return holidayLines(locale, value as SettingValue<'holidays'>);
  if (key === 'letterhead') return letterheadLines(locale, value as SettingValue<'letterhead'>);
  return [oneLine(locale, key, value)];
}

/** Of a value that {@link readSetting} has read. */
function oneLine(
  locale: Locale,
  key: Exclude<SettingKey, 'approvalLimits' | 'workingHours' | 'holidays' | 'letterhead'>,
  value: JsonValue,
): string {
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
    case 'invoicedBy':
      return t(`company.value.invoicedBy.${value as SettingValue<'invoicedBy'>}`);
    case 'receiptsFrom':
      return value === null ? t('company.value.fromBeginning') : formats.date(text);
    case 'leaseDays':
      return t('company.value.days', { count });
    case 'leaseGraceDays':
      return value === null ? t('company.value.noGrace') : t('company.value.grace', { count });
    case 'minimumProgramVersion':
      return value === null
        ? t('company.value.anyVersion')
        : t('company.value.version', { version: formats.code(text) });
    case 'promiseWarningMinutes':
      return count === 0 ? t('company.value.noWarning') : t('company.value.warning', { count });
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

/** Only what is said. */
function letterheadLines({ t, formats }: Locale, letterhead: SettingValue<'letterhead'>): string[] {
  const lines = LETTERHEAD_FIELDS.flatMap((field) => {
    const text = letterhead[field];
    return text === undefined
      ? []
      : [t('company.letterhead.line', { what: t(`company.letterhead.${field}`), value: formats.digits(text) })];
  });
  return lines.length === 0 ? [t('company.letterhead.nothing')] : lines;
}

/** Each with its day, in the order in which they come; of a day that stands in a record twice, once. */
function holidayLines({ t, formats }: Locale, days: SettingValue<'holidays'>): string[] {
  if (days.length === 0) return [t('company.value.noHolidays')];
  return days
    .toSorted((one, other) => (one.on < other.on ? -1 : 1))
    .map(({ on, name }) => t('company.value.holiday', { date: formats.date(on), name }));
}

/** The days, the times, and by whose clock. */
function hoursLines(locale: Locale, hours: SettingValue<'workingHours'>): string[] {
  const { t, formats } = locale;
  if (hours === null) return [t('company.value.allHours')];
  const { weekdays, from, to, zone } = hours;
  const times = t(to > from ? 'company.value.hours' : 'company.value.hoursOvernight', {
    from: formats.code(from),
    to: formats.code(to),
  });
  return [daysWords(locale, weekdays), times, formats.code(zone)];
}

/** Days that follow each other as their first and last. */
function daysWords(locale: Locale, weekdays: readonly number[]): string {
  const { t } = locale;
  const order = weekdaysInOrder(locale);
  const days = order.filter((day) => weekdays.includes(day));
  const [first, last] = [days[0], days.at(-1)];
  if (days.length === order.length) return t('company.value.everyDay');
  const isRow =
    first !== undefined && last !== undefined && order.indexOf(last) - order.indexOf(first) === days.length - 1;
  return isRow && days.length > 2
    ? t('company.value.dayRange', { first: weekdayName(locale, first), last: weekdayName(locale, last) })
    : days.map((day) => weekdayName(locale, day)).join(separatorOf(locale));
}

const separatorOf = ({ language }: Pick<Locale, 'language'>): string => (language === 'fa' ? '، ' : ', ');
