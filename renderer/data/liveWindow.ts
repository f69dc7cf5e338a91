/** Which slice of a long list to ask for. Pure. */
import { WINDOW_ROWS_MAXIMUM } from '../../shared/contract/lists.ts';

export interface LiveWindow {
  readonly offset: number;
  readonly limit: number;
}

/** Slices start and end at multiples of this, so that small moves ask for nothing. */
const STEP = 50;
/** Rows kept ready beyond either edge of the screen. */
const MARGIN = 50;

export const FIRST_WINDOW: LiveWindow = { offset: 0, limit: 2 * STEP };

/** The slice to hold when rows `first` to `last` are on the screen: the one held, while it covers them with some room around. */
export function windowFor(held: LiveWindow, first: number, last: number): LiveWindow {
  const coversStart = held.offset === 0 || held.offset <= first - STEP / 2;
  const coversEnd = held.offset + held.limit >= last + STEP / 2;
  if (coversStart && coversEnd) return held;
  const offset = Math.floor(Math.max(0, first - MARGIN) / STEP) * STEP;
  const wanted = Math.ceil((last + MARGIN - offset) / STEP) * STEP;
  return { offset, limit: Math.min(Math.max(wanted, STEP), WINDOW_ROWS_MAXIMUM) };
}
