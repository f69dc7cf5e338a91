import type { Randomness } from '../../shared/base/randomness.ts';

/** Digits and capital letters without those that look alike (0 and O, 1 and I): 32 of them, 5 bits each. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** 25 bits: random codes of a company's devices hardly ever meet, and nobody can guess the next one. */
const LENGTH = 5;

/** The part of printed numbers that tells devices apart. Random, never counted up; the database refuses a code that exists. */
export function drawDeviceCode(randomness: Randomness): string {
  return Array.from(randomness.bytes(LENGTH), (byte) => ALPHABET.charAt(byte & 31)).join('');
}
