/** How many pages of customers an hour a person may read before somebody is told: their own habit, never less than the company's floor. */

export interface ReadingPast {
  /** The company's, in pages an hour. */
  readonly floor: number;
  /** Pages of the hours in which the person read anything, of four weeks. */
  readonly hours: readonly number[];
  /** By an administrator, null without. */
  readonly granted: number | null;
}

/** Before that one knows no habit. */
const HOURS_MINIMUM = 20;
/** Half as much again as all but the busiest hours. */
const MARGIN = 1.5;
const QUANTILE = 0.95;
/** A habit that was bred on purpose ends here: more is an administrator's to give. */
const FLOORS_MAXIMUM = 4;

export function limitOf({ floor, hours, granted }: ReadingPast): number {
  if (granted !== null && granted > floor) return granted;
  if (hours.length < HOURS_MINIMUM) return floor;
  const usual = hours.toSorted((one, other) => one - other)[Math.ceil(hours.length * QUANTILE) - 1] ?? 0;
  return Math.min(Math.max(floor, Math.ceil(usual * MARGIN)), floor * FLOORS_MAXIMUM);
}
