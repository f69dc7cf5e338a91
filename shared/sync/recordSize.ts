/** Is a record small enough to travel? One that no message can carry would keep everything behind it from everybody who holds its scope. */
import type { CollectionName, RecordBody } from '../domain/record.ts';
import { RECORD_BYTES_MAXIMUM, REVIEW_BYTES_MAXIMUM } from './operation.ts';

export const recordBytesMaximum = (collection: CollectionName): number =>
  collection === 'reviews' ? REVIEW_BYTES_MAXIMUM : RECORD_BYTES_MAXIMUM;

/**
 * In bytes of its JSON in UTF-8, with numbers written out. No character takes more than three bytes per UTF-16 unit, so most bodies are measured by
 * their length alone.
 */
export function fitsRecord(collection: CollectionName, body: RecordBody): boolean {
  const text = JSON.stringify(body);
  const maximum = recordBytesMaximum(collection) - zerosOf(text);
  if (text.length * 3 <= maximum) return true;
  return text.length <= maximum && new TextEncoder().encode(text).length <= maximum;
}

/**
 * What numbers with an exponent take more where they are written out: PostgreSQL makes 309 digits of `1e308`, so that a body of four megabytes of
 * those would take the memory of every node that reads it. (Where a text holds such letters it is counted along.)
 */
function zerosOf(text: string): number {
  let zeros = 0;
  for (const [, exponent] of text.matchAll(/\de[+-](\d{1,3})/g)) zeros += Number(exponent);
  return zeros;
}
