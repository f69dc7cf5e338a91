/** Why an order may not be confirmed on its seller's own word. The same on the laptop and on the server. */
import { isIsoDate, type IsoDate } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';
import { moneyOf, textOf } from '../bodyReads.ts';
import type { ContractCoverage, PricingTerms } from '../pricing/pricing.ts';
import { slicesOn } from '../customers/creditSlices.ts';
import { creditTaken, isOnCredit, LIMIT_FIELDS, sideOf, sliceTaken, type CreditAsked } from '../receivables/credit.ts';
import { bookedOn } from '../receivables/postings.ts';
import type { RecordBody } from '../record.ts';
import { orderTotals } from '../salesDocuments/orderTotals.ts';
import type { ApprovalReason } from './approval.ts';
import { discountReason } from './discountReason.ts';
import { stockReasons } from './stockReasons.ts';
import { taxReason } from './taxReason.ts';
import type { ApprovalLimits } from './limits.ts';

/** What the order is measured by, besides its seller's limits. */
export interface OrderFacts {
  /** null for one that is not known here: its line is measured by its own price. `notSold`: it was taken out of the catalogue, or never stood there. */
  readonly product: (id: RecordId) => RecordBody | 'notSold' | null;
  readonly customer: RecordBody | null;
  /**
   * Price lists and promotions of that day, with what they say of the order's products, and of those that promotions give, at the least; those of other
   * customers and days are passed over.
   */
  readonly prices: (day: IsoDate) => Pick<PricingTerms, 'priceLists' | 'promotions'>;
  /** Does any list of the company have a price for it, for whomever and whenever? */
  readonly isListed: (productId: RecordId) => boolean;
  /** The lowest tax that a product bore at any moment since that day began; null where its past is not known here. Then what was offered is believed. */
  readonly lowestTax: ((productId: RecordId, since: IsoDate) => number | null) | null;
  /** The quote that it came of, as it was sent; null without one. */
  readonly quote: { readonly sentOn: IsoDate; readonly body: RecordBody } | null;
  /** What service contracts and guarantees pay for, by the id of the line. */
  readonly covered: ReadonlyMap<string, ContractCoverage>;
  /** What is open beside it, and what was paid. */
  readonly credit: Pick<CreditAsked, 'others' | 'elsewhere' | 'payments' | 'person' | 'since'> & {
    readonly orderId: RecordId;
  };
  /** What its author may still promise of products that are divided among sellers, × 1,000; see `stockLeft`. */
  readonly stockLeft: () => ReadonlyMap<RecordId, number>;
  /** The day on which its author confirms it, or would. What credit is open is asked of this day, whatever day the order bears. */
  readonly confirmedOn: IsoDate;
  /** No order that is confirmed truthfully bears days before this one; null where the program itself writes them. */
  readonly earliestDay: IsoDate | null;
}

/** Empty when nobody needs to be asked. What could not be confirmed at all is for others to say. */
export function orderApprovalReasons(order: RecordBody, limits: ApprovalLimits, facts: OrderFacts): ApprovalReason[] {
  const price = [discountReason(order, limits, facts), taxReason(order, limits, facts)];
  const credit = limits.withinCredit === true ? [creditReason(order, facts), sliceReason(order, facts)] : [];
  return [...[...price, ...credit].filter((reason) => reason !== null), ...stockReasons(order, limits, facts)];
}

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

/** A limit that is divided: whoever sells keeps to their own slice of it, and who has none, or sells in another's name, has nothing. */
function sliceReason(order: RecordBody, { customer, credit, ...facts }: OrderFacts): ApprovalReason | null {
  if (!isOnCredit(order) || customer === null) return null;
  const side = sideOf(order);
  const slices = slicesOn(customer, side, facts.confirmedOn);
  const currency = moneyOf(customer, LIMIT_FIELDS[side])?.currency;
  if (slices === null || currency === undefined || orderTotals(order).total.currency !== currency) return null;
  const granted = textOf(order, 'ownerId') === credit.person ? (slices.get(credit.person) ?? 0n) : 0n;
  const found = sliceTaken(
    {
      ...credit,
      order: { id: credit.orderId, kind: 'order', body: order },
      customer,
      currency,
      today: facts.confirmedOn,
      day: facts.confirmedOn,
    },
    side,
  );
  return found <= granted ? null : { reason: 'slice', found: toSafe(found), limit: toSafe(granted), currency };
}

const toSafe = (amount: bigint): number =>
  amount > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(amount);
