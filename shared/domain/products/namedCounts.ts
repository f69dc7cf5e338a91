/** Counts as people say them, «۳ کارتن و ۴ عدد», in a product's own unit: one reading for every field, slip and shelf. */
import { createError } from '../../base/errors.ts';
import { foldText } from '../../base/foldText.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { quantityIn, toSaidIn, type ProductUnit, type SaidIn } from './units.ts';

/** How many, and the word that stands behind, as it was typed. */
export interface NamedCount {
  /** × 1,000. */
  readonly count: number;
  /** null where there is none. */
  readonly word: string | null;
}

/** In the product's own unit, × 1,000, and in which other one it was said. */
export interface SaidQuantity {
  readonly quantity: number;
  readonly saidIn: SaidIn | null;
}

type NamedUnit = Pick<ProductUnit, 'id' | 'unit' | 'factor'>;

/**
 * What the counts come to. Several keep no unit in which they were said, and what has no word among them is of the product's own.
 * @param usual In which unit one count without a word is meant; null is the product's own.
 * @returns `invalid_input` with `empty`, `unit_unknown`, `unit_uneven` (no whole thousandths of the product's own unit) or `too_large`.
 */
export function quantitySaid(
  counts: readonly NamedCount[],
  ownUnit: string,
  units: readonly NamedUnit[],
  usual: SaidIn | null,
): Result<SaidQuantity> {
  const [first, ...others] = counts;
  if (first === undefined) return refuse('empty');
  if (others.length === 0) return quantityOf(first, ownUnit, units, usual);
  let sum = 0;
  for (const count of counts) {
    const part = quantityOf(count, ownUnit, units, null, 'among');
    if (!part.ok) return part;
    sum += part.value.quantity;
  }
  return Number.isSafeInteger(sum) ? ok({ quantity: sum, saidIn: null }) : refuse('too_large');
}

function quantityOf(
  { count, word }: NamedCount,
  ownUnit: string,
  units: readonly NamedUnit[],
  usual: SaidIn | null,
  standing: Standing = 'alone',
): Result<SaidQuantity> {
  const named = word === null ? 'own' : unitCalled(word, ownUnit, units, standing);
  if (named === null) return refuse('unit_unknown');
  const saidIn = word === null ? usual : named === 'own' ? null : toSaidIn(named);
  const quantity = saidIn === null ? count : quantityIn(count, saidIn);
  return quantity === null ? refuse('unit_uneven') : ok({ quantity, saidIn });
}

const refuse = (reason: string) => fail(createError('invalid_input', { reason }));

/** What a name may end in without becoming another: «کارتن‌ها», "boxes". Anything longer is another word, as `mm` is not `m`. */
const ENDINGS: ReadonlySet<string> = new Set(['s', 'es', 'ها', 'های'].map(foldText));
/** One letter begins too much. */
const SHORTEST_BEGINNING = 2;

const FIGURE = /\p{Nd}/u;
/** Among several counts a word has been cut off where the next figure began: «کارتن» of «کارتن ۲۴» is no beginning of «کارتن ۱۲تایی» there. */
type Standing = 'alone' | 'among';

/** Which unit of the product somebody means by this word: its name, the beginning of one name alone, or a name with an ending. `own` is the product's own; null is none, or several. */
export function unitCalled<Unit extends Pick<ProductUnit, 'unit'>>(
  word: string,
  ownUnit: string,
  units: readonly Unit[],
  standing: Standing = 'alone',
): Unit | 'own' | null {
  const wanted = foldText(word);
  if (wanted === '') return null;
  const known: readonly { readonly name: string; readonly unit: Unit | 'own' }[] = [
    { name: foldText(ownUnit), unit: 'own' as const },
    ...units.map((unit) => ({ name: foldText(unit.unit), unit })),
  ].filter(({ name }) => name !== '');
  const isWhole = (name: string): boolean => standing === 'among' && FIGURE.test(name);
  const isNear = (name: string): boolean =>
    (wanted.length >= SHORTEST_BEGINNING && name.startsWith(wanted) && !isWhole(name)) ||
    (wanted.startsWith(name) && ENDINGS.has(wanted.slice(name.length).trim()));
  const exact = known.filter(({ name }) => name === wanted);
  const near = known.filter(({ name }) => isNear(name));
  const [found, ...others] = exact.length > 0 ? exact : near;
  return found && others.length === 0 ? found.unit : null;
}
