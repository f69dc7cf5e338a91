/** Lines of a slip as they were written, «۲ کارتن», in the products' own units: what everything behind them counts in. */
import { createError } from '../../../../shared/base/errors.ts';
import { QUANTITY_SCALE } from '../../../../shared/base/money.ts';
import type { PaperRow } from '../../../../shared/contract/branch.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { quantityIn, toSaidIn, unitCalled, unitsOf, type SaidIn } from '../../../../shared/domain/products/units.ts';
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
 * @throws PeyvandError `invalid_input` with the places of the `lines`, reason `unit_unknown`, `unit_uneven` (no whole thousandths of the product's own unit) or
 *   `unit_price_uneven` (the price of a carton is no whole price of what is in it).
 */
export function inOwnUnits(work: Work, row: OrderRow): OwnOrderRow {
  const products = readProducts(
    work.store,
    row.lines.map(({ productId }) => productId),
  );
  const lines = row.lines.map(({ productId, quantity, unitPrice, saidIn: word }, place): OwnLine => {
    const own = { productId, quantity, unitPrice, saidIn: null };
    if (word === undefined) return own;
    const refuse = (reason: string) => createError('invalid_input', { reason, lines: [String(place)] });
    const product = products.get(productId) ?? {};
    const unit = unitCalled(word, textOf(product, 'unit') ?? '', unitsOf(product));
    if (unit === null) throw refuse('unit_unknown');
    if (unit === 'own') return own;
    const counted = quantityIn(quantity, unit);
    if (counted === null) throw refuse('unit_uneven');
    const price =
      unitPrice === undefined ? undefined : (BigInt(unitPrice) * BigInt(QUANTITY_SCALE)) / BigInt(unit.factor);
    if (
      unitPrice !== undefined &&
      price !== undefined &&
      price * BigInt(unit.factor) !== BigInt(unitPrice) * BigInt(QUANTITY_SCALE)
    )
      throw refuse('unit_price_uneven');
    return {
      productId,
      quantity: counted,
      unitPrice: price === undefined ? undefined : Number(price),
      saidIn: toSaidIn(unit),
    };
  });
  return { ...row, lines };
}
