/**
 * Price lists and promotions of the sample company: for wholesalers and for the shops of one territory, a season of health at home, a gift, a set for
 * who opens a dental practice, a discount for large orders; and one that is over. They begin on the day on which the story ends, so that no
 * order of the story is judged by them.
 */
import { addDays, type IsoDate } from '../../shared/base/clock.ts';
import { PERCENT_SCALE, QUANTITY_SCALE } from '../../shared/base/money.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { orderKeysBetween } from '../../shared/sync/orderKey.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import { instantAt } from './calendar.ts';
import { personId, SAMPLE_CURRENCY, sampleId, territoryId } from './company.ts';
import { CATEGORY_BY_DEPARTMENT } from './productList.ts';
import { amountOfOne } from './prices.ts';
import type { SampleProduct } from './products.ts';

export function* priceListDrafts(products: readonly SampleProduct[], today: IsoDate): Generator<RecordDraft> {
  const draft = (kind: 'priceList' | 'promotion', key: string, body: RecordBody): RecordDraft => ({
    collection: 'products',
    kind,
    id: sampleId(kind, key),
    body,
    createdBy: personId('admin'),
    at: instantAt(addDays(today, -1), 9 * 60),
  });
  const sold = products.filter(({ body, kind }) => body.discontinued !== true && kind !== 'service');
  const named = (start: string): SampleProduct | undefined => sold.find(({ body }) => body.name.startsWith(start));
  const consumables = (department: SampleProduct['department']): SampleProduct[] =>
    sold.filter((product) => product.kind === 'consumable' && product.department === department);

  yield draft('priceList', 'wholesale', {
    name: 'عمده‌فروشی دندان‌پزشکی و آزمایشگاه',
    currency: SAMPLE_CURRENCY,
    from: today,
    scope: 'channelRoles',
    scopeIds: ['wholesaler'],
    priority: 10,
    entries: entries([...consumables('dental'), ...consumables('laboratory')], today, [
      [0, 88],
      [100, 84],
    ]),
    note: 'پله‌ها برای هر قلم جدا حساب می‌شود.',
  });
  yield draft('priceList', 'shiraz', {
    name: 'فروشگاه‌های فارس',
    currency: SAMPLE_CURRENCY,
    from: today,
    to: addDays(today, 180),
    scope: 'territories',
    scopeIds: [territoryId('shiraz-city'), territoryId('fars-south')],
    entries: entries(consumables('imaging'), today, [[0, 95]]),
  });
  yield draft('promotion', 'homeCare', {
    name: 'جشنوارهٔ سلامت در خانه',
    from: today,
    to: addDays(today, 45),
    scope: 'everyone',
    rule: 'percentOff',
    categories: [CATEGORY_BY_DEPARTMENT.rehabilitation],
    percentage: 7 * PERCENT_SCALE,
  });
  const [gauze, chest] = [named('گاز استریل'), named('چست‌لید')];
  if (gauze && chest)
    yield draft('promotion', 'gauze', {
      name: 'گاز بخر، چست‌لید هدیه بگیر',
      from: today,
      to: addDays(today, 30),
      scope: 'everyone',
      rule: 'freeGoods',
      productIds: [gauze.id],
      minimumQuantity: 10 * QUANTITY_SCALE,
      freeProductId: chest.id,
      freeQuantity: QUANTITY_SCALE,
    });
  const practice = ['اتوکلاو رومیزی', 'لایت‌کیور', 'آپکس‌لوکیتور'].map(named).filter((product) => product !== undefined);
  if (practice.length > 1)
    yield draft('promotion', 'practice', {
      name: 'بستهٔ راه‌اندازی مطب دندان‌پزشکی',
      from: today,
      scope: 'everyone',
      rule: 'bundle',
      exclusive: true,
      items: practice.map(({ id }, index) => ({
        id: `i${index + 1}`,
        order: `a${index}`,
        productId: id,
        quantity: QUANTITY_SCALE,
      })),
      price: {
        amount: share(
          practice.reduce((sum, product) => sum + amountOfOne(product, today), 0),
          90,
        ),
        currency: SAMPLE_CURRENCY,
      },
    });
  yield draft('promotion', 'large', {
    name: 'سفارش بزرگ همکار',
    from: today,
    scope: 'channelRoles',
    scopeIds: ['wholesaler', 'retailer'],
    rule: 'amountDiscount',
    percentage: 2 * PERCENT_SCALE,
    minimumAmount: { amount: 3_000_000_000, currency: SAMPLE_CURRENCY },
  });
  yield draft('promotion', 'past', {
    name: 'جشنوارهٔ روز پزشک',
    from: addDays(today, -90),
    to: addDays(today, -60),
    scope: 'channelRoles',
    scopeIds: ['endCustomer'],
    rule: 'percentOff',
    categories: [CATEGORY_BY_DEPARTMENT.hospital],
    percentage: 3 * PERCENT_SCALE,
  });
}

/** @param tiers From how many pieces on, at how many percent of the catalogue's price. */
function entries(
  products: readonly SampleProduct[],
  day: IsoDate,
  tiers: readonly (readonly [pieces: number, percentage: number])[],
): RecordBody[] {
  const orders = orderKeysBetween(null, null, products.length * tiers.length);
  return products.flatMap((product, place) =>
    tiers.map(([pieces, percentage], tier) => ({
      id: `e${place + 1}-${tier + 1}`,
      order: orders[place * tiers.length + tier] ?? '',
      productId: product.id,
      price: { amount: share(amountOfOne(product, day), percentage), currency: SAMPLE_CURRENCY },
      ...(pieces === 0 ? {} : { minimumQuantity: pieces * QUANTITY_SCALE }),
    })),
  );
}

/** In whole ten thousands of rials: a list without crumbs. */
const share = (amount: number, percentage: number): number => Math.round((amount * percentage) / 1_000_000) * 10_000;
