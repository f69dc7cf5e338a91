/**
 * Who may read and write what, declared once. The server enforces it on every pull (collections and fields) and, per path, on every push;
 * the core on every command; the window only hides what would be refused. Which records a person holds is decided by scopes alone.
 */
import { splitPath } from '../base/leafPath.ts';
import type { Role } from './organisation/organisation.ts';
import { COLLECTION_NAMES, type CollectionName } from './record.ts';

export const PERMISSIONS = [
  'customers.write',
  'customers.credit',
  'customers.pricing',
  'customers.delete',
  'orders.write',
  'orders.confirm',
  'contracts.write',
  'activities.write',
  'opportunities.write',
  'reviews.decide',
  'products.write',
  'assets.write',
  'serviceRequests.write',
  'marketing.write',
  'knowledge.write',
  'organisation.write',
  'import',
  'export',
  'devices.manage',
  'bundles.receive',
  'parking.decide',
  'people.manage',
  'audit.read',
  'recovery.approve',
  'orders.approve',
  'contracts.approve',
  'decoys.manage',
  'receipts.settle',
  'stock.write',
  'paper.enter',
  'attachments.write',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

const EVERYTHING_BUT_EXPORT = PERMISSIONS.filter((permission) => permission !== 'export');
/** Not head office's: who is let in, what their machines may do, and what is kept of them. */
const ADMINISTRATORS_ALONE: ReadonlySet<Permission> = new Set([
  'organisation.write',
  'devices.manage',
  'parking.decide',
  'people.manage',
  'audit.read',
  'decoys.manage',
]);

/** `export` is nobody's by role: it is granted to a person (DESIGN section 7). */
const PERMISSIONS_BY_ROLE: Readonly<Record<Role, readonly Permission[]>> = {
  rep: [
    'customers.write',
    'orders.write',
    'orders.confirm',
    'contracts.write',
    'activities.write',
    'opportunities.write',
    'reviews.decide',
    'serviceRequests.write',
    'knowledge.write',
    'attachments.write',
  ],
  technician: [
    'activities.write',
    'reviews.decide',
    'assets.write',
    'serviceRequests.write',
    'knowledge.write',
    'attachments.write',
  ],
  branchManager: [
    'customers.write',
    'customers.credit',
    'customers.pricing',
    'customers.delete',
    'orders.write',
    'orders.confirm',
    'orders.approve',
    'receipts.settle',
    'paper.enter',
    'stock.write',
    'contracts.write',
    'contracts.approve',
    'activities.write',
    'opportunities.write',
    'reviews.decide',
    'assets.write',
    'serviceRequests.write',
    'knowledge.write',
    'attachments.write',
  ],
  marketing: [
    'activities.write',
    'opportunities.write',
    'reviews.decide',
    'marketing.write',
    'knowledge.write',
    'attachments.write',
  ],
  headOffice: EVERYTHING_BUT_EXPORT.filter((permission) => !ADMINISTRATORS_ALONE.has(permission)),
  administrator: EVERYTHING_BUT_EXPORT,
  /** Reads every record and every entry of the audit, and changes nothing anywhere. */
  auditor: ['audit.read'],
};

const UNREADABLE_BY_ROLE: Readonly<Record<Role, readonly CollectionName[]>> = {
  rep: [],
  technician: ['opportunities', 'salesDocuments', 'marketing', 'salesCredits'],
  branchManager: [],
  // Marketing holds every scope; what each person is judged by is between them, their manager and head office.
  marketing: ['stock', 'salesCredits'],
  headOffice: [],
  administrator: [],
  auditor: [],
};

/** Read where people are sent from the whole of a branch. */
const WHERE_COLLEAGUES_LIVE = ['basePosition'];

/** Top-level fields of bodies that never reach the role's devices. */
const HIDDEN_FIELDS_BY_ROLE: Readonly<Record<Role, Readonly<Partial<Record<CollectionName, readonly string[]>>>>> = {
  rep: { products: ['cost'], organisation: WHERE_COLLEAGUES_LIVE },
  technician: {
    products: ['cost'],
    customers: ['creditLimit', 'chequeLimit', 'creditSlices', 'nationalId', 'mergeTaken', 'toldApart'],
    contracts: ['price'],
    organisation: WHERE_COLLEAGUES_LIVE,
  },
  branchManager: {},
  marketing: {
    organisation: WHERE_COLLEAGUES_LIVE,
    products: ['cost'],
    customers: ['creditLimit', 'chequeLimit', 'creditSlices', 'nationalId', 'mergeTaken', 'toldApart'],
  },
  headOffice: {},
  administrator: {},
  auditor: {},
};

/** null: no device writes this collection, whoever holds it (sales credits are kept by the server). Of stock, balances are the server's by their merge rules. */
const WRITE_PERMISSION: Readonly<Record<CollectionName, Permission | null>> = {
  customers: 'customers.write',
  products: 'products.write',
  stock: 'stock.write',
  opportunities: 'opportunities.write',
  salesDocuments: 'orders.write',
  assets: 'assets.write',
  contracts: 'contracts.write',
  serviceRequests: 'serviceRequests.write',
  activities: 'activities.write',
  marketing: 'marketing.write',
  knowledge: 'knowledge.write',
  organisation: 'organisation.write',
  reviews: 'reviews.decide',
  salesCredits: null,
  attachments: 'attachments.write',
};

/** Fields that ask for more than their collection does. */
const FIELD_PERMISSION: Readonly<Partial<Record<CollectionName, Readonly<Record<string, Permission>>>>> = {
  customers: {
    creditLimit: 'customers.credit',
    chequeLimit: 'customers.credit',
    creditSlices: 'customers.credit',
    // Price lists and promotions go by them: whoever sells at a price does not choose it with the customer's class.
    class: 'customers.pricing',
    groupIds: 'customers.pricing',
    channelRole: 'customers.pricing',
    // To merge a customer into another takes it from every list, as to remove it does.
    mergedIntoId: 'customers.delete',
    standsForIds: 'customers.delete',
    mergeTaken: 'customers.delete',
    toldApart: 'customers.delete',
  },
  // What others wrote on paper is entered in their name by those who answer for them.
  salesDocuments: { paper: 'paper.enter' },
  activities: { paper: 'paper.enter' },
};

/** Fields that anybody who makes the record fills in, and that ask for more once it is there. */
const CHANGE_PERMISSION: Readonly<Partial<Record<CollectionName, Readonly<Record<string, Permission>>>>> = {
  // A new customer is of a territory that whoever makes it holds; another territory has other prices.
  customers: { territoryId: 'customers.pricing' },
};

/** Of the record of oneself in the organisation: what everybody who works here says by themselves. */
const OWN_PERSON_FIELDS: ReadonlySet<string> = new Set(['daysAway']);

/** On every body: where an imported record came from. What has it is left to the books that it came from, and is looked for by the next import. */
const IMPORTED_FROM = 'source';

/** A device decides a review and changes nothing else in it; the server alone makes and removes reviews. */
const DECIDABLE_REVIEW_FIELDS = new Set(['status', 'decidedBy', 'decidedAt']);

export const permissionsOf = (role: Role): readonly Permission[] => PERMISSIONS_BY_ROLE[role];

export const hasPermission = (role: Role, permission: Permission): boolean =>
  PERMISSIONS_BY_ROLE[role].includes(permission);

/** In the order of `COLLECTION_NAMES`; part of the view id, so a change here re-sends what it concerns. */
export const readableCollections = (role: Role): CollectionName[] =>
  COLLECTION_NAMES.filter((collection) => mayRead(role, collection));

export const mayRead = (role: Role, collection: CollectionName): boolean =>
  !UNREADABLE_BY_ROLE[role].includes(collection);

/** Top-level fields that the role never sees: left out of every image, and never written by it. */
export const hiddenFields = (role: Role, collection: CollectionName): readonly string[] =>
  HIDDEN_FIELDS_BY_ROLE[role][collection] ?? [];

/**
 * May the role write this leaf path (`phones/<id>/number`), or create a record (`path` null)? A created body is checked by null and once
 * per top-level field, as of a new record; `own` is the record of the role's person, in the organisation. Whether the record is held, locked or in a state that allows it is for others to say. False for a malformed path.
 */
export function mayWrite(
  role: Role,
  collection: CollectionName,
  path: string | null,
  of: 'new' | 'held' | 'own' = 'held',
): boolean {
  if (of === 'own') return mayWriteOwn(role, collection, path) || mayWrite(role, collection, path, 'held');
  const permission = WRITE_PERMISSION[collection];
  if (permission === null || !mayRead(role, collection) || !hasPermission(role, permission)) return false;
  if (path === null) return collection !== 'reviews';
  const field = topField(path);
  if (field === null || hiddenFields(role, collection).includes(field)) return false;
  if (collection === 'reviews') return DECIDABLE_REVIEW_FIELDS.has(field);
  const stricter =
    fieldPermission(collection, field) ?? (of === 'held' ? ownOf(CHANGE_PERMISSION[collection], field) : null);
  return stricter === null || hasPermission(role, stricter);
}

/** Whoever changes nothing anywhere does not change themselves either. */
function mayWriteOwn(role: Role, collection: CollectionName, path: string | null): boolean {
  if (collection !== 'organisation' || path === null || !hasPermission(role, 'activities.write')) return false;
  const field = topField(path);
  return field !== null && OWN_PERSON_FIELDS.has(field);
}

/** May the role delete records of this collection? (That only a draft of an order may go is a rule of its state.) */
export function mayDelete(role: Role, collection: CollectionName): boolean {
  if (!mayWrite(role, collection, null)) return false;
  return collection !== 'customers' || hasPermission(role, 'customers.delete');
}

/** null when the path is malformed. */
function topField(path: string): string | null {
  try {
    return splitPath(path)[0] ?? null;
  } catch {
    return null;
  }
}

function fieldPermission(collection: CollectionName, field: string): Permission | null {
  if (field === IMPORTED_FROM) return 'import';
  return ownOf(FIELD_PERMISSION[collection], field);
}

const ownOf = (permissions: Readonly<Record<string, Permission>> | undefined, field: string): Permission | null =>
  permissions && Object.hasOwn(permissions, field) ? (permissions[field] ?? null) : null;
