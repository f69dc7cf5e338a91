/** What a code or a barcode stands for: found by the search index, compared as a whole. */
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { codeKey } from '../../../../shared/domain/products/barcode.ts';
import type { UnitRow } from '../../../../shared/contract/lists.ts';
import { codesOf, isSold } from '../../../../shared/domain/products/productCodes.ts';
import { unitsOf } from '../../../../shared/domain/products/units.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import type { Work } from '../procedures.ts';
import { productsOfKey } from './codes.ts';

export interface CodedProduct {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly units: UnitRow[];
  readonly unitId: string | null;
  readonly discontinued: boolean;
  readonly code: string;
}

/** The products of the first code that stands for any; what is still sold before what is not. */
export function productsByCode(work: Work, codes: readonly string[]): CodedProduct[] {
  for (const code of codes) {
    const key = codeKey(code);
    const found = productsOfKey(work, key).map(({ id, body }): CodedProduct => {
      const paths = codesOf(body).filter((own) => own.key === key);
      // What stands on the product itself means the product, should both bear the same.
      const isOwn = paths.some(({ unitId }) => unitId === null);
      return {
        id,
        name: textOf(body, 'name') ?? '',
        unit: textOf(body, 'unit') ?? '',
        units: unitRowsOf(body),
        unitId: isOwn ? null : (paths[0]?.unitId ?? null),
        discontinued: !isSold(body),
        code,
      };
    });
    const sold = found.filter(({ discontinued }) => !discontinued);
    if (found.length > 0) return sold.length > 0 ? sold : found;
  }
  return [];
}

export const unitRowsOf = (product: RecordBody): UnitRow[] =>
  unitsOf(product).map(({ id, unit, factor }) => ({ id, unit, factor }));
