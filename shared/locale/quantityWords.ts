/** How a quantity is said where its product has further units: «۲ کارتن (۲۴ عدد)» on a line, «۳ کارتن و ۴ عدد» on a shelf. */
import { isolateName } from '../base/direction.ts';
import { countIn, inUnits, type ProductUnit, type SaidIn } from '../domain/products/units.ts';
import type { Formats } from './format.ts';
import type { Translator } from './translator.ts';

export interface QuantityWords {
  readonly t: Translator;
  readonly formats: Formats;
}

/** «۲۴ عدد» @param quantity × 1,000. */
export const countWords = ({ formats }: Pick<QuantityWords, 'formats'>, quantity: number, unit: string): string =>
  unit === '' ? formats.quantity(quantity) : `${formats.quantity(quantity)} ${isolateName(formats.digits(unit))}`;

/** «۲ کارتن»; null where it was said in the product's own unit, or is no whole number of the other. @param quantity × 1,000. */
export function saidWords(
  words: Pick<QuantityWords, 'formats'>,
  quantity: number,
  saidIn: SaidIn | null,
): string | null {
  const count = saidIn === null ? null : countIn(quantity, saidIn);
  return saidIn === null || count === null ? null : countWords(words, count, saidIn.unit);
}

/** «۲ کارتن (۲۴ عدد)» */
export function quantityWords(
  words: Pick<QuantityWords, 'formats'>,
  quantity: number,
  unit: string,
  saidIn: SaidIn | null,
): string {
  const said = saidWords(words, quantity, saidIn);
  const own = countWords(words, quantity, unit);
  return said === null ? own : `${said} (${own})`;
}

/** «۳ کارتن و ۴ عدد»; null where no further unit is filled. @param quantity × 1,000. */
export function shelfWords(
  words: QuantityWords,
  quantity: number,
  unit: string,
  units: readonly Pick<ProductUnit, 'unit' | 'factor'>[],
): string | null {
  const counts = inUnits(quantity, unit, units);
  if (counts.every((count) => count.unit === unit)) return null;
  return counts
    .map((count) => countWords(words, count.count, count.unit))
    .reduce((first, second) => words.t('quantity.and', { first, second }));
}
