import { isIsoDate, type IsoDate } from '../../../../shared/base/clock.ts';
import { isCurrencyCode, type CurrencyCode } from '../../../../shared/base/currency.ts';
import { createError } from '../../../../shared/base/errors.ts';
import { QUANTITY_SCALE, type Money } from '../../../../shared/base/money.ts';
import type { ProductRow } from '../../../../shared/contract/sales.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { priceOfOne } from '../../../../shared/domain/pricing/pricing.ts';
import { PRODUCT_KINDS } from '../../../../shared/domain/products/product.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { createRecord, deleteRecord, editRecord, requireHeld } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { readPrices, type PricesFor } from '../pricing/terms.ts';
import { atWork, type Work } from '../procedures.ts';
import { requirePermission, requireReadable } from '../rights.ts';
import { jsonList } from '../sql.ts';
import { readLevels } from '../stock/levels.ts';
import { productsByCode, unitRowsOf } from './byCode.ts';
import { bearersOf, requireFreeCodes } from './codes.ts';
import {
  categoriesQuery,
  favouritesOfQuery,
  fitsQuery,
  fittedByQuery,
  productListQuery,
  unitNamesQuery,
  type NamedRow,
  type ProductListRow,
  type ProductSearch,
} from './queries.ts';

export const products = {
  search: atWork.products.search.handler(({ input, context: { work }, signal }) => {
    const { on, currency } = input;
    if (!isIsoDate(on)) throw createError('invalid_input', { reason: 'date', path: 'on' });
    if (currency !== undefined && !isCurrencyCode(currency))
      throw createError('invalid_input', { reason: 'currency', path: 'currency' });
    return liveQuery({
      work,
      signal,
      readable: ['products'],
      dependencies: input.customerId === undefined ? ['products', 'stock'] : ['products', 'stock', 'customers'],
      run: (ends) => searchProducts(work, { ...input, on, currency }, ends),
    });
  }),
  byCode: atWork.products.byCode.handler(({ input: { codes }, context: { work } }) => {
    requireReadable(work, ['products']);
    return { rows: productsByCode(work, codes) };
  }),
  setFavourite: atWork.products.setFavourite.handler(async ({ input: { id, favourite }, context }) => {
    const { work } = context;
    const ownerId = work.person().id;
    const kept = work.store.read.all<{ id: string }>(favouritesOfQuery, { ownerId, productId: id });
    if (!favourite) for (const one of kept) await deleteRecord(work, { collection: 'activities', id: one.id });
    if (!favourite || kept.length > 0) return {};
    const product = requireHeld(work, { collection: 'products', id });
    const body = { ownerId, productId: id, subject: textOf(product.body, 'name') ?? '' };
    await createRecord(work, 'activities', context.nextId(), { kind: 'favourite', body });
    return {};
  }),
  categories: atWork.products.categories.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['products'],
      dependencies: ['products'],
      run: async (ends) => {
        const kinds = JSON.stringify(PRODUCT_KINDS);
        const rows = await work.store.readInWorker<{ category: string }>(categoriesQuery, { kinds }, ends);
        return rows.map(({ category }) => category);
      },
    }),
  ),
  fitting: atWork.products.fitting.handler(({ input: { id }, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['products'],
      dependencies: ['products'],
      run: async (ends) => {
        const [fits, fittedBy] = await Promise.all([
          work.store.readInWorker<NamedRow>(fitsQuery, { id }, ends),
          work.store.readInWorker<NamedRow>(fittedByQuery, { id }, ends),
        ]);
        return { fits: fits.map(toNamed), fittedBy: fittedBy.map(toNamed) };
      },
    }),
  ),
  unitNames: atWork.products.unitNames.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['products'],
      dependencies: ['products'],
      run: async (ends) => {
        const rows = await work.store.readInWorker<{ unit: string }>(
          unitNamesQuery,
          { kinds: jsonList(PRODUCT_KINDS) },
          ends,
        );
        return rows.map(({ unit }) => unit);
      },
    }),
  ),
  bearers: atWork.products.bearers.handler(({ input: { codes, exceptId }, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['products'],
      dependencies: ['products'],
      run: () => Promise.resolve(bearersOf(work, codes, exceptId ?? null)),
    }),
  ),
  create: atWork.products.create.handler(({ input, context: { work, nextId } }) => {
    const { id = nextId(), kind, body } = input;
    if (!isProductKind(kind))
      throw createError('invalid_input', { reason: 'unknown_kind', collection: 'products', kind });
    requirePermission(work, 'products.write');
    requireFreeCodes(work, id, null, body);
    return createRecord(work, 'products', id, { id, kind, body });
  }),
  edit: atWork.products.edit.handler(({ input, context: { work } }) => {
    const held = requireHeld(work, { collection: 'products', id: input.id });
    if (!isProductKind(held.kind)) throw createError('not_found', { collection: 'products', id: input.id });
    return editRecord(work, 'products', input, (before, after) => requireFreeCodes(work, input.id, before, after));
  }),
};

const isProductKind = (kind: string): boolean => PRODUCT_KINDS.some((known) => known === kind);

const toNamed = ({ id, kind, name }: NamedRow) => ({ id, kind, name: name ?? '' });

type PricedSearch = ProductSearch & {
  readonly on: IsoDate;
  readonly currency: CurrencyCode | undefined;
  readonly customerId?: string | undefined;
};

async function searchProducts(
  work: Work,
  input: PricedSearch,
  signal: AbortSignal,
): Promise<{ total: number; rows: ProductRow[] }> {
  const query = productListQuery(input);
  if (query === null) return { total: 0, rows: [] };
  const { total, rows } = await readWindow<ProductListRow>(work, query, signal);
  const ids = rows.map(({ id }) => id);
  const prices = await readPrices(work.store, input.customerId ?? null, input.on, ids, signal);
  const preferred = work.settings.defaultCurrency();
  const stock = await readLevels(work, ids, signal);
  return {
    total,
    rows: rows.map((row) => {
      const body = JSON.parse(row.body) as RecordBody;
      const price = (currency: CurrencyCode): Money | null => priceInList(row.id, body, input.on, currency, prices);
      return {
        id: row.id,
        kind: row.kind,
        code: row.code,
        name: row.name ?? '',
        unit: textOf(body, 'unit') ?? '',
        units: unitRowsOf(body),
        price: input.currency === undefined ? anyPrice(body, preferred, price) : price(input.currency),
        taxPercentage: integerOf(body, 'taxPercentage') ?? 0,
        stock: stock.get(row.id) ?? null,
      };
    }),
  };
}

/** What one piece costs, before discounts. */
export const priceInList = (
  id: string,
  body: RecordBody,
  day: IsoDate,
  currency: CurrencyCode,
  prices: PricesFor,
): Money | null => priceOfOne({ ...prices, day, currency, products: new Map([[id, body]]) }, id, QUANTITY_SCALE);

/** In the company's own currency where there is such a price, else in the first one that the product has a price in. */
function anyPrice(
  body: RecordBody,
  preferred: CurrencyCode | null,
  price: (currency: CurrencyCode) => Money | null,
): Money | null {
  const own = elementsOf(body, 'prices').map((element) => moneyOf(element, 'price')?.currency);
  for (const currency of new Set([preferred, ...own])) {
    const found = isCurrencyCode(currency) ? price(currency) : null;
    if (found !== null) return found;
  }
  return null;
}
