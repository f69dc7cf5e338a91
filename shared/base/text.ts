/** Everything about the text of people and things: digits, folding, searching, sorting. */
export { digitsToLatin, digitsToPersian } from './digits.ts';
export { foldText } from './foldText.ts';
export { searchIndexText, searchTerms, searchTokens } from './searchText.ts';
export { persianSortKey } from './sortKey.ts';
