/**
 * Lists as files. A person needs a grant (`shared/domain/exports`); every export needs rows that the server has set aside for it: asked for just before, or
 * leased to the device ahead for days without a line. So the server has counted what can be written before it is, and no number of devices, and none that
 * never comes back, exceeds the ceiling.
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { exportGrantSchema } from '../domain/exports/exportGrant.ts';
import { hashSchema, instantSchema, recordIdSchema } from '../sync/operation.ts';
import { dateField } from '../domain/fields.ts';
import { PRODUCT_KINDS } from '../domain/products/product.ts';
import type { CollectionName } from '../domain/record.ts';
import { CHAIN_KINDS } from '../domain/salesDocuments/documentStates.ts';
import { REQUEST_STATES } from '../domain/serviceRequests/requestStates.ts';
import { CUSTOMER_SORTS, customerListInputSchema } from './customers.ts';
import { method } from './errors.ts';
import { receiptListInputSchema } from './receipts.ts';

export const EXPORT_LISTS = [
  'customers',
  'orders',
  'orderLines',
  'documents',
  'documentLines',
  'receipts',
  'products',
  'stock',
  'stockMovements',
  'opportunities',
  'activities',
  'contracts',
  'equipment',
  'serviceRequests',
] as const;
export type ExportList = (typeof EXPORT_LISTS)[number];

/** Whose records each of them tells: who may not read these exports nothing of it. */
export const COLLECTION_OF_EXPORT: Readonly<Record<ExportList, CollectionName>> = {
  customers: 'customers',
  orders: 'salesDocuments',
  orderLines: 'salesDocuments',
  documents: 'salesDocuments',
  documentLines: 'salesDocuments',
  receipts: 'salesDocuments',
  products: 'products',
  stock: 'stock',
  stockMovements: 'stock',
  opportunities: 'opportunities',
  activities: 'activities',
  contracts: 'contracts',
  equipment: 'assets',
  serviceRequests: 'serviceRequests',
};

export const EXPORT_FORMATS = ['csv', 'xlsx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const search = z.string().max(200).optional();
const texts = z.array(z.string().max(200)).max(1_000).optional();
const sort = <const Names extends readonly [string, ...string[]]>(by: Names) =>
  z.strictObject({ by: z.enum(by), descending: z.boolean() }).optional();

const orderQuerySchema = z.strictObject({
  search,
  customerId: z.string().optional(),
  states: texts,
  sort: sort(['orderedOn', 'customerName', 'total', 'number']),
});
const documentQuerySchema = z.strictObject({
  /** All of them when left out. */
  kind: z.enum(CHAIN_KINDS).optional(),
  search,
  customerId: z.string().optional(),
  states: texts,
  sort: sort(['day', 'customerName', 'total', 'number']),
});
/** `placeId`: at that place alone. */
const stockQuerySchema = z.strictObject({ text: search, placeId: z.string().max(64).optional() });

/** What the list shows at this moment: its search, filter and order, as its own method takes them. */
export const exportedListSchema = z.discriminatedUnion('list', [
  z.strictObject({
    list: z.literal('customers'),
    query: z.strictObject({ search, filter: customerListInputSchema.shape.filter, sort: sort(CUSTOMER_SORTS) }),
  }),
  z.strictObject({ list: z.literal('orders'), query: orderQuerySchema }),
  z.strictObject({ list: z.literal('orderLines'), query: orderQuerySchema }),
  z.strictObject({ list: z.literal('documents'), query: documentQuerySchema }),
  z.strictObject({ list: z.literal('documentLines'), query: documentQuerySchema }),
  z.strictObject({
    list: z.literal('receipts'),
    query: receiptListInputSchema.omit({ offset: true, limit: true }).strict(),
  }),
  z.strictObject({
    list: z.literal('products'),
    query: z.strictObject({
      search,
      kinds: z.array(z.enum(PRODUCT_KINDS)).optional(),
      category: z.string().max(100).optional(),
      fits: z.string().max(64).optional(),
      discontinued: z.boolean().optional(),
    }),
  }),
  z.strictObject({
    list: z.literal('opportunities'),
    query: z.strictObject({
      search,
      stages: texts,
      customerId: z.string().optional(),
      kind: z.enum(['lead', 'opportunity']).optional(),
      pipelineId: z.string().max(64).optional(),
      ownerIds: texts,
      territoryIds: texts,
      closingFrom: dateField.optional(),
      closingTo: dateField.optional(),
      rotting: z.literal(true).optional(),
    }),
  }),
  z.strictObject({
    list: z.literal('activities'),
    query: z.strictObject({
      customerId: z.string().optional(),
      mine: z.boolean().optional(),
      planned: z.boolean().optional(),
    }),
  }),
  z.strictObject({
    list: z.literal('contracts'),
    query: z.strictObject({ search, renewalDue: z.boolean().optional() }),
  }),
  z.strictObject({ list: z.literal('stock'), query: stockQuerySchema }),
  z.strictObject({ list: z.literal('stockMovements'), query: stockQuerySchema }),
  z.strictObject({
    list: z.literal('equipment'),
    query: z.strictObject({
      search,
      customerId: z.string().optional(),
      removed: z.boolean().optional(),
      sort: sort(['name', 'warrantyUntil']),
    }),
  }),
  z.strictObject({
    list: z.literal('serviceRequests'),
    query: z.strictObject({
      search,
      states: z.array(z.enum(REQUEST_STATES)).optional(),
      mine: z.boolean().optional(),
      customerId: z.string().optional(),
      sort: sort(['dueAt', 'receivedAt']),
    }),
  }),
]);
export type ExportedList = z.infer<typeof exportedListSchema>;

const reasonSchema = z.string().trim().min(3).max(500);

export const exportInputSchema = z.strictObject({
  of: exportedListSchema,
  format: z.enum(EXPORT_FORMATS),
  /** `person`: words, dates, digits and money as the window shows them. `neutral`: names of fields, ISO dates, whole minor units. */
  form: z.enum(['person', 'neutral']),
  reason: reasonSchema,
});
export type ExportInput = z.infer<typeof exportInputSchema>;

export const exportReportSchema = z.object({
  export: recordIdSchema,
  fileName: z.string(),
  bytes: z.int(),
  rows: z.int(),
  /** Written out of the rows leased for days without a line. */
  offline: z.boolean(),
});
export type ExportReport = z.infer<typeof exportReportSchema>;

export const exportEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.int(), expected: z.int() }),
  /** A piece of the file in base64, in order. Nothing of it is on a disk before the person has chosen where. */
  z.object({ type: z.literal('piece'), bytes: z.string() }),
  z.object({ type: z.literal('done'), report: exportReportSchema }),
]);
export type ExportEvent = z.infer<typeof exportEventSchema>;

export const exportStandingSchema = z.object({
  /** null: this person may not export. */
  grant: exportGrantSchema.nullable(),
  /** Rows that this device may still write without a line, and until when; null when none are leased. */
  offline: z.object({ rows: z.int(), until: instantSchema }).nullable(),
});
export type ExportStanding = z.infer<typeof exportStandingSchema>;

export const exportsContract = {
  standing: method.output(eventIterator(exportStandingSchema)),
  /**
   * Ending the stream early cancels; nothing is left then.
   * @throws PeyvandError `permission_denied` without a grant, `export_refused` over a ceiling (`reason`: `per_export`, `per_day`, `offline`).
   */
  run: method.input(exportInputSchema).output(eventIterator(exportEventSchema)),
};

// ---- the server's calls -------------------------------------------------------------------------------------------

const exportFactsShape = {
  export: recordIdSchema,
  list: z.enum(EXPORT_LISTS),
  format: z.enum(EXPORT_FORMATS),
  rows: z.int().min(0).max(1_000_000),
  reason: reasonSchema,
};

const allowanceSchema = z.object({
  id: recordIdSchema,
  rows: z.int(),
  until: instantSchema,
  /** Secret of the invisible mark (`shared/domain/exports/phoneMark.ts`): hex. */
  mark: hashSchema,
});
export type ExportAllowance = z.infer<typeof allowanceSchema>;

/** An export as it was written, under rows leased ahead. */
const usedSchema = z.strictObject({ ...exportFactsShape, allowance: recordIdSchema, at: instantSchema });
export type UsedExport = z.infer<typeof usedSchema>;

export const exportCalls = {
  allowExport: oc
    .route({ method: 'POST', path: '/exports/v1/allow', tags: ['exports'], summary: 'Sets rows aside for one export' })
    .input(z.strictObject(exportFactsShape))
    .output(allowanceSchema),
  leaseExports: oc
    .route({
      method: 'POST',
      path: '/exports/v1/lease',
      tags: ['exports'],
      summary: 'Tells what was exported without a line; rows for further days without one',
    })
    .input(z.strictObject({ used: z.array(usedSchema).max(500), wanted: z.boolean() }))
    .output(z.object({ allowance: allowanceSchema.nullable() })),
};
