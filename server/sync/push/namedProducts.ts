/** Products on the lines of a document: as it stands, and as an operation would have them. */
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { RecordOperation } from '../../../shared/sync/operation.ts';

export const productsOf = (body: RecordBody): string[] =>
  elementsOf(body, 'lines').flatMap((line) => textOf(line, 'productId') ?? []);

/** Those that it brings, whether or not they prevail: as they were written, which may be no ids. */
export function productsIn(operation: RecordOperation): string[] {
  if (operation.act === 'create') return productsOf(operation.body);
  if (operation.act === 'delete') return [];
  return operation.changes.flatMap((change): string[] => {
    if (change.do === 'addElement') return productsOf({ lines: [change.value] });
    if (change.do !== 'set') return [];
    if (change.path === 'lines') return productsOf({ lines: change.value });
    return change.path.endsWith('/productId') && typeof change.value === 'string' ? [change.value] : [];
  });
}
