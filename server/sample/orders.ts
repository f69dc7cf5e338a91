/** The orders that a customer of the sample company gave over two years, priced as the product lists of their days say. */
import { addDays, type IsoDate } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { PERCENT_SCALE, QUANTITY_SCALE } from '../../shared/base/money.ts';
import { countIn, toSaidIn, unitsOf } from '../../shared/domain/products/units.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { Order } from '../../shared/domain/salesDocuments/order.ts';
import { daysBetween, instantAt, workingDayBefore } from './calendar.ts';
import type { Chance } from './chance.ts';
import { personId, SAMPLE_CURRENCY } from './company.ts';
import type { SampleCustomer } from './customers.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import { pricedLine } from './prices.ts';
import type { PrintedNumbers } from './printedNumbers.ts';
import type { SampleProduct } from './products.ts';

/** How far back orders go. */
export const ORDER_DAYS = 730;
/** A customer is dormant after this long without an order. */
const DORMANT_DAYS = 270;
const LARGEST_DRAFT_AGE = 12;

export interface OrderContext {
  readonly today: IsoDate;
  readonly products: readonly SampleProduct[];
  readonly numbers: PrintedNumbers;
  readonly createId: () => RecordId;
}

export function* orderDrafts(customer: SampleCustomer, context: OrderContext, chance: Chance): Generator<RecordDraft> {
  const shelf = context.products.filter(
    ({ department, body }) => customer.trade.buys.includes(department) && body.discontinued !== true,
  );
  for (const daysAgo of orderDays(customer, context.today, chance)) {
    const orderedOn = workingDayBefore(context.today, daysAgo);
    const at = instantAt(orderedOn, chance.between(8 * 60, 17 * 60));
    const body = orderBody(customer, shelf, orderedOn, at, context, chance);
    yield {
      collection: 'salesDocuments',
      kind: 'order',
      id: context.createId(),
      body: body as RecordBody,
      createdBy: personId(customer.owner),
      at,
    };
  }
}

/** How many days ago each order was given, oldest first. */
function orderDays(customer: SampleCustomer, today: IsoDate, chance: Chance): number[] {
  const furthest = Math.min(ORDER_DAYS, daysBetween(customer.knownSince, today) - 46);
  const draw = (count: number, nearest: number): number[] =>
    Array.from({ length: count }, () => chance.between(nearest, Math.max(nearest, furthest))).toSorted((a, b) => b - a);
  switch (customer.body.stage) {
    case 'active':
      return [...draw(chance.between(1, 7), 1), ...(chance.percent(50) ? [chance.between(1, 150)] : [])].toSorted(
        (a, b) => b - a,
      );
    case 'dormant':
      return draw(chance.between(1, 4), DORMANT_DAYS);
    case 'lost':
      return draw(chance.between(0, 2), DORMANT_DAYS);
    default:
      return [];
  }
}

function orderBody(
  customer: SampleCustomer,
  shelf: readonly SampleProduct[],
  orderedOn: IsoDate,
  at: string,
  context: OrderContext,
  chance: Chance,
): Order {
  const age = daysBetween(orderedOn, context.today);
  const state: Order['state'] =
    age <= LARGEST_DRAFT_AGE && chance.percent(40) ? 'draft' : chance.percent(4) ? 'cancelled' : 'confirmed';
  const wasConfirmed = state === 'confirmed' || chance.percent(50);
  const deliverOn = addDays(orderedOn, chance.between(1, 10));
  return {
    customerId: customer.id,
    ownerId: personId(customer.owner),
    ...(state !== 'draft' && wasConfirmed
      ? { number: context.numbers.next('ORD', customer.territory.branch.paperCode, orderedOn), confirmedAt: at }
      : {}),
    state,
    orderedOn,
    currency: SAMPLE_CURRENCY,
    lines: orderLines(customer, shelf, orderedOn, chance),
    ...(chance.percent(12) ? { discountPercentage: chance.pick([2, 3, 5]) * PERCENT_SCALE } : {}),
    ...(chance.percent(20) ? { freight: { amount: chance.between(4, 60) * 500_000, currency: SAMPLE_CURRENCY } } : {}),
    ...(state === 'cancelled' ? {} : { deliverOn }),
    ...(state === 'confirmed' && deliverOn < context.today ? { deliveredOn: deliverOn } : {}),
    ...(customer.body.creditLimit ? { paymentDays: chance.pick([0, 30, 45, 60, 90]) } : {}),
    ...(state === 'cancelled' ? { cancelledAt: at, cancelReason: chance.pick(CANCEL_REASONS) } : {}),
    ...(chance.percent(6) ? { note: chance.pick(NOTES) } : {}),
  };
}

function orderLines(
  customer: SampleCustomer,
  shelf: readonly SampleProduct[],
  orderedOn: IsoDate,
  chance: Chance,
): Order['lines'] {
  const count = chance.between(1, customer.trade.appetite);
  const wanted = new Set(Array.from({ length: count }, () => pickProduct(shelf, chance)));
  return [...wanted].flatMap((product, index) => {
    const quantity = piecesOf(product, customer, chance) * QUANTITY_SCALE;
    const line = pricedLine(product, orderedOn, quantity);
    if (!line?.unitPrice) return [];
    return [
      {
        id: `l${index + 1}`,
        order: `a${index}`,
        productId: product.id,
        productName: product.body.name,
        unit: product.body.unit,
        quantity,
        ...saidInCartons(product, quantity, customer),
        unitPrice: line.unitPrice,
        discountPercentage: line.discountPercentage,
        taxPercentage: line.taxPercentage,
      },
    ];
  });
}

/** Dealers order whole cartons where they can. */
function saidInCartons({ body }: SampleProduct, quantity: number, customer: SampleCustomer) {
  const [carton] = unitsOf(body as RecordBody);
  return carton && customer.kind === 'dealer' && countIn(quantity, carton) !== null ? { saidIn: toSaidIn(carton) } : {};
}

/** Mostly what is used up; a machine now and then. */
function pickProduct(shelf: readonly SampleProduct[], chance: Chance): SampleProduct {
  const kind = chance.weighted<SampleProduct['kind']>([
    [80, 'consumable'],
    [9, 'sparePart'],
    [5, 'equipment'],
    [4, 'service'],
    [2, 'upgradeKit'],
  ]);
  const some = shelf.filter((product) => product.kind === kind);
  return chance.pick(some.length > 0 ? some : shelf);
}

function piecesOf(product: SampleProduct, customer: SampleCustomer, chance: Chance): number {
  if (product.kind !== 'consumable') return product.kind === 'sparePart' ? chance.between(1, 4) : 1;
  const size = customer.kind === 'dealer' ? 6 : customer.trade.key === 'hospital' ? 3 : 1;
  return chance.pick([1, 2, 3, 4, 5, 6, 10, 12, 20, 24]) * size;
}

const CANCEL_REASONS = ['انصراف مشتری', 'کالا موجود نبود', 'ثبت تکراری', 'سقف اعتبار پر بود'] as const;
const NOTES = [
  'پیش از ارسال هماهنگ شود.',
  'فاکتور رسمی لازم است.',
  'تحویل فقط صبح‌ها.',
  'Please deliver to the back entrance.',
] as const;
