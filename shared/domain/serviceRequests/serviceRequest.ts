/** A request for service, from whatever channel, through all of its life: what was asked, who goes, what was done, who signed. */
import { z } from 'zod';
import { elementsOf, textOf, textsOf } from '../bodyReads.ts';
import {
  commonFields,
  dateField,
  elementFields,
  idField,
  instantField,
  moneyField,
  nameField,
  noteField,
  quantityField,
} from '../fields.ts';
import { followCustomer } from '../followCustomer.ts';
import { defineKind, type CollectionDefinition, type KindDefinition } from '../kind.ts';
import { oneValue } from '../leafShape.ts';
import { personScope, type RecordBody, type RecordReference } from '../record.ts';
import { saidInField } from '../products/units.ts';
import { COVERAGES } from '../contracts/serviceContract.ts';
import { isRequestLocked, isRequestOpen, isRequestStep, requestViolations } from './requestRules.ts';
import { REQUEST_STATES } from './requestStates.ts';
import { PAID_BY } from './signedPayers.ts';

/** How it began. All three walk the same states. */
export const REQUEST_KINDS = ['inquiry', 'complaint', 'job'] as const;
export const REQUEST_CHANNELS = ['phone', 'visit', 'email', 'sms', 'web', 'office', 'other'] as const;
export const REQUEST_PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
/** Why the machine failed or the customer complained: what quality is read back from. */
export const REQUEST_CAUSES = [
  'wear',
  'misuse',
  'installation',
  'manufacturing',
  'wrongPart',
  'power',
  'software',
  'transport',
  'lateDelivery',
  'wrongGoods',
  'price',
  'conduct',
  'other',
] as const;
export const REQUEST_OUTCOMES = ['solved', 'partlySolved', 'notSolved', 'noFault', 'replaced'] as const;

const stateElement = z.looseObject({
  ...elementFields,
  state: z.enum(REQUEST_STATES),
  at: instantField,
  personId: idField,
  /** Who was sent, where the step was an assignment. */
  assigneeId: idField.optional(),
  note: z.string().max(1_000).optional(),
});

const workTimeElement = z.looseObject({
  ...elementFields,
  personId: idField,
  startedAt: instantField,
  /** Absent while the work goes on. */
  stoppedAt: instantField.optional(),
});

const checklistElement = z.looseObject({
  ...elementFields,
  name: nameField,
  done: z.boolean(),
  note: z.string().max(1_000).optional(),
});

const partElement = z.looseObject({
  ...elementFields,
  productId: idField,
  /** As it was called on the day. */
  productName: nameField,
  unit: z.string().min(1).max(40),
  quantity: quantityField.positive(),
  saidIn: saidInField.optional(),
  /** The machine that it went into, where there are several. */
  assetId: idField.optional(),
  /** Written when the customer signs: who pays for it, by which contract, and what it would have cost. */
  paidBy: z.enum(PAID_BY).optional(),
  paidById: idField.optional(),
  worth: moneyField.optional(),
  note: z.string().max(1_000).optional(),
});

/** Who pays for what of each machine, written when the customer signs; see `signedPayers.ts`. */
const payersField = oneValue(
  z
    .array(
      z.looseObject({
        assetId: idField.optional(),
        thing: z.enum(COVERAGES),
        by: z.enum(PAID_BY),
        contractId: idField.optional(),
      }),
    )
    .max(500),
);

/** `drawn` is the path of the pen as `signaturePath.ts` writes it; a person who cannot draw types their name and says so. */
const signatureField = oneValue(
  z.looseObject({
    name: nameField,
    at: instantField,
    drawn: z
      .string()
      .regex(/^[0-9a-z;]*$/)
      .max(8_000)
      .optional(),
  }),
);

export const serviceRequestSchema = z.looseObject({
  ...commonFields,
  customerId: idField.optional(),
  /** Who took it in and answers for it in the office. */
  ownerId: idField.optional(),
  subject: nameField,
  /** Printed number `SRV-CODE-nnnn`, taken when it comes in; none where the device's leased block was used up. */
  number: z.string().max(60).optional(),
  description: noteField.optional(),
  channel: z.enum(REQUEST_CHANNELS),
  priority: z.enum(REQUEST_PRIORITIES),
  contactName: z.string().max(200).optional(),
  contactPhone: z.string().max(40).optional(),
  receivedAt: instantField,
  /** By when somebody must be at it: what the contract promises, or what was promised on the phone. */
  dueAt: instantField.optional(),
  /** The day that was agreed with the customer. */
  plannedOn: dateField.optional(),
  assetIds: z.array(idField).max(100).optional(),
  contractId: idField.optional(),
  state: z.enum(REQUEST_STATES),
  stateHistory: z.array(stateElement).max(500).optional(),
  /** Skills that the work asks for, in the company's own words. */
  skills: z.array(z.string().trim().min(1).max(60)).max(20).optional(),
  assigneeId: idField.optional(),
  workTimes: z.array(workTimeElement).max(500).optional(),
  /** Minutes to be charged for, where that is not the time between start and stop. */
  workMinutes: z.int().min(0).max(100_000).optional(),
  checklist: z.array(checklistElement).max(200).optional(),
  partsUsed: z.array(partElement).max(500).optional(),
  signature: signatureField.optional(),
  payers: payersField.optional(),
  outcome: z.enum(REQUEST_OUTCOMES).optional(),
  workDone: noteField.optional(),
  causes: z.array(z.enum(REQUEST_CAUSES)).max(20).optional(),
  causeNote: z.string().max(2_000).optional(),
  cancelReason: z.string().max(500).optional(),
  quoteId: idField.optional(),
  /** The order that was made last. */
  orderId: idField.optional(),
  /** Orders that were made before it: what stands on them is billed already. */
  earlierOrderIds: z.array(idField).max(50).optional(),
  invoiceId: idField.optional(),
  note: noteField.optional(),
});
export type ServiceRequest = z.infer<typeof serviceRequestSchema>;

const requestKind = (kind: (typeof REQUEST_KINDS)[number]): KindDefinition<typeof serviceRequestSchema> =>
  defineKind({
    collection: 'serviceRequests',
    kind,
    schema: serviceRequestSchema,
    merge: {
      default: 'serverOrder',
      policies: { source: 'locked' },
      groups: {
        // What a customer signs for is one thing; and whoever is sent elsewhere while they work must be asked about.
        job: [
          'customerId',
          'contractId',
          'assetIds',
          'state',
          'stateHistory',
          'assigneeId',
          'workTimes',
          'workMinutes',
          'checklist',
          'partsUsed',
          'workDone',
          'outcome',
          'signature',
          'payers',
          'cancelReason',
          'quoteId',
          'orderId',
          'earlierOrderIds',
          'invoiceId',
        ],
      },
    },
    scope: { ...followCustomer, shares: requestShares },
    searchText: (body) => [
      textOf(body, 'subject') ?? '',
      textOf(body, 'contactName') ?? '',
      textOf(body, 'number') ?? '',
    ],
    invariants: requestViolations,
    isLocked: isRequestLocked,
    isTransitionAllowed: isRequestStep,
    references: requestReferences,
  });

/** Whoever is sent holds the request, also where its customer is not theirs (or is none at all), until it is over. */
function requestShares(body: RecordBody) {
  const assigneeId = textOf(body, 'assigneeId');
  return assigneeId !== null && isRequestOpen(body) ? [personScope(assigneeId)] : [];
}

function requestReferences(body: RecordBody): RecordReference[] {
  const one = (collection: RecordReference['collection'], field: string): RecordReference[] => {
    const id = textOf(body, field);
    return id === null ? [] : [{ collection, id }];
  };
  return [
    ...one('customers', 'customerId'),
    ...one('contracts', 'contractId'),
    ...textsOf(body, 'assetIds').map((id): RecordReference => ({ collection: 'assets', id })),
    ...elementsOf(body, 'partsUsed').flatMap((part) => {
      const id = textOf(part, 'productId');
      return id === null ? [] : [{ collection: 'products' as const, id }];
    }),
    ...one('salesDocuments', 'quoteId'),
    ...one('salesDocuments', 'orderId'),
    ...textsOf(body, 'earlierOrderIds').map((id): RecordReference => ({ collection: 'salesDocuments', id })),
    ...one('salesDocuments', 'invoiceId'),
  ];
}

/** Sorts behind every instant: what nobody promised a time for. */
const NO_DUE_TIME = '9999';

export const serviceRequestsCollection: CollectionDefinition = {
  collection: 'serviceRequests',
  schemaVersion: 1,
  kinds: Object.fromEntries(REQUEST_KINDS.map((kind) => [kind, requestKind(kind)])),
  columns: [
    { name: 'customer_id', type: 'text', path: 'customerId', value: (body) => textOf(body, 'customerId') },
    { name: 'assignee_id', type: 'text', path: 'assigneeId', value: (body) => textOf(body, 'assigneeId') },
    { name: 'contract_id', type: 'text', path: 'contractId', value: (body) => textOf(body, 'contractId') },
    { name: 'subject', type: 'text', path: 'subject', value: (body) => textOf(body, 'subject') },
    { name: 'state', type: 'text', path: 'state', value: (body) => textOf(body, 'state') },
    { name: 'priority', type: 'text', path: 'priority', value: (body) => textOf(body, 'priority') },
    { name: 'received_at', type: 'text', path: 'receivedAt', value: (body) => textOf(body, 'receivedAt') },
    { name: 'due_sort', type: 'text', value: (body) => textOf(body, 'dueAt') ?? NO_DUE_TIME },
    { name: 'planned_on', type: 'text', path: 'plannedOn', value: (body) => textOf(body, 'plannedOn') },
    { name: 'causes', type: 'text', value: (body) => listOf(body, 'causes') },
    /** When it came in, where it has a cause. */
    {
      name: 'caused_at',
      type: 'text',
      value: (body) => (listOf(body, 'causes') === null ? null : textOf(body, 'receivedAt')),
    },
    { name: 'asset_ids', type: 'text', value: (body) => listOf(body, 'assetIds') },
  ],
  indexes: [
    { name: 'service_requests_by_customer', columns: ['customer_id', 'received_at'] },
    { name: 'service_requests_by_contract', columns: ['contract_id', 'received_at'] },
    // What is open, by when it is due: a handful of states, each in order. What is over is never walked for it.
    {
      name: 'service_requests_by_state',
      columns: ['state', 'due_sort', 'id', 'assignee_id', 'customer_id', 'kind', 'priority'],
    },
    // Everything, newest first, with all that it is filtered by (as `customers_listed`).
    {
      name: 'service_requests_listed',
      columns: ['received_at', 'id', 'state', 'assignee_id', 'customer_id', 'kind', 'priority'],
    },
    // The same by when somebody must be there.
    {
      name: 'service_requests_by_due',
      columns: ['due_sort', 'received_at', 'id', 'assignee_id', 'customer_id', 'kind'],
    },
    // What has a cause, by when it came in, with all that causes are added up by.
    {
      name: 'service_requests_by_cause',
      columns: ['caused_at', 'id', 'kind', 'assignee_id', 'customer_id', 'causes', 'asset_ids'],
    },
  ],
};

/** The texts of a list as JSON; null where there are none. */
function listOf(body: RecordBody, field: string): string | null {
  const texts = textsOf(body, field);
  return texts.length === 0 ? null : JSON.stringify(texts);
}
