/** Products with four years of price lists, and what lies in each store. */
import { addDays, type IsoDate } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { PERCENT_SCALE, QUANTITY_SCALE } from '../../shared/base/money.ts';
import { checkDigit } from '../../shared/domain/products/barcode.ts';
import type { Product } from '../../shared/domain/products/product.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { instantAt, newYearBefore } from './calendar.ts';
import { createChance, type Chance } from './chance.ts';
import { BRANCHES, personId, SAMPLE_CURRENCY, SAMPLE_TAX_PERCENTAGE, stockPlaceId } from './company.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import { CATEGORY_BY_DEPARTMENT, PRODUCT_LIST, type Department, type ListedProduct } from './productList.ts';

export interface SampleProduct {
  readonly id: RecordId;
  readonly kind: ListedProduct['kind'];
  readonly department: Department;
  readonly body: Product;
}

/** A new list each new year; what was asked before it is 77 % of what is asked after. Iran's shops know the feeling. */
const FORMER_LISTS = 3;
const FORMER_SHARE = 77;

export function createProducts(
  seed: number,
  stream: number,
  today: IsoDate,
  createId: () => RecordId,
): SampleProduct[] {
  const chance = createChance(seed, stream);
  const ids = PRODUCT_LIST.map(() => createId());
  const idByName = new Map(PRODUCT_LIST.map(({ name }, index) => [name, ids[index]]));
  return PRODUCT_LIST.map((listed, index) => ({
    id: ids[index] ?? createId(),
    kind: listed.kind,
    department: listed.department,
    body: productBody(listed, index, today, idByName.get(listed.fits ?? ''), chance),
  }));
}

export function* productDrafts(products: readonly SampleProduct[], today: IsoDate): Generator<RecordDraft> {
  const at = instantAt(newYearBefore(today, FORMER_LISTS), 9 * 60);
  for (const { id, kind, body } of products) {
    yield { collection: 'products', kind, id, body: body as RecordBody, createdBy: personId('admin'), at };
  }
}

/** A balance per product and place, counted last night; some shelves are empty. Services lie nowhere. */
export function* stockDrafts(
  products: readonly SampleProduct[],
  seed: number,
  stream: number,
  today: IsoDate,
  createId: () => RecordId,
): Generator<RecordDraft> {
  const chance = createChance(seed, stream);
  const asOf = instantAt(addDays(today, -1), 20 * 60);
  for (const product of products.filter(({ kind }) => kind !== 'service')) {
    for (const branch of BRANCHES) {
      const most = product.kind === 'consumable' ? 900 : product.kind === 'sparePart' ? 25 : 4;
      const pieces = chance.percent(8) ? 0 : chance.between(1, most);
      const body: RecordBody = {
        productId: product.id,
        placeId: stockPlaceId(branch.key),
        quantity: pieces * QUANTITY_SCALE,
        asOf,
      };
      yield { collection: 'stock', kind: 'balance', id: createId(), body, createdBy: personId('admin'), at: asOf };
    }
  }
}

function productBody(
  listed: ListedProduct,
  index: number,
  today: IsoDate,
  fitsId: RecordId | undefined,
  chance: Chance,
): Product {
  const amounts = priceHistory(listed.thousandRials * 1_000);
  return {
    name: listed.name,
    code: `${listed.department.slice(0, 3).toUpperCase()}-${String(index + 1).padStart(4, '0')}`,
    unit: listed.unit,
    ...(listed.kind === 'service' ? {} : { barcodes: [gtinOf(index)] }),
    ...(cartonSize(listed, index) === null ? {} : { units: [cartonOf(index, cartonSize(listed, index) ?? 1)] }),
    category: CATEGORY_BY_DEPARTMENT[listed.department],
    taxPercentage: SAMPLE_TAX_PERCENTAGE,
    prices: amounts.map((amount, list) => {
      const yearsAgo = amounts.length - 1 - list;
      return {
        id: `p${list + 1}`,
        order: `a${list}`,
        price: { amount, currency: SAMPLE_CURRENCY },
        from: newYearBefore(today, yearsAgo),
        ...(yearsAgo === 0 ? {} : { to: addDays(newYearBefore(today, yearsAgo - 1), -1) }),
      };
    }),
    ...(listed.kind === 'consumable'
      ? {
          discountSteps: [
            { id: 's1', order: 'a0', fromQuantity: 20 * QUANTITY_SCALE, percentage: 5 * PERCENT_SCALE },
            { id: 's2', order: 'a1', fromQuantity: 60 * QUANTITY_SCALE, percentage: 10 * PERCENT_SCALE },
          ],
        }
      : {}),
    ...(fitsId === undefined ? {} : { fitsIds: [fitsId] }),
    ...(chance.percent(3) ? { discontinued: true } : {}),
    ...(listed.kind === 'service'
      ? {}
      : {
          cost: {
            amount: thousands((listed.thousandRials * 1_000 * chance.between(62, 81)) / 100),
            currency: SAMPLE_CURRENCY,
          },
        }),
  };
}

/** What is used up comes in cartons, but for a few things. */
const CARTON_SIZES = [12, 24, 6, null] as const;
export const CARTON = 'کارتن';

const cartonSize = ({ kind }: ListedProduct, index: number): number | null =>
  kind === 'consumable' ? (CARTON_SIZES[index % CARTON_SIZES.length] ?? null) : null;

/** With a GTIN-14 of its own, as cartons bear. */
function cartonOf(index: number, size: number) {
  const others = `1${gtinOf(index).slice(0, -1)}`;
  return {
    id: 'u1',
    order: 'a0',
    unit: CARTON,
    factor: size * QUANTITY_SCALE,
    barcodes: [others + checkDigit(others)],
  };
}

/** A GTIN-13 as goods made in Iran bear, of no company. */
function gtinOf(index: number): string {
  const others = `6260000${String(index + 1).padStart(5, '0')}`;
  return others + checkDigit(others);
}

/** Oldest first, in whole thousands of rials. */
function priceHistory(today: number): number[] {
  const amounts = [today];
  while (amounts.length <= FORMER_LISTS) amounts.unshift(thousands(((amounts[0] ?? today) * FORMER_SHARE) / 100));
  return amounts;
}

const thousands = (amount: number): number => Math.round(amount / 1_000) * 1_000;
