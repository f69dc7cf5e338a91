import { describe, expect, it } from 'vitest';
import { createFormats, currencyName, type FormatOptions } from './format.ts';

const NO_BREAK_SPACE = '\u00a0';
const LEFT_TO_RIGHT_MARK = '\u200e';

const persian: FormatOptions = { language: 'fa', calendar: 'persian', moneyUnit: 'toman', timeZone: 'Asia/Tehran' };
const english: FormatOptions = { language: 'en', calendar: 'gregory', moneyUnit: 'rial', timeZone: 'Asia/Tehran' };
const fa = createFormats(persian);
const en = createFormats(english);

describe('numbers', () => {
  it('have Persian digits and separators in Persian', () => {
    expect(fa.number(1_234_567.8915)).toBe('۱٬۲۳۴٬۵۶۷٫۸۹۲');
    expect(fa.number(12_345_678_901_234_567_890n)).toBe('۱۲٬۳۴۵٬۶۷۸٬۹۰۱٬۲۳۴٬۵۶۷٬۸۹۰');
    expect(fa.number(-5)).toBe(`${LEFT_TO_RIGHT_MARK}−۵`);
    expect(en.number(-1_234_567.8915)).toBe('-1,234,567.892');
  });

  it('take either numerals in either language', () => {
    expect(createFormats({ ...persian, numerals: 'latin' }).number(1_234.5)).toBe('1,234.5');
    expect(createFormats({ ...english, numerals: 'persian' }).number(1_234.5)).toBe('۱٬۲۳۴٫۵');
  });

  it('show quantities exactly', () => {
    expect(fa.quantity(1_500)).toBe('۱٫۵');
    expect(fa.quantity(1_234_000)).toBe('۱٬۲۳۴');
    expect(en.quantity(1)).toBe('0.001');
    expect(en.quantity(-12_345)).toBe('-12.345');
    expect(en.quantity(Number.MAX_SAFE_INTEGER)).toBe('9,007,199,254,740.991');
  });

  it('show percentages exactly', () => {
    expect(fa.percentage(125_000)).toBe('۱۲٫۵٪');
    expect(en.percentage(125_000)).toBe('12.5%');
    expect(en.percentage(1_000_000)).toBe('100%');
    expect(en.percentage(1)).toBe('0.0001%');
    expect(fa.percentage(-333_333)).toBe(`${LEFT_TO_RIGHT_MARK}−۳۳٫۳۳۳۳٪`);
  });
});

describe('money', () => {
  it('in rials is what was stored', () => {
    expect(createFormats({ ...persian, moneyUnit: 'rial' }).money({ amount: 1_250_000, currency: 'IRR' })).toBe(
      `۱٬۲۵۰٬۰۰۰${NO_BREAK_SPACE}ریال`,
    );
    expect(en.money({ amount: -1_250_000, currency: 'IRR' })).toBe(`-1,250,000${NO_BREAK_SPACE}rial`);
    expect(en.money({ amount: Number.MAX_SAFE_INTEGER, currency: 'IRR' })).toBe(
      `9,007,199,254,740,991${NO_BREAK_SPACE}rial`,
    );
  });

  it('in tomans is a tenth, remainders shown and never rounded away', () => {
    expect(fa.money({ amount: 1_250_000, currency: 'IRR' })).toBe(`۱۲۵٬۰۰۰${NO_BREAK_SPACE}تومان`);
    expect(fa.money({ amount: 1_234_567, currency: 'IRR' })).toBe(`۱۲۳٬۴۵۶٫۷${NO_BREAK_SPACE}تومان`);
    expect(fa.money({ amount: 5, currency: 'IRR' })).toBe(`۰٫۵${NO_BREAK_SPACE}تومان`);
    expect(fa.money({ amount: -5, currency: 'IRR' })).toBe(`${LEFT_TO_RIGHT_MARK}−۰٫۵${NO_BREAK_SPACE}تومان`);
    expect(createFormats({ ...english, moneyUnit: 'toman' }).money({ amount: 1_234_567, currency: 'IRR' })).toBe(
      `123,456.7${NO_BREAK_SPACE}toman`,
    );
  });

  it('in other currencies has all their decimals, and no toman', () => {
    expect(en.money({ amount: 126_579_302, currency: 'USD' })).toBe('$1,265,793.02');
    expect(en.money({ amount: -50, currency: 'EUR' })).toBe('-€0.50');
    expect(en.money({ amount: 1_234, currency: 'JPY' })).toBe('¥1,234');
    expect(en.money({ amount: 1_234, currency: 'KWD' })).toBe(`KWD${NO_BREAK_SPACE}1.234`);
    expect(en.money({ amount: 100_025, currency: 'AFN' })).toBe(`AFN${NO_BREAK_SPACE}1,000.25`);
    expect(fa.money({ amount: 126_579_302, currency: 'USD' })).toBe(`${LEFT_TO_RIGHT_MARK}$۱٬۲۶۵٬۷۹۳٫۰۲`);
    expect(en.money({ amount: Number.MAX_SAFE_INTEGER, currency: 'USD' })).toBe('$90,071,992,547,409.91');
  });

  it('is never shown as something else when it is no amount', () => {
    expect(() => en.money({ amount: 0.5, currency: 'USD' })).toThrow('invalid_input');
    expect(() => fa.money({ amount: Number.MAX_SAFE_INTEGER + 1, currency: 'IRR' })).toThrow('invalid_input');
    expect(() => fa.quantity(Number.NaN)).toThrow('invalid_input');
  });

  it('can go without its unit', () => {
    expect(fa.amount({ amount: 1_234_567, currency: 'IRR' })).toBe('۱۲۳٬۴۵۶٫۷');
    expect(fa.amount({ amount: 1_250, currency: 'USD' })).toBe('۱۲٫۵۰');
    expect(en.amount({ amount: -1_250, currency: 'USD' })).toBe('-12.50');
  });

  it('has units and names', () => {
    expect([fa.moneyUnitName('IRR'), fa.moneyUnitName('USD'), fa.moneyUnitName('AED')]).toEqual(['تومان', '$', 'AED']);
    expect([en.moneyUnitName('IRR'), en.moneyUnitName('EUR')]).toEqual(['rial', '€']);
    expect([fa.currencyName('IRR'), fa.currencyName('USD')]).toEqual(['ریال ایران', 'دلار آمریکا']);
    expect([currencyName('IRR', 'en'), en.currencyName('EUR')]).toEqual(['Iranian Rial', 'Euro']);
  });
});

describe('dates', () => {
  const evening = '2026-11-21T20:30:00.000Z';

  it('are those of the calendar, in the order of the language', () => {
    expect(fa.date('2026-11-21')).toBe('۳۰ آبان ۱۴۰۵');
    expect(en.date('2026-11-21')).toBe('21 Nov 2026');
    expect(createFormats({ ...persian, calendar: 'gregory' }).date('2026-11-21')).toBe('۲۱ نوامبر ۲۰۲۶');
    expect(createFormats({ ...english, calendar: 'persian' }).date('2026-11-21')).toBe('30 Aban 1405');
    expect(createFormats({ ...persian, numerals: 'latin' }).date('2026-11-21')).toBe('30 آبان 1405');
  });

  it('know the new year and the leap day of 1403', () => {
    expect(fa.date('2025-03-20')).toBe('۳۰ اسفند ۱۴۰۳');
    expect(fa.date('2025-03-21')).toBe('۱ فروردین ۱۴۰۴');
  });

  it('come in figures for tables', () => {
    expect(fa.dateInFigures('2026-03-25')).toBe('۱۴۰۵/۰۱/۰۵');
    expect(en.dateInFigures('2026-03-05')).toBe('2026-03-05');
    expect(createFormats({ ...english, calendar: 'persian' }).dateInFigures('2026-03-25')).toBe('1405/01/05');
    expect(createFormats({ ...persian, calendar: 'gregory' }).dateInFigures('2026-03-05')).toBe('۲۰۲۶/۰۳/۰۵');
  });

  it('of an instant are those of the time zone; a day is the same everywhere', () => {
    expect(fa.date(evening)).toBe('۱ آذر ۱۴۰۵');
    expect(en.date(evening)).toBe('22 Nov 2026');
    expect(createFormats({ ...english, timeZone: 'UTC' }).date(evening)).toBe('21 Nov 2026');
    expect(createFormats({ ...english, timeZone: 'America/Los_Angeles' }).date('2026-11-21')).toBe('21 Nov 2026');
  });

  it('have times of 24 hours', () => {
    expect(fa.time('2026-11-21T04:35:00.000Z')).toBe('۰۸:۰۵');
    expect(fa.time(evening)).toBe('۰۰:۰۰');
    expect(en.time('2026-11-21T10:30:00.000Z')).toBe('14:00');
    expect(fa.dateTime(evening)).toBe('۱ آذر ۱۴۰۵، ۰۰:۰۰');
    expect(en.dateTime(evening)).toBe('22 Nov 2026, 00:00');
  });

  it('refuse what is neither a day nor an instant, and unknown zones', () => {
    expect(() => fa.date('21/11/2026')).toThrow('invalid_input');
    expect(() => fa.time('2026-11-21')).toThrow('invalid_input');
    expect(() => createFormats({ ...persian, timeZone: 'Asia/Nowhere' })).toThrow('invalid_input');
  });
});

describe('relative time', () => {
  // 00:30 in Tehran.
  const now = '2026-11-21T21:00:00.000Z';

  it.each([
    ['2026-11-21T21:00:00.000Z', 'اکنون', 'now'],
    ['2026-11-21T20:59:01.000Z', 'اکنون', 'now'],
    ['2026-11-21T20:59:00.000Z', '۱ دقیقه پیش', '1 minute ago'],
    ['2026-11-21T20:01:00.000Z', '۵۹ دقیقه پیش', '59 minutes ago'],
    ['2026-11-21T23:10:00.000Z', '۲ ساعت بعد', 'in 2 hours'],
    ['2026-11-20T21:00:00.001Z', '۲۳ ساعت پیش', '23 hours ago'],
    ['2026-11-20T21:00:00.000Z', 'دیروز', 'yesterday'],
    // 25 hours and 1 minute before half past midnight is the day before yesterday.
    ['2026-11-20T19:59:00.000Z', 'پریروز', '2 days ago'],
    ['2026-11-22T22:00:00.000Z', 'فردا', 'tomorrow'],
    ['2026-11-11T21:00:00.000Z', '۱۰ روز پیش', '10 days ago'],
    ['2026-10-07T21:00:00.000Z', '۱ ماه پیش', '1 month ago'],
    ['2027-06-21T21:00:00.000Z', '۶ ماه بعد', 'in 6 months'],
    ['2024-11-20T21:00:00.000Z', '۲ سال پیش', '2 years ago'],
  ])('of %s is %s, %s', (instant, inPersian, inEnglish) => {
    expect(fa.relativeTime(instant, now)).toBe(inPersian);
    expect(en.relativeTime(instant, now)).toBe(inEnglish);
  });
});

describe('numbers that are names', () => {
  it('keep their order in any sentence', () => {
    expect(fa.phone('+98 912 345-6789')).toBe('\u2066+۹۸ ۹۱۲ ۳۴۵-۶۷۸۹\u2069');
    expect(en.phone('۰۹۱۲ ۳۴۵ ۶۷۸۹')).toBe('\u20660912 345 6789\u2069');
    expect(fa.phone('\u200e021\u200f')).toBe('\u2066۰۲۱\u2069');
    expect(fa.phone('')).toBe('');
  });

  it('with letters stay as they are', () => {
    expect(fa.code('SO-4F7K2-0012')).toBe('\u2066SO-4F7K2-0012\u2069');
    expect(fa.code('1405/0012')).toBe('\u2066۱۴۰۵/۰۰۱۲\u2069');
    expect(en.code('۱۲')).toBe('\u206612\u2069');
  });

  it('have the digits of the language inside any text', () => {
    expect(fa.digits('خیابان 12، پلاک ٥')).toBe('خیابان ۱۲، پلاک ۵');
    expect(en.digits('No. ۵')).toBe('No. 5');
  });
});
