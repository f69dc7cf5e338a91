/** What an import that completes a catalogue is read against: the products that are here, by their codes, and what the company is used to. */
import type { IsoDate } from '../../../../shared/base/clock.ts';
import type { CurrencyCode } from '../../../../shared/base/currency.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { codeKey } from '../../../../shared/domain/products/barcode.ts';
import { PRODUCT_KINDS } from '../../../../shared/domain/products/product.ts';
import { codesOf, isSold } from '../../../../shared/domain/products/productCodes.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import type { RecordStore } from '../../store/types.ts';

export interface HeldProduct {
  readonly id: RecordId;
  readonly kind: string;
  readonly body: RecordBody;
}

export interface Holdings {
  /** Products whose own code it is, whatever else bears it: those that are sold, or where none is, those that are withdrawn. `key` is a `codeKey`. */
  productsOfCode(key: string): readonly HeldProduct[];
  /** Products that a scanner finds by it: their code, or a barcode of theirs. Those that are sold, or where none is, those that are withdrawn. */
  productsFoundBy(key: string): readonly HeldProduct[];
  /** Whether a product of this id is here, whatever code it bears by now. */
  isProduct(id: RecordId): boolean;
  /** Null for what is not here, removed, or no price list. */
  priceList(id: RecordId): RecordBody | null;
  readonly today: IsoDate;
  readonly currency: CurrencyCode;
  /** Percent × 10,000, for a product that names no tax. */
  readonly taxPercentage: number;
}

/** What is at hand where there is no store: of the kinds of file that ask for nothing. */
export const NOTHING_HELD: Holdings = {
  productsOfCode: () => [],
  productsFoundBy: () => [],
  isProduct: () => false,
  priceList: () => null,
  today: '1970-01-01',
  currency: 'IRR',
  taxPercentage: 0,
};

const PRODUCTS = `
  SELECT id, kind, body FROM products WHERE deleted = 0 AND kind IN (${PRODUCT_KINDS.map((kind) => `'${kind}'`).join(', ')})`;

export interface HoldingsOptions extends Pick<Holdings, 'today' | 'currency' | 'taxPercentage'> {
  readonly store: Pick<RecordStore, 'read'>;
}

/** Reads the whole catalogue once, when first asked. */
export function createHoldings({ store, ...usual }: HoldingsOptions): Holdings {
  let read: ReturnType<typeof readCatalogue> | null = null;
  const catalogue = (): ReturnType<typeof readCatalogue> => (read ??= readCatalogue(store));
  return {
    ...usual,
    productsOfCode: (key) => soldFirst(catalogue().ofCode.get(key) ?? []),
    productsFoundBy: (key) => soldFirst(catalogue().foundBy.get(key) ?? []),
    isProduct: (id) => catalogue().ids.has(id),
    priceList(id) {
      const record = store.read.record({ collection: 'products', id });
      return record && !record.deleted && record.kind === 'priceList' ? record.body : null;
    },
  };
}

function readCatalogue({ read }: Pick<RecordStore, 'read'>) {
  const ofCode = new Map<string, HeldProduct[]>();
  const foundBy = new Map<string, HeldProduct[]>();
  const ids = new Set<RecordId>();
  const note = (map: Map<string, HeldProduct[]>, key: string, product: HeldProduct): void => {
    const others = map.get(key);
    if (!others) map.set(key, [product]);
    else if (!others.includes(product)) others.push(product);
  };
  for (const { id, kind, body: json } of read.all<{ id: string; kind: string; body: string }>(PRODUCTS, {})) {
    const product = { id, kind, body: JSON.parse(json) as RecordBody };
    ids.add(id);
    const code = textOf(product.body, 'code');
    if (code !== null) note(ofCode, codeKey(code), product);
    for (const { key } of codesOf(product.body)) note(foundBy, key, product);
  }
  return { ofCode, foundBy, ids };
}

function soldFirst(products: readonly HeldProduct[]): readonly HeldProduct[] {
  const sold = products.filter(({ body }) => isSold(body));
  return sold.length > 0 ? sold : products;
}
