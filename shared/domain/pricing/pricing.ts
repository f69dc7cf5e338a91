/**
 * The one pricing function: what the company's catalogue, price lists and promotions propose for a document, and why. Pure; the laptop,
 * the window and the server run the same. What a line holds is what counts: a proposal binds nobody.
 *
 * The rule, in its order:
 * 1. **Price.** The first price list that is meant for the customer on the day and has the product (narrower scope, higher priority, later
 *    first day, smaller id), at the highest tier that the quantity reaches; without one, the product's own price of the day.
 * 2. **Stepped discount** of the product, for the quantity of the line.
 * 3. **Promotions**, in the same order as price lists. Percentages of a line are added up, each of the same price, to at most 100 %. An
 *    exclusive promotion takes hold only where none has before it, and none takes hold after it.
 * 4. **Amount discount**: a percentage of the whole document, by the sum of what its lines come to after all that.
 * 5. What a service contract **covers** costs nothing, and takes no part in promotions.
 *
 * Everything is put as unit price, discount percentage and tax percentage of a line, so that a document that is delivered in parts is
 * reckoned part by part. Amounts are those of `orderTotals`, and the steps of a line add up to its total exactly.
 */
import type { IsoDate } from '../../base/clock.ts';
import type { CurrencyCode } from '../../base/currency.ts';
import type { RecordId } from '../../base/id.ts';
import { HUNDRED_PERCENT, type Money } from '../../base/money.ts';
import {
  comparePrecedence,
  isMeantFor,
  type CustomerPricing,
  type PriceScope,
  type PricingRecord,
} from '../products/priceScope.ts';
import type { RecordBody } from '../record.ts';
import { orderTotals, type OrderTotals } from '../salesDocuments/orderTotals.ts';
import { explainLine, type PriceStep } from './explanation.ts';
import { cappedSum, orderOf, taxOf, type LineDraft } from './lineDraft.ts';
import { choosePrice, steppedDiscount } from './prices.ts';
import { applyPromotions } from './promotions.ts';

export interface PricingRequest extends PricingTerms {
  readonly lines: readonly RequestedLine[];
}

/** What does not depend on the lines. */
export interface PricingTerms {
  readonly day: IsoDate;
  readonly currency: CurrencyCode;
  readonly customer: CustomerPricing;
  /** Bodies of all products of the lines, and of those that promotions give. One that is missing has no price. */
  readonly products: ReadonlyMap<RecordId, RecordBody>;
  /** Records of the kinds `priceList` and `promotion`, in any order; those that are not meant for this customer and day are passed over. */
  readonly priceLists: readonly PricingRecord[];
  readonly promotions: readonly PricingRecord[];
}

export interface RequestedLine {
  /** The element id of the line. */
  readonly id: string;
  readonly productId: RecordId;
  /** × 1,000. */
  readonly quantity: number;
  /** A service contract that covers this line as a whole: it costs nothing. */
  readonly coveredBy?: ContractCoverage;
}

export interface ContractCoverage {
  readonly contractId: RecordId;
  /** As people call it: number or title. */
  readonly name: string;
}

export interface PricedLine {
  readonly id: string;
  readonly productId: RecordId;
  readonly quantity: number;
  /** null: nobody has a price for it. Never a zero: the person must be told. */
  readonly unitPrice: Money | null;
  /** Percent × 10,000: all discounts of the line together. */
  readonly discountPercentage: number;
  readonly taxPercentage: number;
  readonly priceCauses: readonly PriceCause[];
  readonly discountCauses: readonly DiscountCause[];
  /** Why, rial by rial: the amounts add up to `total`. Empty without a price. */
  readonly steps: readonly PriceStep[];
  /** With its part of the document's discount and with tax. */
  readonly total: Money | null;
}

/** Goods that a promotion gives: a line of their own, at their price and 100 % off. Its id is `freeLineId` of the promotion. */
export interface FreeLine extends PricedLine {
  readonly promotionId: RecordId;
}

/** Where a unit price comes from; of several the last one holds, and the others tell what it is measured against. */
export interface PriceCause {
  readonly cause: 'product' | 'priceList' | 'tier';
  readonly unitPrice: Money;
  /** The price list. */
  readonly id?: RecordId;
  readonly name?: string;
  readonly scope?: PriceScope;
  /** The quantity from which on the tier holds. */
  readonly quantity?: number;
}

export interface DiscountCause {
  readonly cause: 'steppedDiscount' | 'promotion' | 'bundle' | 'freeGoods' | 'contract';
  readonly percentage: number;
  /** The promotion or the contract. */
  readonly id?: RecordId;
  readonly name?: string;
  /** Of a stepped discount: the quantity from which on it holds. Of a bundle: how many sets, × 1,000. */
  readonly quantity?: number;
}

export interface DocumentDiscountCause {
  readonly id: RecordId;
  readonly name: string;
  readonly percentage: number;
}

export interface PricedDocument {
  /** As they were asked for. */
  readonly lines: readonly PricedLine[];
  readonly freeLines: readonly FreeLine[];
  /** On the whole document. */
  readonly discountPercentage: number;
  readonly discountCauses: readonly DocumentDiscountCause[];
  /** Of all lines that have a price and of the free ones. */
  readonly totals: OrderTotals;
}

export function priceDocument(request: PricingRequest): PricedDocument {
  const reach = { ...request, priceLists: inOrder(request, request.priceLists) };
  const promotions = inOrder(request, request.promotions);
  const drafts = request.lines.map((line) => draftLine(reach, line));
  const { freeLines, discountCauses } = applyPromotions(drafts, promotions, reach);
  const discountPercentage = cappedSum(discountCauses);
  const all = [...drafts, ...freeLines];
  const totals = orderTotals(orderOf(all, request.currency, discountPercentage));
  const finished = <Line extends LineDraft>(line: Line) => ({
    ...line,
    ...explained(line, discountCauses, discountPercentage, totals),
  });
  return {
    lines: drafts.map((line) => toPricedLine(finished(line))),
    freeLines: freeLines.map((line) => ({ ...toPricedLine(finished(line)), promotionId: line.promotionId })),
    discountPercentage,
    discountCauses,
    totals,
  };
}

/** What one product costs by itself. @param quantity × 1,000. */
export function priceOfOne(terms: PricingTerms, productId: RecordId, quantity: number): Money | null {
  const product = terms.products.get(productId);
  if (!product) return null;
  const causes = choosePrice({ ...terms, priceLists: inOrder(terms, terms.priceLists) }, productId, product, quantity);
  return causes.at(-1)?.unitPrice ?? null;
}

/** What so much of a product costs before tax, with the discount of the quantity and without promotions; in minor units. null without a price. @param quantity × 1,000. */
export function priceBeforeTax(terms: PricingTerms, productId: RecordId, quantity: number): number | null {
  const product = terms.products.get(productId);
  if (!product) return null;
  const products = new Map([[productId, { ...product, taxPercentage: 0 }]]);
  const lines = [{ id: productId, productId, quantity }];
  return priceDocument({ ...terms, promotions: [], products, lines }).lines[0]?.total?.amount ?? null;
}

// ---- inside --------------------------------------------------------------------------------------------------

function draftLine(terms: PricingTerms, { id, productId, quantity, coveredBy }: RequestedLine): LineDraft {
  const product = terms.products.get(productId) ?? null;
  const priceCauses = product ? choosePrice(terms, productId, product, quantity) : [];
  const stepped = product && !coveredBy ? steppedDiscount(product, quantity) : null;
  return {
    id,
    productId,
    quantity,
    product,
    unitPrice: priceCauses.at(-1)?.unitPrice ?? null,
    taxPercentage: taxOf(product),
    priceCauses,
    discountCauses: coveredBy
      ? [{ cause: 'contract', percentage: HUNDRED_PERCENT, id: coveredBy.contractId, name: coveredBy.name }]
      : stepped
        ? [stepped]
        : [],
    isCovered: coveredBy !== undefined,
  };
}

const inOrder = (terms: PricingTerms, records: readonly PricingRecord[]): PricingRecord[] =>
  records.filter(({ body }) => isMeantFor(body, terms.customer, terms.day)).toSorted(comparePrecedence);

function explained(
  line: LineDraft,
  documentCauses: readonly DocumentDiscountCause[],
  documentPercentage: number,
  totals: OrderTotals,
): { readonly steps: readonly PriceStep[]; readonly total: Money | null } {
  const own = totals.lines.find(({ id }) => id === line.id);
  if (line.unitPrice === null || !own || !totals.isComplete) return { steps: [], total: null };
  const steps = explainLine({
    proposal: line,
    documentCauses,
    actual: {
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      discountPercentage: cappedSum(line.discountCauses),
      documentPercentage,
    },
    totals: own,
  });
  return { steps, total: { amount: own.taxable.amount + own.tax.amount, currency: line.unitPrice.currency } };
}

const toPricedLine = ({
  id,
  productId,
  quantity,
  unitPrice,
  taxPercentage,
  priceCauses,
  discountCauses,
  steps,
  total,
}: LineDraft & Pick<PricedLine, 'steps' | 'total'>): PricedLine => ({
  id,
  productId,
  quantity,
  unitPrice,
  discountPercentage: cappedSum(discountCauses),
  taxPercentage,
  priceCauses,
  discountCauses,
  steps,
  total,
});
