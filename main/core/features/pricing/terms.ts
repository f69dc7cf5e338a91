/** Reads what the pricing function is asked with: of thousands of prices those of a few products, for one customer and day. */
import type { IsoDate } from '../../../../shared/base/clock.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import type { PricingTerms } from '../../../../shared/domain/pricing/pricing.ts';
import {
  customerPricing,
  isMeantFor,
  NOBODY,
  type CustomerPricing,
  type PricingRecord,
} from '../../../../shared/domain/products/priceScope.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import type { RecordStore } from '../../store/types.ts';

export type PricesFor = Pick<PricingTerms, 'customer' | 'priceLists' | 'promotions'>;

interface Row {
  readonly id: string;
  readonly body: string;
}

/** Price lists of the day, with the entries of these products alone. */
const LISTS = `
  SELECT p.id, json_set(p.body, '$.entries', json((
    SELECT json_group_array(json(e.value)) FROM json_each(p.body, '$.entries') e
    WHERE json_extract(e.value, '$.productId') IN (SELECT value FROM json_each(:products))))) AS body
  FROM products p INDEXED BY products_by_kind
  WHERE p.deleted = 0 AND p.kind = 'priceList' AND json_extract(p.body, '$.from') <= :day
    AND coalesce(json_extract(p.body, '$.to'), :day) >= :day`;

const PROMOTIONS = `
  SELECT p.id, p.body FROM products p INDEXED BY products_by_kind
  WHERE p.deleted = 0 AND p.kind = 'promotion' AND json_extract(p.body, '$.from') <= :day
    AND coalesce(json_extract(p.body, '$.to'), :day) >= :day`;

const LISTED = `
  SELECT p.id FROM products p INDEXED BY products_by_kind
  WHERE p.deleted = 0 AND p.kind = 'priceList'
    AND EXISTS (SELECT 1 FROM json_each(p.body, '$.entries') e WHERE json_extract(e.value, '$.productId') = :productId)
  LIMIT 1`;

/** What is meant for the customer on the day. In a worker: lists may be long. */
export async function readPrices(
  store: Pick<RecordStore, 'read' | 'readInWorker'>,
  customerId: RecordId | null,
  day: IsoDate,
  productIds: readonly RecordId[],
  signal?: AbortSignal,
): Promise<PricesFor> {
  const customer = customerOf(store, customerId);
  const promotions = meant(await store.readInWorker<Row>(PROMOTIONS, { day }, signal), customer, day);
  const lists = await store.readInWorker<Row>(LISTS, { day, products: productsOf(productIds, promotions) }, signal);
  return { customer, priceLists: meant(lists, customer, day), promotions };
}

/** The same at once, for a judgement that a command waits for. */
export function readPricesNow(
  store: Pick<RecordStore, 'read'>,
  customerId: RecordId | null,
  day: IsoDate,
  productIds: readonly RecordId[],
): PricesFor {
  const customer = customerOf(store, customerId);
  const promotions = meant(store.read.all<Row>(PROMOTIONS, { day }), customer, day);
  const lists = store.read.all<Row>(LISTS, { day, products: productsOf(productIds, promotions) });
  return { customer, priceLists: meant(lists, customer, day), promotions };
}

/** Does any list have a price for it, for whomever and whenever? */
export const isListedAnywhere = ({ read }: Pick<RecordStore, 'read'>, productId: RecordId): boolean =>
  read.all<{ id: string }>(LISTED, { productId }).length > 0;

/** As JSON; with those that promotions give: a gift is given at its price in the list. */
const productsOf = (productIds: readonly RecordId[], promotions: readonly PricingRecord[]): string =>
  JSON.stringify([...new Set([...productIds, ...givenProducts(promotions)])]);

/** Bodies of the products that are held here, without what they cost the company: prices do not depend on it. */
export const readProducts = (
  { read }: Pick<RecordStore, 'read'>,
  ids: readonly RecordId[],
): Map<RecordId, RecordBody> =>
  new Map(
    [...new Set(ids)].flatMap((id): [RecordId, RecordBody][] => {
      const record = id === '' ? null : read.record({ collection: 'products', id });
      if (!record || record.deleted) return [];
      const { cost: _cost, ...body } = record.body;
      return [[id, body]];
    }),
  );

/** What promotions may give, besides what was asked for. */
export const givenProducts = (promotions: readonly PricingRecord[]): RecordId[] =>
  promotions.flatMap(({ body }) => textOf(body, 'freeProductId') ?? []);

function customerOf({ read }: Pick<RecordStore, 'read'>, id: RecordId | null): CustomerPricing {
  const record = id === null ? null : read.record({ collection: 'customers', id });
  return record && !record.deleted ? customerPricing(record.id, record.body) : NOBODY;
}

const meant = (rows: readonly Row[], customer: CustomerPricing, day: IsoDate): PricingRecord[] =>
  rows
    .map(({ id, body }) => ({ id, body: JSON.parse(body) as RecordBody }))
    .filter(({ body }) => isMeantFor(body, customer, day));
