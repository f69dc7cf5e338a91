import { describe, expect, it } from 'vitest';
import { checkDigit, codeKey, isGtin, looksMisread } from './barcode.ts';

describe('a barcode', () => {
  it('ends with a digit that fits the others, in all four lengths', () => {
    // Examples of GS1's own general specifications, and a book's and a UPC's that stand on real goods.
    expect(['96385074', '036000291452', '4006381333931', '10614141543219'].map(isGtin)).toEqual(Array(4).fill(true));
    expect(checkDigit('400638133393')).toBe('1');
    expect(isGtin('4006381333932')).toBe(false);
    expect(isGtin('400638133393')).toBe(false);
  });

  it('is told as misread where its length is right and its last digit is not', () => {
    expect(looksMisread('4006381333932')).toBe(true);
    expect(looksMisread('۴۰۰۶۳۸۱۳۳۳۹۳۲')).toBe(true);
    expect(looksMisread('4006381333931')).toBe(false);
    expect(looksMisread('DEN-0012')).toBe(false);
  });

  it('is the same in any digits, any case, and with zeros in front where it is a GTIN', () => {
    expect(codeKey('0036000291452')).toBe(codeKey('036000291452'));
    expect(codeKey(' ۰۳۶۰۰۰۲۹۱۴۵۲ ')).toBe(codeKey('036000291452'));
    expect(codeKey('DEN-0012')).toBe(codeKey('den-۰۰۱۲'));
    expect(codeKey('0012')).toBe('0012');
  });
});
