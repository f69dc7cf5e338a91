import { createError } from '../base/errors.ts';
import { HUNDRED_PERCENT, QUANTITY_SCALE } from '../base/money.ts';
import type { Formats, Language, Numerals } from './format.ts';

type NumberFormats = Pick<Formats, 'number' | 'quantity' | 'percentage'>;

/** The Intl locale of a language with its numerals, and a calendar where one matters. */
export function localeTag(language: Language, numerals: Numerals, calendar?: string): string {
  const base = language === 'fa' ? 'fa-IR' : 'en-US';
  return `${base}-u${calendar ? `-ca-${calendar}` : ''}-nu-${numerals === 'persian' ? 'arabext' : 'latn'}`;
}

export function createNumberFormats(language: Language, numerals: Numerals): NumberFormats {
  const locale = localeTag(language, numerals);
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 });
  return {
    number: (value) => plain.format(value),
    quantity: (scaled) => plain.format(scaledToDecimal(scaled, QUANTITY_SCALE)),
    percentage: (scaled) => percent.format(scaledToDecimal(scaled, HUNDRED_PERCENT)),
  };
}

/**
 * The exact decimal text of `scaled / scale` (a power of ten), which Intl formats without a detour over floats:
 * (1_500, 1_000) gives '1.500'.
 * @throws PeyvandError `invalid_input` for what is no safe integer: a wrong figure on a screen would be worse.
 */
export function scaledToDecimal(scaled: number, scale: number): `${number}` {
  if (!Number.isSafeInteger(scaled)) throw createError('invalid_input', { reason: 'too_large' });
  const decimals = String(scale).length - 1;
  const digits = String(Math.abs(scaled)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const text = `${scaled < 0 ? '-' : ''}${whole}${decimals > 0 ? '.' : ''}${digits.slice(digits.length - decimals)}`;
  return text as `${number}`;
}
