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
