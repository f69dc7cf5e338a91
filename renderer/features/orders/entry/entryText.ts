/** What is typed into the entry line of an order: a product, and perhaps how much of it. Pure. */
import { digitsToLatin } from '../../../../shared/base/text.ts';
import { parseQuantityInput } from '../../../../shared/locale/format.ts';

/** One way of reading it; quantity × 1,000, null where none was typed. */
export interface Reading {
  readonly find: string;
  readonly quantity: number | null;
}

const BEFORE = /^([\d.,٫٬]+)\s*[*×]\s*(.+)$/su;
const BEHIND = /^(.+?)\s*[*×]\s*([\d.,٫٬]+)$/su;
const LAST_WORD = /^(.+?)\s+([\d.,٫٬]+)$/su;
/** Longer is no quantity but a number of something. */
const MOST_DIGITS = 6;

/**
 * The likeliest first. `12*CODE` and `CODE*12` say how much; where both sides are numbers the first one does, unless only the other reading names a product.
 * `CODE 12` may say how much, where no product is called so as a whole. None for a blank text.
 */
export function readingsOf(text: string): Reading[] {
  const plain = digitsToLatin(text).trim();
  const before = BEFORE.exec(plain);
  const behind = BEHIND.exec(plain);
  if (before || behind) {
    const said = [...split(before?.[2], before?.[1]), ...split(behind?.[1], behind?.[2])];
    return said.length > 0 ? said : whole(plain);
  }
  const last = LAST_WORD.exec(plain);
  return [...whole(plain), ...split(last?.[1], last?.[2])];
}

/** Numbers on both sides: only a code may say which of them is the product, never the first thing in whose name a number stands. */
export const isNumbersAlone = (readings: readonly Reading[]): boolean =>
  readings.every(({ find, quantity }) => quantity !== null && /^\d+$/u.test(find));

/** A quantity by itself, as it is typed right after a product; null for anything else. */
export function quantityAlone(text: string): number | null {
  const plain = digitsToLatin(text).trim();
  return /^[\d.,٫٬]+$/u.test(plain) ? quantityOf(plain) : null;
}

const whole = (find: string): Reading[] => (find === '' ? [] : [{ find, quantity: null }]);

function split(find = '', typed = ''): Reading[] {
  const quantity = quantityOf(typed);
  return quantity === null || find.trim() === '' ? [] : [{ find: find.trim(), quantity }];
}

function quantityOf(typed: string): number | null {
  if (typed.replaceAll(/\D/g, '').length > MOST_DIGITS) return null;
  const read = parseQuantityInput(typed);
  return read.ok && read.value > 0 ? read.value : null;
}
