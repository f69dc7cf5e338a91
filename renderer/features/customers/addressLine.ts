import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { textDirection } from '../../ui/text/textDirection.ts';

/** An address in one line, as it is written in its own language: from the large to the small in Persian, the other way round in English. */
export function addressLine(address: RecordBody): string {
  const parts = ['country', 'region', 'city', 'street']
    .map((field) => textOf(address, field))
    .filter((part) => part !== null);
  // A province is often called like its capital.
  const distinct = parts.filter((part, index) => part !== parts[index + 1]);
  return textDirection(distinct.join(' ')) === 'rtl' ? distinct.join('، ') : distinct.toReversed().join(', ');
}
