import { digitsToLatin } from './digits.ts';

/**
 * The form in which texts are compared and searched: what a Persian or English reader takes for the same spelling becomes the same.
 * - Unicode compatibility forms are resolved (NFKD/NFC: ﻼ, ﷼, ①, full width), letters are lower case, digits are Latin.
 * - Arabic and Kurdish forms become Persian: ي ى ئ → ی, ك → ک, ة ۀ → ه, أ إ آ ٱ → ا, ؤ → و; a lone ء goes.
 * - Short vowels, tatweel, Latin accents go; ß → ss, æ → ae, ø → o, ı → i.
 * - Invisible characters go, the zero-width non-joiner with them: «می‌خواهم» is «میخواهم». («می خواهم» stays two words
 *   here; `searchIndexText` and `searchTerms` together bring the three spellings to each other.)
 * - White space becomes single spaces, none at the ends. Punctuation stays.
 * Folding twice changes nothing.
 */
export function foldText(text: string): string {
  return foldLetters(text, REMOVED_MARKS);
}

/** As {@link foldText}, but آ stays apart from ا: the alphabet, unlike search, tells them apart. */
export function foldForSorting(text: string): string {
  return foldLetters(text, REMOVED_MARKS_BUT_MADDA);
}

const ARABIC_MARKS =
  '\u0610-\u061a\u064b-\u0652\u0654-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0640';
const LATIN_MARKS = '\u0300-\u036f';
const MADDA = '\u0653';
const REMOVED_MARKS = new RegExp(
  `[${LATIN_MARKS}${ARABIC_MARKS}${MADDA}]|\\p{Default_Ignorable_Code_Point}|\\p{Cf}`,
  'gu',
);
const REMOVED_MARKS_BUT_MADDA = new RegExp(
  `[${LATIN_MARKS}${ARABIC_MARKS}]|\\p{Default_Ignorable_Code_Point}|\\p{Cf}`,
  'gu',
);

/** Letters that Unicode does not take apart. Keys are lower case and decomposed. */
const REPLACEMENT_BY_LETTER: ReadonlyMap<string, string> = new Map([
  ...letters('ی', 'يىےێۍې'),
  ...letters('ک', 'كڪ'),
  ...letters('ه', 'ةہەھۃ'),
  ...letters('ا', 'ٱ'),
  ...letters('و', 'ۆۇۋ'),
  ...letters('ر', 'ڕ'),
  ...letters('ل', 'ڵ'),
  ...letters('ف', 'ڤ'),
  ...letters('', 'ء'),
  ...letters('ss', 'ß'),
  ...letters('ae', 'æ'),
  ...letters('oe', 'œ'),
  ...letters('o', 'ø'),
  ...letters('d', 'đð'),
  ...letters('l', 'ł'),
  ...letters('h', 'ħ'),
  ...letters('t', 'ŧ'),
  ...letters('th', 'þ'),
  ...letters('i', 'ı'),
  ...letters('σ', 'ς'),
]);

const REPLACED_LETTERS = new RegExp(`[${[...REPLACEMENT_BY_LETTER.keys()].join('')}]`, 'gu');

function foldLetters(text: string, removedMarks: RegExp): string {
  const decomposed = text.normalize('NFKD').toLowerCase();
  return digitsToLatin(decomposed)
    .replace(removedMarks, '')
    .replace(REPLACED_LETTERS, (letter) => REPLACEMENT_BY_LETTER.get(letter) ?? letter)
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function letters(replacement: string, from: string): [string, string][] {
  return [...from].map((letter) => [letter, replacement]);
}
