/**
 * By what two records of one customer are found to be the same, however each of them is spelled: the name without what everybody is called,
 * telephone numbers, e-mail addresses, the numbers of the state, the company's own code. Kept in an index by the store; what was typed into a form is
 * looked up there.
 *
 * Whoever changes what comes out here adds a migration that writes the index anew.
 */
import { phoneIdentity } from '../../base/phoneNumbers.ts';
import { foldText, searchTokens } from '../../base/text.ts';
import { elementsOf, textOf, textsOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { identifierDigits } from './identifiers.ts';

/** In the order of their weight: who shares an id is the same, who shares a name may be. */
export const MATCH_REASONS = ['id', 'phone', 'email', 'code', 'name'] as const;
export type MatchReason = (typeof MATCH_REASONS)[number];

/** Each once, in the order of the alphabet: `name:نفتپارس`, `phone:+982188776655`, `email:…`, `id:…`, `code:…`. */
export function matchKeysOf(body: RecordBody): string[] {
  const contacts = elementsOf(body, 'contacts');
  const keys = [
    ...[textOf(body, 'name'), ...textsOf(body, 'alsoKnownAs')].map((name) => name && nameKey(name)),
    ...[
      ...elementsOf(body, 'phones').map((phone) => textOf(phone, 'number')),
      ...contacts.map((contact) => textOf(contact, 'phone')),
    ].map((phone) => phone && phoneKey(phone)),
    ...[textOf(body, 'email'), ...contacts.map((contact) => textOf(contact, 'email'))].map(
      (email) => email && emailKey(email),
    ),
    // A company's economic code is its national id since 1400: whichever of the two fields it was written in.
    ...[textOf(body, 'nationalId'), textOf(body, 'economicCode')].map((id) => id && idKey(id)),
    ...[textOf(body, 'code')].map((code) => code && codeKey(code)),
  ];
  return [...new Set(keys.filter((key): key is string => Boolean(key)))].toSorted();
}

/** Two reasons of the lighter kind do not outweigh one of the heavier. */
export const weightOf = (reasons: readonly MatchReason[]): number =>
  reasons.reduce((sum, reason) => sum + 2 ** (MATCH_REASONS.length - MATCH_REASONS.indexOf(reason)), 0);

export function reasonOfKey(key: string): MatchReason | null {
  const reason = key.slice(0, key.indexOf(':'));
  return MATCH_REASONS.find((known) => known === reason) ?? null;
}

/** null for a name of which nothing is left but «شرکت» and the like, and too short a one. */
export function nameKey(name: string): string | null {
  const words = searchTokens(name);
  const own = words.filter((word) => !COMMON_WORDS.has(word));
  const joined = own.join('').slice(0, LONGEST_NAME);
  return joined.length < NAME_MINIMUM ? null : `name:${joined}`;
}

export const phoneKey = (phone: string): string | null => {
  const identity = phoneIdentity(phone);
  return identity === null ? null : `phone:${identity}`;
};

export const emailKey = (email: string): string | null => {
  const address = email.trim().toLowerCase();
  return /^[^\s@]+@[^\s@]+$/.test(address) && address.length <= LONGEST_NAME ? `email:${address}` : null;
};

export const idKey = (id: string): string | null => {
  const written = identifierDigits(id) ?? foldText(id).replace(/[\s\-./]/g, '');
  return written.length < ID_MINIMUM || /^0*$/.test(written) ? null : `id:${written}`;
};

export const codeKey = (code: string): string | null => {
  const written = foldText(code).replace(/\s/g, '');
  return written === '' ? null : `code:${written}`;
};

/** What may still be typed on: names that begin like this one. null while there is too little of it. */
export function nameBeginning(name: string): string | null {
  const key = nameKey(name);
  return key === null || key.length < 'name:'.length + BEGINNING_MINIMUM ? null : key;
}

/** A customer's phone, its only one perhaps, of seven digits; a national id has ten. */
const ID_MINIMUM = 6;
const NAME_MINIMUM = 3;
const BEGINNING_MINIMUM = 4;
const LONGEST_NAME = 120;

/** Forms of law, kinds of house and forms of address, which one person writes and the next leaves out. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  searchTokens(
    [
      'شرکت سهامی خاص عام مسئولیت محدود با تضامنی تعاونی مؤسسه موسسه فروشگاه مغازه بازرگانی گروه هلدینگ و',
      'آقای خانم دکتر مهندس حاج حاجی',
      'company co corp corporation inc incorporated llc ltd limited plc gmbh ag sa the and shop store mr mrs ms dr',
    ].join(' '),
  ),
);
