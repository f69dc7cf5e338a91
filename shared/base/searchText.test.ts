import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchIndexText, searchTerms, searchTokens } from './text.ts';

/** What a full-text index does with the two: every term, by any of its alternatives, is the beginning of some token. */
function finds(query: string, text: string): boolean {
  const tokens = searchIndexText(text).split(' ');
  return searchTerms(query).every((alternatives) =>
    alternatives.some((alternative) => tokens.some((token) => token.startsWith(alternative))),
  );
}

describe('search tokens', () => {
  it('are the folded words', () => {
    expect(searchTokens('شرکت «پخشِ البرز» (سهامي خاص), No. ۱۲')).toEqual([
      'شرکت',
      'پخش',
      'البرز',
      'سهامی',
      'خاص',
      'no',
      '12',
    ]);
    expect(searchTokens('می‌خواهم')).toEqual(['میخواهم']);
    expect(searchTokens(' -- ')).toEqual([]);
  });
});

describe('what is indexed', () => {
  it('has each token once', () => {
    expect(searchIndexText('نوشت‌افزار و نوشت‌افزار')).toBe('نوشتافزار و نوشت افزار');
  });

  it('has digit groups of telephone numbers joined, but not every list of figures', () => {
    expect(searchIndexText('021-8877 6655')).toBe('021 8877 6655 02188776655');
    expect(searchIndexText('+98 (912) 345-67-89').split(' ')).toContain('989123456789');
    expect(searchIndexText('2 4 6')).toBe('2 4 6');
  });

  it('joins nothing across lines', () => {
    expect(searchIndexText('علی\nرضا')).toBe('علی رضا');
    expect(searchIndexText('0218877\n6655')).toBe('0218877 6655');
  });

  it('adds nothing to English', () => {
    expect(searchIndexText('The Cracker Box, 55 Grizzly Peak Rd. Butte')).toBe(
      'the cracker box 55 grizzly peak rd butte',
    );
  });

  it('grows a Persian text by no more than its short neighbours', () => {
    const text = 'جلسه با مدیر خرید برگزار شد و قرار شد پیش‌فاکتور دستگاه‌های بسته‌بندی تا پایان هفته ارسال شود';
    const plain = searchTokens(text).join(' ').length;
    expect(searchIndexText(text).length).toBeLessThan(plain * 2.6);
  });
});

describe('a search', () => {
  const spellings = ['می‌خواهم', 'میخواهم', 'می خواهم', 'مي‌خواهم'];
  const names = ['علی‌رضا', 'علیرضا', 'علی رضا', 'علي رضا'];
  const goods = ['نوشت‌افزار', 'نوشتافزار', 'نوشت افزار'];
  const pairs = [spellings, names, goods].flatMap((group) =>
    group.flatMap((query) => group.map((text): [string, string] => [query, text])),
  );

  it.each(pairs)('for %j finds %j', (query, text) => {
    expect(finds(query, `پیش ${text} پس`)).toBe(true);
  });

  it.each([
    ['8877 6655', '021-88776655', true],
    ['02188776655', 'تلفن: ۰۲۱-۸۸۷۷ ۶۶۵۵', true],
    ['021 8877', '02188776655', true],
    ['۰۲۱۸۸', '021-88776655', true],
    // A number written in one run is found from its beginning, not from its middle.
    ['8877 6655', '02188776655', false],
  ])('for the number %j finds %j: %s', (query, text, found) => {
    expect(finds(query, text)).toBe(found);
  });

  it('takes the beginnings of words, in any order', () => {
    expect(finds('تهر پخ', 'شرکت پخش تهران')).toBe(true);
    expect(finds('box crac', 'The Cracker Box')).toBe(true);
    expect(finds('racker', 'The Cracker Box')).toBe(false);
  });

  it('needs every word', () => {
    expect(finds('پخش شیراز', 'شرکت پخش تهران')).toBe(false);
  });

  it('does not join English words', () => {
    expect(searchTerms('red wine 12')).toEqual([['red'], ['wine'], ['12']]);
  });

  it('joins what may belong together', () => {
    expect(searchTerms('می خواهم')).toEqual([['می'], ['خواهم', 'میخواهم']]);
    expect(searchTerms('021-88-77')).toEqual([['021'], ['88', '02188'], ['77', '8877', '0218877']]);
    expect(searchTerms('')).toEqual([]);
  });

  it('finds every text by itself', () => {
    const anyWords = fc.string({ unit: fc.constantFrom(...Array.from('ابپیک هآأ\u200c 12۳aBé-()')) });
    fc.assert(
      fc.property(anyWords, (text) => {
        expect(finds(text, text)).toBe(true);
      }),
    );
  });
});
