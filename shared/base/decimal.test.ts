import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal } from './decimal.ts';
import { digitsToPersian } from './digits.ts';

describe('reading decimals', () => {
  it.each([
    ['1234.5', 1_234_500],
    ['۱٬۲۳۴٫۵', 1_234_500],
    ['١٬٢٣٤٫٥', 1_234_500],
    ['1,234.5', 1_234_500],
    ['1 234.5', 1_234_500],
    ['1\u00a0234.5', 1_234_500],
    ['۱،۲۳۴٫۵', 1_234_500],
    ["1'234", 1_234_000],
    ['1,234,567', 1_234_567_000],
    ['-1.25', -1_250],
    ['−۱٫۲۵', -1_250],
    ['\u200e−۱٫۲۵', -1_250],
    ['\u2066+۹۸\u2069', 98_000],
    ['+5', 5_000],
    ['- 5', -5_000],
    ['.5', 500],
    ['5.', 5_000],
    ['  7 ', 7_000],
    ['007', 7_000],
    ['1.5000000', 1_500],
    ['0', 0],
    ['9007199254740.991', Number.MAX_SAFE_INTEGER],
  ])('takes %j', (text, value) => {
    expect(parseDecimal(text, 1_000)).toEqual({ ok: true, value });
  });

  it('has no minus zero', () => {
    const parsed = parseDecimal('-0.000', 1_000);
    expect(parsed.ok && Object.is(parsed.value, 0)).toBe(true);
  });

  it.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['\u200e', 'empty'],
    ['abc', 'not_a_number'],
    ['-', 'not_a_number'],
    ['.', 'not_a_number'],
    ['1.2.3', 'not_a_number'],
    ['1e5', 'not_a_number'],
    ['0x10', 'not_a_number'],
    ['۲/۵', 'not_a_number'],
    ['½', 'not_a_number'],
    ['--5', 'not_a_number'],
    ['5-', 'not_a_number'],
    ['1G234', 'not_a_number'],
    ['12 apples', 'not_a_number'],
    ['NaN', 'not_a_number'],
    ['1,5', 'grouping'],
    ['۱٬۵', 'grouping'],
    ['1,2345', 'grouping'],
    ['1234,567', 'grouping'],
    [',123', 'grouping'],
    ['1,,234', 'grouping'],
    ['1.234,5', 'grouping'],
    ['0.1234', 'too_many_decimals'],
    ['9007199254740.992', 'too_large'],
    ['1'.repeat(101), 'too_large'],
    ['0'.repeat(101), 'too_large'],
  ])('refuses %j: %s', (text, reason) => {
    const parsed = parseDecimal(text, 1_000);
    expect(parsed.ok ? parsed.value : parsed.error.facts['reason']).toBe(reason);
  });

  it('says how many decimals are possible', () => {
    const parsed = parseDecimal('1.5', 1);
    expect(!parsed.ok && parsed.error.facts).toEqual({ reason: 'too_many_decimals', decimals: 0 });
  });

  it('reads back every scaled integer exactly, in Latin and in Persian', () => {
    const anyScaled = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(anyScaled, fc.integer({ min: 0, max: 4 }), (value, decimals) => {
        const scale = 10 ** decimals;
        const digits = String(Math.abs(value)).padStart(decimals + 1, '0');
        const split = digits.length - decimals;
        const whole = digits.slice(0, split);
        const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, '٬');
        const sign = value < 0 ? '-' : '';
        expect(parseDecimal(`${sign}${whole}.${digits.slice(split)}`, scale)).toEqual({ ok: true, value });
        const persian = digitsToPersian(`${sign}${grouped}٫${digits.slice(split)}`);
        expect(parseDecimal(persian, scale)).toEqual({ ok: true, value });
      }),
    );
  });

  it('never throws and never gives an unsafe number, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('0۱٢ .,٬٫-+G/eE\u200e\u00a0ی')) }), (text) => {
        const parsed = parseDecimal(text, 10_000);
        expect(parsed.ok ? Number.isSafeInteger(parsed.value) : parsed.error.code === 'invalid_input').toBe(true);
      }),
    );
  });

  it.each([0, 2, 1.5, -10, 1e21])('takes powers of ten only, not %s', (scale) => {
    expect(() => parseDecimal('1', scale)).toThrow('invalid_input');
  });
});
