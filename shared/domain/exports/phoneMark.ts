/**
 * The invisible mark of an export. Lines that name the person are cut off and columns are deleted; what a list is stolen for stays: its numbers. Each number can
 * be written with a hyphen or with a space behind its prefix, and which of the two is drawn from a secret of the export and the number itself. So any forty rows
 * of a list, sorted and mixed as they may be, agree with one export in all its numbers and with every other in about half of them.
 *
 * It says nothing where numbers were spelled anew (by a program that takes all but digits away, or by hand), and it proves nothing by itself: it is a hint
 * where to look. Nothing else is changed: whoever exports for their work loses nothing by it.
 */
import { sha256Bytes } from '../../base/bytes.ts';
import { digitsToLatin } from '../../base/digits.ts';
import { phoneKey, phonesIn } from '../watch/contactKeys.ts';

const SEPARATORS = ['-', ' '] as const;

/** As this export writes the number, in Latin digits. What cannot be split in two is left as it was typed. @param mark The export's secret. */
export function spellPhone(mark: string, text: string): string {
  const parts = partsOf(text);
  return parts ? `${parts.prefix}${separatorOf(mark, parts.key)}${parts.rest}` : text;
}

export interface Agreement {
  /** Numbers that are spelled one of the two ways. */
  readonly compared: number;
  /** Of these as this export spells them. */
  readonly agreeing: number;
}

export interface SpelledPhone {
  readonly key: string;
  readonly separator: string;
}

/** The numbers of a text that are spelled one of the two ways, each once. */
export function spelledPhonesIn(text: string): SpelledPhone[] {
  const byKey = new Map<string, SpelledPhone>();
  for (const found of phonesIn(text)) {
    const parts = partsOf(found);
    const separator =
      parts &&
      digitsToLatin(found)
        .trim()
        .slice(parts.prefix.length, parts.prefix.length + 1);
    if (!parts || digitsToLatin(found).trim() !== `${parts.prefix}${separator}${parts.rest}`) continue;
    if (SEPARATORS.some((known) => known === separator))
      byKey.set(parts.key, { key: parts.key, separator: separator ?? '' });
  }
  return [...byKey.values()];
}

export function agreementWith(mark: string, phones: readonly SpelledPhone[]): Agreement {
  const agreeing = phones.filter(({ key, separator }) => separatorOf(mark, key) === separator).length;
  return { compared: phones.length, agreeing };
}

/**
 * Whether so much agreement is hardly chance: among so many exports less than one in a thousand lists that are none of theirs would show it. By the bound of
 * Chernoff on tosses of a coin, P(X ≥ k) ≤ exp(−n · D(k/n ‖ ½)).
 */
export function isTelling({ compared, agreeing }: Agreement, exports: number): boolean {
  if (agreeing * 2 <= compared) return false;
  const share = agreeing / compared;
  const rest = 1 - share;
  const divergence = Math.log(2) + share * Math.log(share) + (rest === 0 ? 0 : rest * Math.log(rest));
  return Math.max(1, exports) * Math.exp(-compared * divergence) < 0.001;
}

const separatorOf = (mark: string, key: string): string =>
  SEPARATORS[(sha256Bytes(`${mark}:${key}`)[0] ?? 0) & 1] ?? SEPARATORS[0];

/** +98 21…, 0912…, 021…: the country, four digits of a mobile number, else three. */
function partsOf(text: string): { prefix: string; rest: string; key: string } | null {
  const latin = digitsToLatin(text).trim();
  const key = phoneKey(latin);
  const digits = latin.replace(/\D/g, '');
  if (key === null || digits.length < 8 || /[^\d\s\-().+\u200e\u200f\u2066\u2069]/u.test(latin)) return null;
  if (latin.startsWith('+')) return { prefix: `+${digits.slice(0, 2)}`, rest: digits.slice(2), key };
  const length = digits.startsWith('09') ? 4 : 3;
  return { prefix: digits.slice(0, length), rest: digits.slice(length), key };
}
