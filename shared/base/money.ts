import { type CurrencyCode, currencyExponent } from './currency.ts';
import { createError } from './errors.ts';

export { type CurrencyCode, currencyExponent, isCurrencyCode } from './currency.ts';
export { parseDecimal } from './decimal.ts';

/** An exact amount: a safe integer of minor units (cents; rials, which have none below them). Negative for credits and returns. */
export interface Money {
  amount: number;
  currency: CurrencyCode;
}

/** Quantities are integers × 1,000: 1.5 metres is 1_500. */
export const QUANTITY_SCALE = 1_000;

/** Percentages are integers × 10,000 of the percentage itself: 12.5 % is 125_000, and the whole, 100 %, is 1_000_000. */
export const PERCENT_SCALE = 10_000;

/** 100 % in stored form. A discount of `d` leaves `HUNDRED_PERCENT - d`. */
export const HUNDRED_PERCENT = 100 * PERCENT_SCALE;

/** An exact fraction of minor units, not yet rounded. The denominator is positive. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export function zeroMoney(currency: CurrencyCode): Money {
  return { amount: 0, currency };
}

/** @throws PeyvandError `invalid_input` for two currencies, an unsafe amount, or a sum beyond safe integers. */
export function addMoney(left: Money, right: Money): Money {
  requireSameCurrency(left, right);
  return bigintToMoney(BigInt(safe(left.amount)) + BigInt(safe(right.amount)), left.currency);
}

/** @throws PeyvandError `invalid_input` for an unsafe amount. */
export function negateMoney(money: Money): Money {
  return bigintToMoney(-BigInt(safe(money.amount)), money.currency);
}

/** Negative, zero or positive, as a sort wants it. @throws PeyvandError `invalid_input` for two currencies. */
export function compareMoney(left: Money, right: Money): number {
  requireSameCurrency(left, right);
  return safe(left.amount) - safe(right.amount);
}

/** An amount as the start of an exact computation. */
export function moneyToRatio(money: Money): Ratio {
  return { numerator: BigInt(safe(money.amount)), denominator: 1n };
}

/** Unit price × quantity, exactly. `quantity` is scaled by {@link QUANTITY_SCALE}. */
export function multiplyByQuantity(unitPrice: Money, quantity: number): Ratio {
  return { numerator: BigInt(safe(unitPrice.amount)) * BigInt(safe(quantity)), denominator: BigInt(QUANTITY_SCALE) };
}

/** That percentage of an amount, exactly. `percentage` is scaled by {@link PERCENT_SCALE}. */
export function applyPercentage(amount: Ratio | Money, percentage: number): Ratio {
  const ratio = 'numerator' in amount ? amount : moneyToRatio(amount);
  return {
    numerator: ratio.numerator * BigInt(safe(percentage)),
    denominator: ratio.denominator * BigInt(HUNDRED_PERCENT),
  };
}

/** The one place where a computation is rounded: half-even to minor units. @throws PeyvandError `invalid_input` beyond safe integers. */
export function ratioToMoney(ratio: Ratio, currency: CurrencyCode): Money {
  return bigintToMoney(divideHalfEven(ratio.numerator, ratio.denominator), currency);
}

/**
 * The nearest whole number; a tie goes to the even neighbour (IEEE 754 "roundTiesToEven", "bankers' rounding").
 * @throws PeyvandError `invalid_input` for a denominator of zero.
 */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw createError('invalid_input', { reason: 'division_by_zero' });
  if (denominator < 0n) return divideHalfEven(-numerator, -denominator);
  const truncated = numerator / denominator;
  const remainder = numerator % denominator;
  const twice = 2n * (remainder < 0n ? -remainder : remainder);
  const roundsAway = twice > denominator || (twice === denominator && truncated % 2n !== 0n);
  if (!roundsAway) return truncated;
  return numerator < 0n ? truncated - 1n : truncated + 1n;
}

function bigintToMoney(amount: bigint, currency: CurrencyCode): Money {
  currencyExponent(currency);
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw createError('invalid_input', { reason: 'too_large' });
  return { amount: number, currency };
}

function requireSameCurrency(left: Money, right: Money): void {
  if (left.currency === right.currency) return;
  throw createError('invalid_input', { reason: 'currencies_differ', currencies: [left.currency, right.currency] });
}

/** Also turns -0, which some sums of floats leave behind, into 0. */
function safe(integer: number): number {
  if (!Number.isSafeInteger(integer)) throw createError('invalid_input', { reason: 'too_large' });
  return integer + 0;
}
