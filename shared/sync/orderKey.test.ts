import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementFields } from '../domain/fields.ts';
import { orderKeyBetween, orderKeysBetween } from './orderKey.ts';

describe('orderKeyBetween', () => {
  it('SYNC-4: any sequence of insertions keeps the list in the order in which they were made', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 60 }), (places) => {
        const keys: string[] = [];
        for (const place of places) {
          const index = place % (keys.length + 1);
          keys.splice(index, 0, orderKeyBetween(keys[index - 1] ?? null, keys[index] ?? null));
        }
        expect(keys).toEqual(keys.toSorted());
        expect(new Set(keys).size).toBe(keys.length);
        for (const key of keys) expect(elementFields.order.safeParse(key).success).toBe(true);
      }),
    );
  });

  it('stays short when a list grows at its end, and fits for hundreds of insertions at one place', () => {
    let last: string | null = null;
    for (let count = 0; count < 2_000; count += 1) last = orderKeyBetween(last, null);
    expect(last?.length).toBeLessThanOrEqual(4);
    let [before, after] = ['a0', 'a1'];
    for (let count = 0; count < 300; count += 1) {
      if (count % 2 === 0) before = orderKeyBetween(before, after);
      else after = orderKeyBetween(before, after);
    }
    expect(Math.max(before.length, after.length)).toBeLessThanOrEqual(64);
  });

  it('comes after both neighbours that two people gave the same key, and takes neighbours the wrong way round', () => {
    expect(orderKeyBetween('a1', 'a1') > 'a1').toBe(true);
    expect(orderKeyBetween('a1', 'a1') < 'a2').toBe(true);
    const key = orderKeyBetween('a2', 'a1');
    expect(key > 'a1' && key < 'a2').toBe(true);
  });

  it('comes after both where keys of foreign make leave no room', () => {
    expect(orderKeyBetween('1', '10')).toBe('1V');
  });

  it('finds a place between keys of foreign make', () => {
    const foreign = ['1', '2', 'a', 'line-1', 'الف', 'a10', '0001'];
    for (const one of foreign) {
      expect(orderKeyBetween(one, null) > one).toBe(true);
      expect(orderKeyBetween(null, one) < one).toBe(true);
      for (const other of foreign.filter((key) => key > one)) {
        const key = orderKeyBetween(one, other);
        expect(key > one && key < other).toBe(true);
      }
    }
  });
});

it('orderKeysBetween gives as many keys as asked for, in order, inside the bounds', () => {
  const keys = orderKeysBetween('a0', 'a1', 500);
  expect(keys).toHaveLength(500);
  expect(keys).toEqual([...new Set(keys)].toSorted());
  expect(keys.every((key) => key > 'a0' && key < 'a1')).toBe(true);
});
