import { wordsToNumber } from '@persian-tools/persian-tools';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountInWords } from './amountInWords.ts';

const rials = (amount: number) => ({ amount, currency: 'IRR' as const });

describe('an amount in words', () => {
  it.each([
    [0, 'صفر ریال', 'zero rials'],
    [1_250_000, 'یک میلیون و دویست و پنجاه هزار ریال', 'one million two hundred fifty thousand rials'],
    [700_121, 'هفتصد هزار و صد و بیست و یک ریال', 'seven hundred thousand one hundred twenty-one rials'],
    [
      949_864,
      'نهصد و چهل و نه هزار و هشتصد و شصت و چهار ریال',
      'nine hundred forty-nine thousand eight hundred sixty-four rials',
    ],
  ])('%i', (amount, persian, english) => {
    expect(amountInWords(rials(amount), 'fa', 'rial')).toBe(persian);
    expect(amountInWords(rials(amount), 'en', 'rial')).toBe(english);
  });

  it('is said in tomans to whoever reads tomans, and in rials where a remainder would be lost', () => {
    expect(amountInWords(rials(20_000), 'fa', 'toman')).toBe('دو هزار تومان');
    expect(amountInWords(rials(20_005), 'fa', 'toman')).toBe('بیست هزار و پنج ریال');
    expect(amountInWords(rials(10), 'en', 'toman')).toBe('one toman');
  });

  it('says the parts of other currencies', () => {
    expect(amountInWords({ amount: 520, currency: 'USD' }, 'en', 'rial')).toBe('five US Dollar and 20/100');
    expect(amountInWords({ amount: 500, currency: 'USD' }, 'fa', 'rial')).toBe('پنج دلار آمریکا');
    expect(amountInWords({ amount: 520, currency: 'USD' }, 'fa', 'rial')).toBe('پنج دلار آمریکا و بیست صدم');
  });

  it('says thousandths of a currency that has three digits after the point', () => {
    expect(amountInWords({ amount: 1_250, currency: 'KWD' }, 'fa', 'rial')).toMatch(/^یک .+ و دویست و پنجاه هزارم$/u);
    expect(amountInWords({ amount: 1_005, currency: 'IQD' }, 'fa', 'rial')).toMatch(/ و پنج هزارم$/u);
    expect(amountInWords({ amount: 1_250, currency: 'KWD' }, 'en', 'rial')).toMatch(/ and 250\/1000$/);
  });

  it('can be read back, whatever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999_999 }), (amount) => {
        const words = amountInWords(rials(amount), 'fa', 'rial').replace(/ ریال$/, '');
        expect(wordsToNumber(words)).toBe(amount);
      }),
    );
  });
});
