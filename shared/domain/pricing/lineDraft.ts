/** A line while it is being priced, and how it stands in an order. */
import type { CurrencyCode } from '../../base/currency.ts';
import type { RecordId } from '../../base/id.ts';
import { HUNDRED_PERCENT, type Money } from '../../base/money.ts';
import { integerOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import type { DiscountCause, PriceCause } from './pricing.ts';

/** A line while it is being priced; promotions write to it. */
export interface LineDraft {
  readonly id: string;
  readonly productId: RecordId;
  readonly quantity: number;
  readonly product: RecordBody | null;
  readonly unitPrice: Money | null;
  readonly taxPercentage: number;
  readonly priceCauses: readonly PriceCause[];
  readonly discountCauses: DiscountCause[];
  readonly isCovered: boolean;
}

export interface FreeLineDraft extends LineDraft {
  readonly promotionId: RecordId;
}

/** The id of the line of goods that a promotion gives. Two devices that both add it add the same one. */
export const freeLineId = (promotionId: RecordId): string => `free-${promotionId}`;

export function taxOf(product: RecordBody | null): number {
  const tax = product ? integerOf(product, 'taxPercentage') : null;
  return tax !== null && tax >= 0 && tax <= HUNDRED_PERCENT ? tax : 0;
}

export const cappedSum = (causes: readonly { readonly percentage: number }[]): number =>
  Math.min(
    HUNDRED_PERCENT,
    causes.reduce((sum, { percentage }) => sum + percentage, 0),
  );

/** The lines as an order has them. */
export const orderOf = (
  lines: readonly Pick<LineDraft, 'id' | 'unitPrice' | 'quantity' | 'discountCauses' | 'taxPercentage'>[],
  currency: CurrencyCode,
  discountPercentage = 0,
): RecordBody => ({
  currency,
  discountPercentage,
  lines: lines.flatMap(({ id, unitPrice, quantity, discountCauses, taxPercentage }) =>
    unitPrice === null
      ? []
      : [
          {
            id,
            order: id,
            unitPrice: { ...unitPrice },
            quantity,
            discountPercentage: cappedSum(discountCauses),
            taxPercentage,
          },
        ],
  ),
});
