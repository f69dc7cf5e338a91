import { foldText } from './foldText.ts';

/** The words of a text, folded: runs of letters and digits. A word with zero-width non-joiners is one word. */
export function searchTokens(text: string): string[] {
  return wordsOf(foldText(text));
}

/**
 * What to put into the full-text index for a text: its tokens, and where Persian spelling wavers the other spellings too:
 * - the parts of a word written with a zero-width non-joiner («کتاب‌ها» also as کتاب and ها);
 * - two short neighbouring Persian words as one («علی رضا» also as علیرضا), up to {@link LONGEST_JOIN} letters together;
 * - the digit groups of a telephone or serial number as one («021-8877 6655» also as 02188776655).
 * Tokens are separated by spaces; each appears once. Nothing is joined across lines: put each field on a line of its own.
 */
export function searchIndexText(text: string): string {
  const tokens = new Set<string>();
  for (const line of text.split('\n')) {
    const folded = foldText(line);
    for (const word of wordsOf(folded)) tokens.add(word);
    if (line.includes(NON_JOINER)) for (const part of searchTokens(line.replaceAll(NON_JOINER, ' '))) tokens.add(part);
    for (const joined of joinedNeighbours(folded)) tokens.add(joined);
    for (const number of joinedDigitGroups(folded)) tokens.add(number);
  }
  return [...tokens].join(' ');
}

/**
 * What to look for: every element must match, and an element matches when one of its alternatives is the beginning of an indexed token.
 * «می خواهم» gives [['می'], ['خواهم', 'میخواهم']]: found in all three spellings. Digit groups are joined likewise. The order of words
 * does not matter.
 */
export function searchTerms(query: string): string[][] {
  const words = searchTokens(query.replaceAll(NON_JOINER, ' '));
  return words.map((word, index) => [
    word,
    ...joinedWithEarlier(word, words.slice(Math.max(0, index - MOST_PARTS + 1), index)),
  ]);
}

/** Together longer than this, two words are hardly ever one: «امیر حسین» is 8 letters, «نوشت افزار» 9. Keeps the index small. */
const LONGEST_JOIN = 10;

/** A telephone number has up to four groups, a Persian compound hardly more than three parts. */
const MOST_PARTS = 4;

const NON_JOINER = '\u200c';
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const PERSIAN_WORD = /^[\u0621-\u06d3]+$/;
const DIGITS = /^\d+$/;
const DIGIT_GROUPS = /\d+(?:[- ()]{1,2}\d+)+/g;

function wordsOf(folded: string): string[] {
  return folded.match(WORD) ?? [];
}

/** خواهم after می: میخواهم; 6655 after 021 and 8877: 88776655 and 02188776655. */
function joinedWithEarlier(word: string, earlierWords: readonly string[]): string[] {
  const kind = [PERSIAN_WORD, DIGITS].find((pattern) => pattern.test(word));
  const alternatives: string[] = [];
  let joined = word;
  for (const earlier of earlierWords.toReversed()) {
    if (!kind?.test(earlier)) break;
    joined = earlier + joined;
    alternatives.push(joined);
  }
  return alternatives;
}

/** Pairs of Persian words with nothing but a space between them. */
function joinedNeighbours(folded: string): string[] {
  const joined: string[] = [];
  let previous = '';
  for (const word of folded.split(' ')) {
    // A single letter is «و» (and) or an initial, never part of a compound.
    const current = word.length > 1 && PERSIAN_WORD.test(word) ? word : '';
    if (previous && current && previous.length + current.length <= LONGEST_JOIN) joined.push(previous + current);
    previous = current;
  }
  return joined;
}

/** From 7 to 15 digits: telephone and serial numbers, not every list of figures. */
function joinedDigitGroups(folded: string): string[] {
  const numbers = (folded.match(DIGIT_GROUPS) ?? []).map((number) => number.replace(/\D/g, ''));
  return numbers.filter((number) => number.length >= 7 && number.length <= 15);
}
