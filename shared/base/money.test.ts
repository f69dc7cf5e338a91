import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCY_CODES } from './currency.ts';
import {
  addMoney,
  applyPercentage,
  compareMoney,
  currencyExponent,
  divideHalfEven,
  HUNDRED_PERCENT,
  isCurrencyCode,
  type Money,
  moneyToRatio,
  multiplyByQuantity,
  negateMoney,
  PERCENT_SCALE,
  ratioToMoney,
  zeroMoney,
} from './money.ts';

const rials = (amount: number): Money => ({ amount, currency: 'IRR' });
const cents = (amount: number): Money => ({ amount, currency: 'USD' });
const anyAmount = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });
const anyBigint = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });

describe('adding money', () => {
  it('is exact, commutative, and undone by the negative', () => {
    fc.assert(
      fc.property(anyAmount, anyAmount, (left, right) => {
        expect(addMoney(rials(left), rials(right))).toEqual(rials(left + right));
        expect(addMoney(rials(left), rials(right))).toEqual(addMoney(rials(right), rials(left)));
        expect(addMoney(addMoney(rials(left), rials(right)), negateMoney(rials(right)))).toEqual(rials(left));
        expect(addMoney(rials(left), zeroMoney('IRR'))).toEqual(rials(left));
      }),
    );
  });

  it('never yields minus zero', () => {
    expect(Object.is(negateMoney(rials(0)).amount, 0)).toBe(true);
  });

  it('refuses two currencies and says which', () => {
    expect(() => addMoney(rials(1), cents(1))).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        facts: { reason: 'currencies_differ', currencies: ['IRR', 'USD'] },
      }),
    );
    expect(() => compareMoney(rials(1), cents(1))).toThrow('invalid_input');
  });

  it.each([Number.MAX_SAFE_INTEGER + 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses the amount %s',
    (amount) => {
      expect(() => addMoney(rials(amount), rials(0))).toThrow('invalid_input');
      expect(() => negateMoney(rials(amount))).toThrow('invalid_input');
      expect(() => multiplyByQuantity(rials(amount), 1_000)).toThrow('invalid_input');
    },
  );

  it('refuses a sum beyond safe integers instead of losing a rial', () => {
    expect(() => addMoney(rials(Number.MAX_SAFE_INTEGER), rials(1))).toThrow('invalid_input');
    expect(addMoney(rials(Number.MAX_SAFE_INTEGER - 1), rials(1)).amount).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('compares in the order of amounts', () => {
    fc.assert(
      fc.property(anyAmount, anyAmount, (left, right) => {
        expect(Math.sign(compareMoney(rials(left), rials(right)))).toBe(Math.sign(left - right));
      }),
    );
  });
});

describe('half-even division', () => {
  it.each([
    [5n, 10n, 0n],
    [15n, 10n, 2n],
    [25n, 10n, 2n],
    [26n, 10n, 3n],
    [24n, 10n, 2n],
    [-5n, 10n, 0n],
    [-15n, 10n, -2n],
    [-25n, 10n, -2n],
    [-26n, 10n, -3n],
    [15n, -10n, -2n],
    [7n, 7n, 1n],
    [0n, 3n, 0n],
  ])('%s / %s is %s', (numerator, denominator, quotient) => {
    expect(divideHalfEven(numerator, denominator)).toBe(quotient);
  });

  it('is never more than half away, and at exactly half the result is even', () => {
    fc.assert(
      fc.property(
        anyBigint,
        anyBigint.filter((denominator) => denominator !== 0n),
        (numerator, denominator) => {
          const quotient = divideHalfEven(numerator, denominator);
          const twiceError = 2n * (numerator - quotient * denominator);
          const distance = twiceError < 0n ? -twiceError : twiceError;
          const size = denominator < 0n ? -denominator : denominator;
          expect(distance <= size).toBe(true);
          expect(distance === size && quotient % 2n !== 0n).toBe(false);
        },
      ),
    );
  });

  it('gives halves to the even neighbour, on both sides of zero', () => {
    fc.assert(
      fc.property(anyBigint, (whole) => {
        expect(divideHalfEven(2n * whole + 1n, 2n) % 2n).toBe(0n);
        expect(divideHalfEven(-whole, 2n)).toBe(-divideHalfEven(whole, 2n));
      }),
    );
  });

  it('refuses zero', () => {
    expect(() => divideHalfEven(1n, 0n)).toThrow('invalid_input');
  });
});

describe('prices, quantities and percentages', () => {
  it('are multiplied exactly and rounded once, half-even', () => {
    // 3 × 0.25 with 5 % off is 0.7125: two roundings, or a float, may say otherwise.
    const line = applyPercentage(multiplyByQuantity(cents(25), 3_000), HUNDRED_PERCENT - 5 * PERCENT_SCALE);
    expect(ratioToMoney(line, 'USD')).toEqual(cents(71));
    // 1 × 2.50 with 15 % off is 2.125, a tie: 2.12.
    const tie = applyPercentage(multiplyByQuantity(cents(250), 1_000), HUNDRED_PERCENT - 15 * PERCENT_SCALE);
    expect(ratioToMoney(tie, 'USD')).toEqual(cents(212));
    expect(ratioToMoney({ ...tie, numerator: -tie.numerator }, 'USD')).toEqual(cents(-212));
  });

  it('take fractions of a unit and of a percent', () => {
    expect(ratioToMoney(multiplyByQuantity(rials(1_000_001), 1_500), 'IRR')).toEqual(rials(1_500_002));
    expect(ratioToMoney(applyPercentage(rials(1_000_000), 125_000), 'IRR')).toEqual(rials(125_000));
    expect(ratioToMoney(applyPercentage(rials(1_000_000), HUNDRED_PERCENT), 'IRR')).toEqual(rials(1_000_000));
  });

  it('leave an amount as it is for one unit, or all of it', () => {
    fc.assert(
      fc.property(anyAmount, (amount) => {
        expect(ratioToMoney(multiplyByQuantity(cents(amount), 1_000), 'USD')).toEqual(cents(amount));
        expect(ratioToMoney(applyPercentage(moneyToRatio(cents(amount)), HUNDRED_PERCENT), 'USD')).toEqual(
          cents(amount),
        );
      }),
    );
  });

  it('split a whole exactly before rounding', () => {
    fc.assert(
      fc.property(anyAmount, fc.integer({ min: 0, max: HUNDRED_PERCENT }), (amount, percentage) => {
        const part = applyPercentage(cents(amount), percentage);
        const rest = applyPercentage(cents(amount), HUNDRED_PERCENT - percentage);
        expect(part.denominator).toBe(rest.denominator);
        expect(part.numerator + rest.numerator).toBe(BigInt(amount) * part.denominator);
      }),
    );
  });

  it('may grow beyond safe integers inside, but not in the end', () => {
    const huge = multiplyByQuantity(rials(Number.MAX_SAFE_INTEGER), 2_000);
    expect(huge.numerator).toBe(BigInt(Number.MAX_SAFE_INTEGER) * 2_000n);
    expect(() => ratioToMoney(huge, 'IRR')).toThrow('invalid_input');
    expect(ratioToMoney(applyPercentage(huge, 50 * PERCENT_SCALE), 'IRR')).toEqual(rials(Number.MAX_SAFE_INTEGER));
  });
});

describe('currencies', () => {
  it('have the exponents of ISO 4217, as the platform knows them, but for the rial', () => {
    // CLDR follows cash in these: its digits for display are fewer than ISO's.
    const fewerInCash = new Set([
      'AFN',
      'AMD',
      'HUF',
      'IDR',
      'IQD',
      'KGS',
      'KZT',
      'LBP',
      'PKR',
      'SYP',
      'TJS',
      'TMT',
      'UZS',
      'YER',
    ]);
    const shownDecimals = (currency: string): number | undefined =>
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
    for (const currency of CURRENCY_CODES.filter((code) => !fewerInCash.has(code))) {
      expect([currency, currencyExponent(currency)]).toEqual([currency, shownDecimals(currency)]);
    }
    expect(currencyExponent('IRR')).toBe(0);
    expect(currencyExponent('KWD')).toBe(3);
  });

  it('are known by exact code only', () => {
    expect(['irr', 'toString', '', 'XXX', null].map(isCurrencyCode)).toEqual([false, false, false, false, false]);
    expect(isCurrencyCode('IRR')).toBe(true);
  });
});
