/** What an order must be, and how its state may move. */
import { isCurrencyCode } from '../../base/currency.ts';
import { joinPath } from '../../base/leafPath.ts';
import { HUNDRED_PERCENT } from '../../base/money.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../bodyReads.ts';
import type { Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';
import type { Order } from './order.ts';
import { orderTotals } from './orderTotals.ts';

const TRANSITIONS: Readonly<Record<string, readonly string[]>> = {
  draft: ['confirmed', 'cancelled'],
  confirmed: ['cancelled'],
  cancelled: [],
};

/** draft → confirmed, draft → cancelled, confirmed → cancelled; staying is no transition. */
export const orderTransition = (from: string, to: string): boolean =>
  Object.hasOwn(TRANSITIONS, from) && (TRANSITIONS[from]?.includes(to) ?? false);

/** Only a draft's lines, prices and terms may be edited; a confirmed order is amended by another document. */
export const isOrderEditable = (body: RecordBody | Order): boolean => body['state'] === 'draft';

/**
 * Rules that a single field's schema cannot state. A draft may be half done (no line, no price yet), but nothing in it may contradict
 * itself; what a confirmed order must have besides is {@link confirmationViolations}. A cancelled order is kept as it was.
 */
export function orderViolations(body: RecordBody | Order): Violation[] {
  const order = body as RecordBody;
  if (order['state'] === 'cancelled') return [];
  return order['state'] === 'confirmed' ? confirmationViolations(order) : consistencyViolations(order);
}

/** Everything that stands in the way of confirming this order, whatever its state is now; for the button as for the command. */
export const confirmationViolations = (body: RecordBody | Order): Violation[] =>
  completenessViolations(body as RecordBody);

/** What is missing in, or wrong with, any document that tells a customer what they are to pay: quote, order, invoice. */
export function completenessViolations(order: RecordBody): Violation[] {
  const violations = consistencyViolations(order);
  if (textOf(order, 'customerId') === null) violations.push(violation('customerId', 'order.customerMissing'));
  const lines = elementsOf(order, 'lines');
  if (lines.length === 0) violations.push(violation('lines', 'order.linesMissing'));
  for (const line of lines) {
    // Nothing is given away by a price of zero: a gift is a line with a price and a discount of 100 %.
    if ((moneyOf(line, 'unitPrice')?.amount ?? 0) === 0)
      violations.push(violation(linePath(line, 'unitPrice'), 'order.priceMissing'));
    if (textOf(line, 'productId') === null)
      violations.push(violation(linePath(line, 'productId'), 'order.productMissing'));
  }
  return violations;
}

/** What contradicts itself, in a draft as in anything else with priced lines. */
export function consistencyViolations(order: RecordBody): Violation[] {
  const currency = textOf(order, 'currency');
  if (!isCurrencyCode(currency)) return [violation('currency', 'order.currencyUnknown')];
  const violations = [
    ...repeatedLineViolations(order),
    ...elementsOf(order, 'lines').flatMap((line) => lineViolations(line, currency)),
  ];
  const freight = moneyOf(order, 'freight');
  if (freight && freight.currency !== currency) violations.push(violation('freight', 'order.currencyDiffers'));
  if (freight && freight.amount < 0) violations.push(violation('freight', 'order.freightNegative'));
  if (order['discountPercentage'] !== undefined && !isShare(order, 'discountPercentage'))
    violations.push(violation('discountPercentage', 'order.discountOutOfRange'));
  // With every part in order, only a sum beyond safe integers is left to keep the totals from being complete.
  if (violations.length === 0 && hasEveryPrice(order) && !orderTotals(order).isComplete)
    violations.push(violation('lines', 'order.amountTooLarge'));
  return violations;
}

/** Two lines of one id could not be told apart: what is measured, delivered or invoiced of one would be said of the other. */
export function repeatedLineViolations(document: RecordBody): Violation[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const line of elementsOf(document, 'lines')) {
    const id = textOf(line, 'id');
    if (id !== null && seen.has(id)) repeated.add(id);
    if (id !== null) seen.add(id);
  }
  return [...repeated].map((id) => violation(joinPath('lines', id), 'document.lineTwice'));
}

function lineViolations(line: RecordBody, currency: string): Violation[] {
  const violations: Violation[] = [];
  const unitPrice = moneyOf(line, 'unitPrice');
  if (unitPrice && unitPrice.currency !== currency)
    violations.push(violation(linePath(line, 'unitPrice'), 'order.currencyDiffers'));
  if (unitPrice && unitPrice.amount < 0) violations.push(violation(linePath(line, 'unitPrice'), 'order.priceNegative'));
  if ((integerOf(line, 'quantity') ?? 0) <= 0)
    violations.push(violation(linePath(line, 'quantity'), 'order.quantityNotPositive'));
  if (!isShare(line, 'discountPercentage'))
    violations.push(violation(linePath(line, 'discountPercentage'), 'order.discountOutOfRange'));
  if (!isShare(line, 'taxPercentage'))
    violations.push(violation(linePath(line, 'taxPercentage'), 'order.taxOutOfRange'));
  return violations;
}

const hasEveryPrice = (order: RecordBody): boolean =>
  elementsOf(order, 'lines').every((line) => moneyOf(line, 'unitPrice') !== null);

function isShare(body: RecordBody, field: string): boolean {
  const percentage = integerOf(body, field);
  return percentage !== null && percentage >= 0 && percentage <= HUNDRED_PERCENT;
}

/** A line without an id cannot be pointed at; then the list is. */
function linePath(line: RecordBody, field: string): string {
  const id = textOf(line, 'id');
  return id === null ? 'lines' : joinPath('lines', id, field);
}
