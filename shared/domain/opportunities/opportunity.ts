/** Leads and opportunities: the pipeline. */
import { z } from 'zod';
import { moneyOf, textOf } from '../bodyReads.ts';
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
import { opportunityViolations } from './opportunityRules.ts';

export const OPPORTUNITY_STAGES = ['prospecting', 'engaging', 'proposal', 'negotiation', 'won', 'lost'] as const;

export const opportunitySchema = z.looseObject({
  ...commonFields,
  name: nameField,
  customerId: idField.optional(),
  ownerId: idField.optional(),
  productId: idField.optional(),
  stage: z.enum(OPPORTUNITY_STAGES),
  /** When each stage was entered, keyed by stage. */
  stageHistory: z.partialRecord(z.enum(OPPORTUNITY_STAGES), instantField).optional(),
  amount: moneyField.optional(),
  probability: percentageField.optional(),
  openedOn: dateField.optional(),
  expectedCloseOn: dateField.optional(),
  closedOn: dateField.optional(),
  lostReason: z.string().max(500).optional(),
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
      groups: { outcome: ['stage', 'closedOn', 'lostReason'] },
    },
    scope: followCustomer,
    searchText: (body) => [textOf(body, 'name') ?? ''],
    invariants: opportunityViolations,
    references: (body) => {
      const customerId = textOf(body, 'customerId');
      const productId = textOf(body, 'productId');
      return [
        ...(customerId ? [{ collection: 'customers' as const, id: customerId }] : []),
        ...(productId ? [{ collection: 'products' as const, id: productId }] : []),
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
  ],
  indexes: [
    { name: 'opportunities_by_stage', columns: ['stage', 'expected_close_on'] },
    { name: 'opportunities_by_customer', columns: ['customer_id'] },
  ],
};
