/** Which way a text runs on a paper, the same on the printed page as in the PDF. */

export type PaperDirection = 'ltr' | 'rtl';

/**
 * On a Persian paper whatever has a Persian letter runs from right to left, also «پمپ Grundfos CR 5-10 (۳ فاز)», in which most are Latin; on an English one
 * most letters decide. What has none, those inside isolates left out, runs as the paper does.
 */
export function directionOf(text: string, paper: PaperDirection): PaperDirection {
  const outside = text.replaceAll(/[\u2066-\u2068][^\u2069]*\u2069/gu, '');
  const letters = outside.match(/\p{L}/gu)?.length ?? 0;
  const rightToLeft = outside.match(/[\p{Script=Arabic}\p{Script=Hebrew}]/gu)?.length ?? 0;
  if (letters === 0) return paper;
  return rightToLeft * 2 >= letters || (paper === 'rtl' && rightToLeft > 0) ? 'rtl' : 'ltr';
}

/** A name among other words: whatever direction it has, it moves nothing around it. */
export const isolated = (text: string): string => `\u2068${text}\u2069`;
