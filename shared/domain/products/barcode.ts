/**
 * Barcodes of products: GTIN-8, -12, -13 and -14, whose last digit is reckoned from the others, and whatever else a company prints on its own labels.
 * The same article has one number in all four lengths: they differ by zeros in front.
 */
import { digitsToLatin, foldText } from '../../base/text.ts';

const GTIN_LENGTHS: ReadonlySet<number> = new Set([8, 12, 13, 14]);
const DIGITS = /^\d+$/;

/** How codes are compared: as any text is (digits of any script are one, capitals and small letters too), without blanks; of a GTIN also without the zeros in front. */
export function codeKey(code: string): string {
  const plain = foldText(code).replaceAll(' ', '');
  return isGtin(plain) ? plain.replace(/^0+/, '') : plain;
}

/** Is it as long as a GTIN, and does its last digit fit the others? */
export function isGtin(code: string): boolean {
  if (!DIGITS.test(code) || !GTIN_LENGTHS.has(code.length)) return false;
  return checkDigit(code.slice(0, -1)) === code.at(-1);
}

/** As long as a GTIN, but misread or mistyped: its last digit does not fit. */
export const looksMisread = (code: string): boolean => {
  const plain = digitsToLatin(code).trim();
  return DIGITS.test(plain) && GTIN_LENGTHS.has(plain.length) && !isGtin(plain);
};

/** The last digit of a GTIN, from the others: from the right they weigh 3, 1, 3… */
export function checkDigit(others: string): string {
  const sum = [...others].reduceRight(
    ({ total, weight }, digit) => ({ total: total + Number(digit) * weight, weight: 4 - weight }),
    { total: 0, weight: 3 },
  ).total;
  return String((10 - (sum % 10)) % 10);
}
