/** Which product an entry means: what was chosen, a code or a barcode as a whole, else what a search for the words finds first on the order's day. */
import type { ProductRow } from '../../../../shared/contract/sales.ts';
import { looksMisread } from '../../../../shared/domain/products/barcode.ts';
import { toSaidIn, type SaidIn } from '../../../../shared/domain/products/units.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { documentDay } from '../../../../shared/domain/salesDocuments/documentStates.ts';
import type { useCore } from '../../../data/CoreProvider.tsx';
import { firstValue } from '../../../data/firstValue.ts';
import { attempt } from '../../../data/useCommand.ts';
import { isNumbersAlone, readingsOf } from './entryText.ts';

export interface Entry {
  readonly text: string;
  /** What was chosen among the offered ones, in place of what the text would find. */
  readonly chosen?: ProductRow | undefined;
  readonly scanned: boolean;
}

/** `failed`: the core gave no answer. `standing`: it was not sent to the order yet. `uneven`: a part
 * of a carton that is no count of pieces. */
export type Refusal = 'unknown' | 'misread' | 'discontinued' | 'notHere' | 'failed' | 'standing' | 'uneven';

/** Counts are × 1,000. */
export type Found =
  | {
      readonly productId: string;
      readonly name: string;
      /** The product's own. */
      readonly unit: string;
      /** So many of the unit that the code means; null where no number was typed. */
      readonly count: number | null;
      /** null: the product's own unit. */
      readonly saidIn: SaidIn | null;
    }
  | { readonly why: Refusal; readonly name?: string };

type Core = ReturnType<typeof useCore>;

export async function findProduct(core: Core, body: RecordBody, { text, chosen, scanned }: Entry): Promise<Found> {
  const readings = scanned ? [{ find: text, quantity: null }] : readingsOf(text);
  if (chosen) {
    const said = isExplicit(text) ? readings.find((reading) => reading.quantity !== null) : undefined;
    return ownUnit(chosen, said?.quantity ?? null);
  }
  const coded = await attempt(core.products.byCode, { codes: readings.map(({ find }) => find.slice(0, 100)) });
  if (!coded.ok) return { why: 'failed' };
  const [exact] = coded.value.rows;
  if (exact) {
    if (exact.discontinued) return { why: 'discontinued', name: exact.name };
    const quantity = readings.find((reading) => reading.find === exact.code)?.quantity ?? null;
    const unit = exact.units.find(({ id }) => id === exact.unitId);
    return { ...ownUnit(exact, quantity), saidIn: unit === undefined ? null : toSaidIn(unit) };
  }
  if (readings.some((reading) => looksMisread(reading.find))) return { why: 'misread' };
  if (scanned || isNumbersAlone(readings) || readings.some(({ find }) => /^\d{8,}$/.test(find)))
    return { why: 'unknown' };
  const on = documentDay(body) ?? new Date().toISOString().slice(0, 10);
  for (const { find, quantity } of readings) {
    const search = { text: find.slice(0, 200), on, offset: 0, limit: 1 };
    const answer = await attempt(() => firstValue(core.products.search, search), undefined);
    if (!answer.ok) return { why: 'failed' };
    const first = answer.value?.rows[0];
    if (first) return ownUnit(first, quantity);
  }
  return { why: 'unknown' };
}

const ownUnit = (product: Pick<ProductRow, 'id' | 'name' | 'unit'>, count: number | null) => ({
  productId: product.id,
  name: product.name,
  unit: product.unit,
  count,
  saidIn: null,
});

/** `12*` says outright how much; a number at the end may be a part of the name that was chosen. */
const isExplicit = (text: string): boolean => /[*×]/u.test(text);
