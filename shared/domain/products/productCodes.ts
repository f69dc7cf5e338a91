/**
 * What a product is found by: its code, its barcodes, and those of its further units. Of what is still sold, each stands for one product: a scanner
 * has nobody to ask. What is withdrawn keeps its codes and claims none, so that what comes in its place may bear them.
 */
import { joinPath } from '../../base/leafPath.ts';
import { textOf, textsOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { codeKey } from './barcode.ts';
import { unitsOf } from './units.ts';

export interface ProductCode {
  /** Where it stands: `code`, `barcodes`, `units/<id>/barcodes`. */
  readonly path: string;
  /** Whose it is: null for the product itself. */
  readonly unitId: string | null;
  readonly text: string;
  /** By which it is compared, see `codeKey`. */
  readonly key: string;
}

export function codesOf(product: RecordBody): ProductCode[] {
  const code = textOf(product, 'code');
  const written = [
    ...(code === null ? [] : [{ path: 'code', unitId: null, text: code }]),
    ...textsOf(product, 'barcodes').map((text) => ({ path: 'barcodes', unitId: null, text })),
    ...unitsOf(product).flatMap(({ id, barcodes }) =>
      barcodes.map((text) => ({ path: joinPath('units', id, 'barcodes'), unitId: id, text })),
    ),
  ];
  return written.map((one) => ({ ...one, key: codeKey(one.text) })).filter(({ key }) => key !== '');
}

export const isSold = (product: RecordBody): boolean => product['discontinued'] !== true;

/** What a change makes a product stand for that it did not stand for before. `before` is null for a new one; one that is sold again claims all of its codes anew. */
export function claimedCodes(before: RecordBody | null, after: RecordBody): ProductCode[] {
  if (!isSold(after)) return [];
  const had = new Set(before !== null && isSold(before) ? codesOf(before).map(({ key }) => key) : []);
  return codesOf(after).filter(({ key }) => !had.has(key));
}
