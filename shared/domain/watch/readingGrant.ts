/** More pages an hour than a person's habit allows, given by an administrator for a while: somebody who takes over a colleague's territory reads all of it. */
import { z } from 'zod';
import type { IsoDate } from '../../base/clock.ts';
import { oneValue } from '../leafShape.ts';
import type { RecordBody } from '../record.ts';

export const readingGrantSchema = z.strictObject({
  pagesPerHour: z.int().min(1).max(100_000),
  /** The last day on which it holds. */
  until: z.iso.date(),
});
export type ReadingGrant = z.infer<typeof readingGrantSchema>;

/** As a field of the person's body; only the server writes it. */
export const readingGrantField = oneValue(readingGrantSchema);

export function readingGrantOf(body: RecordBody | null, today: IsoDate): ReadingGrant | null {
  const read = readingGrantSchema.safeParse(body?.['readingGrant']);
  return read.success && today <= read.data.until ? read.data : null;
}
