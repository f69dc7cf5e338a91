/** The line that a product proposes for an order: name, unit, price of the day, discount for the quantity, tax. */
import type { IsoDate } from '../../base/clock.ts';
import type { CurrencyCode } from '../../base/currency.ts';
import type { RecordId } from '../../base/id.ts';
import type { Product } from '../products/product.ts';
import { priceOn, proposedDiscount } from '../products/price.ts';
import type { OrderLine } from './order.ts';

export interface LineRequest {
  readonly orderedOn: IsoDate;
  readonly currency: CurrencyCode;
  /** × 1,000. */
  readonly quantity: number;
}

/** An element's fields without its `id` and `order`, as the intent `addElement` takes them. */
export type ProposedLine = {
  readonly productId: RecordId;
  readonly productName: string;
  readonly unit: string;
  readonly quantity: number;
  readonly unitPrice: OrderLine['unitPrice'];
  readonly discountPercentage: number;
  readonly taxPercentage: number;
};

/** null when the product has no price in that currency on that day: the person must be told, not given a zero. */
export function proposedLine(product: Product, productId: RecordId, request: LineRequest): ProposedLine | null {
  const unitPrice = priceOn(product, request.orderedOn, request.currency, request.quantity);
  if (unitPrice === null) return null;
  return {
    productId,
    productName: product.name,
    unit: product.unit,
    quantity: request.quantity,
    unitPrice,
    discountPercentage: proposedDiscount(product, request.quantity),
    taxPercentage: product.taxPercentage,
  };
}
