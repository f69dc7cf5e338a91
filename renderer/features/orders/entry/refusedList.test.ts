import { describe, expect, it } from 'vitest';
import { readingsOf } from './entryText.ts';
import { againOf, withMoreRefused, withoutRefused, type Refused } from './refusedList.ts';

const refused = (text: string, more: Partial<Refused> = {}): Refused => ({
  is: 'refused',
  text,
  why: 'unknown',
  ...more,
});
const BOX = '6269999999993';
const scanned = refused(BOX, { isWhole: true });

describe('what could not be entered', () => {
  it('is counted by its text, and the last of them stands at the end', () => {
    const list = [scanned, refused('HOS'), scanned, scanned].reduce(withMoreRefused, []);
    expect(list).toEqual([refused('HOS', { quantity: 1_000 }), { ...scanned, quantity: 3_000 }]);
    // Older programs kept no count: theirs is one.
    expect(withMoreRefused([scanned], scanned)).toMatchObject([{ quantity: 2_000 }]);
    expect(withMoreRefused([], refused('دستکش', { quantity: 12_000, isWhole: true }))).toMatchObject([
      { quantity: 12_000 },
    ]);
  });

  it('goes one by one as it is entered after all, or all at once', () => {
    const list = [refused('HOS'), scanned, scanned].reduce(withMoreRefused, []);
    const left = withoutRefused(list, BOX, 1_000);
    expect(left).toEqual([refused('HOS', { quantity: 1_000 }), { ...scanned, quantity: 1_000 }]);
    expect(withoutRefused(left, BOX, 1_000)).toEqual([refused('HOS', { quantity: 1_000 })]);
    expect(withoutRefused(list, BOX)).toHaveLength(1);
    expect(withoutRefused(list, 'another', 1_000)).toBe(list);
  });

  it.each([
    [scanned, BOX, 1_000],
    [{ ...scanned, quantity: 5_000 }, `5*${BOX}`, 5_000],
    [refused('HOS-1', { quantity: 2_000 }), '2*HOS-1', 2_000],
    [refused('5*HOS-1', { quantity: 2_000 }), '10*HOS-1', 2_000],
    [refused('گاز استریل ۱۰', { quantity: 2_500, isWhole: true }), '2.5*گاز استریل ۱۰', 2_500],
    // May or may not say how much: as it was typed, as often.
    [refused('گاز استریل ۱۰', { quantity: 2_000 }), 'گاز استریل ۱۰', 1_000],
    [refused('7*12', { quantity: 3_000 }), '7*12', 1_000],
  ])('%o is taken up again as %s', (one, text, quantity) => {
    expect(againOf(one)).toEqual({ text, quantity });
  });

  it('is read as it was meant when it is taken up again', () => {
    expect(readingsOf(againOf({ ...scanned, quantity: 5_000 }).text)).toEqual([{ find: BOX, quantity: 5_000 }]);
    expect(readingsOf(againOf(refused('گاز ۱۰', { quantity: 5_000, isWhole: true })).text)).toEqual([
      { find: 'گاز 10', quantity: 5_000 },
    ]);
  });
});
