/** The legal invoice number of a posted order: without gaps within a company and a year, given once, by the server, and signed by it. */
import { z } from 'zod';
import { canonicalJson } from '../../base/canonicalJson.ts';
import type { RecordId } from '../../base/id.ts';
import { instantField } from '../fields.ts';
import { oneValue } from '../leafShape.ts';

export const invoiceField = oneValue(
  z.object({
    /** Year and serial, e.g. `1405-000123`. */
    number: z.string().max(40),
    /** Of the books: solar years of the Persian calendar. */
    year: z.int(),
    serial: z.int().min(1),
    postedAt: instantField,
    /** Ed25519 by the server over {@link invoiceText}, base64url: with it the number comes back from a device that holds it. */
    signature: z.string().max(200),
  }),
);
export type Invoice = z.infer<typeof invoiceField>;

export const invoiceNumber = (year: number, serial: number): string => `${year}-${String(serial).padStart(6, '0')}`;

/** What is signed. */
export const invoiceText = (
  company: RecordId,
  order: RecordId,
  { number, year, serial, postedAt }: Omit<Invoice, 'signature'>,
): string => canonicalJson({ format: 1, company, order, number, year, serial, postedAt });
