/**
 * A set of products for one price. As many whole sets as the lines hold; a unit counts for one bundle alone.
 *
 * The set's price is reached by discount percentages of its lines, in proportion to what each is worth. Percentages are whole millionths of a
 * line, rounded in the customer's favour; the cheapest line takes what is left. So a set never comes to more than its price, to exactly
 * that where the cheapest line is worth a million at most and takes part, and never to less by more than a millionth of its lines.
 */
import type { CurrencyCode } from '../../base/currency.ts';
import { HUNDRED_PERCENT, QUANTITY_SCALE } from '../../base/money.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../bodyReads.ts';
import type { PricingRecord } from '../products/priceScope.ts';
import { cappedSum } from './lineDraft.ts';
import type { Slot } from './promotions.ts';

export function applyBundle(slots: readonly Slot[], promotion: PricingRecord, currency: CurrencyCode): void {
  const price = moneyOf(promotion.body, 'price');
  const needs = needsOf(promotion);
  if (price === null || price.currency !== currency || price.amount < 0 || needs.size < 2) return;
  const open = slots.filter((slot) => needs.has(slot.line.productId) && slot.isOpenFor(promotion));
  const sets = Math.min(...[...needs].map(([productId, quantity]) => Math.floor(unitsOf(open, productId) / quantity)));
  if (sets < 1) return;
  const parts = partsOf(open, needs, sets);
  // As fractions of a minor unit, over one denominator.
  const worth = parts.reduce((sum, part) => sum + part.worth, 0n);
  const off = worth - BigInt(price.amount) * BigInt(sets) * DENOMINATOR;
  if (off <= 0n) return;
  let left = off;
  for (const [index, { slot, worth: own, units }] of parts.entries()) {
    const whole = BigInt(slot.line.unitPrice?.amount ?? 0) * BigInt(slot.line.quantity) * BigInt(HUNDRED_PERCENT);
    const wanted = index === parts.length - 1 ? left * worth : off * own;
    const percentage = divideUp(wanted * BigInt(HUNDRED_PERCENT), worth * whole);
    left -= (percentage * whole) / BigInt(HUNDRED_PERCENT);
    slot.unitsLeft -= units;
    slot.take(promotion, { cause: 'bundle', percentage: Number(percentage), quantity: sets * QUANTITY_SCALE });
    slot.count(promotion);
  }
}

const DENOMINATOR = BigInt(QUANTITY_SCALE) * BigInt(HUNDRED_PERCENT);

/** How much of each product (× 1,000) one set takes; empty for a bundle that cannot be read. */
function needsOf({ body }: PricingRecord): Map<string, number> {
  const needs = new Map<string, number>();
  for (const item of elementsOf(body, 'items')) {
    const productId = textOf(item, 'productId');
    const quantity = integerOf(item, 'quantity');
    if (productId === null || quantity === null || quantity <= 0) return new Map();
    needs.set(productId, (needs.get(productId) ?? 0) + quantity);
  }
  return needs;
}

const unitsOf = (slots: readonly Slot[], productId: string): number =>
  slots.filter(({ line }) => line.productId === productId).reduce((sum, slot) => sum + slot.unitsLeft, 0);

interface Part {
  readonly slot: Slot;
  readonly units: number;
  /** What these units come to so far, over {@link DENOMINATOR}. */
  readonly worth: bigint;
}

/** Whose units the sets take, the dearest line first; lines of the same product by their ids. */
function partsOf(slots: readonly Slot[], needs: ReadonlyMap<string, number>, sets: number): Part[] {
  const parts: Part[] = [];
  for (const [productId, quantity] of needs) {
    let wanted = quantity * sets;
    const own = slots.filter(({ line }) => line.productId === productId);
    for (const slot of own.toSorted((one, other) => compareText(one.line.id, other.line.id))) {
      const units = Math.min(wanted, slot.unitsLeft);
      wanted -= units;
      if (units <= 0) continue;
      const left = HUNDRED_PERCENT - cappedSum(slot.line.discountCauses);
      parts.push({ slot, units, worth: BigInt(slot.line.unitPrice?.amount ?? 0) * BigInt(units) * BigInt(left) });
    }
  }
  const wholeOf = ({ slot }: Part): bigint => BigInt(slot.line.unitPrice?.amount ?? 0) * BigInt(slot.line.quantity);
  return parts.toSorted((one, other) => {
    const difference = wholeOf(other) - wholeOf(one);
    return difference === 0n ? compareText(one.slot.line.id, other.slot.line.id) : difference > 0n ? 1 : -1;
  });
}

/** Never below zero: where the others were rounded beyond what was wanted, the last takes nothing. */
const divideUp = (numerator: bigint, denominator: bigint): bigint =>
  numerator <= 0n || denominator <= 0n ? 0n : (numerator + denominator - 1n) / denominator;

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
