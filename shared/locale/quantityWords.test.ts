import { describe, expect, it } from 'vitest';
import { removeDirectionMarks } from '../base/direction.ts';
import { createFormats, type Language } from './format.ts';
import { quantityWords, shelfWords, type QuantityWords } from './quantityWords.ts';
import { createTranslator } from './translator.ts';

const wordsIn = (language: Language): QuantityWords => ({
  t: createTranslator(language),
  formats: createFormats({ language, moneyUnit: 'rial', calendar: 'persian', timeZone: 'Asia/Tehran' }),
});
const [fa, en] = [wordsIn('fa'), wordsIn('en')];
const CARTON = { unitId: 'u', unit: 'کارتن', factor: 12_000 };
const plain = (text: string | null): string => removeDirectionMarks(text ?? 'nothing');

describe('a quantity in words', () => {
  it('says cartons and how many pieces they are', () => {
    expect(plain(quantityWords(fa, 24_000, 'عدد', CARTON))).toBe('۲ کارتن (۲۴ عدد)');
    expect(plain(quantityWords(en, 24_000, 'piece', { ...CARTON, unit: 'carton' }))).toBe('2 carton (24 piece)');
  });

  it('says pieces where they are no whole cartons, or nobody said cartons', () => {
    expect(plain(quantityWords(fa, 5_000, 'عدد', CARTON))).toBe('۵ عدد');
    expect(plain(quantityWords(fa, 1_500, 'کیلو', null))).toBe('۱٫۵ کیلو');
    expect(plain(quantityWords(fa, 1_000, '', null))).toBe('۱');
  });

  it('says of a shelf what is in whole cartons and what is left', () => {
    const pallet = { unit: 'پالت', factor: 480_000 };
    expect(plain(shelfWords(fa, 40_000, 'عدد', [CARTON]))).toBe('۳ کارتن و ۴ عدد');
    expect(plain(shelfWords(en, 516_000, 'عدد', [CARTON, pallet]))).toBe('1 پالت and 3 کارتن');
    for (const quantity of [11_000, 0, -24_000]) expect(shelfWords(fa, quantity, 'عدد', [CARTON])).toBeNull();
    expect(shelfWords(fa, 40_000, 'عدد', [])).toBeNull();
  });
});
