/**
 * Telephone numbers, of Iran and of anywhere, however people spell them. What a person typed is kept as it is; what is here serves to compare
 * numbers, to show them in their usual groups, and to warn of one that nobody could dial.
 */
import { parsePhoneNumberFromString, type CountryCode, type PhoneNumber } from 'libphonenumber-js/min';
import { digitsToLatin } from './digits.ts';

/** Where a number without a country's code is at home. */
export const HOME_COUNTRY: CountryCode = 'IR';

/** Shorter ones are extensions, services (110), and what is half typed. */
const DIGITS_MINIMUM = 7;

export const PHONE_PROBLEMS = ['none', 'short', 'long', 'unknown'] as const;
export type PhoneProblem = (typeof PHONE_PROBLEMS)[number];

/**
 * What all spellings of a number have in common: `+982188776655` for «۰۲۱-۸۸۷۷۶۶۵۵», `0098 21 8877 6655` and `21 88776655 داخلی 12`. Of what is no
 * number of any country its digits without leading zeros. null for what is too short to tell anybody.
 */
export function phoneIdentity(text: string): string | null {
  const read = readPhone(text);
  if (read?.isValid()) return read.number;
  const digits = digitsOf(text).replace(/^0+/, '');
  return digits.length < DIGITS_MINIMUM ? null : digits;
}

/** In its usual groups: `0912 345 6789`, `021 8877 6655 ext. 12`, `+49 30 901820`. What is no number of any country stays as it was typed. */
export function phoneInGroups(text: string, country: CountryCode = HOME_COUNTRY): string {
  const read = readPhone(text, country);
  if (!read?.isValid()) return text;
  return read.country === country ? read.formatNational() : read.formatInternational();
}

/** For `tel:` links: digits with the country's code where it is known, else as typed. */
export function phoneToDial(text: string): string {
  const read = readPhone(text);
  return read?.isValid() ? read.number : digitsToLatin(text).replace(/[^\d+]/g, '');
}

/** What is the matter with a number, null for nothing. Never a reason to refuse it: people write down what they were given. */
export function phoneProblem(text: string): PhoneProblem | null {
  const digits = digitsOf(text);
  if (digits.length === 0) return text.trim() === '' ? null : 'none';
  const read = readPhone(text);
  if (read?.isValid() && digits.length >= DIGITS_MINIMUM) return null;
  // Iran's numbers have ten digits after the zero.
  if (digits.length < LOCAL_DIGITS && !isForeign(text)) return 'short';
  if (digits.length > LONGEST) return 'long';
  if (!isForeign(text) && digits.length > LOCAL_DIGITS) return 'long';
  return 'unknown';
}

const LOCAL_DIGITS = 11;
/** E.164: fifteen digits and the code that leads abroad. */
const LONGEST = 17;

const isForeign = (text: string): boolean => /^\s*(?:\+|00)(?!98)/.test(digitsToLatin(text));
const digitsOf = (text: string): string => digitsToLatin(text).replace(/\D/g, '');

function readPhone(text: string, country: CountryCode = HOME_COUNTRY): PhoneNumber | undefined {
  if (text.length > MOST_LETTERS) return undefined;
  // Marks of direction come along with what is copied from a Persian page.
  const latin = digitsToLatin(text)
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\s*(?:داخلی|د\.)\s*/u, ' ext ')
    .trim();
  return parsePhoneNumberFromString(latin, { defaultCountry: country, extract: false });
}

const MOST_LETTERS = 60;
