/**
 * What a person may still promise of products that are divided among sellers: what is kept for them on the day, less what they have promised since. What was
 * promised stays used when it is delivered: the goods are gone then. Pure; the same on the laptop and on the server.
 */
import type { IsoDate } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';
import { elementsOf, integerOf, textOf } from '../bodyReads.ts';
import { boundOn } from '../receivables/postings.ts';
import type { RecordBody } from '../record.ts';
import { isAllotted } from './allotments.ts';

export interface SliceQuestion {
  readonly personId: RecordId;
  readonly day: IsoDate;
  /** Allotments of the products at places that the person holds, whoever they are for. */
  readonly allotments: readonly RecordBody[];
  /** By the orders that the person sells, without the one that is asked about. */
  readonly promised: readonly Promised[];
}

/** × 1,000, by product; of which nothing is kept for anybody on the day, there is no entry. */
export function stockLeft({ personId, day, allotments, promised }: SliceQuestion): Map<RecordId, number> {
  const running = allotments.filter((allotment) => isAllotted(allotment, day));
  const byProduct = Map.groupBy(running, (allotment) => textOf(allotment, 'productId') ?? '');
  const promises = Map.groupBy(promised, ({ productId }) => productId);
  return new Map(
    [...byProduct].map(([productId, kept]) => {
      const own = kept.filter((allotment) => textOf(allotment, 'holderId') === personId);
      const granted = own.reduce((sum, allotment) => sum + Math.max(0, integerOf(allotment, 'quantity') ?? 0), 0);
      const since = own.map((allotment) => textOf(allotment, 'from') ?? '').toSorted(compareText)[0] ?? day;
      return [productId, Math.max(0, granted - sumSince(promises.get(productId) ?? [], since))];
    }),
  );
}

/** A line of a confirmed order. */
export interface Promised {
  readonly productId: RecordId;
  /** Of its confirmation: the one on the paper may be any. */
  readonly day: string;
  readonly quantity: number;
}

/** None of an order that is not confirmed. */
export function promisesOf(order: RecordBody): Promised[] {
  if (order['state'] !== 'confirmed') return [];
  const day = boundOn(order) ?? textOf(order, 'orderedOn') ?? '';
  return elementsOf(order, 'lines').map((line) => ({
    productId: textOf(line, 'productId') ?? '',
    day,
    quantity: Math.max(0, integerOf(line, 'quantity') ?? 0),
  }));
}

const sumSince = (promises: readonly Promised[], since: string): number =>
  promises.filter(({ day }) => day >= since).reduce((sum, { quantity }) => sum + quantity, 0);

/** The first day from which promises count for any of them; null where none of them is the person's own. */
export function promisesSince(allotments: readonly RecordBody[], day: IsoDate): IsoDate | null {
  const days = allotments
    .filter((allotment) => isAllotted(allotment, day))
    .map((allotment) => textOf(allotment, 'from') ?? '');
  return days.toSorted(compareText)[0] ?? null;
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
