/** By what a customer is recognised when it turns up elsewhere: its telephone numbers and e-mail addresses, however they are spelled. */
import { digitsToLatin } from '../../base/digits.ts';
import { elementsOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';

const NATIONAL_DIGITS = 10;
/** Shorter ones are extensions and parts of numbers. */
const DIGITS_MINIMUM = 7;

/** The last ten digits: what `021-8877 6655`, `+98 21 88776655` and «۰۲۱۸۸۷۷۶۶۵۵» have in common. null when it is no number. */
export function phoneKey(text: string): string | null {
  const digits = digitsToLatin(text).replace(/\D/g, '');
  if (digits.length < DIGITS_MINIMUM) return null;
  const national = digits.length > NATIONAL_DIGITS ? digits.slice(-NATIONAL_DIGITS) : digits.replace(/^0+/, '');
  return national.length < DIGITS_MINIMUM ? null : `tel:${national}`;
}

/** null when it is no address. */
export function emailKey(text: string): string | null {
  const address = text.trim().toLowerCase();
  return /^[^\s@]+@[^\s@]+$/.test(address) ? `mail:${address}` : null;
}

/** Of a customer's record, each once. */
export function contactKeysOf(body: RecordBody): string[] {
  const contacts = elementsOf(body, 'contacts');
  const phones = [
    ...elementsOf(body, 'phones').map((phone) => textOf(phone, 'number')),
    ...contacts.map((contact) => textOf(contact, 'phone')),
  ];
  const emails = [textOf(body, 'email'), ...contacts.map((contact) => textOf(contact, 'email'))];
  const keys = [...phones.map((text) => text && phoneKey(text)), ...emails.map((text) => text && emailKey(text))];
  return [...new Set(keys.filter((key): key is string => Boolean(key)))];
}

/** Ten digits and more with what people put between them, or an address. As long as addresses may be (RFC 5321, 4.5.3.1): a text without an end costs no more than its length. */
const PHONES = /\+?[\d۰-۹٠-٩](?:[ \-().‎‏⁦⁩]{0,2}[\d۰-۹٠-٩]){6,15}/gu;
const EMAILS = /[^\s@,;<>"'()]{1,64}@[^\s@,;<>"'()]{1,255}/g;

/** Numbers as they stand in any text: a list that was found, a message. */
export const phonesIn = (text: string): string[] => [...text.matchAll(PHONES)].map(([found]) => found);

/** Keys of all that is in a text, each once. */
export function contactKeysIn(text: string): string[] {
  const emails = [...text.matchAll(EMAILS)].map(([found]) => emailKey(found.replace(/[.]+$/, '')));
  const keys = [...phonesIn(text).map(phoneKey), ...emails];
  return [...new Set(keys.filter((key) => key !== null))];
}
