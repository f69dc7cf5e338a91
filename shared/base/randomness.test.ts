import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeededRandomness } from './randomness.ts';
import { bytesToHex } from './bytes.ts';

const anySeed = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

describe('seeded randomness', () => {
  it('repeats itself for one seed and differs for another', () => {
    fc.assert(
      fc.property(anySeed, anySeed, (seed, other) => {
        const bytes = bytesToHex(createSeededRandomness(seed).bytes(32));
        expect(bytesToHex(createSeededRandomness(seed).bytes(32))).toBe(bytes);
        fc.pre(other !== seed);
        expect(bytesToHex(createSeededRandomness(other).bytes(32))).not.toBe(bytes);
      }),
    );
  });

  it('takes all 53 bits of the seed', () => {
    const seeds = [1, 1 + 2 ** 32, 1 + 2 ** 52, -1, 1 - 2 ** 32];
    expect(new Set(seeds.map((seed) => bytesToHex(createSeededRandomness(seed).bytes(8)))).size).toBe(seeds.length);
  });

  it('is PractRand sfc32: the sequence of failing seeds in old bug reports never changes', () => {
    const randomness = createSeededRandomness(42);
    expect(Array.from({ length: 4 }, () => randomness.integer(0x1_0000_0000))).toEqual(referenceSfc32(42, 4));
    expect(bytesToHex(createSeededRandomness(42).bytes(8))).toBe('3b665d4b9ba11474');
  });

  it('gives exactly as many bytes as asked for', () => {
    const randomness = createSeededRandomness(1);
    for (let length = 0; length < 20; length += 1) expect(randomness.bytes(length)).toHaveLength(length);
  });

  it('stays in range', () => {
    fc.assert(
      fc.property(anySeed, fc.integer({ min: 1, max: 0x1_0000_0000 }), (seed, max) => {
        const drawn = createSeededRandomness(seed).integer(max);
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < max).toBe(true);
      }),
    );
  });

  it('is even, also where 2^32 is no multiple of the range', () => {
    const randomness = createSeededRandomness(7);
    // Taking the remainder alone would give the lower half of this range two thirds of the draws.
    const max = 0xc000_0000 - 1;
    const lower = Array.from({ length: 20_000 }, () => randomness.integer(max)).filter(
      (drawn) => drawn < max / 2,
    ).length;
    expect(lower).toBeGreaterThan(9_700);
    expect(lower).toBeLessThan(10_300);
  });

  it('picks every element sooner or later, and nothing from nothing', () => {
    const randomness = createSeededRandomness(3);
    const picked = new Set(Array.from({ length: 200 }, () => randomness.pick(['a', 'b', 'c'])));
    expect([...picked].toSorted()).toEqual(['a', 'b', 'c']);
    expect(() => randomness.pick([])).toThrow('invalid_input');
  });

  it.each([0, -1, 1.5, 0x1_0000_0001, Number.NaN])('refuses the range %s', (max) => {
    expect(() => createSeededRandomness(1).integer(max)).toThrow('invalid_input');
  });

  it('refuses a seed that is no safe integer', () => {
    expect(() => createSeededRandomness(0.5)).toThrow('invalid_input');
  });
});

/** Written from PractRand's C (RNGs/sfc.cpp) with 64-bit arithmetic, as a second opinion: state a, b, c, counter; 12 outputs discarded. */
function referenceSfc32(seed: number, count: number): number[] {
  const mask = 0xffff_ffffn;
  let [a, b, c, counter] = [0n, BigInt(seed) & mask, BigInt(seed) >> 32n, 1n];
  const outputs: number[] = [];
  for (let index = 0; index < 12 + count; index += 1) {
    const output = (a + b + counter) & mask;
    counter = (counter + 1n) & mask;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & mask;
    c = ((((c << 21n) | (c >> 11n)) & mask) + output) & mask;
    outputs.push(Number(output));
  }
  return outputs.slice(12);
}
