import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typeset, typesetLine, type Line } from './typeset.ts';

/** Every character is as wide as every other. */
const measure = (text: string): number => text.length;

/** As it is seen: characters of runs from right to left turned around. */
const seen = ({ runs }: Line): string =>
  runs.map(({ text, direction }) => (direction === 'ltr' ? text : [...text].toReversed().join(''))).join('');
const turned = (text: string): string => [...text].toReversed().join('');

describe('a line', () => {
  it('has numbers from left to right in a line from right to left', () => {
    expect(seen(typesetLine('مبلغ ۱۲۳ ریال', 'rtl', measure))).toBe(`${turned('ریال')} ۱۲۳ ${turned('مبلغ')}`);
    expect(seen(typesetLine('مبلغ 123 ریال', 'rtl', measure))).toBe(`${turned('ریال')} 123 ${turned('مبلغ')}`);
  });

  it('keeps a code together, and a Persian name in an English sentence', () => {
    expect(seen(typesetLine('شماره \u2066INV-A7-000123\u2069 است', 'rtl', measure))).toBe(
      `${turned('است')} INV-A7-000123 ${turned('شماره')}`,
    );
    expect(seen(typesetLine('Printed by \u2068علی\u2069, 23 Nov 2026', 'ltr', measure))).toBe(
      `Printed by ${turned('علی')}, 23 Nov 2026`,
    );
  });

  it('runs as the paper does where no letter says otherwise', () => {
    expect(seen(typesetLine('(۱۲٪)', 'rtl', measure))).toBe(seen(typesetLine('(۱۲٪)', 'rtl', measure)));
    expect(typesetLine('', 'rtl', measure)).toEqual({ runs: [], width: 0 });
  });
});

describe('lines', () => {
  it('break at spaces, never leave one at their end, and cut what is wider than they are', () => {
    const texts = (text: string, width: number) => typeset(text, width, 'ltr', measure).map(seen);
    expect(texts('one two three', 8)).toEqual(['one two', 'three']);
    expect(texts('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(texts('a\n\nb', 10)).toEqual(['a', '', 'b']);
  });

  it('begin with the first words, in either direction', () => {
    const [first, second] = typeset('یک دو سه چهار', 6, 'rtl', measure);
    expect(first && seen(first)).toBe(turned('یک دو'));
    expect(second && seen(second)).toBe(turned('سه'));
  });

  it('lose nothing but spaces and marks, and are no wider than they may be', () => {
    const part = fc.constantFrom(
      'پمپ',
      'می‌خواهم',
      'CR',
      '5-10',
      '۱۲٬۳۴۵',
      '(',
      ')',
      '«آب»',
      ' ',
      '، ',
      '\u2066A-1\u2069',
      '٪',
      'لا',
      '\n',
      '🙂',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 30 }),
        fc.integer({ min: 4, max: 40 }),
        fc.constantFrom('rtl' as const, 'ltr' as const),
        (parts, width, base) => {
          const text = parts.join('');
          const lines = typeset(text, width, base, measure);
          const written = lines.flatMap(({ runs }) => runs.map((run) => run.text)).join('');
          const essence = (from: string): string => [...from.replaceAll(/[\s\u2066-\u2069]/gu, '')].toSorted().join('');
          expect(essence(written)).toBe(essence(text));
          for (const { width: wide } of lines) expect(wide).toBeLessThanOrEqual(width);
        },
      ),
      { numRuns: 300 },
    );
  });
});
