/** A branch on its day: who is where, what is missing, and the paper that people bring back, entered in their names. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ACTIVITY_OUTCOMES, NO_ORDER_REASONS } from '../domain/activities/activity.ts';
import { dateField, idField, instantField, noteField } from '../domain/fields.ts';
import { RECEIPT_METHODS } from '../domain/salesDocuments/receiptStates.ts';
import { instantSchema, recordIdSchema } from '../sync/operation.ts';
import { isoDateSchema } from '../sync/receipt.ts';
import { method } from './errors.ts';
import { moneySchema } from './lists.ts';

// ---- what a device asks the server -----------------------------------------------------------------------------

/** Of one person, as the server knows it. */
export const contactSchema = z.object({
  id: recordIdSchema,
  /** When a device of theirs last began a round; null when none ever has. */
  lastSyncAt: instantSchema.nullable(),
  /** Their groups that the server holds back, and that wait for others to arrive. Of any day. */
  held: z.int().min(0),
  waiting: z.int().min(0),
  /** When they had this day of theirs signed for the last time. */
  closedAt: instantSchema.nullable(),
});
export type BranchContact = z.infer<typeof contactSchema>;

const contactsRequestSchema = z.strictObject({
  /** null: the branch of whoever asks. Another's is for head office. */
  branchId: recordIdSchema.nullable(),
  day: isoDateSchema,
});
const contactsReplySchema = z.object({ at: instantSchema, people: z.array(contactSchema).max(2_000) });
export type BranchContacts = z.infer<typeof contactsReplySchema>;

export const branchCalls = {
  branchContacts: oc
    .route({
      method: 'POST',
      path: '/branches/v1/contacts',
      tags: ['day end'],
      summary: 'When the devices of a branch’s people were last heard of, and who has closed the day',
    })
    .input(contactsRequestSchema)
    .output(contactsReplySchema),
};

// ---- what a window asks the core: the day ----------------------------------------------------------------------

/** In the order in which they are shown. */
export const MISSING = [
  'visitsNotMade',
  'outcomes',
  'ordersOpen',
  'notInvoiced',
  'receiptsUnverified',
  'slipNumbers',
  'chequesDue',
  'requestsLate',
  'requestsSoon',
  'notHeard',
  'notClosed',
] as const;
export type Missing = (typeof MISSING)[number];

const placeSchema = z.object({
  /** `here`: came and has not left. `working`: on a job. `left`: was there last. */
  state: z.enum(['here', 'working', 'left']),
  collection: z.enum(['activities', 'serviceRequests']),
  id: z.string(),
  customerId: z.string().nullable(),
  customerName: z.string().nullable(),
  since: z.string(),
  position: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
});

export const branchPersonSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  /** The last place of the day at which they noted that they were; null: none is known here. */
  place: placeSchema.nullable(),
  /** The next visit that they have planned for the day. */
  next: z.object({ id: z.string(), customerName: z.string().nullable(), at: z.string().nullable() }).nullable(),
  visitsMade: z.number(),
  visitsLeft: z.number(),
  /** The newest of the day's notes of theirs that is here. */
  newestAt: z.string().nullable(),
  /** null: the server was never asked, or knows nothing of them. */
  contact: contactSchema.omit({ id: true }).nullable(),
});
export type BranchPerson = z.infer<typeof branchPersonSchema>;

const missingRowSchema = z.object({
  /** What it leads to; null for a person. */
  collection: z.enum(['activities', 'salesDocuments', 'serviceRequests']).nullable(),
  kind: z.string(),
  id: z.string(),
  customerId: z.string().nullable(),
  customerName: z.string().nullable(),
  /** Number or subject. */
  title: z.string().nullable(),
  personName: z.string().nullable(),
  /** A day or an instant. */
  at: z.string().nullable(),
  amount: moneySchema.nullable(),
});
export type MissingRow = z.infer<typeof missingRowSchema>;

export const branchDaySchema = z.object({
  today: z.string(),
  branch: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Which the person may choose from. */
  branches: z.array(z.object({ id: z.string(), name: z.string() })),
  /** When the server was last asked about devices and closes; null: never on this day. */
  askedAt: z.string().nullable(),
  people: z.array(branchPersonSchema),
  /** Those alone of which there is something. `rows` are the first; `total` counts all. */
  missing: z.array(z.object({ what: z.enum(MISSING), total: z.number(), rows: z.array(missingRowSchema) })),
});
export type BranchDay = z.infer<typeof branchDaySchema>;

// ---- what a window asks the core: paper ------------------------------------------------------------------------

const paperShape = {
  /** The window's own, of the row: entering it again after a lost answer enters nothing twice. */
  id: recordIdSchema,
  /** Who wrote the slip. */
  personId: idField,
  on: dateField,
  /** Its printed number. */
  slip: z.string().trim().max(40).optional(),
  /** A slip of that number was entered before, and this is another. */
  isAnother: z.boolean().optional(),
  customerId: idField,
  note: noteField.optional(),
};

export const paperRowSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...paperShape,
    kind: z.literal('order'),
    lines: z
      .array(
        z.strictObject({
          productId: idField,
          /** How much, as the slip says it, «۳ کارتن و ۴ عدد»: which units there are the product knows. */
          said: z.string().trim().min(1).max(200),
          /** As the slip says, in minor units, of one of the unit that is said; the price of the day when left out. With several units it would be of none. */
          unitPrice: z.int().min(0).optional(),
        }),
      )
      .min(1)
      .max(200),
  }),
  z.strictObject({
    ...paperShape,
    kind: z.literal('receipt'),
    method: z.enum(RECEIPT_METHODS),
    /** Minor units of the company's currency. */
    amount: z.int().positive(),
    reference: z.string().max(60).optional(),
    cheque: z
      .strictObject({
        number: z.string().max(40).optional(),
        bank: z.string().max(100).optional(),
        dueOn: dateField.optional(),
      })
      .optional(),
  }),
  z.strictObject({
    ...paperShape,
    kind: z.enum(['visit', 'call']),
    subject: z.string().trim().min(1).max(200),
    /** Minutes after the day began; noon when left out. */
    minute: z.int().min(0).max(1_439).optional(),
    outcome: z.enum(ACTIVITY_OUTCOMES),
    noOrderReason: z.enum(NO_ORDER_REASONS).optional(),
  }),
]);
export type PaperRow = z.infer<typeof paperRowSchema>;

export const enteredSchema = z.object({
  collection: z.enum(['salesDocuments', 'activities']),
  id: z.string(),
  /** Of an order or a receipt. */
  number: z.string().nullable(),
  /** An order that needs somebody's word stays a draft. null: all is done. */
  draftBecause: z.enum(['approval_needed']).nullable(),
  total: moneySchema.nullable(),
});
export type Entered = z.infer<typeof enteredSchema>;

/** A row that was entered, as it stands. */
export const enteredRowSchema = z.object({
  collection: z.enum(['salesDocuments', 'activities']),
  kind: z.string(),
  id: z.string(),
  rowId: z.string(),
  slip: z.string().nullable(),
  number: z.string().nullable(),
  customerId: z.string().nullable(),
  customerName: z.string().nullable(),
  state: z.string().nullable(),
  /** Of a receipt its method, of a visit or call its outcome. */
  how: z.string().nullable(),
  amount: moneySchema.nullable(),
  enteredBy: z.string().nullable(),
});
export type EnteredRow = z.infer<typeof enteredRowSchema>;

const PAPER_DRAFTS = 'branch/paper/';

/** Under which the rows of one person and day are kept while they are typed. */
export const paperDraftKey = ({ personId, on }: { readonly personId: string; readonly on: string }): string =>
  `${PAPER_DRAFTS}${personId}/${on}`;

/** Whose rows, and of which day, are kept under a key; null: it is the key of something else. */
export function paperOfDraft(key: string): { personId: string; on: string } | null {
  if (!key.startsWith(PAPER_DRAFTS)) return null;
  const [personId, on, ...more] = key.slice(PAPER_DRAFTS.length).split('/');
  return personId !== undefined && on !== undefined && more.length === 0 ? { personId, on } : null;
}

/** Rows of one person and day that were typed on this machine and not entered yet. */
export const openPaperSchema = z.object({
  personId: z.string(),
  personName: z.string(),
  on: z.string(),
  rows: z.int().positive(),
});
export type OpenPaper = z.infer<typeof openPaperSchema>;

/** What a typed or pasted word may mean. */
const foundSchema = z.object({
  text: z.string(),
  /** The one that it means beyond doubt: of that code, number, telephone or name, and no other is. */
  match: z.string().nullable(),
  options: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      detail: z.string().nullable(),
      /** Of a product that is no longer sold. */
      discontinued: z.boolean().optional(),
    }),
  ),
});
export type FoundByWord = z.infer<typeof foundSchema>;

export const branchContract = {
  /** `branchId` null: one's own. For branch managers and head office. */
  day: method.input(z.object({ branchId: idField.nullable() })).output(eventIterator(branchDaySchema)),
  /** Asks the server when everybody was last heard of. Needs a line. */
  askContacts: method.input(z.object({ branchId: idField.nullable() })).output(z.object({ at: instantField })),
  /**
   * One row of paper in somebody else's name, in a commit of its own. @throws `invalid_input` with the reason `slip_entered` for a number that was entered
   * before, `row_entered` for a row that was and says something else now or was taken back; `price_missing` with the places of the `lines`.
   */
  enter: method.input(paperRowSchema).output(enteredSchema),
  /** What was entered by mistake: a draft and a visit go, an order and a receipt are cancelled, a plan is a plan again. */
  takeBack: method
    .input(
      z.object({ collection: z.enum(['salesDocuments', 'activities']), id: idField, reason: z.string().trim().min(1) }),
    )
    .output(z.object({})),
  /** What was entered of one person's paper of one day. */
  entered: method
    .input(z.object({ personId: idField, on: dateField }))
    .output(eventIterator(z.array(enteredRowSchema))),
  /** Days with rows that were typed and not entered yet, the newest first. */
  open: method.output(eventIterator(z.array(openPaperSchema))),
  /** Customers or products by code, number, name or telephone; all words of a pasted column at once. */
  find: method
    .input(z.object({ what: z.enum(['customers', 'products']), texts: z.array(z.string().max(200)).max(500) }))
    .output(z.array(foundSchema)),
};
