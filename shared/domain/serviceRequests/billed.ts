/** What of a job is billed already: a job may have had an order before the work, and is billed once all the same. */
import type { RecordId } from '../../base/id.ts';
import { elementsOf, integerOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';

/** Quantities × 1,000 by product, over all orders of the job. One that was cancelled bills nothing. */
export function billedQuantities(orders: readonly RecordBody[]): Map<RecordId, number> {
  const billed = new Map<RecordId, number>();
  for (const order of orders.filter(({ state }) => state !== 'cancelled'))
    for (const line of elementsOf(order, 'lines')) {
      const productId = textOf(line, 'productId') ?? '';
      billed.set(productId, (billed.get(productId) ?? 0) + (integerOf(line, 'quantity') ?? 0));
    }
  return billed;
}

/**
 * The parts used that no order has yet, in their order. What an order has is taken from the parts of that product, the first of them first; parts
 * of which nothing is left are left out.
 */
export function unbilledParts(parts: readonly RecordBody[], billed: ReadonlyMap<RecordId, number>): RecordBody[] {
  const left = new Map(billed);
  return parts.flatMap((part) => {
    const productId = textOf(part, 'productId') ?? '';
    const used = integerOf(part, 'quantity') ?? 0;
    const already = Math.min(used, left.get(productId) ?? 0);
    left.set(productId, (left.get(productId) ?? 0) - already);
    return used === already ? [] : [{ ...part, quantity: used - already }];
  });
}

/** Of what orders have, that of which less was used, or nothing: quantities × 1,000 by product, in the order of the orders' lines. */
export function billedUnused(
  parts: readonly RecordBody[],
  billed: ReadonlyMap<RecordId, number>,
): Map<RecordId, number> {
  const used = billedQuantities([{ lines: [...parts] }]);
  return new Map(
    [...billed].flatMap(([productId, quantity]): [RecordId, number][] => {
      const unused = quantity - (used.get(productId) ?? 0);
      return unused > 0 ? [[productId, unused]] : [];
    }),
  );
}
