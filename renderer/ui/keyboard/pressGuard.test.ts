import { describe, expect, it } from 'vitest';
import { createPressGuard, type Press } from './pressGuard.ts';

const button = {};
const other = {};
const press = (rest: Partial<Press>): Press => ({
  target: button,
  words: 'Confirm',
  isButton: true,
  count: 1,
  at: 0,
  ...rest,
});
const allowed = (...presses: Partial<Press>[]): boolean[] => {
  const guard = createPressGuard();
  return presses.map((one) => guard.allows(press(one)));
};

describe('a press that comes right after another', () => {
  it('goes nowhere where the button has become another step, by click or by key', () => {
    expect(allowed({}, { words: 'Deliver', count: 2, at: 200 })).toEqual([true, false]);
    expect(allowed({ count: 0 }, { words: 'Deliver', count: 0, at: 200 })).toEqual([true, false]);
    // However often.
    expect(allowed({}, { words: 'Deliver', count: 2, at: 200 }, { words: 'Deliver', count: 3, at: 400 })).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('goes nowhere where a dialog, or what lies around it, has come under the pointer', () => {
    expect(allowed({}, { target: other, words: 'Yes', count: 2, at: 200 })).toEqual([true, false]);
    expect(allowed({}, { target: other, words: '', isButton: false, count: 2, at: 200 })).toEqual([true, false]);
  });

  it('is one of its own on what is still the same, on another button, or later', () => {
    expect(allowed({}, { count: 2, at: 200 })).toEqual([true, true]);
    expect(allowed({}, { target: other, words: 'Print', at: 200 })).toEqual([true, true]);
    expect(allowed({ count: 0 }, { target: other, words: 'Yes', count: 0, at: 100 })).toEqual([true, true]);
    expect(allowed({}, { words: 'Deliver', at: 900 })).toEqual([true, true]);
  });

  it('is one of its own after a press of what is no button', () => {
    expect(allowed({ isButton: false }, { target: other, words: 'Yes', count: 2, at: 200 })).toEqual([true, true]);
  });
});
