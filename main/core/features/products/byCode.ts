/** What a code or a barcode stands for: found by the search index, compared as a whole. */
import { textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import { codeKey } from '../../../../shared/domain/products/barcode.ts';
import type { UnitRow } from '../../../../shared/contract/lists.ts';
import { PRODUCT_KINDS } from '../../../../shared/domain/products/product.ts';
import { unitsOf } from '../../../../shared/domain/products/units.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { matchExpression } from '../../store/index.ts';
import type { Work } from '../procedures.ts';
import { jsonList } from '../sql.ts';
import { codeCandidatesQuery, type CodeCandidateRow } from './queries.ts';

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
export function productsByCode({ store }: Work, codes: readonly string[]): CodedProduct[] {
  for (const code of codes) {
    const key = codeKey(code);
    const match = matchExpression(key);
    if (match === null) continue;
    const found = store.read
      .all<CodeCandidateRow>(codeCandidatesQuery, { match, kinds: jsonList(PRODUCT_KINDS) })
      .flatMap((row): CodedProduct[] => {
        const body = JSON.parse(row.body) as RecordBody;
        const isCalled = (names: readonly string[]): boolean =>
          names.some((name) => name !== '' && codeKey(name) === key);
        const carton = unitsOf(body).find(({ barcodes }) => isCalled(barcodes));
        // What stands on the product itself means the product, should both bear the same.
        const isOwn = isCalled([row.code ?? '', ...textsOf(body, 'barcodes')]);
        if (!isOwn && carton === undefined) return [];
        return [
          {
            id: row.id,
            name: row.name ?? '',
            unit: textOf(body, 'unit') ?? '',
            units: unitRowsOf(body),
            unitId: isOwn || carton === undefined ? null : carton.id,
            discontinued: row.discontinued === 1,
            code,
          },
        ];
      });
    const sold = found.filter(({ discontinued }) => !discontinued);
    if (found.length > 0) return sold.length > 0 ? sold : found;
  }
  return [];
}

export const unitRowsOf = (product: RecordBody): UnitRow[] =>
  unitsOf(product).map(({ id, unit, factor }) => ({ id, unit, factor }));
