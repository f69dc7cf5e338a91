/** Which price and which discount a product has on a day. Both are proposals to a person; what the order line holds is what counts. */
import { isIsoDate, type IsoDate } from '../../base/clock.ts';
import { isCurrencyCode, type CurrencyCode } from '../../base/currency.ts';
import { HUNDRED_PERCENT, QUANTITY_SCALE, type Money } from '../../base/money.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import type { Product } from './product.ts';

/**
 * The unit price for an order of this day and quantity (× 1,000; one piece when left out), null when the product has none: then it
 * cannot be confirmed. A price holds from `from` to `to`, both days included. Of several that hold, the latest `from` wins, so that a
 * new price list also ends the tiers of the old one; of those, the highest tier that the quantity reaches; then the element id decides.
 */
export function priceOn(
  product: RecordBody | Product,
  date: IsoDate,
  currency: CurrencyCode,
  quantity = QUANTITY_SCALE,
): Money | null {
  if (!isIsoDate(date)) return null;
  let best: DatedPrice | null = null;
  for (const element of elementsOf(product as RecordBody, 'prices')) {
    const candidate = readPrice(element);
    if (!candidate || candidate.price.currency !== currency || !holds(candidate, date, quantity)) continue;
    if (best === null || comparePrices(candidate, best) > 0) best = candidate;
  }
  return best === null ? null : best.price;
}

/** The discount (percent × 10,000) of the highest step that the quantity (× 1,000) reaches; 0 without one. */
export function proposedDiscount(product: RecordBody | Product, quantity: number): number {
  let reached = { from: Number.NEGATIVE_INFINITY, percentage: 0 };
  for (const step of elementsOf(product as RecordBody, 'discountSteps')) {
    const from = integerOf(step, 'fromQuantity');
    const percentage = integerOf(step, 'percentage');
    if (from === null || percentage === null || percentage < 0 || percentage > HUNDRED_PERCENT || quantity < from)
      continue;
    if (from > reached.from || (from === reached.from && percentage > reached.percentage))
      reached = { from, percentage };
  }
  return reached.percentage;
}

interface DatedPrice {
  readonly id: string;
  readonly price: Money;
  readonly from: IsoDate;
  readonly to: IsoDate | null;
  readonly minimumQuantity: number;
}

function readPrice(element: RecordBody): DatedPrice | null {
  const money = moneyOf(element, 'price');
  const from = textOf(element, 'from');
  if (!money || !Number.isSafeInteger(money.amount) || !isCurrencyCode(money.currency) || from === null) return null;
  return {
    id: textOf(element, 'id') ?? '',
    price: { amount: money.amount, currency: money.currency },
    from,
    to: textOf(element, 'to'),
    minimumQuantity: integerOf(element, 'minimumQuantity') ?? 0,
  };
}

const holds = (price: DatedPrice, date: IsoDate, quantity: number): boolean =>
  price.from <= date && (price.to === null || date <= price.to) && price.minimumQuantity <= quantity;

function comparePrices(left: DatedPrice, right: DatedPrice): number {
  if (left.from !== right.from) return left.from < right.from ? -1 : 1;
  if (left.minimumQuantity !== right.minimumQuantity) return left.minimumQuantity - right.minimumQuantity;
  return left.id < right.id ? -1 : 1;
}
