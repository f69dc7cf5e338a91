/** What is typed in and must be found nowhere, in every form that a program could write it in. */
import {
  digitsToLatin,
  digitsToPersian,
  foldText,
  persianSortKey,
  searchIndexText,
  searchTokens,
} from '../../shared/base/text.ts';
import { foldForSorting } from '../../shared/base/foldText.ts';

export const PLANTED = {
  persianName: 'کارگاهِ نشت‌ناپذیر ۴۷۱۱',
  persianNote: 'قرارِ پنهانِ سه‌شنبه',
  englishNote: 'Confidential Zephyrine Ledger',
  phone: '021-55718294',
  draft: 'پیش‌نویسِ ناتمامِ محرمانه',
  viewName: 'Quietest Prospects',
  fileName: 'صورت‌جلسهٔ سربسته Undertaking.txt',
  fileWords: 'گفته‌های درِ بسته Whispered Covenants',
} as const;

/** Words short enough to stand in anything by chance are left out. */
const SHORTEST = 5;

/** By what it is: the value as typed, normalised, folded as the search does, as single words, with either digits, in either encoding. */
export function tracesOf(values: readonly string[]): { readonly what: string; readonly bytes: Buffer }[] {
  const texts = new Set<string>();
  for (const value of values) {
    const forms = [
      value,
      value.normalize('NFKC'),
      value.normalize('NFD'),
      foldText(value),
      foldForSorting(value),
      value.toLowerCase(),
      value.toUpperCase(),
      searchIndexText(value),
      ...searchTokens(value),
      persianSortKey(value),
    ];
    for (const form of forms.flatMap((text) => [text, digitsToLatin(text), digitsToPersian(text)])) {
      texts.add(form);
      for (const word of form.split(/[\s\u200c]+/u)) if ([...word].length >= SHORTEST) texts.add(word);
      texts.add(encodeURIComponent(form));
      // As JSON writes it for those who take ASCII alone.
      texts.add(
        JSON.stringify(form)
          .slice(1, -1)
          .replaceAll(/[^ -~]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
      );
    }
  }
  return [...texts].flatMap((text) =>
    [...text].length < SHORTEST
      ? []
      : [
          { what: `${text} (UTF-8)`, bytes: Buffer.from(text, 'utf8') },
          { what: `${text} (UTF-16)`, bytes: Buffer.from(text, 'utf16le') },
          { what: `${text} (UTF-16BE)`, bytes: Buffer.from(text, 'utf16le').swap16() },
          ...base64Traces(text),
        ],
  );
}

/** The middle of its base64, wherever in a longer text it begins. */
function base64Traces(text: string): { what: string; bytes: Buffer }[] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text, 'utf8')]).toString('base64');
    const middle = encoded.replaceAll('=', '').slice(4, -2);
    return middle.length >= 8 ? [{ what: `${text} (base64 + ${shift})`, bytes: Buffer.from(middle, 'latin1') }] : [];
  });
}
