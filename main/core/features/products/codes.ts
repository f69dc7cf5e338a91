/** Who bears a code already: told while it is typed, and refused when it is saved. All products are here, so it is known without a line. */
import { createError } from '../../../../shared/base/errors.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { codeKey } from '../../../../shared/domain/products/barcode.ts';
import { PRODUCT_KINDS } from '../../../../shared/domain/products/product.ts';
import { claimedCodes, codesOf, isSold } from '../../../../shared/domain/products/productCodes.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { wholeWordsExpression } from '../../store/index.ts';
import type { Work } from '../procedures.ts';
import { jsonList } from '../sql.ts';
import { codeCandidatesQuery } from './queries.ts';

export interface Bearer {
  readonly id: string;
  readonly name: string;
  readonly discontinued: boolean;
  /** As it was asked for. */
  readonly code: string;
}

/** Every product that stands for what is compared by this key, withdrawn ones too. */
export function productsOfKey({ store }: Work, key: string): { readonly id: string; readonly body: RecordBody }[] {
  const match = key === '' ? null : wholeWordsExpression(key);
  if (match === null) return [];
  return store.read
    .all<{ id: string; body: string }>(codeCandidatesQuery, { match, kinds: jsonList(PRODUCT_KINDS) })
    .map(({ id, body }) => ({ id, body: JSON.parse(body) as RecordBody }))
    .filter(({ body }) => codesOf(body).some((code) => code.key === key));
}

/** The other products that stand for any of these codes; each with the first that it stands for, what is sold before what is not. */
export function bearersOf(work: Work, codes: readonly string[], exceptId: string | null): Bearer[] {
  const bearers = new Map<string, Bearer>();
  for (const code of codes)
    for (const { id, body } of productsOfKey(work, codeKey(code)))
      if (id !== exceptId && !bearers.has(id))
        bearers.set(id, { id, name: textOf(body, 'name') ?? '', discontinued: !isSold(body), code });
  return [...bearers.values()].toSorted((one, other) => Number(one.discontinued) - Number(other.discontinued));
}

/** @throws PeyvandError `invalid_input` with `product.codeTaken`, where it stands, and who bears it. */
export function requireFreeCodes(work: Work, id: string | null, before: RecordBody | null, after: RecordBody): void {
  for (const { path, text } of claimedCodes(before, after)) {
    const taken = bearersOf(work, [text], id).find(({ discontinued }) => !discontinued);
    if (taken)
      throw createError('invalid_input', {
        reason: 'product.codeTaken',
        path,
        code: text,
        bearerId: taken.id,
        bearer: taken.name,
      });
  }
}
