/** What of a place's stock is promised to whom, and what is left for everybody. Quantities × 1,000. */
import { integerOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';

/** Does it hold on this day? */
export const isAllotted = (allotment: RecordBody, day: string): boolean =>
  (textOf(allotment, 'from') ?? '') <= day && day <= (textOf(allotment, 'to') ?? '');

/**
 * What this person may promise from a place: what lies there without what is kept for others. Less than nothing where more is kept than lies there.
 * @param allotments Those of this product at this place that hold today.
 */
export const availableTo = (personId: string, balance: number, allotments: readonly RecordBody[]): number =>
  allotments
    .filter((allotment) => textOf(allotment, 'holderId') !== personId)
    .reduce((left, allotment) => left - Math.max(0, integerOf(allotment, 'quantity') ?? 0), balance);

export interface AllotmentUse {
  readonly granted: number;
  readonly used: number;
  /** Never less than nothing: what is promised beyond it is in `used` alone. */
  readonly left: number;
}

/**
 * What of one holder's allotments of one product is used by what they have promised and not yet handed over. One after the other: the next is drawn upon
 * when the one before it is used up, and the last takes what goes beyond them all.
 * @param open What of the product is still to be delivered on the holder's confirmed orders.
 */
export function allotmentUses(grants: readonly number[], open: number): AllotmentUse[] {
  let rest = Math.max(0, open);
  return grants.map((quantity, place): AllotmentUse => {
    const granted = Math.max(0, quantity);
    const used = place === grants.length - 1 ? rest : Math.min(rest, granted);
    rest -= used;
    return { granted, used, left: Math.max(0, granted - used) };
  });
}

/** Allotments of one holder whose days meet: what is promised in these days draws on them one after the other, and on no other. */
export interface AllotmentPeriod<Kept> {
  readonly from: string;
  readonly to: string;
  /** In time. */
  readonly allotments: readonly Kept[];
}

/** @param allotments Of one holder and one product. */
export function allotmentPeriods<Kept extends { readonly body: RecordBody }>(
  allotments: readonly Kept[],
): AllotmentPeriod<Kept>[] {
  const inTime = allotments.toSorted((one, other) => compareText(dayOf(one.body, 'from'), dayOf(other.body, 'from')));
  const periods: AllotmentPeriod<Kept>[] = [];
  for (const allotment of inTime) {
    const [from, to] = [dayOf(allotment.body, 'from'), dayOf(allotment.body, 'to')];
    const last = periods.at(-1);
    if (last === undefined || last.to < from) periods.push({ from, to, allotments: [allotment] });
    else
      periods.splice(-1, 1, {
        from: last.from,
        to: last.to < to ? to : last.to,
        allotments: [...last.allotments, allotment],
      });
  }
  return periods;
}

const dayOf = (body: RecordBody, field: 'from' | 'to'): string => textOf(body, field) ?? '';
const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
