import { describe, expect, it } from 'vitest';
import { createFormats, type Language } from '../../../shared/locale/format.ts';
import { createTranslator } from '../../../shared/locale/translator.ts';
import type { Locale } from '../../ui/locale/LocaleProvider.tsx';
import { settingWords } from './settingWords.ts';

function localeOf(language: Language, calendar: Locale['calendar'] = 'persian'): Locale {
  const choice = { language, calendar, moneyUnit: 'toman', timeZone: 'Asia/Tehran' } as const;
  return {
    ...choice,
    t: createTranslator(language),
    formats: createFormats(choice),
    direction: language === 'fa' ? 'rtl' : 'ltr',
  };
}
const names = (id: string): string | null => (id === 'sara' ? 'سارا' : null);
const plain = (lines: readonly string[]): string[] => lines.map((line) => line.replaceAll(/[\u2066-\u2069]/g, ''));
const words = (
  ...[locale, key, value]: [Locale, Parameters<typeof settingWords>[2], Parameters<typeof settingWords>[3]]
) => plain(settingWords(locale, names, key, value));
const [english, persian] = [localeOf('en'), localeOf('fa')];
const hours = (weekdays: number[], from: string, to: string) => ({ zone: 'Asia/Tehran', weekdays, from, to });

describe('a setting in words', () => {
  it('says what null and nothing stand for', () => {
    expect(words(english, 'leaseGraceDays', null)).toEqual(['Is never erased by itself']);
    expect(words(english, 'leaseGraceDays', 0)).toEqual(['Erases itself after the days without contact']);
    expect(words(english, 'idleLockMinutes', 0)).toEqual(['Never']);
    expect(words(english, 'readingPagesPerHour', 0)).toEqual(['No limit']);
    expect(words(english, 'timeZone', undefined)).toEqual(['Not set']);
    expect(words(english, 'leaseDays', 'thirty')).toEqual([
      'This page cannot read the value that is set. Set it anew.',
    ]);
  });

  it('has the digits of the language', () => {
    expect(words(persian, 'leaseDays', 14)).toEqual(['۱۴ روز']);
    expect(words(persian, 'taxPercentage', 95_000)).toEqual(['۹٫۵٪']);
    expect(words(persian, 'minimumProgramVersion', '0.2')).toEqual(['۰.۲ یا تازه‌تر']);
  });
});

describe('holidays in words', () => {
  it('stand in the order in which they come, each in the calendar of whoever reads', () => {
    const days = [
      { on: '2027-02-11', name: 'انقلاب' },
      { on: '2026-03-21', name: 'نوروز' },
    ];
    expect(words(persian, 'holidays', days)).toEqual(['۱ فروردین ۱۴۰۵: نوروز', '۲۲ بهمن ۱۴۰۵: انقلاب']);
    expect(words(localeOf('en', 'gregory'), 'holidays', days)[0]).toMatch(/2026.*: نوروز$/u);
    expect(words(english, 'holidays', [])).toEqual(['No holidays are set']);
    expect(words(english, 'promiseWarningMinutes', 0)).toEqual(['Nobody is told']);
  });
});

describe('working hours in words', () => {
  it('name days that follow each other by their ends, as the calendar begins its weeks', () => {
    const days = [6, 7, 1, 2, 3];
    expect(words(english, 'workingHours', hours(days, '07:30', '19:00'))).toEqual([
      'Saturday to Wednesday',
      'from 07:30 to 19:00',
      'Asia/Tehran',
    ]);
    expect(words(localeOf('en', 'gregory'), 'workingHours', hours(days, '07:30', '19:00'))[0]).toBe(
      'Monday, Tuesday, Wednesday, Saturday, Sunday',
    );
    expect(words(persian, 'workingHours', hours([1, 6], '07:30', '19:00'))[0]).toBe('شنبه، دوشنبه');
  });

  it('say when they end on the next day, and when there are none', () => {
    expect(words(english, 'workingHours', hours([1, 2, 3, 4, 5, 6, 7], '22:00', '06:00')).slice(0, 2)).toEqual([
      'Every day',
      'from 22:00 to 06:00 on the next day',
    ]);
    expect(words(persian, 'workingHours', null)).toEqual(['در همهٔ ساعت‌ها']);
  });
});

describe('limits in words', () => {
  it('have a line for each of whom something is said', () => {
    const setting = {
      roles: { rep: { discountPercentage: 200_000, withinCredit: true, contractMonths: 1 }, marketing: {} },
      people: { sara: { withinCredit: false, contractCoverage: [] }, gone: { contractVisits: 12_000 } },
    };
    expect(words(english, 'approvalLimits', setting)).toEqual([
      'Sales representative: discount up to 20% · credit within the customer’s limits · contracts up to 1 month',
      'سارا: credit without limit · covering nothing',
      'Somebody who is no longer listed: up to 12 visits',
    ]);
    expect(words(english, 'approvalLimits', {})).toEqual(['No limits']);
  });

  it('say as much as the rules make of them: what cannot be read is limited to nothing', () => {
    expect(words(english, 'approvalLimits', { roles: { rep: { discountPercentage: 'x' } } })).toEqual([
      'Sales representative: discount up to 0%',
    ]);
  });
});
