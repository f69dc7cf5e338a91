/**
 * A paper that leaves the house, as it reads: in one language, every word and figure written out. The printed page and the PDF are both made of it and of
 * nothing else, so they never differ. Whoever draws it decides where lines break, never what they say.
 */
import { z } from 'zod';

/** A label and what stands behind it. */
const factSchema = z.object({ label: z.string(), value: z.string() });
export type PaperFact = z.infer<typeof factSchema>;

/** The seller or the buyer: a name, and lines below it (ids, address, telephone). */
const partySchema = z.object({ label: z.string(), name: z.string(), lines: z.array(z.string()) });
export type PaperParty = z.infer<typeof partySchema>;

const columnSchema = z.object({
  heading: z.string(),
  /** Figures stand under each other: digits of one width, the units in one line, in either direction of writing. */
  figures: z.boolean(),
  /** It takes the room that the others leave. At least one column of a table does. */
  wide: z.boolean(),
});
export type PaperColumn = z.infer<typeof columnSchema>;

const cellSchema = z.object({
  text: z.string(),
  /** Smaller, below it: why a price is what it is. */
  note: z.string().optional(),
});
export type PaperCell = z.infer<typeof cellSchema>;

const rowSchema = z.object({ cells: z.array(cellSchema), strong: z.boolean().optional() });
export type PaperRow = z.infer<typeof rowSchema>;

const tableSchema = z.object({
  block: z.literal('table'),
  title: z.string().optional(),
  /** Stands above the rows again on every page that they run over to. */
  columns: z.array(columnSchema).min(1),
  rows: z.array(rowSchema),
});
export type PaperTable = z.infer<typeof tableSchema>;

const sumsSchema = z.object({
  block: z.literal('sums'),
  lines: z.array(factSchema.extend({ note: z.string().optional(), strong: z.boolean().optional() })),
  /** What the last line comes to, in words. */
  inWords: factSchema.optional(),
});
export type PaperSums = z.infer<typeof sumsSchema>;

const signaturesSchema = z.object({
  block: z.literal('signatures'),
  boxes: z.array(
    z.object({
      label: z.string(),
      /** Whoever signs, or has signed. */
      name: z.string().optional(),
      /** As `serviceRequests/signaturePath.ts` writes it. */
      drawn: z.string().optional(),
    }),
  ),
});
export type PaperSignatures = z.infer<typeof signaturesSchema>;

const blockSchema = z.discriminatedUnion('block', [
  z.object({ block: z.literal('facts'), title: z.string().optional(), facts: z.array(factSchema) }),
  z.object({ block: z.literal('text'), title: z.string().optional(), text: z.string() }),
  tableSchema,
  sumsSchema,
  signaturesSchema,
]);
export type PaperBlock = z.infer<typeof blockSchema>;

export const paperSchema = z.object({
  language: z.enum(['fa', 'en']),
  title: z.string(),
  /** What it is known by, as it is written on paper; empty for a paper without a number. */
  number: z.string(),
  /** Across the whole page: what this paper is not, or not any more («پیش‌نویس», "CANCELLED"). */
  mark: z.string().nullable(),
  seller: partySchema,
  buyer: partySchema.nullable(),
  /** Beside the parties: number, day, terms. */
  facts: z.array(factSchema),
  blocks: z.array(blockSchema),
  /** At the foot of every page: who made it and when. */
  foot: z.string(),
  /** "Page {page} of {pages}", with these two places to be filled. */
  pages: z.string(),
  /** Without folder and ending: by number and customer, safe on every system. */
  fileName: z.string(),
});
export type Paper = z.infer<typeof paperSchema>;

/** `numbers`: in the digits of the paper. */
export const pageWords = (paper: Paper, page: string, pages: string): string =>
  paper.pages.replace('{page}', () => page).replace('{pages}', () => pages);
