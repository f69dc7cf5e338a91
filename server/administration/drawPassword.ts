/** A password that is read out on the telephone: four groups of four, without letters and digits that look alike. 79 bits. */
import type { Randomness } from '../../shared/base/randomness.ts';

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;
/** Bytes from here on would make the first letters of the alphabet likelier. */
const FAIR_BYTES = 256 - (256 % ALPHABET.length);

export function drawPassword(randomness: Randomness): string {
  let letters = '';
  while (letters.length < GROUPS * GROUP_LENGTH)
    for (const byte of randomness.bytes(GROUPS * GROUP_LENGTH))
      if (byte < FAIR_BYTES && letters.length < GROUPS * GROUP_LENGTH)
        letters += ALPHABET.charAt(byte % ALPHABET.length);
  return Array.from({ length: GROUPS }, (_, group) =>
    letters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH),
  ).join('-');
}
