import { foldForSorting } from './foldText.ts';

/** The Persian alphabet as dictionaries have it: آ before ا. */
const PERSIAN_ALPHABET = 'آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی';

/** Long enough to sort by, short enough for any index: PostgreSQL refuses entries beyond 2,704 bytes. */
const LONGEST_KEY = 256;

const FIRST_PERSIAN_UNIT = 0x40;
const LONGEST_NUMBER = 0x1f;

/**
 * A key whose byte order is the order of the Persian alphabet: for SQLite's BINARY collation and PostgreSQL's "C", which compare
 * UTF-8 bytes. (JavaScript's `<` agrees, except between characters beyond U+FFFF and those from U+E000 to U+FFFF.)
 * - Space and punctuation come first, then numbers by value (2 before 10), then the Persian alphabet, then Latin a to z,
 *   then other scripts by code point.
 * - What {@link foldForSorting} folds is equal (ي and ی, É and e, ۱ and 1): sort by the key, then by id.
 * - Keys end after 256 characters.
 * Each of the 33 Persian letters is one character from @ to `, so that most keys are plain ASCII, one byte a letter.
 */
export function persianSortKey(text: string): string {
  const spaced = foldForSorting(text)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
  const key = spaced.replace(/\d+|[^\d]/gu, (unit) =>
    /\d/.test(unit) ? numberToKey(unit) : (keyByLetter.get(unit) ?? unit),
  );
  // Cutting may halve a surrogate pair, which no database would store as it is.
  return key.slice(0, LONGEST_KEY).toWellFormed();
}

/** How many digits, as one character below every letter, then the digits: a longer number is a larger one. */
function numberToKey(digits: string): string {
  const significant = digits.replace(/^0+(?=\d)/, '');
  return String.fromCharCode(0x20 + Math.min(significant.length, LONGEST_NUMBER)) + significant;
}

const keyByLetter = new Map(
  Array.from(PERSIAN_ALPHABET, (letter, index) => [letter, String.fromCharCode(FIRST_PERSIAN_UNIT + index)]),
);
