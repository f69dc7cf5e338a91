/** What a person should notice about a figure of stock. */
import { integerOf, textOf } from '../bodyReads.ts';
import type { HeldBody } from './levels.ts';

/**
 * - `negative`: more went out than is written down to have come
 * - `none`: nothing there
 * - `promised`: all that lies there is kept for others
 * - `belowMinimum`: less than the product's own minimum
 * - `low`: less than goes out in a week
 */
export const STOCK_MARKS = ['negative', 'none', 'promised', 'belowMinimum', 'low'] as const;
export type StockMark = (typeof STOCK_MARKS)[number];

/**
 * @param weekly What goes out in a week, × 1,000.
 * @param minimum The product's own, × 1,000, of what lies at all places together. Where there is one, it is the measure.
 * @returns null when there is nothing to notice.
 */
export function stockMark(
  quantity: number,
  available: number,
  weekly: number,
  minimum: number | null = null,
): StockMark | null {
  if (quantity < 0) return 'negative';
  if (quantity === 0) return 'none';
  if (available <= 0) return 'promised';
  if (minimum !== null) return available < minimum ? 'belowMinimum' : null;
  return available < weekly ? 'low' : null;
}

const WEEKS = 4;
const WEEK_MILLISECONDS = 7 * 86_400_000;

/** What went to customers in a week, by the four weeks behind `now`: × 1,000, whole. */
export function weeklyUse(movements: readonly HeldBody[], now: number): number {
  const gone = movements
    .filter(({ body }) => body['reason'] === 'delivery')
    .filter(({ body }) => Date.parse(textOf(body, 'occurredAt') ?? '') > now - WEEKS * WEEK_MILLISECONDS)
    .reduce((sum, { body }) => sum - (integerOf(body, 'quantity') ?? 0), 0);
  return Math.ceil(gone / WEEKS);
}
