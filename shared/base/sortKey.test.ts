import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { persianSortKey } from './text.ts';

const ALPHABET = 'آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی';

/** As SQLite's BINARY and PostgreSQL's "C" compare. */
function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(persianSortKey(left)), Buffer.from(persianSortKey(right)));
}

function sorted(...texts: string[]): string[] {
  return texts.toSorted(compareBytes);
}

describe('the Persian sort key', () => {
  it('follows the alphabet', () => {
    expect(sorted(...Array.from(ALPHABET).toReversed()).join('')).toBe(ALPHABET);
  });

  it('orders words of its letters as Intl does for Persian', () => {
    const collator = new Intl.Collator('fa');
    const anyWord = fc.string({ unit: fc.constantFrom(...Array.from(ALPHABET)), maxLength: 6 });
    fc.assert(
      fc.property(anyWord, anyWord, (left, right) => {
        expect(Math.sign(compareBytes(left, right))).toBe(Math.sign(collator.compare(left, right)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('puts space, then numbers, then Persian, then Latin, then the rest', () => {
    expect(sorted('علیا', 'zebra', 'علی رضا', '۱۲', 'علی', 'Яков', 'apple', 'پارس')).toEqual([
      '۱۲',
      'پارس',
      'علی',
      'علی رضا',
      'علیا',
      'apple',
      'zebra',
      'Яков',
    ]);
    expect(sorted('علی۲', 'علی‌نژاد', 'علی ب')).toEqual(['علی ب', 'علی۲', 'علی‌نژاد']);
  });

  it('orders numbers by their value', () => {
    expect(sorted('شعبه ۱۰', 'شعبه 2', 'شعبه ٠٠٣', 'شعبه ۱')).toEqual(['شعبه ۱', 'شعبه 2', 'شعبه ٠٠٣', 'شعبه ۱۰']);
    const anyNumber = fc.bigInt({ min: 0n, max: 10n ** 25n });
    fc.assert(
      fc.property(anyNumber, anyNumber, (left, right) => {
        expect(compareBytes(`a${left}`, `a${right}`)).toBe(left < right ? -1 : left > right ? 1 : 0);
      }),
    );
  });

  it.each([
    ['علي كريمى', 'علی کریمی'],
    ['ÉCOLE', 'ecole'],
    ['۱۲', '12'],
    ['007', '7'],
    ['  (شرکت)  پارس ', 'شرکت، پارس'],
    ['مسئول', 'مسیول'],
    ['می‌خواهم', 'میخواهم'],
  ])('is the same for %j and %j', (left, right) => {
    expect(persianSortKey(left)).toBe(persianSortKey(right));
  });

  it('keeps آ apart from ا, decomposed or not', () => {
    expect(persianSortKey('آب'.normalize('NFD'))).toBe(persianSortKey('آب'));
    expect(compareBytes('آی', 'اب')).toBe(-1);
    expect(persianSortKey('أب')).toBe(persianSortKey('اب'));
  });

  it('is plain ASCII, one byte a letter, for Persian and English', () => {
    const key = persianSortKey('شرکت پخش البرز Co. ۱۲');
    expect(/^[ -~]*$/.test(key)).toBe(true);
    expect(key).toHaveLength('شرکت پخش البرز co !12'.length);
  });

  it('orders in JavaScript as in a database, outside the rarest planes', () => {
    const anyText = fc.string({ unit: fc.constantFrom(...Array.from('آابپگکی aZé12۳Я日-. ')) });
    fc.assert(
      fc.property(anyText, anyText, (left, right) => {
        const [leftKey, rightKey] = [persianSortKey(left), persianSortKey(right)];
        expect(Math.sign(compareBytes(left, right))).toBe(leftKey < rightKey ? -1 : leftKey > rightKey ? 1 : 0);
      }),
    );
  });

  it('is short and well formed, however long or broken the text', () => {
    expect(persianSortKey('ب'.repeat(10_000))).toHaveLength(256);
    expect(persianSortKey(`a${'𐍈'.repeat(500)}`).isWellFormed()).toBe(true);
    expect(persianSortKey('\ud83d')).toBe('');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(persianSortKey(text).length).toBeLessThanOrEqual(256);
        expect(persianSortKey(text).isWellFormed()).toBe(true);
      }),
    );
  });
});
