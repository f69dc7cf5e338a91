/**
 * Further units of a product: a carton is twelve pieces. What is ordered, priced, kept and posted is counted in the product's own unit, always; a line may
 * besides keep in which unit it was said. How many of them that is, is reckoned from the quantity, so that the two can never contradict each other.
 */
import { z } from 'zod';
import { multiplyByQuantity, QUANTITY_SCALE, ratioToMoney, type Money } from '../../base/money.ts';
import { elementsOf, integerOf, objectOf, textOf, textsOf } from '../bodyReads.ts';
import { elementFields, quantityField } from '../fields.ts';
import { oneValue } from '../leafShape.ts';
import type { RecordBody } from '../record.ts';

/** A million of the product's own unit. */
const LARGEST_FACTOR = 1_000_000 * QUANTITY_SCALE;

export const unitNameField = z.string().trim().min(1).max(40);
/** How many of the product's own unit one of it is, × 1,000: a carton of twelve is 12,000, half a kilo 500. */
const factorField = quantityField.min(1).max(LARGEST_FACTOR);

/** Barcodes of the product itself mean one of its own unit; those here mean one of this. */
export const productUnitElement = z.looseObject({
  ...elementFields,
  unit: unitNameField,
  factor: factorField,
  barcodes: z.array(z.string().trim().min(1).max(60)).max(50).optional(),
});
export const productUnitsField = z.array(productUnitElement).max(20);

/** How a line was said: in which unit of its product, as that was called and how much it held on the day. What the product says later changes nothing here. */
export const saidInField = oneValue(
  z.object({ unitId: z.string().min(1).max(64), unit: unitNameField, factor: factorField }),
);

export interface SaidIn {
  readonly unitId: string;
  readonly unit: string;
  /** × 1,000. */
  readonly factor: number;
}

export interface ProductUnit {
  /** The element's id. */
  readonly id: string;
  readonly unit: string;
  /** × 1,000. */
  readonly factor: number;
  readonly barcodes: readonly string[];
}

/** In their order. What an element of a newer program or a damaged one does not say whole is left out. */
export const unitsOf = (product: RecordBody): ProductUnit[] =>
  elementsOf(product, 'units').flatMap((element): ProductUnit[] => {
    const [id, unit, factor] = [textOf(element, 'id'), textOf(element, 'unit'), integerOf(element, 'factor')];
    return id === null || unit === null || factor === null || factor <= 0
      ? []
      : [{ id, unit, factor, barcodes: textsOf(element, 'barcodes') }];
  });

export function saidInOf(line: RecordBody): SaidIn | null {
  const said = objectOf(line['saidIn']);
  const [unitId, unit, factor] = [textOf(said, 'unitId'), textOf(said, 'unit'), integerOf(said, 'factor')];
  return unitId === null || unit === null || factor === null || factor <= 0 ? null : { unitId, unit, factor };
}

export const toSaidIn = ({ id, unit, factor }: Pick<ProductUnit, 'id' | 'unit' | 'factor'>): SaidIn => ({
  unitId: id,
  unit,
  factor,
});

/** How many of the unit that is, × 1,000; null where it is no whole number of them, and has to be said in the product's own. */
export const countIn = (quantity: number, { factor }: Pick<SaidIn, 'factor'>): number | null =>
  quantity % factor === 0 ? (quantity / factor) * QUANTITY_SCALE : null;

/**
 * So many of the unit in the product's own, × 1,000 both. null for what cannot be counted in thousandths, or not exactly.
 * @param count Parts of one are allowed: half a carton of twelve is six.
 */
export function quantityIn(count: number, { factor }: Pick<SaidIn, 'factor'>): number | null {
  const thousandths = BigInt(count) * BigInt(factor);
  const scale = BigInt(QUANTITY_SCALE);
  const quantity = Number(thousandths / scale);
  return thousandths % scale === 0n && Number.isSafeInteger(quantity) ? quantity : null;
}

/** × 1,000. */
export interface CountOfUnit {
  readonly unit: string;
  readonly count: number;
}

/** As goods are counted on a shelf: as many of the largest unit as go in whole, then of the next, and what is left in the product's own. Nothing for nothing or less. */
export function inUnits(
  quantity: number,
  ownUnit: string,
  units: readonly Pick<ProductUnit, 'unit' | 'factor'>[],
): CountOfUnit[] {
  if (quantity <= 0) return [];
  let left = quantity;
  const counts: CountOfUnit[] = [];
  for (const { unit, factor } of units.toSorted((one, other) => other.factor - one.factor)) {
    const whole = Math.floor(left / factor);
    // A unit smaller than the product's own says nothing shorter.
    if (whole === 0 || factor <= QUANTITY_SCALE) continue;
    counts.push({ unit, count: whole * QUANTITY_SCALE });
    left -= whole * factor;
  }
  return left === 0 ? counts : [...counts, { unit: ownUnit, count: left }];
}

/** How many of the unit that is, × 1,000, for a field in which it is typed: parts of one too, where they come out in thousandths. null where they do not. */
export function partsIn(quantity: number, { factor }: Pick<SaidIn, 'factor'>): number | null {
  const thousandths = BigInt(quantity) * BigInt(QUANTITY_SCALE);
  return thousandths % BigInt(factor) === 0n ? Number(thousandths / BigInt(factor)) : null;
}

/** What one of the unit costs, at the price of one of the product's own; to the nearest minor unit. */
export const priceIn = (unitPrice: Money, { factor }: Pick<SaidIn, 'factor'>): Money =>
  ratioToMoney(multiplyByQuantity(unitPrice, factor), unitPrice.currency);
