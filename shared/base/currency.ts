import { createError } from './errors.ts';

/**
 * Digits after the point in each currency's amounts, after ISO 4217 (list one, 2024). The rial is the exception: ISO says 2, but no
 * price, invoice or bank in Iran knows a dinar of it, so its minor unit is the rial itself. Toman is not a currency but a way to show rials.
 * Stored amounts depend on this table: add to it, never change it.
 */
const EXPONENT_BY_CURRENCY = {
  AED: 2,
  AFN: 2,
  AMD: 2,
  AUD: 2,
  AZN: 2,
  BHD: 3,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CNY: 2,
  CZK: 2,
  DKK: 2,
  EGP: 2,
  EUR: 2,
  GBP: 2,
  GEL: 2,
  HKD: 2,
  HUF: 2,
  IDR: 2,
  INR: 2,
  IQD: 3,
  IRR: 0,
  JOD: 3,
  JPY: 0,
  KGS: 2,
  KRW: 0,
  KWD: 3,
  KZT: 2,
  LBP: 2,
  LYD: 3,
  MXN: 2,
  MYR: 2,
  NOK: 2,
  NZD: 2,
  OMR: 3,
  PKR: 2,
  PLN: 2,
  QAR: 2,
  RON: 2,
  RUB: 2,
  SAR: 2,
  SEK: 2,
  SGD: 2,
  SYP: 2,
  THB: 2,
  TJS: 2,
  TMT: 2,
  TND: 3,
  TRY: 2,
  UAH: 2,
  USD: 2,
  UZS: 2,
  VND: 0,
  YER: 2,
  ZAR: 2,
} as const;

export type CurrencyCode = keyof typeof EXPONENT_BY_CURRENCY;

/** Every currency that amounts may be in, in alphabetical order. */
export const CURRENCY_CODES: readonly CurrencyCode[] = Object.keys(EXPONENT_BY_CURRENCY).filter(isCurrencyCode);

export function isCurrencyCode(candidate: unknown): candidate is CurrencyCode {
  return typeof candidate === 'string' && Object.hasOwn(EXPONENT_BY_CURRENCY, candidate);
}

/** How many decimal digits the currency's minor unit stands for. @throws PeyvandError `invalid_input` for an unknown currency. */
export function currencyExponent(currency: CurrencyCode): number {
  if (!isCurrencyCode(currency)) throw createError('invalid_input', { reason: 'currency' });
  return EXPONENT_BY_CURRENCY[currency];
}
