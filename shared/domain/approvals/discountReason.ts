/** How far an order goes below what the company asks: by its discounts, by a price below the list, or by one that nothing measures. */
import { addDays, isIsoDate, type IsoDate } from '../../base/clock.ts';
import { isCurrencyCode } from '../../base/currency.ts';
import type { RecordId } from '../../base/id.ts';
import { HUNDRED_PERCENT } from '../../base/money.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../bodyReads.ts';
import { priceDocument, type PricedDocument } from '../pricing/pricing.ts';
import { customerPricing, NOBODY } from '../products/priceScope.ts';
import type { RecordBody } from '../record.ts';
import type { ApprovalReason } from './approval.ts';
import type { ApprovalLimits } from './limits.ts';
import type { OrderFacts } from './orderApproval.ts';

/** Days before its confirmation that a paper may bear and be measured by, where the company says nothing else: a Thursday's is typed in on a Saturday. */
export const PAPER_DAYS = 2;
/** Elsewhere it is tomorrow already. */
const DAYS_AHEAD = 1;
/** So long the prices of the day on which a quote was sent hold for the order that comes of it, however often it is prolonged. */
export const QUOTE_DAYS = 60;

/** One reason, of the line that goes furthest: ten lines are not ten questions. */
export function discountReason(order: RecordBody, limits: ApprovalLimits, facts: OrderFacts): ApprovalReason | null {
  const limit = limits.discountPercentage;
  if (limit === undefined) return null;
  const proposal = proposalFor(order, measuredOn(order, limits, facts), facts);
  const quoted = quotedProposal(order, facts);
  const lines = elementsOf(order, 'lines').flatMap((line) => {
    if (facts.covered.has(textOf(line, 'id') ?? '')) return [];
    const discount = lineDiscount(order, line, facts, proposal);
    if (!discount || !isBeyond(discount, limit)) return [];
    const asQuoted =
      quoted && isAsQuoted(order, line, quoted.body) && lineDiscount(order, line, facts, quoted.proposal);
    if (asQuoted && !isBeyond(asQuoted, limit)) return [];
    return [{ found: toPercentage(discount), line, discount }];
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

/**
 * The day whose prices count. What stands on the order may be any day, so it counts where it lies so near to the confirmation that a paper may have waited that
 * long; else that of the confirmation does.
 */
export function measuredOn(
  order: RecordBody,
  { paperDays = PAPER_DAYS }: ApprovalLimits,
  facts: Pick<OrderFacts, 'confirmedOn'>,
): IsoDate {
  const { confirmedOn } = facts;
  const day = textOf(order, 'orderedOn');
  const isNear = isIsoDate(day) && addDays(confirmedOn, -paperDays) <= day && day <= addDays(confirmedOn, DAYS_AHEAD);
  return isNear ? day : confirmedOn;
}

/** What the company proposes for the order on that day; null where it bears no currency that prices could be asked for. */
function proposalFor(order: RecordBody, day: IsoDate, facts: OrderFacts): PricedDocument | null {
  const { product, customer, covered } = facts;
  const currency = textOf(order, 'currency');
  if (!isCurrencyCode(currency)) return null;
  const prices = facts.prices(day);
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
      .map((line) => {
        const id = textOf(line, 'id') ?? '';
        const coveredBy = covered.get(id);
        return {
          id,
          productId: textOf(line, 'productId') ?? '',
          quantity: integerOf(line, 'quantity') ?? 0,
          ...(coveredBy ? { coveredBy } : {}),
        };
      }),
  });
}

/** The quote that the order came of, while it holds; null where it came of none, or of one that is too old. */
export function quoteThatHolds(order: RecordBody, { quote, confirmedOn }: OrderFacts): OrderFacts['quote'] {
  if (!quote || quote.sentOn > confirmedOn || addDays(quote.sentOn, QUOTE_DAYS) < confirmedOn) return null;
  return textOf(quote.body, 'customerId') === textOf(order, 'customerId') ? quote : null;
}

/** What the company proposed on the day on which the quote was sent; null without one that holds. */
function quotedProposal(
  order: RecordBody,
  facts: OrderFacts,
): { readonly body: RecordBody; readonly proposal: PricedDocument | null } | null {
  const quote = quoteThatHolds(order, facts);
  return quote && { body: quote.body, proposal: proposalFor(order, quote.sentOn, facts) };
}

/** Nothing of it was made cheaper, or more, than it was offered. */
export function isAsQuoted(order: RecordBody, line: RecordBody, quote: RecordBody): boolean {
  const offered = elementsOf(quote, 'lines').find((one) => one['id'] === line['id']);
  const share = (body: RecordBody): number => integerOf(body, 'discountPercentage') ?? 0;
  return (
    offered !== undefined &&
    offered['productId'] === line['productId'] &&
    offered['quantity'] === line['quantity'] &&
    textOf(offered, 'freeBy') === textOf(line, 'freeBy') &&
    quote['currency'] === order['currency'] &&
    (moneyOf(line, 'unitPrice')?.amount ?? 0) >= (moneyOf(offered, 'unitPrice')?.amount ?? 0) &&
    share(line) <= share(offered) &&
    share(order) <= share(quote)
  );
}

/**
 * What the line gives away, its own discount, its part of the document's and a price below the list together. Where the company has no prices for the
 * product at all, its own price is taken for full; where it has some, on the product or in any list, and none for that customer, day, currency and quantity, or
 * sells it no more, any price could be a gift. null for a line without a price, which cannot be confirmed anyway.
 */
function lineDiscount(
  order: RecordBody,
  line: RecordBody,
  facts: OrderFacts,
  proposal: PricedDocument | null,
): LineDiscount | null {
  const productId = textOf(line, 'productId') ?? '';
  const product = facts.product(productId);
  const unitPrice = moneyOf(line, 'unitPrice')?.amount ?? 0;
  if (!Number.isSafeInteger(unitPrice) || unitPrice <= 0) return null;
  if (product === 'notSold') return UNMEASURED;
  const proposed = proposedLine(order, line, proposal);
  const listed = proposed?.unitPrice ?? null;
  if (product && listed === null && (elementsOf(product, 'prices').length > 0 || facts.isListed(productId)))
    return UNMEASURED;
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

/**
 * The quote that an order came of, as its prices are measured by it; null for one that was never sent, or of which another order came. It was sent on no earlier
 * day than that on which it was made, whatever it says itself.
 */
export function quoteOf(
  quote: {
    readonly kind: string;
    readonly body: RecordBody;
    readonly createdAt: string;
    readonly deleted: boolean;
  } | null,
  orderId: RecordId,
): OrderFacts['quote'] {
  if (!quote || quote.deleted || quote.kind !== 'quote' || quote.body['state'] !== 'accepted') return null;
  if (textOf(quote.body, 'orderId') !== orderId) return null;
  const made = quote.createdAt.slice(0, 10);
  const sent = textOf(quote.body, 'sentAt')?.slice(0, 10);
  if (!isIsoDate(sent) || !isIsoDate(made)) return null;
  return { sentOn: sent > made ? sent : made, body: quote.body };
}
