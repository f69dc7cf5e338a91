/**
 * Facts that only the server makes, and that devices hold under its signature: legal invoice numbers, decisions on held work, receipts of closed
 * days, and the mark of how far the books had come. After a restore from a backup they come back from there (SYNC-33).
 */
import { z } from 'zod';
import { canonicalJson } from '../base/canonicalJson.ts';
import type { Instant } from '../base/clock.ts';
import type { RecordId } from '../base/id.ts';
import type { RecordBody } from '../domain/record.ts';
import { invoiceField, type Invoice } from '../domain/salesDocuments/invoiceNumber.ts';
import { instantSchema, recordIdSchema } from './operation.ts';

/** Facts in one message. */
export const FACTS_MAXIMUM = 500;
/** Characters of the facts' texts in one message, unless one alone is longer. */
export const FACTS_TEXT_MAXIMUM = 4_000_000;
/** Ranges of missing numbers that are told one by one; what is beyond them is one range. */
export const MISSING_RANGES_MAXIMUM = 1_000;

/** A text as the server signed it, and its Ed25519 signature over the text's UTF-8, base64url. */
export const signedTextSchema = z.object({ text: z.string().max(5_000_000), signature: z.string().max(200) });
export type SignedText = z.infer<typeof signedTextSchema>;

export const serverFactSchema = z.discriminatedUnion('kind', [
  /** As it stands in the order; the signature in it is over `invoiceText`. */
  z.object({ kind: z.literal('invoice'), order: recordIdSchema, invoice: invoiceField }),
  z.object({ kind: z.literal('decision'), ...signedTextSchema.shape }),
  z.object({ kind: z.literal('receipt'), ...signedTextSchema.shape }),
  z.object({ kind: z.literal('mark'), ...signedTextSchema.shape }),
]);
export type ServerFact = z.infer<typeof serverFactSchema>;

/** A message with facts, from a device to the server that asked for them. */
export const bringFactsSchema = z.strictObject({
  /** The life of the server that asked for them. */
  epoch: z.string().max(128),
  facts: z.array(serverFactSchema).max(FACTS_MAXIMUM),
  /** With these the device has offered all that was wanted. */
  complete: z.boolean(),
});
export type BringFacts = z.infer<typeof bringFactsSchema>;

const serialSchema = z.int().min(0);

/** What a restored server asks for. */
export const wantedFactsSchema = z.object({
  /** Per year of the books that it knows: the last serial that it has heard of, and the ranges up to there of which it does not know whose they are. */
  books: z.array(
    z.object({
      year: z.int(),
      last: serialSchema,
      missing: z.array(z.tuple([serialSchema, serialSchema])).max(MISSING_RANGES_MAXIMUM),
    }),
  ),
  /** Whatever was made at this moment or later is wanted too; null: all there is. */
  since: z.object({
    invoice: instantSchema.nullable(),
    decision: instantSchema.nullable(),
    receipt: instantSchema.nullable(),
  }),
});
export type WantedFacts = z.infer<typeof wantedFactsSchema>;

/** A number that the server lacks, or of the time after the backup: also one that it has, for it may have given it to another order since. */
export function isInvoiceWanted({ books, since }: WantedFacts, { year, serial, postedAt }: Invoice): boolean {
  if (isSince(since.invoice, postedAt)) return true;
  const known = books.find((book) => book.year === year);
  if (!known || serial > known.last) return true;
  return known.missing.some(([first, last]) => first <= serial && serial <= last);
}

export const isSince = (since: Instant | null, at: Instant): boolean =>
  since === null || Date.parse(at) >= Date.parse(since);

// ---- the mark of the books ---------------------------------------------------------------------------------------

/**
 * How far the numbers of the books had come when the server spoke: every device has one, whether it holds an order or not. Without a time in it,
 * so that it is signed anew only when a number was given.
 */
const booksMarkSchema = z.strictObject({
  format: z.literal(1),
  mark: z.literal('books'),
  company: recordIdSchema,
  /** Year to serial. */
  serials: z.record(z.string().regex(/^\d{4}$/), z.int().min(1)),
});
export type BooksMark = z.infer<typeof booksMarkSchema>;

export const booksMarkText = (company: RecordId, serials: BooksMark['serials']): string =>
  canonicalJson({ format: 1, mark: 'books', company, serials });

/** null for a text that is none. Whether it is genuine is for the signature. */
export function readBooksMark(text: string): BooksMark | null {
  try {
    return booksMarkSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

// ---- decisions -----------------------------------------------------------------------------------------------------

/** What was signed of a decision (docs/decisions/0011), out of its record; null for one without a signature. */
export function decisionFactOf(id: RecordId, { signature, ...unsigned }: RecordBody): SignedText | null {
  return typeof signature === 'string' ? { text: canonicalJson({ ...unsigned, id }), signature } : null;
}
