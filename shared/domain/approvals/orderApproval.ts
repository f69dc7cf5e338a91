/** Why an order may not be confirmed on its seller's own word. The same on the laptop and on the server. */
import { addDays, isIsoDate } from '../../base/clock.ts';
import { isCurrencyCode, type CurrencyCode } from '../../base/currency.ts';
import type { RecordId } from '../../base/id.ts';
import { HUNDRED_PERCENT } from '../../base/money.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../bodyReads.ts';
import { priceOn, proposedDiscount } from '../products/price.ts';
import type { RecordBody } from '../record.ts';
import { orderTotals } from '../salesDocuments/orderTotals.ts';
import type { ApprovalReason } from './approval.ts';
import type { ApprovalLimits } from './limits.ts';

/** What the order is measured by, besides its seller's limits. */
export interface OrderFacts {
  /** null for one that is not known here: its line is measured by its own price. */
  readonly product: (id: RecordId) => RecordBody | null;
  readonly customer: RecordBody | null;
  /** The customer's other orders that were confirmed and not cancelled. */
  readonly others: readonly RecordBody[];
}

/** Empty when nobody needs to be asked. What could not be confirmed at all is for others to say. */
export function orderApprovalReasons(order: RecordBody, limits: ApprovalLimits, facts: OrderFacts): ApprovalReason[] {
  const discount = discountReason(order, limits, facts);
  const credit = limits.withinCredit === true ? creditReason(order, facts) : null;
  return [discount, credit].filter((reason) => reason !== null);
}

// ---- discount ------------------------------------------------------------------------------------------------

/** One reason, of the line that goes furthest: ten lines are not ten questions. */
function discountReason(order: RecordBody, limits: ApprovalLimits, { product }: OrderFacts): ApprovalReason | null {
  const limit = limits.discountPercentage;
  if (limit === undefined) return null;
  const lines = elementsOf(order, 'lines').flatMap((line) => {
    const discount = lineDiscount(order, line, product(textOf(line, 'productId') ?? ''));
    return discount && isBeyond(discount, limit) ? [{ found: toPercentage(discount), line }] : [];
  });
  const [furthest] = lines.toSorted((one, other) => other.found - one.found);
  if (!furthest) return null;
  const lineId = textOf(furthest.line, 'id');
  return { reason: 'discount', found: furthest.found, limit, ...(lineId === null ? {} : { lineId }) };
}

/** As fractions, so that nothing is rounded: what is left of the price is `asked / full`. */
interface LineDiscount {
  readonly asked: bigint;
  readonly full: bigint;
  /** What the company itself gives for this quantity; percent × 10,000. */
  readonly proposed: number;
}

/**
 * What the line gives away, its own discount, its part of the document's and a price below the list together. Without a list price on that day
 * its own price is taken for full. null for a line without a price, which cannot be confirmed anyway.
 */
function lineDiscount(order: RecordBody, line: RecordBody, product: RecordBody | null): LineDiscount | null {
  const currency = textOf(order, 'currency');
  const day = textOf(order, 'orderedOn');
  const unitPrice = moneyOf(line, 'unitPrice')?.amount ?? 0;
  if (!Number.isSafeInteger(unitPrice) || unitPrice <= 0) return null;
  const quantity = integerOf(line, 'quantity') ?? 0;
  const listed =
    product && isIsoDate(day) && isCurrencyCode(currency) ? listPrice(product, day, currency, quantity) : null;
  const left = (field: RecordBody): bigint =>
    BigInt(HUNDRED_PERCENT - Math.min(HUNDRED_PERCENT, Math.max(0, integerOf(field, 'discountPercentage') ?? 0)));
  return {
    asked: BigInt(unitPrice) * left(line) * left(order),
    full: BigInt(listed ?? unitPrice) * BigInt(HUNDRED_PERCENT) * BigInt(HUNDRED_PERCENT),
    proposed: product ? proposedDiscount(product, quantity) : 0,
  };
}

function listPrice(product: RecordBody, day: string, currency: CurrencyCode, quantity: number): number | null {
  const amount = priceOn(product, day, currency, quantity)?.amount ?? 0;
  return amount > 0 ? amount : null;
}

function isBeyond({ asked, full, proposed }: LineDiscount, limit: number): boolean {
  const allowed = BigInt(Math.min(HUNDRED_PERCENT, Math.max(limit, proposed)));
  return asked * BigInt(HUNDRED_PERCENT) < full * (BigInt(HUNDRED_PERCENT) - allowed);
}

/** Rounded up: what is beyond a limit must never read as if it were at it. */
const toPercentage = ({ asked, full }: LineDiscount): number =>
  HUNDRED_PERCENT - Number((asked * BigInt(HUNDRED_PERCENT)) / full);

// ---- credit --------------------------------------------------------------------------------------------------

const LIMITS = {
  account: { field: 'creditLimit', reason: 'credit' },
  cheque: { field: 'chequeLimit', reason: 'cheque' },
} as const;

/** An order that is paid at once takes no credit; a customer without a limit has none to exceed. */
function creditReason(order: RecordBody, { customer, others }: OrderFacts): ApprovalReason | null {
  if (!isOnCredit(order) || customer === null) return null;
  const { field, reason } = LIMITS[paymentOf(order)];
  const limit = moneyOf(customer, field);
  if (limit === null) return null;
  const { currency } = orderTotals(order).total;
  if (currency !== limit.currency) return { reason: 'creditCurrency', currency: limit.currency };
  const open = others.filter((other) => isOpenBeside(other, order)).map((other) => orderTotals(other).total);
  const found = [orderTotals(order).total, ...open]
    .filter((total) => total.currency === currency)
    .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  if (found <= BigInt(limit.amount)) return null;
  return { reason, found: toSafe(found), limit: limit.amount, currency };
}

const isOnCredit = (order: RecordBody): boolean => (integerOf(order, 'paymentDays') ?? 0) > 0;

const paymentOf = (order: RecordBody): keyof typeof LIMITS => (order['payment'] === 'cheque' ? 'cheque' : 'account');

/** Payments are not known here, so an order is open from its day until it is due. */
function isOpenBeside(other: RecordBody, order: RecordBody): boolean {
  const day = textOf(order, 'orderedOn');
  const from = textOf(other, 'orderedOn');
  if (!isOnCredit(other) || paymentOf(other) !== paymentOf(order) || !isIsoDate(day) || !isIsoDate(from)) return false;
  return addDays(from, integerOf(other, 'paymentDays') ?? 0) >= day;
}

const toSafe = (amount: bigint): number =>
  amount > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(amount);
