/** What an order may begin with: the last one of this customer, what they usually buy, and what whoever takes it keeps at hand. Prices are of the asked day. */
import type { IsoDate } from '../../../../shared/base/clock.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import type { CurrencyCode } from '../../../../shared/base/currency.ts';
import type { OrderSuggestions, SuggestedLine } from '../../../../shared/contract/sales.ts';
import { elementsOf, integerOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { PRODUCT_KINDS } from '../../../../shared/domain/products/product.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { countIn, saidInOf, toSaidIn, unitsOf, type SaidIn } from '../../../../shared/domain/products/units.ts';
import { recentOrders, usualBasket, type BoughtLine } from '../../../../shared/domain/salesDocuments/usualBasket.ts';
import { familyOf } from '../customers/family.ts';
import { readPrices } from '../pricing/terms.ts';
import type { Work } from '../procedures.ts';
import { priceInList } from '../products/index.ts';
import { jsonList } from '../sql.ts';
import {
  boughtLinesQuery,
  favouritesQuery,
  lastOrderQuery,
  type FavouriteRow,
  type LastOrderRow,
} from './suggestionQueries.ts';

const ONE_PIECE = 1_000;

export interface SuggestionsAsked {
  readonly customerId: string;
  readonly on: IsoDate;
  readonly currency: CurrencyCode;
}

/** A product and how much of it, before anybody looked whether it is still sold. */
interface Wanted {
  readonly productId: string;
  readonly name: string;
  /** × 1,000; null for one of the unit in which it was last said. */
  readonly quantity: number | null;
  /** The unit in which it was last said; null for the product's own. */
  readonly unitId: string | null;
  readonly orderCount?: number;
}

export async function readSuggestions(
  work: Work,
  asked: SuggestionsAsked,
  signal: AbortSignal,
): Promise<OrderSuggestions> {
  const { read, readInWorker } = work.store;
  const customerIds = jsonList(familyOf(work, asked.customerId));
  const [lastOrder] = await readInWorker<LastOrderRow>(lastOrderQuery, { customerIds }, signal);
  const bought = await readInWorker<BoughtLine>(boughtLinesQuery, { customerIds }, signal);
  const kept = read.all<FavouriteRow>(favouritesQuery, { ownerId: work.person().id });
  const unitIdOf = lastUnits(work, recentOrders(bought));
  const usual = usualBasket(bought).map((one): Wanted => ({ ...one, name: '', unitId: unitIdOf(one.productId) }));
  const favourites = [...new Map(kept.map((one) => [one.productId, one])).values()].map(
    ({ productId, subject }): Wanted => ({
      productId,
      name: subject ?? '',
      quantity: null,
      unitId: unitIdOf(productId),
    }),
  );
  const lastLines = lastOrder ? linesOf(JSON.parse(lastOrder.body) as RecordBody) : [];
  const toLine = await suggesting(work, asked, [...lastLines, ...usual, ...favourites], signal);
  return {
    lastOrder: lastOrder
      ? {
          id: lastOrder.id,
          number: lastOrder.number ?? '',
          orderedOn: lastOrder.orderedOn ?? '',
          lines: lastLines.map(toLine),
        }
      : null,
    // What is gone is no habit that could be kept.
    usual: usual.map(toLine).filter(({ gone }) => gone === null),
    favourites: favourites.map(toLine),
  };
}

/** What was bought, of each product once; what a promotion gave comes by itself where it still does. */
function linesOf(order: RecordBody): Wanted[] {
  const bought = elementsOf(order, 'lines').filter((line) => textOf(line, 'freeBy') === null);
  return [...Map.groupBy(bought, (line) => textOf(line, 'productId') ?? '')].map(([productId, lines]) => ({
    productId,
    name: textOf(lines[0] ?? {}, 'productName') ?? '',
    quantity: lines.reduce((sum, line) => sum + (integerOf(line, 'quantity') ?? 0), 0),
    unitId: saidInOf(lines.at(-1) ?? {})?.unitId ?? null,
  }));
}

/** In which unit each product was last said, in these orders, the newest first; null for its own. */
function lastUnits({ store }: Work, orderIds: readonly RecordId[]): (productId: RecordId) => string | null {
  const units = new Map<RecordId, string | null>();
  for (const id of orderIds) {
    const order = store.read.record({ collection: 'salesDocuments', id });
    for (const line of elementsOf(order?.body ?? {}, 'lines').filter((one) => textOf(one, 'freeBy') === null)) {
      const productId = textOf(line, 'productId') ?? '';
      if (!units.has(productId)) units.set(productId, saidInOf(line)?.unitId ?? null);
    }
  }
  return (productId) => units.get(productId) ?? null;
}

/** The unit as the product has it now, where it still has it. */
function unitNow(product: RecordBody | undefined, unitId: string | null): SaidIn | null {
  const unit = unitId === null || !product ? undefined : unitsOf(product).find(({ id }) => id === unitId);
  return unit === undefined ? null : toSaidIn(unit);
}

/** Looks products and prices up once for all of them. */
async function suggesting(
  work: Work,
  { customerId, on, currency }: SuggestionsAsked,
  wanted: readonly Wanted[],
  signal: AbortSignal,
): Promise<(one: Wanted) => SuggestedLine> {
  const ids = [...new Set(wanted.map(({ productId }) => productId))];
  const products = new Map(
    ids.flatMap((id): [string, RecordBody][] => {
      const record = work.store.read.record({ collection: 'products', id });
      const isProduct = record && !record.deleted && PRODUCT_KINDS.some((kind) => kind === record.kind);
      return isProduct ? [[id, record.body]] : [];
    }),
  );
  const prices = await readPrices(work.store, customerId, on, ids, signal);
  return ({ productId, name, quantity: wantedQuantity, unitId, orderCount }) => {
    const body = products.get(productId);
    const unit = unitNow(body, unitId);
    const quantity = wantedQuantity ?? unit?.factor ?? ONE_PIECE;
    return {
      productId,
      name: (body && textOf(body, 'name')) ?? name,
      unit: (body && textOf(body, 'unit')) ?? '',
      quantity,
      saidIn: unit !== null && countIn(quantity, unit) !== null ? unit : null,
      price: body ? priceInList(productId, body, on, currency, prices) : null,
      gone: body === undefined ? 'removed' : body['discontinued'] === true ? 'discontinued' : null,
      ...(orderCount === undefined ? {} : { orderCount }),
    };
  };
}
