import { createError } from './errors.ts';

/** The only source of chance. Hosts pass the operating system's; tests and the simulation pass a seeded one. */
export interface Randomness {
  bytes(length: number): Uint8Array;
}

/** A repeatable source. Never for keys or tokens. */
export interface SeededRandomness extends Randomness {
  /** A whole number from 0 up to, not including, `max` (1 to 2^32), every one equally likely. */
  integer(max: number): number;
  /** One of the elements. @throws PeyvandError `invalid_input` when there are none. */
  pick<T>(elements: readonly T[]): T;
}

/**
 * The same seed gives the same sequence, on every machine and release: failing seeds are kept as tests.
 * Generator: sfc32 ("small fast counting"), Chris Doty-Humphrey, PractRand 0.94, public domain; seeded as there: the seed in
 * the state, counter 1, and the first 12 outputs thrown away. `seed` is any safe integer.
 */
export function createSeededRandomness(seed: number): SeededRandomness {
  if (!Number.isSafeInteger(seed)) throw createError('invalid_input', { reason: 'seed' });
  let a = 0;
  let b = seed | 0;
  let c = Math.floor(seed / 0x1_0000_0000) | 0;
  let counter = 1;
  for (let discarded = 0; discarded < 12; discarded += 1) next();

  function next(): number {
    const output = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + output) | 0;
    return output >>> 0;
  }

  function integer(max: number): number {
    if (!Number.isInteger(max) || max < 1 || max > 0x1_0000_0000)
      throw createError('invalid_input', { reason: 'range' });
    // Outputs in the last, incomplete stretch of length max would make small numbers likelier: they are drawn again.
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % max);
    let drawn = next();
    while (drawn >= limit) drawn = next();
    return drawn % max;
  }

  return {
    integer,
    bytes(length) {
      const bytes = new Uint8Array(length);
      for (let index = 0; index < length; index += 4) {
        const word = next();
        for (let offset = 0; offset < 4 && index + offset < length; offset += 1)
          bytes[index + offset] = word >>> (offset * 8);
      }
      return bytes;
    },
    pick(elements) {
      if (elements.length === 0) throw createError('invalid_input', { reason: 'empty' });
      return elements[integer(elements.length)] as (typeof elements)[number];
    },
  };
}
