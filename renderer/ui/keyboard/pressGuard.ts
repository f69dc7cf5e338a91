/**
 * Who presses a button twice meant what stood there the first time. Where the button has become another meanwhile ("Confirm" is "Deliver" now, or a dialog has come
 * under the pointer), the second press is nobody's wish and goes nowhere. Pure.
 */

/** Longer after the first press it is a press of its own. */
const SECOND_PRESS_MILLISECONDS = 600;

export interface Press {
  /** What is pressed: the button, or whatever lies there. */
  readonly target: object;
  /** What is read on it. */
  readonly words: string;
  readonly isButton: boolean;
  /** Which click of a quick row of clicks in one place it is; 0 for a key. */
  readonly count: number;
  /** Milliseconds. */
  readonly at: number;
}

export interface PressGuard {
  /** False for a press that was meant for what is no longer there. */
  allows(press: Press): boolean;
}

export function createPressGuard(): PressGuard {
  let before: Press | null = null;
  return {
    allows(press) {
      const earlier = before;
      const isSecond = earlier !== null && press.at - earlier.at <= SECOND_PRESS_MILLISECONDS;
      const isOther = earlier !== null && (press.target !== earlier.target || press.words !== earlier.words);
      // By key one goes from button to button as fast as one likes; but not in one place from what it was to what it has become.
      const isHere = press.count >= 2 || (press.count === 0 && press.target === earlier?.target);
      if (isSecond && isOther && isHere) return false;
      before = press.isButton ? press : null;
      return true;
    },
  };
}
