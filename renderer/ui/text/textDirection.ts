const RIGHT_TO_LEFT_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}]/gu;
const LETTER = /\p{L}/gu;

/**
 * The direction of most of its letters. The first letter, which browsers go by, misleads where a Persian name begins with a Latin word:
 * "CPAP خودکار با مرطوب‌کننده" would be read from its end, and cut at its beginning.
 * @returns 'auto' for text without letters.
 */
export function textDirection(text: string): 'rtl' | 'ltr' | 'auto' {
  const letters = count(text, LETTER);
  if (letters === 0) return 'auto';
  return count(text, RIGHT_TO_LEFT_LETTER) * 2 >= letters ? 'rtl' : 'ltr';
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
