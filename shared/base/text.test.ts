import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isolateLeftToRight, removeDirectionMarks } from './direction.ts';
import { digitsToLatin, digitsToPersian, foldText } from './text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 40 });
const anyMixedText = fc.string({
  unit: fc.constantFrom(
    ...Array.from('آأإٱاءؤئيىیےةهۀەھكکپۆ\u200c\u200f\u0640\u064b\u0653\u0654\u0670 ۱٢3aÉeßİıIﷲﻼﬁ½²\u0301\u0307-'),
  ),
});

describe('digits', () => {
  it('of three scripts become one', () => {
    expect(digitsToLatin('۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ 0123456789')).toBe('0123456789 0123456789 0123456789');
    expect(digitsToPersian('0123456789 ٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹')).toBe('۰۱۲۳۴۵۶۷۸۹ ۰۱۲۳۴۵۶۷۸۹ ۰۱۲۳۴۵۶۷۸۹');
  });

  it('are all that changes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(digitsToLatin(digitsToPersian(text))).toBe(digitsToLatin(text));
        expect(digitsToPersian(text).replace(/[0-9۰-۹]/g, '')).toBe(text.replace(/[0-9۰-۹٠-٩]/g, ''));
      }),
    );
  });
});

describe('folding', () => {
  it.each([
    ['علي', 'علی'],
    ['موسى', 'موسی'],
    ['كتاب', 'کتاب'],
    ['آذر', 'اذر'],
    ['أحمد إبراهیم ٱلله', 'احمد ابراهیم الله'],
    ['مؤمن', 'مومن'],
    ['مسئول', 'مسیول'],
    ['فاطمة', 'فاطمه'],
    ['خانۀ', 'خانه'],
    ['خانهٔ', 'خانه'],
    ['ماوراءالنهر', 'ماورا النهر'.replace(' ', '')],
    ['مُحَمَّدٌ', 'محمد'],
    ['رحمٰن', 'رحمن'],
    ['بـــازار', 'بازار'],
    ['می‌خواهم', 'میخواهم'],
    ['ﻋﻠﻲ', 'علی'],
    ['ﻼ', 'لا'],
    ['۱۲۳٤٥٦ 789', '123456 789'],
    ['کوردستان ڕۆژ', 'کوردستان روژ'],
    ['Café ÉCOLE', 'cafe ecole'],
    ['Straße STRASSE', 'strasse strasse'],
    ['Ærø Łódź Þór', 'aero lodz thor'],
    ['İSTANBUL Işık', 'istanbul isik'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['ﬁlter ①', 'filter 1'],
    ['  a\t\nb\u00a0c  ', 'a b c'],
    ['a\u0000b', 'a b'],
    ['\u200eabc\u200f\ufeff', 'abc'],
    ['a\ufe0fb', 'ab'],
    ['\u06dd۱', '1'],
    ['', ''],
  ])('%j is %j', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('done twice changes nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
    );
    fc.assert(
      fc.property(anyMixedText, (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
    );
  });

  it('is the same for composed and decomposed text', () => {
    fc.assert(
      fc.property(anyMixedText, (text) => {
        expect(foldText(text.normalize('NFD'))).toBe(foldText(text));
        expect(foldText(text.normalize('NFC'))).toBe(foldText(text));
      }),
    );
  });

  it('keeps what tells other words apart', () => {
    expect(foldText('پ')).not.toBe(foldText('ب'));
    expect(foldText('گ')).not.toBe(foldText('ک'));
    expect(foldText('ژ')).not.toBe(foldText('ز'));
    expect(foldText('日本 한국 हिन्दी')).toBe('日本 한국 हिन्दी');
  });
});

describe('direction', () => {
  it('isolates are put around once and leave nothing behind', () => {
    expect(isolateLeftToRight('+98 21')).toBe('\u2066+98 21\u2069');
    expect(isolateLeftToRight(isolateLeftToRight('+98 21'))).toBe('\u2066+98 21\u2069');
    expect(isolateLeftToRight('')).toBe('');
    expect(removeDirectionMarks('\u2066\u200e+98\u200f 21\u2069\u061c')).toBe('+98 21');
    expect(removeDirectionMarks('می‌خواهم')).toBe('می‌خواهم');
  });
});
