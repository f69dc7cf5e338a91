/** Why a line costs what it costs: steps whose amounts add up to what the customer pays for it, tax included. */
import { applyPercentage, divideHalfEven, HUNDRED_PERCENT, multiplyByQuantity, type Money } from '../../base/money.ts';
import type { RecordId } from '../../base/id.ts';
import type { PriceScope } from '../products/priceScope.ts';
import type { OrderLineTotals } from '../salesDocuments/orderTotals.ts';
import type { DiscountCause, DocumentDiscountCause, PriceCause } from './pricing.ts';

/**
 * `typedPrice`, `typedDiscount` and `typedDocumentDiscount` are what a person changed about the proposal: their amount is the difference that it
 * makes. Of all other causes see {@link PriceCause}, {@link DiscountCause} and {@link DocumentDiscountCause}.
 */
export type StepCause =
  | PriceCause['cause']
  | 'typedPrice'
  | DiscountCause['cause']
  | 'typedDiscount'
  | 'amountDiscount'
  | 'typedDocumentDiscount'
  | 'tax';

export interface PriceStep {
  readonly cause: StepCause;
  /** What it adds to the line; below zero where it takes off. */
  readonly amount: Money;
  readonly unitPrice?: Money;
  /** Percent × 10,000. */
  readonly percentage?: number;
  /** The price list, promotion or contract. */
  readonly id?: RecordId;
  readonly name?: string;
  readonly scope?: PriceScope;
  readonly quantity?: number;
}

export interface LineToExplain {
  /** What is proposed for it; null where nobody proposes anything. */
  readonly proposal: {
    readonly priceCauses: readonly PriceCause[];
    readonly discountCauses: readonly DiscountCause[];
  } | null;
  readonly documentCauses: readonly DocumentDiscountCause[];
  /** The line as it is. */
  readonly actual: {
    readonly quantity: number;
    readonly unitPrice: Money;
    readonly discountPercentage: number;
    readonly documentPercentage: number;
  };
  /** The line's part of `orderTotals`, of a document that is complete. */
  readonly totals: OrderLineTotals;
}

export function explainLine({ proposal, documentCauses, actual, totals }: LineToExplain): PriceStep[] {
  const { currency } = actual.unitPrice;
  const steps: PriceStep[] = [];
  let reached = 0n;
  const reach = (amount: bigint, step: Omit<PriceStep, 'amount'>): void => {
    steps.push({ ...step, amount: { amount: Number(amount - reached), currency } });
    reached = amount;
  };
  for (const cause of priceSteps(proposal?.priceCauses ?? [], actual.unitPrice))
    reach(netOf(cause.unitPrice, actual.quantity, 0), cause);
  let percentage = 0;
  for (const cause of percentageSteps(proposal?.discountCauses ?? [], actual.discountPercentage)) {
    percentage += cause.percentage;
    reach(netOf(actual.unitPrice, actual.quantity, percentage), cause);
  }
  const net = BigInt(totals.net.amount);
  const part = BigInt(totals.documentDiscount.amount);
  let share = 0;
  for (const cause of documentSteps(documentCauses, actual.documentPercentage)) {
    share += cause.percentage;
    reach(net - divideHalfEven(part * BigInt(share), BigInt(actual.documentPercentage)), cause);
  }
  if (totals.tax.amount !== 0) reach(reached + BigInt(totals.tax.amount), { cause: 'tax' });
  return steps;
}

/** The proposal's own causes as long as they lead to the price that stands there. */
function priceSteps(
  causes: readonly PriceCause[],
  actual: Money,
): (Omit<PriceStep, 'amount'> & { unitPrice: Money })[] {
  const proposed = causes.at(-1)?.unitPrice;
  const isProposed = proposed?.amount === actual.amount && proposed.currency === actual.currency;
  const comparable = causes.filter(({ unitPrice }) => unitPrice.currency === actual.currency);
  return isProposed ? [...comparable] : [...comparable, { cause: 'typedPrice', unitPrice: actual }];
}

type PercentageStep = Omit<PriceStep, 'amount'> & { readonly percentage: number };

/** As above. What a person changed stands as one difference, behind what was proposed. */
function percentageSteps(causes: readonly DiscountCause[], actual: number): PercentageStep[] {
  const capped = cappedAtWhole(causes);
  const difference = actual - capped.reduce((sum, { percentage }) => sum + percentage, 0);
  return difference === 0 ? capped : [...capped, { cause: 'typedDiscount', percentage: difference }];
}

/** A document's discount that is not the proposed one is somebody's own as a whole. */
function documentSteps(causes: readonly DocumentDiscountCause[], actual: number): PercentageStep[] {
  const capped = cappedAtWhole(causes.map((cause) => ({ ...cause, cause: 'amountDiscount' as const })));
  if (actual === 0) return [];
  if (capped.reduce((sum, { percentage }) => sum + percentage, 0) === actual) return capped;
  return [{ cause: 'typedDocumentDiscount', percentage: actual }];
}

function cappedAtWhole<Cause extends { readonly percentage: number }>(causes: readonly Cause[]): Cause[] {
  let left = HUNDRED_PERCENT;
  return causes.map((cause) => {
    const percentage = Math.min(left, cause.percentage);
    left -= percentage;
    return { ...cause, percentage };
  });
}

/** Rounded once, from the exact fraction, as `orderTotals` rounds the net of a line. */
function netOf(unitPrice: Money, quantity: number, discountPercentage: number): bigint {
  const exact = applyPercentage(multiplyByQuantity(unitPrice, quantity), HUNDRED_PERCENT - discountPercentage);
  return divideHalfEven(exact.numerator, exact.denominator);
}
