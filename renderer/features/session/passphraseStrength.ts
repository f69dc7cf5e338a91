/** How hard a passphrase is to guess, roughly: enough to teach, never a promise. Pure. */
export const PASSPHRASE_MINIMUM = 8;

export type PassphraseStrength = 'tooShort' | 'weak' | 'fair' | 'strong';

const WEAK_BITS = 40;
const FAIR_BITS = 60;
/** What guessers try first. */
const COMMON =
  /^(?:password|passw0rd|qwerty\w*|letmein|iloveyou|admin\w*|peyvand|peivand|1?2345678?9?0?|0?912\d+|(.)\1+)$/i;

export function passphraseStrength(text: string): PassphraseStrength {
  const characters = [...text];
  if (characters.length < PASSPHRASE_MINIMUM) return 'tooShort';
  const bits = estimateBits(characters, text);
  if (bits < WEAK_BITS || COMMON.test(text.trim())) return 'weak';
  return bits < FAIR_BITS ? 'fair' : 'strong';
}

/**
 * Every new character counts by its alphabet, a repeated neighbour or a step along a row (abc, 123) hardly at all. Words are guessed as
 * words, so letters count less than their alphabet would say.
 */
function estimateBits(characters: readonly string[], text: string): number {
  const perCharacter = bitsPerCharacter(text);
  let bits = 0;
  let before = -10;
  for (const character of characters) {
    const code = character.codePointAt(0) ?? 0;
    bits += Math.abs(code - before) <= 1 ? 0.5 : perCharacter;
    before = code;
  }
  return bits * Math.min(1, new Set(characters).size / Math.max(6, characters.length / 2.5));
}

function bitsPerCharacter(text: string): number {
  if (/^\p{Nd}+$/u.test(text)) return 3.3;
  const kinds = [/\p{Ll}|\p{Lo}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u].filter((kind) => kind.test(text)).length;
  return 2.6 + kinds * 0.6;
}
