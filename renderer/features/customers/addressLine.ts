import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { Language } from '../../../shared/locale/format.ts';

/** An address in one line: from the large to the small in Persian, the other way round in English. */
export function addressLine(address: RecordBody, language: Language): string {
  const parts = ['country', 'region', 'city', 'street']
    .map((field) => textOf(address, field))
    .filter((part) => part !== null);
  // A province is often called like its capital.
  const distinct = parts.filter((part, index) => part !== parts[index + 1]);
  return language === 'fa' ? distinct.join('، ') : distinct.toReversed().join(', ');
}
