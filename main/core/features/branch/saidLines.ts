/** Lines of a slip as they were written, «۲ کارتن», in the products' own units: what everything behind them counts in. */
import { createError } from '../../../../shared/base/errors.ts';
import { QUANTITY_SCALE } from '../../../../shared/base/money.ts';
import type { PaperRow } from '../../../../shared/contract/branch.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { quantitySaid } from '../../../../shared/domain/products/namedCounts.ts';
import { unitsOf, type SaidIn } from '../../../../shared/domain/products/units.ts';
import { parseCountsInput } from '../../../../shared/locale/countsInput.ts';
import { readProducts } from '../pricing/terms.ts';
import type { Work } from '../procedures.ts';

export type OrderRow = Extract<PaperRow, { kind: 'order' }>;

/** In the product's own unit. */
export interface OwnLine {
  readonly productId: string;
  /** × 1,000. */
  readonly quantity: number;
  /** Minor units, of one of the product's own unit. */
  readonly unitPrice?: number | undefined;
  readonly saidIn: SaidIn | null;
}

export type OwnOrderRow = Omit<OrderRow, 'lines'> & { readonly lines: readonly OwnLine[] };

/**
 * A slip's price is of what its quantity was said in: of a carton, where it says cartons.
 * @throws PeyvandError `invalid_input` with the places of the `lines`, those of {@link parseCountsInput} and {@link quantitySaid}, `order.quantityNotPositive`,
 *   `unit_price_uneven` (the price of a carton is no whole price of what is in it) or `unit_price_several` (a price, and several units that it may be of).
 */
export function inOwnUnits(work: Work, row: OrderRow): OwnOrderRow {
  const products = readProducts(
    work.store,
    row.lines.map(({ productId }) => productId),
  );
  const lines = row.lines.map(({ productId, said: text, unitPrice }, place): OwnLine => {
    const refuse = (reason: string) => createError('invalid_input', { reason, lines: [String(place)] });
    const product = products.get(productId) ?? {};
    const [ownUnit, units] = [textOf(product, 'unit') ?? '', unitsOf(product)];
    const counts = parseCountsInput(text, [ownUnit, ...units.map(({ unit }) => unit)]);
    if (!counts.ok) throw refuse(String(counts.error.facts['reason']));
    const said = quantitySaid(counts.value, ownUnit, units, null);
    if (!said.ok) throw refuse(String(said.error.facts['reason']));
    if (counts.value.some(({ count }) => count <= 0)) throw refuse('order.quantityNotPositive');
    if (unitPrice !== undefined && counts.value.length > 1) throw refuse('unit_price_several');
    const price = unitPrice === undefined ? undefined : priceOfOne(unitPrice, said.value.saidIn);
    if (price === null) throw refuse('unit_price_uneven');
    return { productId, ...said.value, unitPrice: price };
  });
  return { ...row, lines };
}

/** Of one of the product's own unit; null where it comes out in no whole minor units. */
function priceOfOne(price: number, saidIn: SaidIn | null): number | null {
  if (saidIn === null) return price;
  const [whole, factor] = [BigInt(price) * BigInt(QUANTITY_SCALE), BigInt(saidIn.factor)];
  return whole % factor === 0n ? Number(whole / factor) : null;
}
