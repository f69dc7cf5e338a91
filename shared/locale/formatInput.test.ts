import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCY_CODES } from '../base/currency.ts';
import type { CurrencyCode } from '../base/money.ts';
import {
  createFormats,
  type Formats,
  type Language,
  type MoneyUnit,
  type Numerals,
  parseCountsInput,
  parseMoneyInput,
  parsePercentageInput,
  parseQuantityInput,
  parseTimeInput,
} from './format.ts';

const anySafeInteger = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
const anyLanguage = fc.constantFrom<Language>('fa', 'en');
const anyNumerals = fc.constantFrom<Numerals>('persian', 'latin');
const anyMoneyUnit = fc.constantFrom<MoneyUnit>('rial', 'toman');

function formatsOf(language: Language, numerals: Numerals, moneyUnit: MoneyUnit): Formats {
  return createFormats({ language, numerals, moneyUnit, calendar: 'persian', timeZone: 'Asia/Tehran' });
}

function reasonOf(text: string, currency: CurrencyCode, moneyUnit: MoneyUnit): unknown {
  const parsed = parseMoneyInput(text, currency, moneyUnit);
  return parsed.ok ? parsed.value : parsed.error.facts['reason'];
}

describe('amounts as they are typed', () => {
  it.each<[string, CurrencyCode, MoneyUnit, number]>([
    ['۱۲۵٬۰۰۰', 'IRR', 'toman', 1_250_000],
    ['۱۲۵٬۰۰۰', 'IRR', 'rial', 125_000],
    ['125000.7', 'IRR', 'toman', 1_250_007],
    ['۱۲۳٬۴۵۶٫۷ تومان', 'IRR', 'toman', 1_234_567],
    ['۱۲۵ تومان', 'IRR', 'rial', 1_250],
    ['۱۲۵ ريال', 'IRR', 'toman', 125],
    ['۱۲۵﷼', 'IRR', 'toman', 125],
    ['1,250 Rials', 'IRR', 'toman', 1_250],
    ['IRR 1,250', 'IRR', 'toman', 1_250],
    ['-5 toman', 'IRR', 'rial', -50],
    ['$1,250.50', 'USD', 'toman', 125_050],
    ['-$1.5', 'USD', 'rial', -150],
    ['−$ 1.5', 'USD', 'rial', -150],
    ['1250.5 usd', 'USD', 'rial', 125_050],
    ['۱٫۵', 'USD', 'rial', 150],
    ['€٠٫٥', 'EUR', 'rial', 50],
    ['1.234', 'KWD', 'rial', 1_234],
  ])('%j in %s, typed in %s, is %s', (text, currency, moneyUnit, amount) => {
    expect(parseMoneyInput(text, currency, moneyUnit)).toEqual({ ok: true, value: { amount, currency } });
  });

  it('are refused where they would have to be changed', () => {
    expect(reasonOf('۱۲۵٫۵', 'IRR', 'rial')).toBe('too_many_decimals');
    expect(reasonOf('125.75', 'IRR', 'toman')).toBe('too_many_decimals');
    expect(reasonOf('0.005', 'USD', 'rial')).toBe('too_many_decimals');
    expect(reasonOf('€5', 'USD', 'rial')).toBe('not_a_number');
    expect(reasonOf('5 تومان', 'USD', 'toman')).toBe('not_a_number');
    expect(reasonOf('5 rial 6', 'IRR', 'rial')).toBe('not_a_number');
    expect(reasonOf('تومان', 'IRR', 'rial')).toBe('empty');
    expect(reasonOf('12,5', 'USD', 'rial')).toBe('grouping');
    expect(reasonOf('9007199254740991', 'IRR', 'toman')).toBe('too_large');
  });

  it('read back whatever was shown, with and without the unit, in every language, numerals and currency', () => {
    const anyCurrency = fc.constantFrom<CurrencyCode>('IRR', 'IRR', 'IRR', ...CURRENCY_CODES);
    fc.assert(
      fc.property(
        anySafeInteger,
        anyCurrency,
        anyLanguage,
        anyNumerals,
        anyMoneyUnit,
        (amount, currency, language, numerals, unit) => {
          const formats = formatsOf(language, numerals, unit);
          const value = { amount, currency };
          expect(parseMoneyInput(formats.money(value), currency, unit)).toEqual({ ok: true, value });
          expect(parseMoneyInput(formats.amount(value), currency, unit)).toEqual({ ok: true, value });
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('quantities and percentages as they are typed', () => {
  it.each([
    ['۱٫۵', 1_500],
    ['1.5', 1_500],
    ['٢', 2_000],
    ['1,000', 1_000_000],
  ])('quantity %j is %s', (text, value) => {
    expect(parseQuantityInput(text)).toEqual({ ok: true, value });
  });

  it.each([
    ['۱۲٫۵٪', 125_000],
    ['12.5 %', 125_000],
    ['%12.5', 125_000],
    ['٪۱۲٫۵', 125_000],
    ['100', 1_000_000],
    ['-0.0001', -1],
  ])('percentage %j is %s', (text, value) => {
    expect(parsePercentageInput(text)).toEqual({ ok: true, value });
  });

  it('may say of what they are', () => {
    const read = (text: string): unknown => {
      const parsed = parseCountsInput(text);
      if (!parsed.ok) return parsed.error.facts['reason'];
      const [one, ...others] = parsed.value.map(({ count, word }) => [count, word]);
      return others.length === 0 ? one : parsed.value;
    };
    expect(read('۲ کارتن')).toEqual([2_000, 'کارتن']);
    expect(read('2.5cartons')).toEqual([2_500, 'cartons']);
    expect(read(' 1,200 big boxes ')).toEqual([1_200_000, 'big boxes']);
    expect(read('۲۴')).toEqual([24_000, null]);
    expect(read('کارتن')).toBe('not_a_number');
    expect(read('2 3 carton')).toBe(read('2 3'));
  });

  it('may be counted in several units', () => {
    const read = (text: string): unknown => {
      const parsed = parseCountsInput(text);
      return parsed.ok ? parsed.value.map(({ count, word }) => [count, word]) : parsed.error.facts['reason'];
    };
    const shelf = [
      [3_000, 'کارتن'],
      [4_000, 'عدد'],
    ];
    expect(read('۳ کارتن و ۴ عدد')).toEqual(shelf);
    expect(read('۳کارتن۴عدد')).toEqual(shelf);
    expect(read('1 pallet, 2 cartons and 4')).toEqual([
      [1_000, 'pallet'],
      [2_000, 'cartons'],
      [4_000, null],
    ]);
    expect(read('2 carton + 4')).toEqual([
      [2_000, 'carton'],
      [4_000, null],
    ]);
    expect(read('24')).toEqual([[24_000, null]]);
    expect(read('1 200')).toEqual([[1_200_000, null]]);
    expect(read('1.2345 carton and 4')).toBe('too_many_decimals');
    // Nothing that stands there is passed over.
    expect(read('about 3 carton and 4')).toBe('not_a_number');
    expect(read('-3 carton and 4')).toBe('not_a_number');
    expect(read('3 carton -4')).toEqual([
      [3_000, 'carton -'],
      [4_000, null],
    ]);
    expect(read('')).toBe('empty');
  });

  it('are refused beyond their precision', () => {
    expect(parseQuantityInput('0.0001').ok).toBe(false);
    expect(parsePercentageInput('0.00001').ok).toBe(false);
    expect(parsePercentageInput('%').ok).toBe(false);
    expect(parsePercentageInput('12%%').ok).toBe(false);
  });

  it('read back whatever was shown', () => {
    fc.assert(
      fc.property(anySafeInteger, anyLanguage, anyNumerals, (value, language, numerals) => {
        const formats = formatsOf(language, numerals, 'rial');
        expect(parseQuantityInput(formats.quantity(value))).toEqual({ ok: true, value });
        expect(parsePercentageInput(formats.percentage(value))).toEqual({ ok: true, value });
      }),
    );
  });
});

describe('times of day as they are typed', () => {
  it.each([
    ['18:00', '18:00'],
    ['۱۸:۰۰', '18:00'],
    ['٠٨:٣٠', '08:30'],
    [' 8:30 ', '08:30'],
    ['\u200e۷٫۰۵', '07:05'],
    ['830', '08:30'],
    ['1830', '18:30'],
    ['0', '00:00'],
    ['23:59', '23:59'],
  ])('%s is %s', (text, time) => {
    expect(parseTimeInput(text)).toEqual({ ok: true, value: time });
  });

  it.each([
    ['', 'empty'],
    ['24:00', 'time'],
    ['12:60', 'time'],
    ['183', 'time'],
    ['6 pm', 'time'],
    ['-1:00', 'time'],
    ['18:00:00', 'time'],
    ['ظهر', 'time'],
  ])('%s is refused: %s', (text, reason) => {
    const parsed = parseTimeInput(text);
    expect(parsed.ok ? parsed.value : parsed.error.facts['reason']).toBe(reason);
  });
});
