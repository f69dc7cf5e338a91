/**
 * Export is nobody's by role: an administrator grants it to a person, with ceilings and an end (DESIGN section 7). The grant stands in the person's
 * record, so that it syncs and the core enforces it without a line; only the server writes it, and counts what was written under it.
 */
import { z } from 'zod';
import type { IsoDate } from '../../base/clock.ts';
import { oneValue } from '../leafShape.ts';
import type { RecordBody } from '../record.ts';

const ROWS_MAXIMUM = 1_000_000;

/** Rows are lines of a list, without headings. */
export const exportGrantSchema = z.strictObject({
  rowsPerExport: z.int().min(1).max(ROWS_MAXIMUM),
  /** In any 24 hours, over all devices of the person. */
  rowsPerDay: z.int().min(1).max(ROWS_MAXIMUM),
  /** Of those of the day, how many a device may hold ready to write without a line; 0: none. */
  rowsOffline: z.int().min(0).max(ROWS_MAXIMUM),
  /** The last day on which it holds. */
  until: z.iso.date(),
});
export type ExportGrant = z.infer<typeof exportGrantSchema>;

/** As a field of the person's body. */
export const exportGrantField = oneValue(exportGrantSchema);

/** What the person may export on this day; null when nothing. @param body The person's record; null when it is not known. */
export function exportGrantOf(body: RecordBody | null, today: IsoDate): ExportGrant | null {
  if (body === null || body['active'] === false) return null;
  const read = exportGrantSchema.safeParse(body['exportGrant']);
  return read.success && today <= read.data.until ? read.data : null;
}
