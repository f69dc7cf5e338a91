import { isIsoDate, type IsoDate } from '../../../../shared/base/clock.ts';
import { isCurrencyCode, type CurrencyCode } from '../../../../shared/base/currency.ts';
import { createError } from '../../../../shared/base/errors.ts';
import type { Money } from '../../../../shared/base/money.ts';
import type { ProductRow } from '../../../../shared/contract/sales.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { priceOn } from '../../../../shared/domain/products/price.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, type Work } from '../procedures.ts';
import { productListQuery, type ProductListRow, type ProductSearch } from './queries.ts';

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
      dependencies: ['products', 'stock'],
      run: (ends) => searchProducts(work, { ...input, on, currency }, ends),
    });
  }),
};

type PricedSearch = ProductSearch & { readonly on: IsoDate; readonly currency: CurrencyCode | undefined };

async function searchProducts(
  work: Work,
  input: PricedSearch,
  signal: AbortSignal,
): Promise<{ total: number; rows: ProductRow[] }> {
  const query = productListQuery(input);
  if (query === null) return { total: 0, rows: [] };
  const { total, rows } = await readWindow<ProductListRow>(work, query, signal);
  const preferred = work.settings.defaultCurrency();
  return {
    total,
    rows: rows.map((row) => {
      const body = JSON.parse(row.body) as RecordBody;
      return {
        id: row.id,
        kind: row.kind,
        code: row.code,
        name: row.name ?? '',
        unit: textOf(body, 'unit') ?? '',
        price:
          input.currency === undefined
            ? anyPriceOn(body, input.on, preferred)
            : priceOn(body, input.on, input.currency),
        taxPercentage: integerOf(body, 'taxPercentage') ?? 0,
        stock: row.quantity === null || row.asOf === null ? null : { quantity: row.quantity, asOf: row.asOf },
      };
    }),
  };
}

/** In the company's own currency where there is such a price, else in the first one that the product has a price in. */
function anyPriceOn(body: RecordBody, on: IsoDate, preferred: CurrencyCode | null): Money | null {
  const own = elementsOf(body, 'prices').map((element) => moneyOf(element, 'price')?.currency);
  for (const currency of new Set([preferred, ...own])) {
    const price = isCurrencyCode(currency) ? priceOn(body, on, currency) : null;
    if (price !== null) return price;
  }
  return null;
}
