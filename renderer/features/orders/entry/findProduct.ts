/** Which product an entry means: what was chosen, a code or a barcode as a whole, else what a search for the words finds first on the order's day. */
import type { ProductRow } from '../../../../shared/contract/sales.ts';
import { looksMisread } from '../../../../shared/domain/products/barcode.ts';
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

/** `failed`: the core gave no answer. `standing`: it was not sent to the order yet. */
export type Refusal = 'unknown' | 'misread' | 'discontinued' | 'notHere' | 'failed' | 'standing';

/** `quantity` × 1,000, null where none was typed. */
export type Found =
  | { readonly productId: string; readonly name: string; readonly unit: string; readonly quantity: number | null }
  | { readonly why: Refusal; readonly name?: string };

type Core = ReturnType<typeof useCore>;

export async function findProduct(core: Core, body: RecordBody, { text, chosen, scanned }: Entry): Promise<Found> {
  const readings = scanned ? [{ find: text, quantity: null }] : readingsOf(text);
  if (chosen) {
    const said = isExplicit(text) ? readings.find((reading) => reading.quantity !== null) : undefined;
    return { productId: chosen.id, name: chosen.name, unit: chosen.unit, quantity: said?.quantity ?? null };
  }
  const coded = await attempt(core.products.byCode, { codes: readings.map(({ find }) => find.slice(0, 100)) });
  if (!coded.ok) return { why: 'failed' };
  const [exact] = coded.value.rows;
  if (exact) {
    if (exact.discontinued) return { why: 'discontinued', name: exact.name };
    const quantity = readings.find((reading) => reading.find === exact.code)?.quantity ?? null;
    return { productId: exact.id, name: exact.name, unit: exact.unit, quantity };
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
    if (first) return { productId: first.id, name: first.name, unit: first.unit, quantity };
  }
  return { why: 'unknown' };
}

/** `12*` says outright how much; a number at the end may be a part of the name that was chosen. */
const isExplicit = (text: string): boolean => /[*×]/u.test(text);
