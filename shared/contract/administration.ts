/**
 * Administration: who may work here, on which machines, and what was done. The messages of the server's calls and the core's methods, which add nothing
 * but the person's rights and the road: all of it needs a line. Every change is written into the audit log by the server, in its own transaction.
 */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ROLES } from '../domain/organisation/organisation.ts';
import { ORDER_ACTS } from '../sync/lease.ts';
import { hashSchema, instantSchema, recordIdSchema } from '../sync/operation.ts';
import { method } from './errors.ts';
import { windowInputSchema } from './lists.ts';

const searchSchema = z.string().trim().max(100);
const namedSchema = z.object({ id: recordIdSchema, /** '' when unknown. */ name: z.string() });

// ---- devices -----------------------------------------------------------------------------------------------------

/** How a device stands with the company (server/auth/standing.ts). */
export const standingSchema = z.enum(['active', 'suspended', 'wipePolitely', 'wipeAtOnce', 'erased']);
export type DeviceStanding = z.infer<typeof standingSchema>;

const deviceOrderSchema = z.object({
  act: z.enum([...ORDER_ACTS, 'erased']),
  reason: z.string(),
  /** null: the server's command line, or the device itself. */
  by: namedSchema.nullable(),
  at: instantSchema,
  /** Of `erased`: the device's own key signed it. */
  proven: z.boolean(),
});

/** One enrolment: one disk, and whatever copies of it there may be. */
const deviceViewSchema = z.object({
  /** Its line: the first identity's id. */
  id: recordIdSchema,
  person: namedSchema.extend({ role: z.enum(ROLES).nullable(), active: z.boolean() }),
  name: z.string(),
  /** Of its newest identity; in printed numbers. */
  code: z.string(),
  enrolledAt: instantSchema,
  /** null: never since it was enrolled. */
  lastContactAt: instantSchema.nullable(),
  /** Of the program that it runs; null while it has told none. */
  version: z.string().nullable(),
  standing: standingSchema,
  order: deviceOrderSchema.nullable(),
  /** Its tokens have ended for good: whoever works there must enrol anew. */
  revoked: z.boolean(),
  /** Groups that it handed in; of those in no verified backup yet; and of those that are held here. */
  handedIn: z.int(),
  notInBackup: z.int(),
  held: z.int(),
  /** More than one: it was restored or cloned, and took a new identity for it. */
  identities: z.int(),
  /** Places where its chain of work goes on twice: two disks wrote as one device. */
  forks: z.int(),
  /** The device that asks. */
  isThis: z.boolean(),
});
export type DeviceView = z.infer<typeof deviceViewSchema>;

const deviceListInputSchema = windowInputSchema.extend({
  search: searchSchema,
  /** Only the asking person's own; whoever may not manage devices sees nothing else. */
  mine: z.boolean(),
});
const deviceListSchema = z.object({ total: z.int(), rows: z.array(deviceViewSchema) });
export type DeviceList = z.infer<typeof deviceListSchema>;

const chainFaultSchema = z.enum(['missing', 'unlinked', 'altered', 'cut', 'forked', 'unsigned']);
const chainVerdictSchema = z.object({
  entries: z.int(),
  broken: z.object({ seq: z.int(), fault: chainFaultSchema }).nullable(),
});

const deviceDetailSchema = z.object({
  device: deviceViewSchema,
  /** What it may hold now: of whole-company roles `everything`, and no list. */
  holds: z.object({ everything: z.boolean(), scopes: z.array(z.object({ scope: z.string(), name: z.string() })) }),
  identities: z.array(
    z.object({
      id: recordIdSchema,
      code: z.string(),
      enrolledAt: instantSchema,
      lastContactAt: instantSchema.nullable(),
      handedIn: z.int(),
      inBackupThrough: z.int(),
      revoked: z.boolean(),
      /** Its own audit chain, as far as it came. */
      audit: chainVerdictSchema,
    }),
  ),
  forks: z.array(
    z.object({ device: recordIdSchema, code: z.string(), after: z.int(), branches: z.int(), seenAt: instantSchema }),
  ),
  orders: z.array(deviceOrderSchema),
});
export type DeviceDetail = z.infer<typeof deviceDetailSchema>;

const orderDeviceInputSchema = z.strictObject({
  device: recordIdSchema,
  act: z.enum(ORDER_ACTS),
  /** In the administrator's words; the person reads it on their lock screen. */
  reason: z.string().trim().max(500),
});
export type OrderDeviceInput = z.infer<typeof orderDeviceInputSchema>;

// ---- people ------------------------------------------------------------------------------------------------------

const personViewSchema = z.object({
  id: recordIdSchema,
  name: z.string(),
  role: z.enum(ROLES).nullable(),
  /** False of somebody who left: they hold nothing and nothing of theirs is applied. */
  active: z.boolean(),
  branch: namedSchema.nullable(),
  territories: z.array(namedSchema),
  /** null: no account, they cannot sign in anywhere. */
  login: z.string().nullable(),
  accountOpen: z.boolean(),
  devices: z.int(),
  lastSignInAt: instantSchema.nullable(),
  version: z.int(),
});
export type PersonView = z.infer<typeof personViewSchema>;

const peopleListInputSchema = windowInputSchema.extend({ search: searchSchema });
const peopleListSchema = z.object({ total: z.int(), rows: z.array(personViewSchema) });
export type PeopleList = z.infer<typeof peopleListSchema>;

const placeInCompany = {
  name: z.string().trim().min(1).max(200),
  role: z.enum(ROLES),
  branchId: recordIdSchema.nullable(),
  territoryIds: z.array(recordIdSchema).max(1_000),
};
const loginSchema = z.string().trim().min(2).max(64);

const createPersonInputSchema = z.strictObject({
  /** The window's own: asking again with it makes nobody twice. */
  id: recordIdSchema,
  ...placeInCompany,
  login: loginSchema,
});
export type CreatePersonInput = z.infer<typeof createPersonInputSchema>;
/** Drawn by the server, and told this once. */
const passwordReplySchema = z.object({ login: z.string(), password: z.string() });
export type PasswordReply = z.infer<typeof passwordReplySchema>;

const changePersonInputSchema = z.strictObject({
  person: recordIdSchema,
  /** The version that was before the administrator's eyes; another one is refused as `stale_edit`. */
  version: z.int().min(1),
  ...placeInCompany,
});
export type ChangePersonInput = z.infer<typeof changePersonInputSchema>;

/** `login` is for a person who has no account yet; without one it stays as it is. */
const setPasswordInputSchema = z.strictObject({ person: recordIdSchema, login: loginSchema.optional() });

const openAccountInputSchema = z.strictObject({
  person: recordIdSchema,
  open: z.boolean(),
  /** With a closing: what becomes of all their devices. */
  devices: z.enum(['keep', 'suspend', 'wipePolitely', 'wipeAtOnce']),
  reason: z.string().trim().max(500),
});
export type OpenAccountInput = z.infer<typeof openAccountInputSchema>;

// ---- the audit log -----------------------------------------------------------------------------------------------

const factSchema = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()).readonly()]);

const auditEntrySchema = z.object({
  seq: z.int(),
  at: instantSchema,
  /** An `AuditAction`, or one of a newer server. */
  action: z.string(),
  person: namedSchema.nullable(),
  device: namedSchema.extend({ code: z.string() }).nullable(),
  /** Named where it is a person, a device or a record that has a name. */
  subject: namedSchema.extend({ id: z.string() }).nullable(),
  facts: z.record(z.string(), factSchema),
  hash: hashSchema,
});
export type AuditEntryView = z.infer<typeof auditEntrySchema>;

const auditListInputSchema = windowInputSchema.extend({
  person: recordIdSchema.nullable(),
  /** Of any of these; empty: of all. */
  actions: z.array(z.string().max(64)).max(100),
  /** From this instant, and before that one. */
  from: instantSchema.nullable(),
  until: instantSchema.nullable(),
});
/** Newest first. */
const auditListSchema = z.object({ total: z.int(), rows: z.array(auditEntrySchema) });
export type AuditListInput = z.infer<typeof auditListInputSchema>;
export type AuditList = z.infer<typeof auditListSchema>;

const auditVerdictSchema = chainVerdictSchema.extend({
  /** The last entry that holds: written down elsewhere, it tells later whether the log is still the same up to there. */
  end: z.object({ seq: z.int(), hash: z.string() }),
  /** Devices' own chains: how many were read, and those that do not hold. */
  deviceChains: z.int(),
  brokenDevices: z.array(
    chainVerdictSchema.extend({ device: recordIdSchema, code: z.string(), name: z.string(), person: namedSchema }),
  ),
});
export type AuditVerdictView = z.infer<typeof auditVerdictSchema>;

// ---- a device's own chain ----------------------------------------------------------------------------------------

export const AUDIT_DELIVERY_MAXIMUM = 100;
/** Characters of one entry. */
export const AUDIT_CONTENT_MAXIMUM = 8_000;
const deliverAuditInputSchema = z.strictObject({
  /** None asks how far the server is. In their order, each as the device hashed it: canonical JSON, and its signature over `auditTextToSign`. */
  entries: z
    .array(z.strictObject({ content: z.string().max(AUDIT_CONTENT_MAXIMUM), signature: z.string().max(200) }))
    .max(AUDIT_DELIVERY_MAXIMUM),
});
/** All entries of the asking device up to this one are kept here. */
const deliverAuditReplySchema = z.object({ through: z.int() });

/** The server's calls, each with the bearer token of a device. */
export const auditCalls = {
  deliverAudit: oc
    .route({ method: 'POST', path: '/audit/v1/deliver', tags: ['audit'], summary: 'Entries of a device’s own chain' })
    .input(deliverAuditInputSchema)
    .output(deliverAuditReplySchema),
  auditLog: oc
    .route({ method: 'POST', path: '/audit/v1/list', tags: ['audit'], summary: 'The audit log, newest first' })
    .input(auditListInputSchema)
    .output(auditListSchema),
  verifyAuditLog: oc
    .route({ method: 'POST', path: '/audit/v1/verify', tags: ['audit'], summary: 'Reads every chain and judges it' })
    .input(z.strictObject({}))
    .output(auditVerdictSchema),
};

export const administrationCalls = {
  listDevices: oc
    .route({
      method: 'POST',
      path: '/administration/v1/devices',
      tags: ['administration'],
      summary: 'Enrolled devices',
    })
    .input(deviceListInputSchema)
    .output(deviceListSchema),
  inspectDevice: oc
    .route({ method: 'POST', path: '/administration/v1/device', tags: ['administration'], summary: 'One device whole' })
    .input(z.strictObject({ device: recordIdSchema }))
    .output(deviceDetailSchema),
  orderDevice: oc
    .route({
      method: 'POST',
      path: '/administration/v1/order-device',
      tags: ['administration'],
      summary: 'Suspend a device, lift that, or have it wiped',
    })
    .input(orderDeviceInputSchema)
    .output(z.object({ standing: standingSchema })),
  listPeople: oc
    .route({ method: 'POST', path: '/administration/v1/people', tags: ['administration'], summary: 'People, accounts' })
    .input(peopleListInputSchema)
    .output(peopleListSchema),
  createPerson: oc
    .route({
      method: 'POST',
      path: '/administration/v1/create-person',
      tags: ['administration'],
      summary: 'A person with an account and a first password',
    })
    .input(createPersonInputSchema)
    .output(passwordReplySchema),
  changePerson: oc
    .route({
      method: 'POST',
      path: '/administration/v1/change-person',
      tags: ['administration'],
      summary: 'Name, role, branch and territories of a person',
    })
    .input(changePersonInputSchema)
    .output(z.object({ version: z.int() })),
  setPassword: oc
    .route({
      method: 'POST',
      path: '/administration/v1/set-password',
      tags: ['administration'],
      summary: 'A new password for a person',
    })
    .input(setPasswordInputSchema)
    .output(passwordReplySchema),
  openAccount: oc
    .route({
      method: 'POST',
      path: '/administration/v1/open-account',
      tags: ['administration'],
      summary: 'Close or open an account',
    })
    .input(openAccountInputSchema)
    .output(z.object({ devices: z.int() })),
};

/** The core's methods. All need a line: `server_unreachable` without one. */
export const administrationContract = {
  devices: method.input(deviceListInputSchema).output(deviceListSchema),
  device: method.input(z.strictObject({ device: recordIdSchema })).output(deviceDetailSchema),
  orderDevice: method.input(orderDeviceInputSchema).output(z.object({ standing: standingSchema })),
  people: method.input(peopleListInputSchema).output(peopleListSchema),
  createPerson: method.input(createPersonInputSchema).output(passwordReplySchema),
  changePerson: method.input(changePersonInputSchema).output(z.object({ version: z.int() })),
  setPassword: method.input(setPasswordInputSchema).output(passwordReplySchema),
  openAccount: method.input(openAccountInputSchema).output(z.object({ devices: z.int() })),
  auditLog: method.input(auditListInputSchema).output(auditListSchema),
  verifyAuditLog: method.output(auditVerdictSchema),
};
