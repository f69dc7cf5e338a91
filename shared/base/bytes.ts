import { sha256 } from '@noble/hashes/sha2.js';
import {
  bytesToHex as nobleBytesToHex,
  hexToBytes as nobleHexToBytes,
  utf8ToBytes as nobleUtf8ToBytes,
} from '@noble/hashes/utils.js';
import { createError } from './errors.ts';

const BASE64URL_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Lower-case hexadecimal. */
export function bytesToHex(bytes: Uint8Array): string {
  return nobleBytesToHex(bytes);
}

/** Takes either case. @throws PeyvandError `invalid_input`. */
export function hexToBytes(hex: string): Uint8Array {
  try {
    return nobleHexToBytes(hex);
  } catch (cause) {
    throw createError('invalid_input', { reason: 'hex' }, cause);
  }
}

/** UTF-8 without a mark. @throws PeyvandError `invalid_input` for half a surrogate pair, which UTF-8 would silently replace. */
export function utf8ToBytes(text: string): Uint8Array {
  if (!text.isWellFormed()) throw createError('invalid_input', { reason: 'text' });
  return nobleUtf8ToBytes(text);
}

/** Keeps a leading byte-order mark. @throws PeyvandError `invalid_input` when the bytes are not UTF-8. */
export function bytesToUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw createError('invalid_input', { reason: 'utf8' }, cause);
  }
}

/** base64url without padding (RFC 4648 section 5). */
export function bytesToBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const left = bytes.length - index;
    const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    for (let sextet = 0; sextet <= Math.min(left, 3); sextet += 1)
      text += BASE64URL_ALPHABET.charAt((group >>> (18 - 6 * sextet)) & 63);
  }
  return text;
}

/** Strict: one text per byte sequence (no padding, no stray bits), so that tokens and keys have one form. @throws PeyvandError `invalid_input`. */
export function base64urlToBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let bitCount = 0;
  let length = 0;
  for (const character of text) {
    const sextet = sextetByCharacter.get(character);
    if (sextet === undefined) throw createError('invalid_input', { reason: 'base64url' });
    bits = ((bits << 6) | sextet) & 0xffff;
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      bytes[length] = bits >>> bitCount;
      length += 1;
    }
  }
  const strayBits = bits & ((1 << bitCount) - 1);
  if (bitCount === 6 || strayBits !== 0) throw createError('invalid_input', { reason: 'base64url' });
  return bytes;
}

/** SHA-256 as 64 lower-case hexadecimal digits; text is hashed as UTF-8. */
export function sha256Hex(content: string | Uint8Array): string {
  return nobleBytesToHex(sha256Bytes(content));
}

/** SHA-256 as 32 bytes; text is hashed as UTF-8. */
export function sha256Bytes(content: string | Uint8Array): Uint8Array {
  return sha256(typeof content === 'string' ? utf8ToBytes(content) : content);
}

const sextetByCharacter = new Map(Array.from(BASE64URL_ALPHABET, (character, sextet) => [character, sextet]));
