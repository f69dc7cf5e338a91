/** What a code or a barcode stands for: found by the search index, compared as a whole. */
import { textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import { codeKey } from '../../../../shared/domain/products/barcode.ts';
import { PRODUCT_KINDS } from '../../../../shared/domain/products/product.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { matchExpression } from '../../store/index.ts';
import type { Work } from '../procedures.ts';
import { jsonList } from '../sql.ts';
import { codeCandidatesQuery, type CodeCandidateRow } from './queries.ts';

export interface CodedProduct {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
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
        const names = [row.code ?? '', ...textsOf(body, 'barcodes')];
        if (!names.some((name) => name !== '' && codeKey(name) === key)) return [];
        const unit = textOf(body, 'unit') ?? '';
        return [{ id: row.id, name: row.name ?? '', unit, discontinued: row.discontinued === 1, code }];
      });
    const sold = found.filter(({ discontinued }) => !discontinued);
    if (found.length > 0) return sold.length > 0 ? sold : found;
  }
  return [];
}
