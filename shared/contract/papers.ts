/**
 * Papers that leave the house: as they read, for the window to print, and as a PDF. Both are one description (`shared/papers`), in the language that is asked
 * for, whatever language the window has. Single papers need no right to export: whoever may read the record may hand out its paper.
 */
import { z } from 'zod';
import { paperSchema } from '../papers/paper.ts';
import { method } from './errors.ts';

const idSchema = z.string().max(64);

export const paperAskSchema = z.discriminatedUnion('of', [
  /** A quote, an order, a delivery, an invoice, a return or a receipt. */
  z.strictObject({ of: z.literal('document'), id: idSchema }),
  z.strictObject({
    of: z.literal('statement'),
    customerId: idSchema,
    currency: z.string().regex(/^[A-Z]{3}$/),
    from: z.iso.date().nullable(),
    until: z.iso.date(),
  }),
  z.strictObject({ of: z.literal('serviceRequest'), id: idSchema }),
  z.strictObject({ of: z.literal('dayReceipt'), id: idSchema }),
]);
export type PaperAsk = z.infer<typeof paperAskSchema>;

/** As many papers as one PDF takes. */
export const PAPERS_MAXIMUM = 100;

const languageSchema = z.enum(['fa', 'en']);

export const papersContract = {
  /** As it is now. It names the customer as their page does, and counts as one. null: there is no such record here, or it has no paper. */
  read: method
    .input(z.strictObject({ paper: paperAskSchema, language: languageSchema }))
    .output(paperSchema.nullable()),
  /**
   * Several papers follow each other in one file, each counting its own pages. Written beside the core's own thread; nothing of it is on any disk.
   * What is no longer here is left out and named.
   * @throws PeyvandError `not_found` when none of them is here.
   */
  write: method
    .input(z.strictObject({ papers: z.array(paperAskSchema).min(1).max(PAPERS_MAXIMUM), language: languageSchema }))
    .output(
      z.object({
        fileName: z.string(),
        /** Base64, in pieces that can each be read by themselves. */
        pieces: z.array(z.string()),
        /** What each paper is called that is not in the file, '' where nothing is known of it here. */
        leftOut: z.array(z.string()),
      }),
    ),
};
