/** What the palette finds among all records at once, and what a person opened lately. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { method } from './errors.ts';

/** The collections whose records have a page of their own. */
export const PALETTE_COLLECTIONS = [
  'customers',
  'products',
  'salesDocuments',
  'opportunities',
  'activities',
  'serviceRequests',
  'assets',
  'contracts',
] as const;
export type PaletteCollection = (typeof PALETTE_COLLECTIONS)[number];

export const paletteRowSchema = z.object({
  collection: z.enum(PALETTE_COLLECTIONS),
  kind: z.string(),
  id: z.string(),
  /** A name or a subject; null of papers, which have numbers. */
  title: z.string().nullable(),
  /** Number, code or serial. */
  number: z.string().nullable(),
  customerName: z.string().nullable(),
  state: z.string().nullable(),
  /** The day that says most of it: dated, due, planned. */
  day: z.string().nullable(),
  /** What else tells it from others: the city, the contact who was found, the legal number, the number of a cheque. */
  detail: z.string().nullable(),
  /** Opened lately by this person on this machine. */
  recent: z.boolean(),
});
export type PaletteRow = z.infer<typeof paletteRowSchema>;

const recordSchema = z.object({ collection: z.enum(PALETTE_COLLECTIONS), id: z.string().max(64) });

export const paletteContract = {
  /**
   * What these words find, a few of each collection that the person reads: what they opened lately first, then the newest; customers by name. Papers
   * also by their customer. Nothing for words that hold nothing to search for.
   */
  find: method
    .input(z.object({ words: z.string().max(200) }))
    .output(eventIterator(z.object({ rows: z.array(paletteRowSchema) }))),
  /** What was opened lately and is still here, the last first. */
  recent: method
    .input(z.object({ limit: z.int().min(1).max(40) }))
    .output(eventIterator(z.object({ rows: z.array(paletteRowSchema) }))),
  /** A record stands open: it is found first from now on. */
  opened: method.input(recordSchema).output(z.object({})),
};
