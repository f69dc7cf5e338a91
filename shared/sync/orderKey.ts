import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';

/** What the library writes: a head that tells the length of the integer part, then base-62 digits. */
const LIBRARY_KEY = /^[A-Za-z][0-9A-Za-z]+$/;
const MIDDLE_DIGIT = 'V';
/** As long as `elementFields.order` lets a key be. */
const KEY_LENGTH_MAXIMUM = 64;

/**
 * A fractional index between two neighbours of a list; null stands for its start or end. Elements sort by `order`, then by `id`,
 * both by UTF-16 code units. Keys stay short when appending; inserting at one and the same spot adds about a character every six
 * times, so that some 300 fit into a key's 64 characters.
 *
 * Two people may have inserted at the same place while apart: where both neighbours carry the same key, the new one comes
 * after both. The same holds where keys of foreign make (an import's `1`, `2`) leave no room between them.
 */
export function orderKeyBetween(before: string | null, after: string | null): string {
  const [low, high] = before !== null && after !== null && before > after ? [after, before] : [before, after];
  if (!isForeign(low) && !isForeign(high)) {
    try {
      return generateKeyBetween(low, high);
    } catch {
      // The same key twice; or letters and digits, yet not the library's own (a trailing zero, a wrong length).
    }
  }
  return keyBetweenForeign(low ?? '', high);
}

/** That many keys in growing order; for lists made at once, such as an import's. Same bounds as {@link orderKeyBetween}, which must be the library's own. */
export function orderKeysBetween(before: string | null, after: string | null, count: number): string[] {
  return generateNKeysBetween(before, after, count);
}

const isForeign = (key: string | null): boolean => key !== null && !LIBRARY_KEY.test(key);

function keyBetweenForeign(low: string, high: string | null): string {
  for (let zeros = ''; low.length + zeros.length < KEY_LENGTH_MAXIMUM; zeros += '0') {
    const key = low + zeros + MIDDLE_DIGIT;
    if (high === null || key < high) return key;
  }
  return low + MIDDLE_DIGIT;
}
