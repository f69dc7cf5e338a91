/**
 * Who may do what, written out by hand and never derived from `permissions.ts`: a slip in the declaration is seen against this page, on the table itself, on
 * the server and in the core. Whoever changes a right changes it here too, on purpose.
 */
import type { Role } from '../organisation/organisation.ts';
import type { CollectionName } from '../record.ts';

/** `r` reads, `c` creates, `u` changes, `d` deletes; a dash in the place of what is refused. */
export type Rights = `${'r' | '-'}${'c' | '-'}${'u' | '-'}${'d' | '-'}`;

export const RIGHTS_BY_HAND: Readonly<Record<CollectionName, Readonly<Record<Role, Rights>>>> = {
  customers: {
    rep: 'rcu-',
    technician: 'r---',
    branchManager: 'rcud',
    marketing: 'r---',
    headOffice: 'rcud',
    administrator: 'rcud',
    auditor: 'r---',
  },
  products: {
    rep: 'r---',
    technician: 'r---',
    branchManager: 'r---',
    marketing: 'r---',
    headOffice: 'rcud',
    administrator: 'rcud',
    auditor: 'r---',
  },
  // Movements and allotments; balances are the server's alone.
  stock: {
    rep: 'r---',
    technician: 'r---',
    branchManager: 'rcud',
    marketing: '----',
    headOffice: 'rcud',
    administrator: 'rcud',
    auditor: 'r---',
  },
  opportunities: {
    rep: 'rcud',
    technician: '----',
    branchManager: 'rcud',
    marketing: 'rcud',
    headOffice: 'rcud',
    administrator: 'rcud',
    auditor: 'r---',
  },
  salesDocuments: {
    rep: 'rcud',
    technician: '----',
    branchManager: 'rcud',
    marketing: 'r---',
    headOffice: 'rcud',
    administrator: 'rcud',
    auditor: 'r---',
  },
  assets: {
    rep: 'r---',
    technician: 'rcud',
    branchManager: 'rcud',
    marketing: 'r---',
    headOffice: 'rcud',
    administrator: 'rcud',
    auditor: 'r---',
  },
  contracts: {
    rep: 'rcud',
    technician: 'r---',
    branchManager: 'rcud',
    marketing: 'r---',
    headOffice: 'rcud',
    administrator: 'rcud',
    auditor: 'r---',
  },
  serviceRequests: {
    rep: 'rcud',
    technician: 'rcud',
    branchManager: 'rcud',
    marketing: 'r---',
    headOffice: 'rcud',
    administrator: 'rcud',
    auditor: 'r---',
  },
  activities: {
    rep: 'rcud',
    technician: 'rcud',
    branchManager: 'rcud',
    marketing: 'rcud',
    headOffice: 'rcud',
    administrator: 'rcud',
    auditor: 'r---',
  },
  marketing: {
    rep: 'r---',
    technician: '----',
    branchManager: 'r---',
    marketing: 'rcud',
    headOffice: 'rcud',
    administrator: 'rcud',
    auditor: 'r---',
  },
  knowledge: {
    rep: 'rcud',
    technician: 'rcud',
    branchManager: 'rcud',
    marketing: 'rcud',
    headOffice: 'rcud',
    administrator: 'rcud',
    auditor: 'r---',
  },
  organisation: {
    rep: 'r---',
    technician: 'r---',
    branchManager: 'r---',
    marketing: 'r---',
    headOffice: 'r---',
    administrator: 'rcud',
    auditor: 'r---',
  },
  // Made by the server alone; a device decides them, which is a change of three fields.
  reviews: {
    rep: 'r-u-',
    technician: 'r-u-',
    branchManager: 'r-u-',
    marketing: 'r-u-',
    headOffice: 'r-u-',
    administrator: 'r-u-',
    auditor: 'r---',
  },
  salesCredits: {
    rep: 'r---',
    technician: '----',
    branchManager: 'r---',
    marketing: '----',
    headOffice: 'r---',
    administrator: 'r---',
    auditor: 'r---',
  },
  // Of what they hang on everybody holds what they may see; whoever works with customers at all adds to them.
  attachments: {
    rep: 'rcud',
    technician: 'rcud',
    branchManager: 'rcud',
    marketing: 'rcud',
    headOffice: 'rcud',
    administrator: 'rcud',
    auditor: 'r---',
  },
};

/** Fields that are not as their collection is: who sees them, and who changes them. */
export const FIELDS_BY_HAND: readonly {
  readonly collection: CollectionName;
  readonly field: string;
  readonly seenBy: readonly Role[];
  readonly changedBy: readonly Role[];
}[] = [
  {
    collection: 'products',
    field: 'cost',
    seenBy: ['branchManager', 'headOffice', 'administrator', 'auditor'],
    changedBy: ['headOffice', 'administrator'],
  },
  ...(['creditLimit', 'chequeLimit', 'creditSlices'] as const).map((field) => ({
    collection: 'customers' as const,
    field,
    seenBy: ['rep', 'branchManager', 'headOffice', 'administrator', 'auditor'] as const,
    changedBy: ['branchManager', 'headOffice', 'administrator'] as const,
  })),
  // What prices go by. (Whoever makes a customer says in which of their territories; another territory is theirs who may set prices.)
  ...(['class', 'groupIds', 'channelRole'] as const).map((field) => ({
    collection: 'customers' as const,
    field,
    seenBy: ['rep', 'technician', 'branchManager', 'marketing', 'headOffice', 'administrator', 'auditor'] as const,
    changedBy: ['branchManager', 'headOffice', 'administrator'] as const,
  })),
  {
    collection: 'customers',
    field: 'nationalId',
    seenBy: ['rep', 'branchManager', 'headOffice', 'administrator', 'auditor'],
    changedBy: ['rep', 'branchManager', 'headOffice', 'administrator'],
  },
  {
    collection: 'customers',
    field: 'mergedIntoId',
    seenBy: ['rep', 'technician', 'branchManager', 'marketing', 'headOffice', 'administrator', 'auditor'],
    changedBy: ['branchManager', 'headOffice', 'administrator'],
  },
  {
    collection: 'customers',
    field: 'standsForIds',
    seenBy: ['rep', 'technician', 'branchManager', 'marketing', 'headOffice', 'administrator', 'auditor'],
    changedBy: ['branchManager', 'headOffice', 'administrator'],
  },
  {
    collection: 'customers',
    field: 'mergeTaken',
    seenBy: ['rep', 'branchManager', 'headOffice', 'administrator', 'auditor'],
    changedBy: ['branchManager', 'headOffice', 'administrator'],
  },
  {
    collection: 'customers',
    field: 'toldApart',
    seenBy: ['rep', 'branchManager', 'headOffice', 'administrator', 'auditor'],
    changedBy: ['branchManager', 'headOffice', 'administrator'],
  },
  ...(['salesDocuments', 'activities'] as const).map((collection) => ({
    collection,
    field: 'paper',
    seenBy: ['rep', 'technician', 'branchManager', 'marketing', 'headOffice', 'administrator', 'auditor'] as const,
    changedBy: ['branchManager', 'headOffice', 'administrator'] as const,
  })),
  // Where somebody lives is for whoever sends people, to a kilometre.
  {
    collection: 'organisation',
    field: 'basePosition',
    seenBy: ['branchManager', 'headOffice', 'administrator', 'auditor'],
    changedBy: ['administrator'],
  },
  {
    collection: 'contracts',
    field: 'price',
    seenBy: ['rep', 'branchManager', 'marketing', 'headOffice', 'administrator', 'auditor'],
    changedBy: ['rep', 'branchManager', 'headOffice', 'administrator'],
  },
];

/** Permissions that are not the writing of a collection. */
export const PERMISSIONS_BY_HAND: Readonly<Record<string, readonly Role[]>> = {
  'orders.confirm': ['rep', 'branchManager', 'headOffice', 'administrator'],
  'orders.approve': ['branchManager', 'headOffice', 'administrator'],
  'contracts.approve': ['branchManager', 'headOffice', 'administrator'],
  'receipts.settle': ['branchManager', 'headOffice', 'administrator'],
  'paper.enter': ['branchManager', 'headOffice', 'administrator'],
  'parking.decide': ['administrator'],
  'bundles.receive': ['headOffice', 'administrator'],
  'people.manage': ['administrator'],
  'devices.manage': ['administrator'],
  'audit.read': ['administrator', 'auditor'],
  'recovery.approve': ['headOffice', 'administrator'],
  'decoys.manage': ['administrator'],
  import: ['headOffice', 'administrator'],
  // Granted to a person, never by role.
  export: [],
};
