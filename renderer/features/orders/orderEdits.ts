/** What editing does to an order's body. Pure. */
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import { isCurrencyCode } from '../../../shared/base/money.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { priceOn, proposedDiscount } from '../../../shared/domain/products/price.ts';
import type { Product } from '../../../shared/domain/products/product.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { withElement } from '../records/bodyEdits.ts';

/** The line that already sells the product; the person changes its quantity rather than adding a second one. */
export function lineOf(body: RecordBody, productId: string): string | null {
  const line = elementsOf(body, 'lines').find((candidate) => candidate['productId'] === productId);
  return line ? textOf(line, 'id') : null;
}

/** A line for one piece, priced for the order's day. Without a price on that day the line has none, and says so. */
export function withProduct(body: RecordBody, lineId: string, productId: string, product: Product): RecordBody {
  const quantity = ONE_PIECE;
  const unitPrice = priceFor(body, product, quantity);
  return withElement(body, 'lines', lineId, {
    productId,
    productName: product.name,
    unit: product.unit,
    quantity,
    ...(unitPrice ? { unitPrice } : {}),
    discountPercentage: proposedDiscount(product, quantity),
    taxPercentage: product.taxPercentage,
  });
}

/**
 * The order with another quantity in one line. The price and the discount follow the quantity as long as they are what the product
 * proposes; one that a person has changed stays.
 */
export function withQuantity(
  body: RecordBody,
  lineId: string,
  quantity: number,
  product: Product | undefined,
): RecordBody {
  return changeLine(body, lineId, (line) => {
    const before = integerOf(line, 'quantity');
    if (!product || before === null) return { ...line, quantity };
    const proposed = priceFor(body, product, quantity);
    const keepsPrice = !isSamePrice(moneyOf(line, 'unitPrice'), priceFor(body, product, before));
    const keepsDiscount = integerOf(line, 'discountPercentage') !== proposedDiscount(product, before);
    return {
      ...line,
      quantity,
      ...(keepsPrice || !proposed ? {} : { unitPrice: proposed }),
      ...(keepsDiscount ? {} : { discountPercentage: proposedDiscount(product, quantity) }),
    };
  });
}

export const withLineField = (
  body: RecordBody,
  lineId: string,
  field: string,
  value: JsonValue | undefined,
): RecordBody =>
  changeLine(body, lineId, (line) => {
    if (value !== undefined) return { ...line, [field]: value };
    const { [field]: _gone, ...others } = line;
    return others;
  });

/** The lines whose price is not the one of the order's day. A product that has none on that day is not among them. */
export function linesPricedOtherwise(body: RecordBody, productsById: ReadonlyMap<string, Product>): string[] {
  return elementsOf(body, 'lines').flatMap((line) => {
    const product = productsById.get(textOf(line, 'productId') ?? '');
    const proposed = product && priceFor(body, product, integerOf(line, 'quantity') ?? ONE_PIECE);
    if (!proposed || isSamePrice(moneyOf(line, 'unitPrice'), proposed)) return [];
    return [textOf(line, 'id') ?? ''];
  });
}

/** All lines priced anew for the order's day. */
export function repriced(body: RecordBody, productsById: ReadonlyMap<string, Product>): RecordBody {
  const lines = elementsOf(body, 'lines').map((line) => {
    const product = productsById.get(textOf(line, 'productId') ?? '');
    const proposed = product && priceFor(body, product, integerOf(line, 'quantity') ?? ONE_PIECE);
    return proposed ? { ...line, unitPrice: proposed } : line;
  });
  return { ...body, lines };
}

const ONE_PIECE = 1_000;

function priceFor(body: RecordBody, product: Product, quantity: number): { amount: number; currency: string } | null {
  const currency = textOf(body, 'currency');
  const price = isCurrencyCode(currency) ? priceOn(product, textOf(body, 'orderedOn') ?? '', currency, quantity) : null;
  return price ? { amount: price.amount, currency: price.currency } : null;
}

type Price = { readonly amount: number; readonly currency: string } | null;

const isSamePrice = (one: Price, other: Price): boolean =>
  one?.amount === other?.amount && one?.currency === other?.currency;

function changeLine(body: RecordBody, lineId: string, change: (line: RecordBody) => RecordBody): RecordBody {
  return {
    ...body,
    lines: elementsOf(body, 'lines').map((line) => (line['id'] === lineId ? change(line) : line)),
  };
}
