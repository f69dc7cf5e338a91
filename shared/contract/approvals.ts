/** Requests for approval, on the orders and contracts that they are about: asked for, listed for whoever decides, decided. All of it works without a line. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { APPROVAL_STATES } from '../domain/approvals/approval.ts';
import { method } from './errors.ts';
import { moneySchema, windowInputSchema } from './lists.ts';
import { savedSchema } from './records.ts';

export const reasonSchema = z.object({
  reason: z.string(),
  found: z.number().optional(),
  limit: z.number().optional(),
  currency: z.string().optional(),
  lineId: z.string().optional(),
  /** What the line is called. */
  lineName: z.string().optional(),
  coverage: z.array(z.string()).optional(),
  /** Of a discount: no list price measures it. */
  unmeasured: z.boolean().optional(),
});

const collectionSchema = z.enum(['salesDocuments', 'contracts']);
const target = { collection: collectionSchema, id: z.string() };
const noteSchema = z.string().trim().max(1_000);

export const approvalRowSchema = z.object({
  ...target,
  /** Number or title; '' when it has none. */
  title: z.string(),
  customerId: z.string(),
  customerName: z.string(),
  askedByName: z.string(),
  askedAt: z.string(),
  askedNote: z.string(),
  reasons: z.array(reasonSchema),
  /** What the order comes to; null for a contract. */
  total: moneySchema.nullable(),
  state: z.enum(APPROVAL_STATES),
  /** True while it has not been confirmed by the server. */
  pending: z.boolean(),
});
export type ApprovalRow = z.infer<typeof approvalRowSchema>;

export const approvalViewSchema = z.object({
  state: z.enum(APPROVAL_STATES),
  /** Why this person may not do it alone now; empty when they may. */
  needed: z.array(reasonSchema),
  /** What was asked; null when nobody was. */
  request: z
    .object({
      reasons: z.array(reasonSchema),
      askedByName: z.string(),
      askedAt: z.string(),
      askedNote: z.string(),
      isMine: z.boolean(),
      decidedByName: z.string().nullable(),
      decidedAt: z.string().nullable(),
      decidedNote: z.string(),
    })
    .nullable(),
  /** It is held against slices of stock or credit, and within them: firm, whoever else sells meanwhile. */
  firm: z.boolean(),
  mayAsk: z.boolean(),
  mayDecide: z.boolean(),
  /** Why somebody who otherwise decides may not here: it is their own, or beyond their own limits. */
  notHere: z.enum(['own', 'beyond']).nullable(),
});
export type ApprovalView = z.infer<typeof approvalViewSchema>;

export const approvalsContract = {
  /** `mine` false: what waits for this person's word, the oldest first. True: what they asked for and is not settled, refused included. */
  list: method
    .input(windowInputSchema.extend({ mine: z.boolean() }))
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(approvalRowSchema) }))),
  /** How one record stands; null while it is not held here. */
  of: method.input(z.object(target)).output(eventIterator(approvalViewSchema.nullable())),
  /** @throws `illegal_transition` when nobody needs to be asked, `invalid_input` when it could not be confirmed anyway. */
  ask: method.input(z.object({ ...target, note: noteSchema })).output(savedSchema),
  /** The order is a draft like any other again. Only by whoever asked. */
  withdraw: method.input(z.object({ id: z.string() })).output(savedSchema),
  /** An approved order is confirmed in the same commit, and `number` is the one that it got. A refusal needs a note. */
  decide: method
    .input(z.object({ ...target, decision: z.enum(['approved', 'refused']), note: noteSchema }))
    .output(savedSchema.extend({ number: z.string().nullable() })),
};
