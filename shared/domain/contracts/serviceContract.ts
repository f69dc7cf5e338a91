/** A service contract: what is promised, for which things, from when to when. */
import { z } from 'zod';
import { approvalField } from '../approvals/approval.ts';
import { textOf } from '../bodyReads.ts';
import {
  commonFields,
  dateField,
  elementFields,
  idField,
  moneyField,
  nameField,
  noteField,
  quantityField,
} from '../fields.ts';
import { followCustomer } from '../followCustomer.ts';
import { defineKind, type CollectionDefinition } from '../kind.ts';
import { contractViolations } from './contractRules.ts';

export const COVERAGES = ['parts', 'labour', 'visits', 'consumables', 'replacement'] as const;

const coveredThingElement = z.looseObject({
  ...elementFields,
  name: nameField,
  serial: z.string().max(100).optional(),
  productId: idField.optional(),
  /** The machine itself, where the installed base knows it. */
  assetId: idField.optional(),
});

export const serviceContractSchema = z.looseObject({
  ...commonFields,
  customerId: idField,
  ownerId: idField.optional(),
  number: z.string().max(60).optional(),
  title: nameField,
  startsOn: dateField,
  endsOn: dateField,
  coverage: z.array(z.enum(COVERAGES)).max(10),
  coveredThings: z.array(coveredThingElement).max(500).optional(),
  /** Visits included in the period, × 1,000 like every quantity. */
  visitsIncluded: quantityField.optional(),
  /** Hours of work included in the period. */
  hoursIncluded: z.int().min(0).max(100_000).optional(),
  /** Parts included in the period, up to so much at the prices of the day of signing. */
  partsUpTo: moneyField.optional(),
  responseHours: z.int().min(0).max(10_000).optional(),
  price: moneyField.optional(),
  /** A day, not a state: whether the contract runs is computed from today. */
  endedOn: dateField.optional(),
  renewsContractId: idField.optional(),
  /** Whoever the customer was promised: proposed first when somebody is to be sent. */
  technicianId: idField.optional(),
  /** Somebody else's word on terms outside of the policy: without it the contract covers nothing. */
  approval: approvalField.optional(),
  note: noteField.optional(),
});
export type ServiceContract = z.infer<typeof serviceContractSchema>;

export const serviceContractKind = defineKind({
  collection: 'contracts',
  kind: 'serviceContract',
  schema: serviceContractSchema,
  merge: {
    default: 'serverOrder',
    policies: { coverage: 'union', price: 'ask', approval: 'ask', source: 'locked' },
    groups: { period: ['startsOn', 'endsOn', 'endedOn'] },
  },
  scope: followCustomer,
  searchText: (body) => [textOf(body, 'title') ?? '', textOf(body, 'number') ?? ''],
  invariants: contractViolations,
  references: (body) => {
    const customerId = textOf(body, 'customerId');
    return customerId ? [{ collection: 'customers', id: customerId }] : [];
  },
});

export const contractsCollection: CollectionDefinition = {
  collection: 'contracts',
  schemaVersion: 1,
  kinds: { serviceContract: serviceContractKind },
  columns: [
    { name: 'customer_id', type: 'text', path: 'customerId', value: (body) => textOf(body, 'customerId') },
    { name: 'title', type: 'text', path: 'title', value: (body) => textOf(body, 'title') },
    { name: 'number', type: 'text', path: 'number', value: (body) => textOf(body, 'number') },
    { name: 'starts_on', type: 'text', path: 'startsOn', value: (body) => textOf(body, 'startsOn') },
    { name: 'ends_on', type: 'text', value: (body) => textOf(body, 'endedOn') ?? textOf(body, 'endsOn') },
  ],
  indexes: [
    { name: 'contracts_by_customer', columns: ['customer_id'] },
    { name: 'contracts_by_end', columns: ['ends_on'] },
  ],
};
