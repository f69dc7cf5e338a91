/** What a customer usually buys, and how much of it: read from the lines of their earlier orders. Pure. */
import type { IsoDate } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';

/** A line of a confirmed order; goods that a promotion gave are none. */
export interface BoughtLine {
  readonly orderId: RecordId;
  readonly productId: RecordId;
  readonly orderedOn: IsoDate;
  /** × 1,000. */
  readonly quantity: number;
}

export interface UsualProduct {
  readonly productId: RecordId;
  /** × 1,000: the middle one of what they took each time, of an even number the smaller of the two. */
  readonly quantity: number;
  /** Of how many of the orders looked at it was part. */
  readonly orderCount: number;
  readonly lastOn: IsoDate;
}

/** The orders that are looked at: only what is recent says what is usual. The newest first. */
export function recentOrders(lines: readonly BoughtLine[]): RecordId[] {
  const dayByOrder = new Map(lines.map(({ orderId, orderedOn }) => [orderId, orderedOn]));
  return [...dayByOrder]
    .toSorted(([idA, dayA], [idB, dayB]) => compare(dayB, dayA) || compare(idB, idA))
    .slice(0, ORDERS_LOOKED_AT)
    .map(([id]) => id);
}

const ORDERS_LOOKED_AT = 12;
/** Once is no habit. */
const TIMES = 2;

/** The most often bought first, then the last bought. */
export function usualBasket(lines: readonly BoughtLine[]): UsualProduct[] {
  const recent = new Set(recentOrders(lines));
  const looked = lines.filter(({ orderId }) => recent.has(orderId));
  return [...Map.groupBy(looked, ({ productId }) => productId)]
    .map(([productId, bought]): UsualProduct => {
      const byOrder = Map.groupBy(bought, ({ orderId }) => orderId);
      const amounts = [...byOrder.values()].map((own) => own.reduce((sum, { quantity }) => sum + quantity, 0));
      return {
        productId,
        quantity: middleOf(amounts),
        orderCount: byOrder.size,
        lastOn: bought.reduce((last, { orderedOn }) => (orderedOn > last ? orderedOn : last), ''),
      };
    })
    .filter(({ orderCount }) => orderCount >= TIMES)
    .toSorted(
      (one, other) =>
        other.orderCount - one.orderCount ||
        compare(other.lastOn, one.lastOn) ||
        compare(one.productId, other.productId),
    );
}

function middleOf(amounts: readonly number[]): number {
  const sorted = amounts.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
