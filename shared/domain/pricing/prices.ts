/** Which unit price a product has for a customer on a day, and which stepped discount for a quantity. */
import { isIsoDate, type IsoDate } from '../../base/clock.ts';
import { isCurrencyCode, type CurrencyCode } from '../../base/currency.ts';
import type { RecordId } from '../../base/id.ts';
import { HUNDRED_PERCENT, QUANTITY_SCALE, type Money } from '../../base/money.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../bodyReads.ts';
import { scopeOf, type PricingRecord } from '../products/priceScope.ts';
import type { RecordBody } from '../record.ts';
import type { DiscountCause, PriceCause, PricingTerms } from './pricing.ts';

/**
 * The last cause is the price; none without one. The ones before it tell what it is measured against: what the product costs without the
 * list, and what one piece costs.
 * @param terms Price lists in their order of precedence, of this customer and day.
 */
export function choosePrice(
  { day, currency, priceLists }: Pick<PricingTerms, 'day' | 'currency' | 'priceLists'>,
  productId: RecordId,
  product: RecordBody,
  quantity: number,
): PriceCause[] {
  const own = ownPrices(product, day, currency);
  for (const list of priceLists) {
    if (textOf(list.body, 'currency') !== currency) continue;
    const entries = entriesOf(list, productId, currency);
    const reached = latestTier(entries, quantity);
    if (!reached) continue;
    const measure = atOnePiece(own, quantity);
    return [
      ...(measure ? [{ cause: 'product' as const, unitPrice: measure.price }] : []),
      ...tiered(entries, reached, quantity, {
        cause: 'priceList',
        id: list.id,
        name: textOf(list.body, 'name') ?? '',
        scope: scopeOf(list.body) ?? 'everyone',
      }),
    ];
  }
  const reached = latestTier(own, quantity);
  if (!reached) return [];
  const measure = atOnePiece(own, quantity);
  return measure && measure !== reached
    ? [{ cause: 'product', unitPrice: measure.price }, tier(reached)]
    : [{ cause: 'product', unitPrice: reached.price }];
}

/** That of the highest step that the quantity (× 1,000) reaches; null without one. */
export function steppedDiscount(product: RecordBody, quantity: number): DiscountCause | null {
  let reached: { from: number; percentage: number } | null = null;
  for (const step of elementsOf(product, 'discountSteps')) {
    const from = integerOf(step, 'fromQuantity');
    const percentage = integerOf(step, 'percentage');
    if (from === null || percentage === null || percentage < 0 || percentage > HUNDRED_PERCENT || quantity < from)
      continue;
    if (reached === null || from > reached.from || (from === reached.from && percentage > reached.percentage))
      reached = { from, percentage };
  }
  return reached === null || reached.percentage === 0
    ? null
    : { cause: 'steppedDiscount', percentage: reached.percentage, quantity: reached.from };
}

interface Tier {
  readonly id: string;
  readonly price: Money;
  /** Of a product's own price: its first day. A new price also ends the tiers of the old one. */
  readonly from: string;
  readonly minimumQuantity: number;
}

/** The product's own prices that hold on the day. */
function ownPrices(product: RecordBody, day: IsoDate, currency: CurrencyCode): Tier[] {
  if (!isIsoDate(day)) return [];
  return elementsOf(product, 'prices').flatMap((element) => {
    const from = textOf(element, 'from');
    const to = textOf(element, 'to');
    const price = priceOf(element, currency);
    return price && from !== null && from <= day && (to === null || day <= to) ? [tierOf(element, price, from)] : [];
  });
}

const entriesOf = ({ body }: PricingRecord, productId: RecordId, currency: CurrencyCode): Tier[] =>
  elementsOf(body, 'entries').flatMap((element) => {
    const price = textOf(element, 'productId') === productId ? priceOf(element, currency) : null;
    return price ? [tierOf(element, price, '')] : [];
  });

const tierOf = (element: RecordBody, price: Money, from: string): Tier => ({
  id: textOf(element, 'id') ?? '',
  price,
  from,
  minimumQuantity: integerOf(element, 'minimumQuantity') ?? 0,
});

function priceOf(element: RecordBody, currency: CurrencyCode): Money | null {
  const money = moneyOf(element, 'price');
  return money &&
    Number.isSafeInteger(money.amount) &&
    money.amount >= 0 &&
    isCurrencyCode(money.currency) &&
    money.currency === currency
    ? { amount: money.amount, currency: money.currency }
    : null;
}

/** The latest first day, then the highest tier that the quantity reaches, then the element's id. */
function latestTier(tiers: readonly Tier[], quantity: number): Tier | null {
  const reached = tiers.filter(({ minimumQuantity }) => minimumQuantity <= quantity);
  return reached.toSorted(compareTiers).at(-1) ?? null;
}

/** What it costs without a large quantity: null where only large quantities have a price. */
const atOnePiece = (tiers: readonly Tier[], quantity: number): Tier | null =>
  latestTier(tiers, Math.min(quantity, QUANTITY_SCALE));

function tiered(
  entries: readonly Tier[],
  reached: Tier,
  quantity: number,
  of: Omit<PriceCause, 'unitPrice'>,
): PriceCause[] {
  const one = atOnePiece(entries, quantity);
  return one && one !== reached
    ? [{ ...of, unitPrice: one.price }, tier(reached)]
    : [{ ...of, unitPrice: reached.price }];
}

const tier = ({ price, minimumQuantity }: Tier): PriceCause => ({
  cause: 'tier',
  unitPrice: price,
  ...(minimumQuantity > 0 ? { quantity: minimumQuantity } : {}),
});

function compareTiers(one: Tier, other: Tier): number {
  if (one.from !== other.from) return one.from < other.from ? -1 : 1;
  if (one.minimumQuantity !== other.minimumQuantity) return one.minimumQuantity - other.minimumQuantity;
  return one.id < other.id ? -1 : 1;
}
