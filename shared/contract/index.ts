/** The core's API, declared once. Client, server and test doubles are derived from this by types. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { approvalsContract } from './approvals.ts';
import { attachmentsContract } from './attachments.ts';
import { administrationContract } from './administration.ts';
import { branchContract } from './branch.ts';
import { bulkContract } from './bulk.ts';
import { bundlesContract } from './bundles.ts';
import { customersContract } from './customers.ts';
import { dayContract } from './day.ts';
import { dayEndContract } from './dayEnd.ts';
import { exportsContract } from './exports.ts';
import { watchContract } from './watch.ts';
import { method } from './errors.ts';
import { insightsContract } from './insights.ts';
import { importsContract } from './imports.ts';
import { opportunitiesContract } from './opportunities.ts';
import { organisationContract } from './organisation.ts';
import { paletteContract } from './palette.ts';
import { papersContract } from './papers.ts';
import { parkingContract } from './parking.ts';
import { pricingContract } from './pricing.ts';
import { receiptsContract } from './receipts.ts';
import { recordsContract } from './records.ts';
import { recoveryContract } from './recovery.ts';
import { activitiesContract, contractsContract, ordersContract, productsContract } from './sales.ts';
import { salesCreditsContract } from './salesCredits.ts';
import { salesDocumentsContract } from './salesDocuments.ts';
import { savedViewsContract } from './savedViews.ts';
import { securityContract } from './security.ts';
import { assetsContract, serviceRequestsContract } from './service.ts';
import { sessionContract } from './session.ts';
import { stockContract } from './stock.ts';
import { storageContract } from './storage.ts';
import { reviewsContract, syncContract } from './sync.ts';

/** A window's preferences: this machine only, readable before anyone unlocks. */
export const preferencesSchema = z.object({
  language: z.enum(['fa', 'en']),
  calendar: z.enum(['persian', 'gregory']),
  moneyUnit: z.enum(['rial', 'toman']),
  theme: z.enum(['light', 'dark', 'system']),
  railCollapsed: z.boolean(),
  /** Where the window opens; absent: by role. */
  home: z.enum(['role', 'today', 'customers', 'branch', 'insights']).optional(),
});
export type Preferences = z.infer<typeof preferencesSchema>;

const preferencesContract = {
  observe: method.output(eventIterator(preferencesSchema)),
  change: method.input(preferencesSchema.partial()).output(preferencesSchema),
};

/** Drafts: what a person has typed and not yet saved, kept through a crash. Keyed by the form's address. */
const draftsContract = {
  get: method.input(z.object({ key: z.string().max(256) })).output(z.object({ value: z.json().nullable() })),
  put: method.input(z.object({ key: z.string().max(256), value: z.json() })).output(z.object({})),
  drop: method.input(z.object({ key: z.string().max(256) })).output(z.object({})),
};

export const contract = {
  session: sessionContract,
  recovery: recoveryContract,
  security: securityContract,
  preferences: preferencesContract,
  records: recordsContract,
  customers: customersContract,
  products: productsContract,
  pricing: pricingContract,
  orders: ordersContract,
  contracts: contractsContract,
  assets: assetsContract,
  serviceRequests: serviceRequestsContract,
  attachments: attachmentsContract,
  approvals: approvalsContract,
  activities: activitiesContract,
  opportunities: opportunitiesContract,
  insights: insightsContract,
  organisation: organisationContract,
  sync: syncContract,
  reviews: reviewsContract,
  papers: papersContract,
  parking: parkingContract,
  palette: paletteContract,
  drafts: draftsContract,
  savedViews: savedViewsContract,
  imports: importsContract,
  bulk: bulkContract,
  bundles: bundlesContract,
  day: dayContract,
  dayEnd: dayEndContract,
  branch: branchContract,
  salesCredits: salesCreditsContract,
  salesDocuments: salesDocumentsContract,
  receipts: receiptsContract,
  stock: stockContract,
  exports: exportsContract,
  watch: watchContract,
  administration: administrationContract,
  storage: storageContract,
};
export type Contract = typeof contract;
