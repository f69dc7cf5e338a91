/** Why an order may not be confirmed on its seller's own word. The same on the laptop and on the server. */
import { isIsoDate, type IsoDate } from '../../base/clock.ts';
import { isCurrencyCode } from '../../base/currency.ts';
import type { RecordId } from '../../base/id.ts';
import { HUNDRED_PERCENT } from '../../base/money.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../bodyReads.ts';
import { priceDocument, type PricedDocument, type PricingTerms } from '../pricing/pricing.ts';
import { customerPricing, NOBODY } from '../products/priceScope.ts';
import { creditTaken, isOnCredit, LIMIT_FIELDS, sideOf, type CreditAsked } from '../receivables/credit.ts';
import { bookedOn } from '../receivables/postings.ts';
import type { RecordBody } from '../record.ts';
import { orderTotals } from '../salesDocuments/orderTotals.ts';
import type { ApprovalReason } from './approval.ts';
import type { ApprovalLimits } from './limits.ts';

/** What the order is measured by, besides its seller's limits. */
export interface OrderFacts {
  /** null for one that is not known here: its line is measured by its own price. `notSold`: it was taken out of the catalogue, or never stood there. */
  readonly product: (id: RecordId) => RecordBody | 'notSold' | null;
  readonly customer: RecordBody | null;
  /** Price lists and promotions, with what they say of the order's products at the least; those of other customers and days are passed over. */
  readonly prices: Pick<PricingTerms, 'priceLists' | 'promotions'>;
  /** What is open beside it, and what was paid. */
  readonly credit: Pick<CreditAsked, 'others' | 'elsewhere' | 'payments' | 'person' | 'since'> & {
    readonly orderId: RecordId;
  };
  /** The day on which its author confirms it, or would. What credit is open is asked of this day, whatever day the order bears. */
  readonly confirmedOn: IsoDate;
  /** No order that is confirmed truthfully bears days before this one; null where the program itself writes them. */
  readonly earliestDay: IsoDate | null;
}

/** Empty when nobody needs to be asked. What could not be confirmed at all is for others to say. */
export function orderApprovalReasons(order: RecordBody, limits: ApprovalLimits, facts: OrderFacts): ApprovalReason[] {
  const discount = discountReason(order, limits, facts);
  const credit = limits.withinCredit === true ? creditReason(order, facts) : null;
  return [discount, credit].filter((reason) => reason !== null);
}

// ---- discount ------------------------------------------------------------------------------------------------

/** One reason, of the line that goes furthest: ten lines are not ten questions. */
function discountReason(order: RecordBody, limits: ApprovalLimits, facts: OrderFacts): ApprovalReason | null {
  const limit = limits.discountPercentage;
  if (limit === undefined) return null;
  const proposal = proposalFor(order, facts);
  const lines = elementsOf(order, 'lines').flatMap((line) => {
    const discount = lineDiscount(order, line, facts.product(textOf(line, 'productId') ?? ''), proposal);
    return discount && isBeyond(discount, limit) ? [{ found: toPercentage(discount), line, discount }] : [];
  });
  const [furthest] = lines.toSorted((one, other) => other.found - one.found);
  if (!furthest) return null;
  const lineId = textOf(furthest.line, 'id');
  return {
    reason: 'discount',
    found: furthest.found,
    limit,
    ...(lineId === null ? {} : { lineId }),
    ...(furthest.discount === UNMEASURED ? { unmeasured: true } : {}),
  };
}

/** As fractions, so that nothing is rounded: what is left of the price is `asked / full`. */
interface LineDiscount {
  readonly asked: bigint;
  readonly full: bigint;
  /** What the company itself leaves of the price, of {@link WHOLE}. */
  readonly proposedLeft: bigint;
}

/** 100 % of 100 %: a line's own discount, and its part of the document's. */
const WHOLE = BigInt(HUNDRED_PERCENT) * BigInt(HUNDRED_PERCENT);

/** Nothing of a full price that nobody knows. */
const UNMEASURED: LineDiscount = { asked: 0n, full: 1n, proposedLeft: WHOLE };

/** What the company proposes for the order; null where it bears no day or currency that prices could be asked for. */
function proposalFor(order: RecordBody, { product, customer, prices }: OrderFacts): PricedDocument | null {
  const currency = textOf(order, 'currency');
  const day = textOf(order, 'orderedOn');
  if (!isIsoDate(day) || !isCurrencyCode(currency)) return null;
  const lines = elementsOf(order, 'lines');
  const ids = [
    ...lines.map((line) => textOf(line, 'productId') ?? ''),
    ...prices.promotions.flatMap(({ body }) => textOf(body, 'freeProductId') ?? []),
  ];
  return priceDocument({
    ...prices,
    day,
    currency,
    customer: customer ? customerPricing(textOf(order, 'customerId') ?? '', customer) : NOBODY,
    products: new Map(
      ids.flatMap((id): [RecordId, RecordBody][] => {
        const known = product(id);
        return known === null || known === 'notSold' ? [] : [[id, known]];
      }),
    ),
    lines: lines
      .filter((line) => textOf(line, 'freeBy') === null)
      .map((line) => ({
        id: textOf(line, 'id') ?? '',
        productId: textOf(line, 'productId') ?? '',
        quantity: integerOf(line, 'quantity') ?? 0,
      })),
  });
}

/**
 * What the line gives away, its own discount, its part of the document's and a price below the list together. Where the company has no prices for the
 * product at all, its own price is taken for full; where it has some and none for that day, currency and quantity, or sells it no more, any price could be a
 * gift. null for a line without a price, which cannot be confirmed anyway.
 */
function lineDiscount(
  order: RecordBody,
  line: RecordBody,
  product: RecordBody | 'notSold' | null,
  proposal: PricedDocument | null,
): LineDiscount | null {
  const unitPrice = moneyOf(line, 'unitPrice')?.amount ?? 0;
  if (!Number.isSafeInteger(unitPrice) || unitPrice <= 0) return null;
  if (product === 'notSold') return UNMEASURED;
  const proposed = proposedLine(order, line, proposal);
  const listed = proposed?.unitPrice ?? null;
  if (product && listed === null && elementsOf(product, 'prices').length > 0) return UNMEASURED;
  const left = (field: RecordBody): bigint =>
    BigInt(HUNDRED_PERCENT - Math.min(HUNDRED_PERCENT, Math.max(0, integerOf(field, 'discountPercentage') ?? 0)));
  return {
    asked: BigInt(unitPrice) * left(line) * left(order),
    // Of what is listed as free, any price is full.
    full: BigInt(listed && listed.amount > 0 ? listed.amount : unitPrice) * WHOLE,
    proposedLeft:
      BigInt(HUNDRED_PERCENT - (proposed?.discountPercentage ?? 0)) *
      BigInt(HUNDRED_PERCENT - (proposal?.discountPercentage ?? 0)),
  };
}

/** What is given by a promotion is proposed as far as the promotion gives it, and once: a second such line, or a larger one, is a gift of its seller's. */
function proposedLine(order: RecordBody, line: RecordBody, proposal: PricedDocument | null) {
  const id = textOf(line, 'id') ?? '';
  const promotionId = textOf(line, 'freeBy');
  if (promotionId === null)
    return proposal?.lines.find(
      (one) => one.id === id && one.productId === line['productId'] && one.quantity === line['quantity'],
    );
  const given = proposal?.freeLines.find((one) => one.promotionId === promotionId);
  const lines = elementsOf(order, 'lines').filter((one) => textOf(one, 'freeBy') === promotionId);
  const quantity = lines.reduce((sum, one) => sum + BigInt(Math.max(0, integerOf(one, 'quantity') ?? 0)), 0n);
  const isGiven =
    given && quantity <= BigInt(given.quantity) && lines.every((one) => one['productId'] === given.productId);
  return isGiven ? given : undefined;
}

function isBeyond({ asked, full, proposedLeft }: LineDiscount, limit: number): boolean {
  const own = BigInt(HUNDRED_PERCENT) * BigInt(HUNDRED_PERCENT - Math.min(HUNDRED_PERCENT, limit));
  return asked * WHOLE < full * (own < proposedLeft ? own : proposedLeft);
}

/** Rounded up: what is beyond a limit must never read as if it were at it. */
const toPercentage = ({ asked, full }: LineDiscount): number =>
  HUNDRED_PERCENT - Number((asked * BigInt(HUNDRED_PERCENT)) / full);

// ---- credit --------------------------------------------------------------------------------------------------

const REASONS = { account: 'credit', cheque: 'cheque' } as const;

/** An order that is paid at once takes no credit; a customer without a limit has none to exceed. */
function creditReason(order: RecordBody, { customer, credit, ...facts }: OrderFacts): ApprovalReason | null {
  if (!isOnCredit(order) || customer === null) return null;
  const side = sideOf(order);
  const reason = REASONS[side];
  const limit = moneyOf(customer, LIMIT_FIELDS[side]);
  if (limit === null) return null;
  // By such a day it would long be due, and count for nobody.
  if (facts.earliestDay !== null && (bookedOn(order) ?? '') < facts.earliestDay) return { reason };
  const { currency } = orderTotals(order).total;
  if (currency !== limit.currency) return { reason: 'creditCurrency', currency: limit.currency };
  const day = textOf(order, 'orderedOn');
  const found = creditTaken({
    ...credit,
    order: { id: credit.orderId, kind: 'order', body: order },
    customer,
    currency,
    today: facts.confirmedOn,
    // Beside one of a later day, all that is open now.
    day: isIsoDate(day) && day < facts.confirmedOn ? day : facts.confirmedOn,
  })[side];
  if (found <= BigInt(limit.amount)) return null;
  return { reason, found: toSafe(found), limit: limit.amount, currency };
}

const toSafe = (amount: bigint): number =>
  amount > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(amount);
