/** What promotions do to the lines of a document, one promotion after the other, in their order of precedence. */
import type { RecordId } from '../../base/id.ts';
import { HUNDRED_PERCENT } from '../../base/money.ts';
import { integerOf, moneyOf, textOf, textsOf } from '../bodyReads.ts';
import type { PricingRecord } from '../products/priceScope.ts';
import { ruleOf } from '../products/promotion.ts';
import { orderTotals } from '../salesDocuments/orderTotals.ts';
import { applyBundle } from './bundles.ts';
import { cappedSum, freeLineId, orderOf, taxOf, type FreeLineDraft, type LineDraft } from './lineDraft.ts';
import { choosePrice } from './prices.ts';
import type { DiscountCause, DocumentDiscountCause, PricingTerms } from './pricing.ts';

export interface AppliedPromotions {
  readonly freeLines: readonly FreeLineDraft[];
  readonly discountCauses: readonly DocumentDiscountCause[];
}

/**
 * Writes the discounts of lines to the lines.
 * @param promotions Of this customer and day, in their order. Amount discounts come after all others: they ask what is left to pay.
 */
export function applyPromotions(
  lines: readonly LineDraft[],
  promotions: readonly PricingRecord[],
  terms: PricingTerms,
): AppliedPromotions {
  const slots = lines
    .filter((line) => line.unitPrice !== null && line.unitPrice.amount > 0 && line.quantity > 0 && !line.isCovered)
    .map((line) => createSlot(line));
  const freeLines = promotions.flatMap((promotion): FreeLineDraft[] => {
    switch (ruleOf(promotion.body)) {
      case 'percentOff':
        applyPercentOff(slots, promotion);
        return [];
      case 'bundle':
        applyBundle(slots, promotion, terms.currency);
        return [];
      case 'freeGoods':
        return giveGoods(slots, promotion, terms);
      default:
        return [];
    }
  });
  return { freeLines, discountCauses: amountDiscounts(lines, promotions, terms) };
}

/** A line with what promotions have taken of it already. */
export interface Slot {
  readonly line: LineDraft;
  /** Does this promotion find it as it wants it? */
  isOpenFor(promotion: PricingRecord): boolean;
  /** Adds the discount as far as something is left. */
  take(promotion: PricingRecord, cause: Omit<DiscountCause, 'id' | 'name'>): void;
  /** It was counted for this promotion without becoming cheaper. */
  count(promotion: PricingRecord): void;
  /** Units (× 1,000) that no bundle has counted yet. */
  unitsLeft: number;
}

const isExclusive = ({ body }: PricingRecord): boolean => body['exclusive'] === true;
const nameOf = ({ body }: PricingRecord): string => textOf(body, 'name') ?? '';

function createSlot(line: LineDraft): Slot {
  let isTouched = false;
  let isClosed = false;
  const slot: Slot = {
    line,
    unitsLeft: line.quantity,
    isOpenFor: (promotion) => !isClosed && !(isTouched && isExclusive(promotion)),
    take(promotion, cause) {
      const percentage = Math.min(cause.percentage, HUNDRED_PERCENT - cappedSum(line.discountCauses));
      if (percentage <= 0) return;
      line.discountCauses.push({ ...cause, percentage, id: promotion.id, name: nameOf(promotion) });
      slot.count(promotion);
    },
    count(promotion) {
      isTouched = true;
      isClosed ||= isExclusive(promotion);
    },
  };
  return slot;
}

function applyPercentOff(slots: readonly Slot[], promotion: PricingRecord): void {
  const { body } = promotion;
  const products = new Set(textsOf(body, 'productIds'));
  const categories = new Set(textsOf(body, 'categories'));
  const percentage = percentageOf(promotion);
  for (const slot of slots) {
    const { product, productId, quantity } = slot.line;
    const category = product && textOf(product, 'category');
    const isMeant = products.has(productId) || (category !== null && categories.has(category));
    if (isMeant && quantity >= (integerOf(body, 'minimumQuantity') ?? 0) && slot.isOpenFor(promotion))
      slot.take(promotion, { cause: 'promotion', percentage });
  }
}

/** Buy N, get M: for each whole N among all lines of these products together. What has no price here cannot be given. */
function giveGoods(slots: readonly Slot[], promotion: PricingRecord, terms: PricingTerms): FreeLineDraft[] {
  const { body } = promotion;
  const products = new Set(textsOf(body, 'productIds'));
  const buy = integerOf(body, 'minimumQuantity') ?? 0;
  const give = integerOf(body, 'freeQuantity') ?? 0;
  const productId = textOf(body, 'freeProductId');
  const product = productId === null ? undefined : terms.products.get(productId);
  const bought = slots.filter((slot) => products.has(slot.line.productId) && slot.isOpenFor(promotion));
  if (productId === null || !product || buy <= 0 || give <= 0) return [];
  const times = Math.floor(bought.reduce((sum, { line }) => sum + line.quantity, 0) / buy);
  const quantity = times * give;
  if (times < 1 || !Number.isSafeInteger(quantity)) return [];
  const priceCauses = choosePrice(terms, productId, product, quantity);
  const unitPrice = priceCauses.at(-1)?.unitPrice ?? null;
  if (unitPrice === null || unitPrice.amount === 0) return [];
  for (const slot of bought) slot.count(promotion);
  return [freeLine(promotion, productId, quantity, { product, priceCauses, unitPrice })];
}

const freeLine = (
  promotion: PricingRecord,
  productId: RecordId,
  quantity: number,
  priced: Pick<LineDraft, 'product' | 'priceCauses' | 'unitPrice'>,
): FreeLineDraft => ({
  ...priced,
  id: freeLineId(promotion.id),
  promotionId: promotion.id,
  productId,
  quantity,
  taxPercentage: taxOf(priced.product),
  discountCauses: [{ cause: 'freeGoods', percentage: HUNDRED_PERCENT, id: promotion.id, name: nameOf(promotion) }],
  isCovered: false,
});

/** An exclusive one stands alone among the amount discounts; it does not ask what was taken off the lines. */
function amountDiscounts(
  lines: readonly LineDraft[],
  promotions: readonly PricingRecord[],
  terms: PricingTerms,
): DocumentDiscountCause[] {
  const asked = promotions.filter(({ body }) => ruleOf(body) === 'amountDiscount');
  if (asked.length === 0) return [];
  const { net } = orderTotals(orderOf(lines, terms.currency));
  const causes: DocumentDiscountCause[] = [];
  for (const promotion of asked) {
    const minimum = moneyOf(promotion.body, 'minimumAmount');
    if (minimum === null || minimum.amount <= 0 || minimum.currency !== net.currency || net.amount < minimum.amount)
      continue;
    const percentage = Math.min(percentageOf(promotion), HUNDRED_PERCENT - cappedSum(causes));
    if (percentage <= 0 || (isExclusive(promotion) && causes.length > 0)) continue;
    causes.push({ id: promotion.id, name: nameOf(promotion), percentage });
    if (isExclusive(promotion)) break;
  }
  return causes;
}

function percentageOf({ body }: PricingRecord): number {
  const percentage = integerOf(body, 'percentage') ?? 0;
  return percentage >= 0 && percentage <= HUNDRED_PERCENT ? percentage : 0;
}
