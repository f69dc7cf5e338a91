import { textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordReference } from '../../../../shared/domain/record.ts';
import type { ReadHandle } from '../../store/types.ts';

/**
 * What a person calls a record: its own name, number or subject; of an order without a number its customer's name, of a setting its key. '' when it has
 * none, or is not held here. The window adds the word for its kind, and words keys.
 */
export function recordTitle(read: ReadHandle, reference: RecordReference): string {
  const body = read.record(reference)?.body;
  if (!body) return '';
  for (const field of ['name', 'number', 'title', 'subject', 'key']) {
    const text = textOf(body, field);
    if (text !== null) return text;
  }
  const customerId = textOf(body, 'customerId');
  return customerId === null || reference.collection === 'customers'
    ? ''
    : recordTitle(read, { collection: 'customers', id: customerId });
}
