/**
 * What the server and the devices notice, for an administrator: reading far beyond a habit, devices that fetch everything again and again, decoy customers
 * that turn up elsewhere; who may export, who exported; and the decoys themselves, which nothing but these calls names.
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { exportGrantSchema } from '../domain/exports/exportGrant.ts';
import { readingGrantSchema } from '../domain/watch/readingGrant.ts';
import { instantSchema, recordIdSchema } from '../sync/operation.ts';
import { method } from './errors.ts';
import { EXPORT_FORMATS, EXPORT_LISTS } from './exports.ts';
import { windowInputSchema } from './lists.ts';

const noteSchema = z.string().trim().max(2_000);
const namedSchema = z.object({ id: recordIdSchema, name: z.string() });
const factsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]));

export const FINDING_KINDS = [
  /** Somebody read so much that the core made them wait. */
  'readingPaused',
  /** …and said why they had to go on. */
  'readingAsked',
  /** A device fetched everything, again and again. */
  'bulkPull',
  /** A record with a decoy's phone or address came in. */
  'decoyCopied',
  /** An administrator met a decoy outside and said so. */
  'decoyMet',
  /** A device wrote more without a line than it had leased: its program is not ours. */
  'exportBeyondLease',
  /** More in a day than any work comes to: what a device told of its own log, of reading or of exports; sign-ins, exports, recovery secrets and requests of a person. The rest has to wait. */
  'toldTooMuch',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];
/** What the device of whoever it is about tells, as often and with whatever time it wants. */
export const TOLD_BY_DEVICES: readonly FindingKind[] = [
  'readingPaused',
  'readingAsked',
  'exportBeyondLease',
  'toldTooMuch',
];

// ---- findings -----------------------------------------------------------------------------------------------------

export const findingSchema = z.object({
  id: recordIdSchema,
  kind: z.enum(FINDING_KINDS),
  /** When it happened: of what a device told, by that device's clock. */
  at: instantSchema,
  /** When the server heard of it. */
  foundAt: instantSchema,
  /** How many earlier ones like it wait besides: what devices tell is one row of a person and kind in the list of those that are open. */
  alike: z.int().min(0),
  person: namedSchema.nullable(),
  device: z.object({ id: recordIdSchema, name: z.string(), code: z.string() }).nullable(),
  facts: factsSchema,
  /** null while nobody has looked at it. */
  settled: z.object({ by: z.string(), at: instantSchema, note: z.string() }).nullable(),
});
export type Finding = z.infer<typeof findingSchema>;

export const findingListInputSchema = windowInputSchema.extend({ open: z.boolean() });
export const findingListSchema = z.object({ total: z.int(), rows: z.array(findingSchema) });
const settleInputSchema = z.strictObject({
  id: recordIdSchema,
  note: noteSchema,
  /** With those that are like it and were found before it. */
  alike: z.boolean().optional(),
});

// ---- who exports, who reads ---------------------------------------------------------------------------------------

export const exportRowSchema = z.object({
  export: recordIdSchema,
  at: instantSchema,
  person: namedSchema,
  device: z.string(),
  list: z.enum(EXPORT_LISTS),
  format: z.enum(EXPORT_FORMATS),
  rows: z.int(),
  reason: z.string(),
  offline: z.boolean(),
});
export type ExportRow = z.infer<typeof exportRowSchema>;
export const exportLogSchema = z.object({ total: z.int(), rows: z.array(exportRowSchema) });

export const watchedPersonSchema = z.object({
  person: namedSchema,
  role: z.string(),
  exportGrant: exportGrantSchema.nullable(),
  readingGrant: readingGrantSchema.nullable(),
  /** Pages of customers in the busiest hour of the last four weeks, as the person's devices told; null when they told none. */
  busiestHour: z.int().nullable(),
  /** Decoys among the customers that the person holds. */
  decoys: z.int(),
});
export type WatchedPerson = z.infer<typeof watchedPersonSchema>;

/** null takes the grant away. */
const grantExportInputSchema = z.strictObject({ person: recordIdSchema, grant: exportGrantSchema.nullable() });
const grantReadingInputSchema = z.strictObject({ person: recordIdSchema, grant: readingGrantSchema.nullable() });

// ---- decoys -------------------------------------------------------------------------------------------------------

export const decoySchema = z.object({
  customer: recordIdSchema,
  name: z.string(),
  phone: z.string(),
  email: z.string(),
  /** For whom it was made. */
  person: namedSchema,
  /** Everybody who may hold it now, by name: the fewer, the more it tells. Roles of the whole company hold all and are not named. */
  holders: z.array(z.string()),
  madeAt: instantSchema,
  retiredAt: instantSchema.nullable(),
});
export type Decoy = z.infer<typeof decoySchema>;

export const DECOYS_AT_ONCE = 20;
export const makeDecoysInputSchema = z.strictObject({
  person: recordIdSchema,
  /** A number or an address of the company's own that nobody else has, for each decoy: it is how one is recognised when it is used. */
  lines: z
    .array(z.strictObject({ phone: z.string().trim().max(40), email: z.string().trim().max(200) }))
    .min(1)
    .max(DECOYS_AT_ONCE),
});
export const lookUpInputSchema = z.strictObject({
  /** A telephone number, an e-mail address, or lines of a list with such in them. */
  text: z.string().trim().min(1).max(200_000),
  /** Where it was met; empty: only to look. Else it is noted as a finding. */
  met: noteSchema,
});
export const lookUpReplySchema = z.object({
  decoys: z.array(decoySchema),
  /** Exports whose invisible mark the phones carry, the likeliest first. `agreeing` of `compared` numbers are spelled as in that export. */
  exports: z.array(z.object({ row: exportRowSchema, compared: z.int(), agreeing: z.int() })),
});
export type LookUpReply = z.infer<typeof lookUpReplySchema>;

// ---- reading ------------------------------------------------------------------------------------------------------

export const readingStandingSchema = z.object({
  /** In the last hour. A customer's page is one page, {@link LISTED_PER_PAGE} customers of a list are one. */
  pages: z.number(),
  limit: z.int(),
  /** While one has to wait: until when. */
  pausedUntil: instantSchema.nullable(),
  /** How often one may still go on today by saying why. */
  asksLeft: z.int(),
});
export type ReadingStanding = z.infer<typeof readingStandingSchema>;

const reportReadingInputSchema = z.strictObject({
  /** Complete hours, pages in each. */
  hours: z.array(z.strictObject({ hour: instantSchema, pages: z.int().min(0) })).max(1_000),
  events: z
    .array(
      z.strictObject({
        id: recordIdSchema,
        kind: z.enum(['readingPaused', 'readingAsked']),
        at: instantSchema,
        pages: z.int(),
        limit: z.int(),
        reason: z.string().max(500),
      }),
    )
    .max(500),
});
export type ReadingReport = z.infer<typeof reportReadingInputSchema>;

// ---- the calls and the methods ------------------------------------------------------------------------------------

const route = (path: string, summary: string) =>
  oc.route({ method: 'POST', path: `/watch/v1/${path}`, tags: ['watch'], summary });
const nothing = z.strictObject({});
const madeSchema = z.object({ made: z.int() });

export const watchCalls = {
  watchFindings: route('findings', 'What was noticed').input(findingListInputSchema).output(findingListSchema),
  settleFinding: route('settle', 'Somebody has looked at a finding').input(settleInputSchema).output(z.object({})),
  watchExports: route('exports', 'What was exported').input(windowInputSchema).output(exportLogSchema),
  watchPeople: route('people', 'Grants and habits of everybody').input(nothing).output(z.array(watchedPersonSchema)),
  grantExport: route('grant-export', 'Who may export').input(grantExportInputSchema).output(z.object({})),
  grantReading: route('grant-reading', 'Who may read more').input(grantReadingInputSchema).output(z.object({})),
  listDecoys: route('decoys', 'The decoys').input(nothing).output(z.array(decoySchema)),
  makeDecoys: route('make-decoys', 'Makes decoys for a person').input(makeDecoysInputSchema).output(madeSchema),
  retireDecoy: route('retire-decoy', 'Takes a decoy out')
    .input(z.strictObject({ customer: recordIdSchema }))
    .output(z.object({})),
  lookUpDecoy: route('look-up', 'Whose decoys or exports are these?')
    .input(lookUpInputSchema)
    .output(lookUpReplySchema),
  reportReading: route('reading', 'How much was read here').input(reportReadingInputSchema).output(z.object({})),
};

/** The calls as they are, for a window; and the person's own reading. */
export const watchContract = {
  findings: method.input(findingListInputSchema).output(findingListSchema),
  settle: method.input(settleInputSchema).output(z.object({})),
  exports: method.input(windowInputSchema).output(exportLogSchema),
  people: method.input(nothing).output(z.array(watchedPersonSchema)),
  grantExport: method.input(grantExportInputSchema).output(z.object({})),
  grantReading: method.input(grantReadingInputSchema).output(z.object({})),
  decoys: method.input(nothing).output(z.array(decoySchema)),
  makeDecoys: method.input(makeDecoysInputSchema).output(madeSchema),
  retireDecoy: method.input(z.strictObject({ customer: recordIdSchema })).output(z.object({})),
  lookUp: method.input(lookUpInputSchema).output(lookUpReplySchema),
  reading: method.output(eventIterator(readingStandingSchema)),
  /** Says why one has to go on reading; head office hears of it. @throws PeyvandError `throttled` when that was said too often today. */
  goOnReading: method
    .input(
      z.strictObject({
        // Half a surrogate pair has no UTF-8: the audit entry of it could not be hashed.
        reason: z
          .string()
          .trim()
          .min(3)
          .max(500)
          .refine((text) => text.isWellFormed()),
      }),
    )
    .output(z.object({})),
};
