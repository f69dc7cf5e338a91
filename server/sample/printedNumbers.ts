/** Numbers as the branches' paper carries them, `SERIES-CODE-nnnn`: unique, growing with the day, with gaps between days. */
import type { IsoDate } from '../../shared/base/clock.ts';
import type { NumberSeries } from '../../shared/sync/numberSeries.ts';
import { daysBetween } from './calendar.ts';

export interface PrintedNumbers {
  next(series: NumberSeries, code: string, day: IsoDate): string;
}

/** More than a branch ever prints on a day. */
const PER_DAY = 10_000;

export function createPrintedNumbers(firstDay: IsoDate): PrintedNumbers {
  const usedByDay = new Map<string, number>();
  return {
    next(series, code, day) {
      const key = `${series}-${code}-${day}`;
      const used = (usedByDay.get(key) ?? 0) + 1;
      if (used >= PER_DAY) throw new RangeError(`more than ${PER_DAY} numbers on ${key}`);
      usedByDay.set(key, used);
      return `${series}-${code}-${String(daysBetween(firstDay, day) * PER_DAY + used).padStart(8, '0')}`;
    },
  };
}
