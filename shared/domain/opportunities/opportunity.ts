/** Leads and opportunities: the pipeline. */
import { z } from 'zod';
import { integerOf, moneyOf, textOf } from '../bodyReads.ts';
import {
  commonFields,
  dateField,
  idField,
  instantField,
  moneyField,
  nameField,
  noteField,
  percentageField,
} from '../fields.ts';
import { followCustomer } from '../followCustomer.ts';
import { defineKind, type CollectionDefinition, type KindDefinition } from '../kind.ts';
import { opportunityViolations, stageEnteredAt } from './opportunityRules.ts';
import { DEFAULT_PIPELINE_ID, stageIdField } from './pipeline.ts';

export const opportunitySchema = z.looseObject({
  ...commonFields,
  name: nameField,
  customerId: idField.optional(),
  ownerId: idField.optional(),
  productId: idField.optional(),
  /** Absent: the company's default one. */
  pipelineId: idField.optional(),
  /** The id of a stage of the pipeline, or an end (`CLOSED_STAGES`). */
  stage: stageIdField,
  /** When each stage was entered last, keyed by stage. */
  stageHistory: z.record(stageIdField, instantField).optional(),
  amount: moneyField.optional(),
  probability: percentageField.optional(),
  openedOn: dateField.optional(),
  expectedCloseOn: dateField.optional(),
  closedOn: dateField.optional(),
  nextStep: z.string().max(200).optional(),
  nextStepOn: dateField.optional(),
  /** One of the pipeline's reasons for loss. */
  lostReasonId: z.string().min(1).max(64).optional(),
  /** The same in the words of whoever lost it. */
  lostReason: z.string().max(500).optional(),
  /** Who asked, while there is no customer yet. */
  companyName: z.string().max(200).optional(),
  contactName: z.string().max(200).optional(),
  phone: z.string().max(40).optional(),
  email: z.string().max(200).optional(),
  /** Of a lead: the opportunity that it became. */
  convertedToId: idField.optional(),
  /** Of an opportunity: the lead that it was. */
  convertedFromId: idField.optional(),
  note: noteField.optional(),
});
export type Opportunity = z.infer<typeof opportunitySchema>;

export const opportunityKind = (kind: 'lead' | 'opportunity'): KindDefinition<typeof opportunitySchema> =>
  defineKind({
    collection: 'opportunities',
    kind,
    schema: opportunitySchema,
    merge: {
      default: 'serverOrder',
      policies: { amount: 'ask', source: 'locked' },
      groups: { outcome: ['stage', 'closedOn', 'lostReason', 'lostReasonId', 'convertedToId'] },
    },
    scope: followCustomer,
    searchText: (body) => ['name', 'companyName', 'contactName', 'phone'].flatMap((field) => textOf(body, field) ?? []),
    invariants: opportunityViolations,
    references: (body) => {
      const customerId = textOf(body, 'customerId');
      const productId = textOf(body, 'productId');
      const leadId = textOf(body, 'convertedFromId');
      return [
        ...(customerId ? [{ collection: 'customers' as const, id: customerId }] : []),
        ...(productId ? [{ collection: 'products' as const, id: productId }] : []),
        ...(leadId ? [{ collection: 'opportunities' as const, id: leadId }] : []),
      ];
    },
  });

export const opportunitiesCollection: CollectionDefinition = {
  collection: 'opportunities',
  schemaVersion: 1,
  kinds: { lead: opportunityKind('lead'), opportunity: opportunityKind('opportunity') },
  columns: [
    { name: 'name', type: 'text', path: 'name', value: (body) => textOf(body, 'name') },
    { name: 'customer_id', type: 'text', path: 'customerId', value: (body) => textOf(body, 'customerId') },
    { name: 'owner_id', type: 'text', path: 'ownerId', value: (body) => textOf(body, 'ownerId') },
    { name: 'product_id', type: 'text', path: 'productId', value: (body) => textOf(body, 'productId') },
    { name: 'stage', type: 'text', path: 'stage', value: (body) => textOf(body, 'stage') },
    {
      name: 'amount',
      type: 'integer',
      path: 'amount.amount',
      value: (body) => moneyOf(body, 'amount')?.amount ?? null,
    },
    {
      name: 'currency',
      type: 'text',
      path: 'amount.currency',
      value: (body) => moneyOf(body, 'amount')?.currency ?? null,
    },
    {
      name: 'expected_close_on',
      type: 'text',
      path: 'expectedCloseOn',
      value: (body) => textOf(body, 'expectedCloseOn'),
    },
    { name: 'closed_on', type: 'text', path: 'closedOn', value: (body) => textOf(body, 'closedOn') },
    { name: 'pipeline_id', type: 'text', value: (body) => textOf(body, 'pipelineId') ?? DEFAULT_PIPELINE_ID },
    { name: 'probability', type: 'integer', path: 'probability', value: (body) => integerOf(body, 'probability') },
    { name: 'entered_at', type: 'text', value: (body) => stageEnteredAt(body) },
    { name: 'next_step_on', type: 'text', path: 'nextStepOn', value: (body) => textOf(body, 'nextStepOn') },
  ],
  indexes: [
    { name: 'opportunities_by_stage', columns: ['stage', 'expected_close_on'] },
    { name: 'opportunities_by_customer', columns: ['customer_id'] },
    // The board: a column of it in its order, and its sums, without a look at the rows.
    {
      name: 'opportunities_on_board',
      columns: [
        'pipeline_id',
        'stage',
        'expected_close_on',
        'id',
        'currency',
        'amount',
        'probability',
        'entered_at',
        'owner_id',
        'customer_id',
      ],
    },
    // Sums over what was won in a period, by seller and by customer.
    { name: 'opportunities_closed', columns: ['stage', 'closed_on', 'owner_id', 'customer_id', 'currency', 'amount'] },
  ],
};
