const FIRST_PERSIAN_DIGIT = 0x06f0;
const FIRST_ARABIC_DIGIT = 0x0660;
const FIRST_LATIN_DIGIT = 0x30;

/** Persian (۰–۹) and Arabic (٠–٩) digits become 0–9; everything else stays. */
export function digitsToLatin(text: string): string {
  return text
    .replace(/[۰-۹]/g, (digit) => shift(digit, FIRST_PERSIAN_DIGIT, FIRST_LATIN_DIGIT))
    .replace(/[٠-٩]/g, (digit) => shift(digit, FIRST_ARABIC_DIGIT, FIRST_LATIN_DIGIT));
}

/** Latin and Arabic digits become Persian ones (۰–۹); everything else stays. */
export function digitsToPersian(text: string): string {
  return digitsToLatin(text).replace(/[0-9]/g, (digit) => shift(digit, FIRST_LATIN_DIGIT, FIRST_PERSIAN_DIGIT));
}

function shift(digit: string, from: number, to: number): string {
  return String.fromCharCode(digit.charCodeAt(0) - from + to);
}
