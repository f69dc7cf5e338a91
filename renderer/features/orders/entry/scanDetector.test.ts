import { describe, expect, it } from 'vitest';
import { createScanDetector, type PressedKey } from './scanDetector.ts';

const key = (character: string, at: number, code = ''): PressedKey => ({ key: character, code, shiftKey: false, at });
const type = (text: string, every: number, detector = createScanDetector(), from = 0) =>
  [...text, 'Enter'].map((character, index) => detector.press(key(character, from + index * every)));

describe('a scanner', () => {
  it('is told by its haste', () => {
    const steps = type('6260100000017', 8);
    expect(steps[0]).toEqual({ step: 'begins' });
    expect(steps[5]).toEqual({ step: 'goesOn' });
    expect(steps.at(-1)).toEqual({ step: 'ends', code: '6260100000017' });
  });

  it('is nobody who types, however fast, nor a short word', () => {
    expect(type('6260100000017', 60).at(-1)).toEqual({ step: 'other' });
    expect(type('12*A1', 8).at(-1)).toEqual({ step: 'other' });
    expect(type('گاز استریل', 8).at(-1)).toEqual({ step: 'other' });
  });

  it('does not take what was typed before it for a part of the code', () => {
    const detector = createScanDetector();
    detector.press(key('9', 0));
    expect(type('6260100000017', 8, detector, 400).at(-1)).toEqual({ step: 'ends', code: '6260100000017' });
  });

  it('waits for its Enter no longer than for a character', () => {
    const detector = createScanDetector();
    for (let index = 0; index < 13; index += 1) detector.press(key('6', index * 8));
    expect(detector.press(key('Enter', 500))).toEqual({ step: 'other' });
  });

  it('is read by the place of its keys: with the Persian layout it types Persian', () => {
    const detector = createScanDetector();
    const pressed: [string, string, boolean][] = [
      ['ا', 'KeyH', true],
      ['خ', 'KeyO', true],
      ['س', 'KeyS', false],
      ['-', 'Minus', false],
      ['۰', 'Digit0', false],
      ['۱', 'Digit1', false],
    ];
    pressed.forEach(([character, code, shiftKey], index) =>
      detector.press({ key: character, code, shiftKey, at: index * 8 }),
    );
    expect(detector.press(key('Enter', 48))).toEqual({ step: 'ends', code: 'HOs-01' });
  });
});
