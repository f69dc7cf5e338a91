import { removeDirectionMarks } from '../base/direction.ts';
import { digitsToLatin } from '../base/digits.ts';
import { createError } from '../base/errors.ts';
import { type CurrencyCode, currencyExponent, type Money, parseDecimal, PERCENT_SCALE } from '../base/money.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { MoneyUnit } from './format.ts';
import { moneyUnitName } from './formatMoney.ts';

const RIAL_WORDS = ['ریال', 'ريال', '﷼', 'rials', 'rial', 'irr'];
const TOMAN_WORDS = ['تومان', 'تومن', 'tomans', 'toman'];
const PERCENT_SIGNS = ['٪', '%'];
const SIGNS = '+\\-−';

/**
 * Reads an amount as a person types or pastes it, digits of any script, in either language, exactly. Without a unit, rials are typed in `moneyUnit`; a
 * unit that is typed along («۱۲۵ تومان») is believed instead. Other currencies may carry their sign or code.
 * Fails as {@link parseDecimal} does: half a rial is `too_many_decimals`, another currency's sign `not_a_number`.
 */
export function parseMoneyInput(text: string, currency: CurrencyCode, moneyUnit: MoneyUnit): Result<Money> {
  const { rest, scale } = currency === 'IRR' ? readRials(text, moneyUnit) : readCurrency(text, currency);
  const parsed = parseDecimal(rest, scale);
  return parsed.ok ? ok({ amount: parsed.value, currency }) : parsed;
}

/** Reads a percentage into stored form (× 10,000), with or without its sign; fails as {@link parseDecimal} does. */
export function parsePercentageInput(text: string): Result<number> {
  return parseDecimal(withoutUnit(text, PERCENT_SIGNS) ?? text, PERCENT_SCALE);
}

/**
 * Reads a time of day of 24 hours, digits of any script, into `HH:MM`: «۸:۳۰», "0830" and "8" too. Fails with `invalid_input`, `reason` is
 * `empty` or `time`.
 */
export function parseTimeInput(text: string): Result<string> {
  const plain = digitsToLatin(removeDirectionMarks(text)).trim();
  if (plain === '') return fail(createError('invalid_input', { reason: 'empty' }));
  const [, hour = '', minute = '00'] = /^(\d{1,2})(?:[:.٫]?(\d{2}))?$/.exec(plain) ?? [];
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59)
    return fail(createError('invalid_input', { reason: 'time' }));
  return ok(`${hour.padStart(2, '0')}:${minute}`);
}

function readRials(text: string, moneyUnit: MoneyUnit): { rest: string; scale: number } {
  const inTomans = withoutUnit(text, TOMAN_WORDS);
  if (inTomans !== undefined) return { rest: inTomans, scale: 10 };
  const inRials = withoutUnit(text, RIAL_WORDS);
  if (inRials !== undefined) return { rest: inRials, scale: 1 };
  return { rest: text, scale: moneyUnit === 'toman' ? 10 : 1 };
}

function readCurrency(text: string, currency: CurrencyCode): { rest: string; scale: number } {
  const units = [currency, moneyUnitName(currency, 'en', 'rial'), moneyUnitName(currency, 'fa', 'rial')];
  return { rest: withoutUnit(text, units) ?? text, scale: 10 ** currencyExponent(currency) };
}

/** The text without the one unit at its start (after a minus, if any) or end; undefined when none of them is there. */
function withoutUnit(text: string, units: readonly string[]): string | undefined {
  const plain = removeDirectionMarks(text).trim().toLowerCase();
  for (const unit of units.map((name) => name.toLowerCase())) {
    if (plain.endsWith(unit)) return plain.slice(0, plain.length - unit.length);
    const sign = new RegExp(`^[${SIGNS}]?\\s*`).exec(plain)?.[0] ?? '';
    if (plain.startsWith(unit, sign.length)) return sign + plain.slice(sign.length + unit.length);
  }
  return undefined;
}
