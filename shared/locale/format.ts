/**
 * How values look in the person's language. Stored data is neutral (instants, ISO dates, minor units); this is the only place
 * that turns it into text, and `formatInput.ts` and `countsInput.ts` the only ones that read such text back. Built on Intl alone.
 *
 * Language, calendar, numerals and the unit of money are four separate choices: an English window may show the Persian calendar.
 * Persian output has Persian digits everywhere, ٬ for thousands and ٫ for decimals. The order of the parts of a date, and 24 hours
 * for times, are our own: Intl's patterns differ between the ICU of Node and of the browser, its names and numbers do not.
 */
import type { Instant } from '../base/clock.ts';
import { isolateLeftToRight } from '../base/direction.ts';
import type { CurrencyCode, Money } from '../base/money.ts';
import { digitsToLatin, digitsToPersian } from '../base/text.ts';
import { createDateFormats } from './formatDate.ts';
import { currencyName, createMoneyFormats } from './formatMoney.ts';
import { createNumberFormats } from './formatNumber.ts';

export { currencyName } from './formatMoney.ts';
export { parseCountsInput, parseQuantityInput } from './countsInput.ts';
export { parseMoneyInput, parsePercentageInput, parseTimeInput } from './formatInput.ts';

export type Language = 'fa' | 'en';
export type CalendarSystem = 'persian' | 'gregory';
export type Numerals = 'persian' | 'latin';
/** How rials are shown and typed. Toman is display only: ten rials. */
export type MoneyUnit = 'rial' | 'toman';

/** An {@link IsoDate}, or an {@link Instant} shown as the day it falls on in the time zone. */
export type DayOrInstant = string;

export interface FormatOptions {
  readonly language: Language;
  readonly calendar: CalendarSystem;
  /** By default those of the language. */
  readonly numerals?: Numerals;
  readonly moneyUnit: MoneyUnit;
  /** An IANA name, such as `Asia/Tehran`. */
  readonly timeZone: string;
}

export interface Formats {
  /** A plain number, up to three decimals: «۱٬۲۳۴٫۵». */
  number(value: number | bigint): string;
  /** A stored quantity (× 1,000), exactly: 1_500 is «۱٫۵». */
  quantity(scaled: number): string;
  /** A stored percentage (× 10,000), exactly: 125_000 is «۱۲٫۵٪». */
  percentage(scaled: number): string;
  /** An amount with its unit: «۱۲۳٬۴۵۶٫۷ تومان», «$1,250.50». */
  money(money: Money): string;
  /** An amount without its unit, for columns whose heading has it and for fields being edited. */
  amount(money: Money): string;
  /** The unit that {@link Formats.money} shows: «ریال», «تومان», «$». */
  moneyUnitName(currency: CurrencyCode): string;
  currencyName(currency: CurrencyCode): string;
  /** A day: «۳۰ آبان ۱۴۰۵», «21 Nov 2026». */
  date(value: DayOrInstant): string;
  /** A day in figures, for dense tables: «۱۴۰۵/۰۸/۳۰», «2026-11-21». */
  dateInFigures(value: DayOrInstant): string;
  /** «۳۰ آبان ۱۴۰۵، ۱۴:۰۵» */
  dateTime(instant: Instant): string;
  /** 24 hours: «۱۴:۰۵». */
  time(instant: Instant): string;
  /** «۵ دقیقه پیش», «دیروز», "in 2 hours". Days are days of the calendar in the time zone. */
  relativeTime(instant: Instant, now: Instant): string;
  /** A telephone number as it was typed, in this language's digits, isolated left to right. */
  phone(text: string): string;
  /** A code, serial or document number, isolated left to right. With Latin letters in it it stays as it is; figures alone take this language's digits. */
  code(text: string): string;
  /** Any text with its digits turned into this language's. No isolates: for sentences and addresses. */
  digits(text: string): string;
}

/** @throws PeyvandError `invalid_input` for an unknown time zone; every date function throws it for a malformed date or instant. */
export function createFormats(options: FormatOptions): Formats {
  const { language, moneyUnit } = options;
  const numerals = options.numerals ?? (language === 'fa' ? 'persian' : 'latin');
  const digits = numerals === 'persian' ? digitsToPersian : digitsToLatin;
  return {
    ...createNumberFormats(language, numerals),
    ...createMoneyFormats(language, numerals, moneyUnit),
    ...createDateFormats(language, options.calendar, numerals, options.timeZone),
    currencyName: (currency) => currencyName(currency, language),
    phone: (text) => isolateLeftToRight(digits(text)),
    code: (text) => isolateLeftToRight(/\p{Script=Latin}/u.test(text) ? text : digits(text)),
    digits,
  };
}
