/** What both sides of a recovery compute alike: what its secrets are bound to, and the code that a person reads out. */
import { sha256Bytes, utf8ToBytes } from '../base/bytes.ts';
import type { RecordId } from '../base/id.ts';

/** A share is sealed to the server for this device and this person's profile alone. */
export const shareBinding = (share: RecordId): Uint8Array => utf8ToBytes(`peyvand recovery share 1\n${share}`);

/** What is released answers this request alone. */
export const releaseBinding = (request: RecordId, share: RecordId): Uint8Array =>
  utf8ToBytes(`peyvand recovery release 1\n${request}\n${share}`);

/** Digits and capital letters without those that look or sound alike. */
const SIGNS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const SIGN_COUNT = 8;

/**
 * Eight signs (40 bits) over the request and the key that it will be answered to, `ABCD-2345`. Whoever approves has it from the person's own mouth: a request
 * that somebody else made, or a key that was put in on the way, has another. The request's id is the server's, so that nobody can look for a key
 * whose code is alike.
 */
export function recoveryCheckCode(request: RecordId, share: RecordId, replyKey: string): string {
  const digest = sha256Bytes(`peyvand recovery check 1\n${request}\n${share}\n${replyKey}`);
  const signs = Array.from(digest.subarray(0, SIGN_COUNT), (byte) => SIGNS.charAt(byte & 31)).join('');
  return `${signs.slice(0, 4)}-${signs.slice(4)}`;
}

/** As somebody typed it: case, dashes and spaces say nothing. */
export const isCheckCode = (typed: string, code: string): boolean => plain(typed) === plain(code);

const plain = (code: string): string => code.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
