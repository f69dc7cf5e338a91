/** Leads and opportunities: their pipelines, the board and the list, moves and the conversion of a lead. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { dateField } from '../domain/fields.ts';
import { leafChangeSchema } from '../sync/operation.ts';
import { method } from './errors.ts';
import { createInputSchema, editInputSchema, savedSchema } from './records.ts';
import { markedShape, moneyListSchema, moneySchema, windowInputSchema } from './lists.ts';

const filterShape = {
  search: z.string().max(200).optional(),
  kind: z.enum(['lead', 'opportunity']).optional(),
  pipelineId: z.string().max(64).optional(),
  customerId: z.string().optional(),
  ownerIds: z.array(z.string().max(64)).max(500).optional(),
  /** Of their customers. */
  territoryIds: z.array(z.string().max(64)).max(500).optional(),
  /** Expected to close from this day and up to that, both included. */
  closingFrom: dateField.optional(),
  closingTo: dateField.optional(),
  /** Those alone that stand in their stage for longer than the pipeline lets them. */
  rotting: z.literal(true).optional(),
};

export const opportunityRowSchema = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  customerName: z.string().nullable(),
  ownerName: z.string().nullable(),
  stage: z.string(),
  pipelineId: z.string(),
  amount: moneySchema.nullable(),
  expectedCloseOn: z.string().nullable(),
  nextStep: z.string().nullable(),
  nextStepOn: z.string().nullable(),
  /** Since when it stands in its stage, as far as anybody knows. */
  enteredAt: z.string().nullable(),
  rotting: z.boolean(),
  ...markedShape,
});
export type OpportunityRow = z.infer<typeof opportunityRowSchema>;

const pipelineViewSchema = z.object({
  id: z.string(),
  /** null: the built-in one, and likewise for labels below: worded by the language. */
  name: z.string().nullable(),
  stages: z.array(
    z.object({
      id: z.string(),
      label: z.string().nullable(),
      probability: z.number(),
      rotDays: z.number().nullable(),
    }),
  ),
  lostReasons: z.array(z.object({ id: z.string(), label: z.string().nullable() })),
  archived: z.boolean(),
  /** There is a record of it; the built-in one has none until somebody changes it. */
  isRecord: z.boolean(),
});

const stageFiguresSchema = z.object({
  stage: z.string(),
  count: z.number(),
  rotting: z.number(),
  amounts: moneyListSchema,
  /** Each amount times its chances, half-even. */
  weighted: moneyListSchema,
});
export type StageFigures = z.infer<typeof stageFiguresSchema>;

export const opportunitiesContract = {
  list: method
    .input(
      windowInputSchema.extend({
        ...filterShape,
        stages: z.array(z.string().max(64)).max(100).optional(),
        /** `latest`, the latest first, by itself; `closing`: what is to close soonest comes first, what has no day last. */
        order: z.enum(['latest', 'closing']).optional(),
      }),
    )
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(opportunityRowSchema) }))),
  /** Count and worth per stage, of all pipelines together, from the read model. */
  pipeline: method.output(
    eventIterator(z.array(z.object({ stage: z.string(), count: z.number(), amounts: moneyListSchema }))),
  ),
  /**
   * Count, worth and weighted worth of every stage of one pipeline (the default one unless named), then won and lost, then stages that the
   * pipeline has no more and in which something still stands.
   */
  board: method.input(z.object(filterShape)).output(eventIterator(z.array(stageFiguresSchema))),
  /** Every pipeline, the default one first. */
  pipelines: method.output(eventIterator(z.array(pipelineViewSchema))),
  createPipeline: method.input(createInputSchema).output(savedSchema),
  editPipeline: method.input(editInputSchema).output(savedSchema),
  create: method.input(createInputSchema).output(savedSchema),
  edit: method.input(editInputSchema).output(savedSchema),
  /**
   * To another stage, with its date, history and chances. `from` is the stage that the person saw it in. `undo` takes it back by `edit`.
   * @throws `stale_edit` when it is elsewhere meanwhile, `illegal_transition`.
   */
  move: method
    .input(
      z.object({
        id: z.string(),
        from: z.string().max(64),
        to: z.string().max(64),
        lostReasonId: z.string().min(1).max(64).optional(),
        lostReason: z.string().max(500).optional(),
      }),
    )
    .output(z.object({ id: z.string(), undo: z.array(leafChangeSchema) })),
  /**
   * A lead becomes an opportunity of a customer, in one commit: one that is there, or one that is made. What was noted on the lead is the
   * customer's from then on. Their ids follow from the lead: asked again after a lost answer, or by somebody else apart, it makes nothing twice.
   * @throws `illegal_transition` for what is no open lead.
   */
  convert: method
    .input(
      z.object({
        id: z.string(),
        name: z.string().trim().min(1).max(200).optional(),
        customer: z.union([
          // The richer first: the other would take it and drop what makes it new.
          z.object({ kind: z.string(), body: z.record(z.string(), z.json()) }),
          z.object({ id: z.string() }),
        ]),
      }),
    )
    .output(z.object({ id: z.string(), customerId: z.string() })),
  /** What was done about it, newest first; of an opportunity also what was done while it was a lead. */
  story: method.input(windowInputSchema.extend({ id: z.string() })).output(
    eventIterator(
      z.object({
        total: z.number(),
        rows: z.array(
          z.object({
            id: z.string(),
            kind: z.string(),
            subject: z.string(),
            at: z.string(),
            outcome: z.string().nullable(),
          }),
        ),
      }),
    ),
  ),
};
