/**
 * Text of two directions. In a right-to-left sentence «‎+98 912 345 6789» would show its groups from right to left, and a code with hyphens would
 * fall apart, so what has one fixed order is wrapped in isolates (U+2066 LEFT-TO-RIGHT ISOLATE … U+2069 POP DIRECTIONAL ISOLATE, Unicode
 * Annex 9): they change nothing around them, need no markup, and survive in titles, notifications, tables and print.
 */
const LEFT_TO_RIGHT_ISOLATE = '\u2066';
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Keeps the order of a number, code or address in any surrounding text. Only for showing: never store the result. Empty stays empty. */
export function isolateLeftToRight(text: string): string {
  return text === '' ? '' : LEFT_TO_RIGHT_ISOLATE + removeDirectionMarks(text) + POP_ISOLATE;
}

/** A name within a sentence, in its own direction: a Persian one between English words would draw a figure that follows it to its own side. Only for showing. */
export function isolateName(name: string): string {
  return name === '' ? '' : FIRST_STRONG_ISOLATE + removeDirectionMarks(name) + POP_ISOLATE;
}

/** Without the invisible characters that steer direction, such as people paste along with a copied number. */
export function removeDirectionMarks(text: string): string {
  return text.replace(DIRECTION_MARKS, '');
}
