import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createManualClock } from './clock.ts';
import { createIdSource, deterministicId, isRecordId, nextPosition } from './id.ts';
import { createSeededRandomness } from './randomness.ts';

describe('id source', () => {
  it('grows strictly, whatever the clock does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5_000, max: 5_000 }), { maxLength: 100 }),
        fc.integer(),
        (steps, seed) => {
          const clock = createManualClock(Date.UTC(2026, 10, 21));
          const nextId = createIdSource(clock, createSeededRandomness(seed));
          const ids = [nextId()];
          for (const step of steps) {
            clock.advance(step);
            ids.push(nextId(), nextId());
          }
          expect(ids.toSorted()).toEqual(ids);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids.every((id) => isRecordId(id) && id.charAt(14) === '7')).toBe(true);
        },
      ),
    );
  });

  it('carries the milliseconds in its first 48 bits', () => {
    const nextId = createIdSource(createManualClock(0x0123_4567_89ab), createSeededRandomness(1));
    expect(nextId().slice(0, 13)).toBe('01234567-89ab');
  });

  it('borrows a millisecond when the counter of one runs over', () => {
    const random = createSeededRandomness(1).bytes(16);
    expect(nextPosition({ milliseconds: 1_000, sequence: 0xffff_fffe }, 900, random)).toEqual({
      milliseconds: 1_000,
      sequence: 0xffff_ffff,
    });
    expect(nextPosition({ milliseconds: 1_000, sequence: 0xffff_ffff }, 1_000, random)).toEqual({
      milliseconds: 1_001,
      sequence: 0,
    });
  });

  it('starts each millisecond in the lower half of the counter, so that 2^31 ids fit in it', () => {
    const allOnes = new Uint8Array(16).fill(0xff);
    expect(nextPosition({ milliseconds: 1_000, sequence: 5 }, 1_001, allOnes)).toEqual({
      milliseconds: 1_001,
      sequence: 0x7fff_ffff,
    });
  });

  it('makes different ids on two devices at the same millisecond', () => {
    const clock = createManualClock(1_000);
    const left = createIdSource(clock, createSeededRandomness(1));
    const right = createIdSource(clock, createSeededRandomness(2));
    const ids = Array.from({ length: 500 }, () => [left(), right()]).flat();
    expect(new Set(ids).size).toBe(1_000);
  });
});

describe('deterministic ids', () => {
  it('are the same everywhere and for ever', () => {
    expect(deterministicId('northwind', 'customers', 'ALFKI')).toBe('3350b9de-b112-8cf9-8c6a-20ca7583481b');
    expect(deterministicId('خط سفارش', '۱')).toBe('1367f4ad-ef65-86be-bdba-7d5272e04bfb');
  });

  it('are version 8 record ids, and differ wherever the parts differ', () => {
    const anyParts = fc.array(fc.string(), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(anyParts, anyParts, (left, right) => {
        const leftId = deterministicId('test', ...left);
        expect(isRecordId(leftId) && leftId.charAt(14) === '8').toBe(true);
        expect(leftId === deterministicId('test', ...right)).toBe(JSON.stringify(left) === JSON.stringify(right));
      }),
    );
    expect(deterministicId('ab', 'c')).not.toBe(deterministicId('a', 'bc'));
    expect(deterministicId('a', 'b', '')).not.toBe(deterministicId('a', 'b'));
  });
});

describe('record ids', () => {
  it.each([
    '01234567-89AB-7CDE-8F01-23456789ABCD',
    '01234567-89ab-9cde-8f01-23456789abcd',
    '01234567-89ab-7cde-cf01-23456789abcd',
    '0123456789ab7cde8f0123456789abcd',
    '01234567-89ab-7cde-8f01-23456789abcd\n',
    '',
    null,
  ])('have one form: not %j', (candidate) => {
    expect(isRecordId(candidate)).toBe(false);
  });

  it('may be of any version', () => {
    expect(isRecordId('01234567-89ab-7cde-8f01-23456789abcd')).toBe(true);
    expect(isRecordId('01234567-89ab-4cde-bf01-23456789abcd')).toBe(true);
  });
});
