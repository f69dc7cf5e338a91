/** Is a record small enough to travel? One that no message can carry would keep everything behind it from everybody who holds its scope. */
import type { CollectionName, RecordBody } from '../domain/record.ts';
import { RECORD_BYTES_MAXIMUM, REVIEW_BYTES_MAXIMUM } from './operation.ts';

export const recordBytesMaximum = (collection: CollectionName): number =>
  collection === 'reviews' ? REVIEW_BYTES_MAXIMUM : RECORD_BYTES_MAXIMUM;

/** In bytes of its JSON in UTF-8. No character takes more than three bytes per UTF-16 unit, so most bodies are measured by their length alone. */
export function fitsRecord(collection: CollectionName, body: RecordBody): boolean {
  const maximum = recordBytesMaximum(collection);
  const text = JSON.stringify(body);
  if (text.length * 3 <= maximum) return true;
  return text.length <= maximum && new TextEncoder().encode(text).length <= maximum;
}
