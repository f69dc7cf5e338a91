/**
 * Tells a scanner from a person by its haste: it types a whole code in a moment and ends with Enter. Letters and digits are read by the place of their keys,
 * so that the layout of the keyboard does not matter. Pure.
 */

/** Nobody types two keys in less, again and again. */
const QUICK_MILLISECONDS = 35;
const SHORTEST_CODE = 6;
const CODE_CHARACTER = /^[\u0020-\u007e]$/;

export interface PressedKey {
  readonly key: string;
  /** The key's place, e.g. `KeyA`; empty where a machine types characters. */
  readonly code: string;
  readonly shiftKey: boolean;
  /** Milliseconds. */
  readonly at: number;
}

export interface ScanDetector {
  /** How far the key carries: `begins` a run of characters, `goesOn` with a quick one, `ends` it with a code, or is `other`. */
  press(key: PressedKey): { readonly step: 'begins' | 'goesOn' | 'other' } | { readonly step: 'ends'; code: string };
}

export function createScanDetector(): ScanDetector {
  let code = '';
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    press(key) {
      const isQuick = key.at - lastAt <= QUICK_MILLISECONDS;
      if (key.key === 'Enter' || key.key === 'Tab') {
        const read = code;
        code = '';
        return isQuick && read.length >= SHORTEST_CODE ? { step: 'ends', code: read.trim() } : { step: 'other' };
      }
      // Shift goes down before a capital, and is no character.
      if (key.key === 'Shift') return { step: 'other' };
      const character = characterOf(key);
      if (character === null) {
        code = '';
        return { step: 'other' };
      }
      code = isQuick ? code + character : character;
      lastAt = key.at;
      return { step: code.length === 1 ? 'begins' : 'goesOn' };
    },
  };
}

/** What the key types on the keyboard that scanners know; null for what no code has. */
function characterOf({ key, code, shiftKey }: PressedKey): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return shiftKey ? letter : letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit !== undefined && !shiftKey) return digit;
  return CODE_CHARACTER.test(key) ? key : null;
}
