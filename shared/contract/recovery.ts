/**
 * Recovery: a random secret that also opens a device's keyring lies at the server, sealed to the server's key. Whoever forgot their passphrase, or lost
 * the keychain of their machine, asks for it; two people of the company let it go. docs/guide/administration.md tells it for people,
 * docs/decisions/0016-keys.md says why.
 */
import { oc, type InferContractRouterInputs, type InferContractRouterOutputs } from '@orpc/contract';
import { z } from 'zod';
import { RECOVERY_POLICIES, type RecoveryPolicy } from '../domain/organisation/companySettings.ts';
import { instantSchema, recordIdSchema } from '../sync/operation.ts';
import { method } from './errors.ts';

/** The company's setting `recoveryShares` as it is kept; anything that is no policy is `off`. */
export const readRecoveryPolicy = (value: unknown): RecoveryPolicy =>
  RECOVERY_POLICIES.find((policy) => policy === value) ?? 'off';

/** X25519, raw 32 bytes, base64url. */
const publicKeySchema = z.string().length(43);
/** A ticket of sign-in: whoever sends it has just given the account's password. */
const ticketSchema = z.string().min(1).max(512);
/** Eight signs that can be read out, with or without the dash and in either case. */
export const checkCodeSchema = z.string().trim().min(8).max(16);

/**
 * `waiting`: until two people have agreed. `approved`: it may be fetched. `released`: it was. `replaced`: a later request of the same device came. A
 * request ends at its `expiresAt` in any state.
 */
export const RECOVERY_STATES = ['waiting', 'approved', 'released', 'refused', 'replaced', 'expired'] as const;
export type RecoveryState = (typeof RECOVERY_STATES)[number];

// ---- what a device asks the server, with its bearer token ---------------------------------------------------------

export const recoveryRequestSchema = z.object({
  id: recordIdSchema,
  person: z.object({ id: recordIdSchema, name: z.string() }),
  device: z.object({ id: recordIdSchema, name: z.string(), code: z.string() }),
  requestedAt: instantSchema,
  expiresAt: instantSchema,
  state: z.enum(RECOVERY_STATES),
  /** `manages`: as whoever manages devices; `second`: as the second person. One who may do both counts as what is still missing. */
  approvals: z.array(
    z.object({ person: z.object({ id: recordIdSchema, name: z.string() }), as: z.enum(['manages', 'second']) }),
  ),
  refusedBy: z.object({ id: recordIdSchema, name: z.string() }).nullable(),
  /** Who gave the person the account's password that they asked with (null: the server's own command line), and when; null where that is not known, or it was themselves. */
  passwordSet: z
    .object({ by: z.object({ id: recordIdSchema, name: z.string() }).nullable(), at: instantSchema })
    .nullable(),
  /**
   * Whether whoever asks may decide now, and why not. Refuse may whoever is kept from approving by the last three: somebody else made or opened their account, changed
   * their role or set their password within the last days; they set the password of the person; their device was enrolled behind the request.
   */
  may: z.enum(['decide', 'own', 'decided', 'notMissing', 'ended', 'accountTouched', 'passwordGiver', 'deviceTooNew']),
});
export type RecoveryRequest = z.infer<typeof recoveryRequestSchema>;

const requestsReplySchema = z.object({ requests: z.array(recoveryRequestSchema).max(200) });

export const recoveryCalls = {
  depositRecoveryShare: oc
    .route({
      method: 'POST',
      path: '/recovery/v1/deposit',
      tags: ['recovery'],
      summary:
        'A device leaves a secret that opens its keyring, sealed to the server; earlier ones stay until it says so',
    })
    .input(z.strictObject({ share: recordIdSchema, sealed: z.string().min(1).max(512) }))
    .output(z.object({})),
  keepRecoveryShare: oc
    .route({
      method: 'POST',
      path: '/recovery/v1/keep',
      tags: ['recovery'],
      summary: 'The one secret that its keyring takes now; all others of the device are destroyed',
    })
    .input(z.strictObject({ share: recordIdSchema.nullable() }))
    /** Not `held` (the server was restored from a backup, say), or `spent`, for it was let go once: the device leaves another. */
    .output(z.object({ held: z.boolean(), spent: z.boolean() })),
  recoveryRequests: oc
    .route({
      method: 'POST',
      path: '/recovery/v1/requests',
      tags: ['recovery'],
      summary: 'Requests of the last days, for whoever may approve',
    })
    .input(z.strictObject({}))
    .output(requestsReplySchema),
  decideRecovery: oc
    .route({
      method: 'POST',
      path: '/recovery/v1/decide',
      tags: ['recovery'],
      summary: 'One of two approvals, with the check code that the person has read out; or a refusal',
    })
    .input(
      z.discriminatedUnion('decision', [
        z.strictObject({ decision: z.literal('approve'), request: recordIdSchema, checkCode: checkCodeSchema }),
        z.strictObject({ decision: z.literal('refuse'), request: recordIdSchema }),
      ]),
    )
    .output(requestsReplySchema),
};

// ---- what a locked machine asks the server, with a ticket ---------------------------------------------------------

export const recoveryTicketCalls = {
  requestRecovery: oc
    .route({
      method: 'POST',
      path: '/recovery/v1/request',
      tags: ['recovery'],
      summary: 'A person who cannot open their device asks for its recovery secret',
    })
    .input(z.strictObject({ ticket: ticketSchema, share: recordIdSchema, replyKey: publicKeySchema }))
    /** `secret` asks for the state later, without a password. */
    .output(z.object({ request: recordIdSchema, secret: z.string().min(1).max(128), expiresAt: instantSchema })),
  recoveryState: oc
    .route({
      method: 'POST',
      path: '/recovery/v1/state',
      tags: ['recovery'],
      summary: 'How far a request is, for the machine that made it',
    })
    .input(z.strictObject({ request: recordIdSchema, secret: z.string().min(1).max(128) }))
    .output(z.object({ state: z.enum(RECOVERY_STATES), approvals: z.int().min(0), expiresAt: instantSchema })),
  collectRecovery: oc
    .route({
      method: 'POST',
      path: '/recovery/v1/collect',
      tags: ['recovery'],
      summary: 'The secret, sealed to the key of the request; once',
    })
    .input(z.strictObject({ ticket: ticketSchema, request: recordIdSchema, secret: z.string().min(1).max(128) }))
    .output(z.object({ sealed: z.string().min(1).max(512) })),
};

export type RecoveryTicketCallName = keyof typeof recoveryTicketCalls;
export type RecoveryTicketCallInputs = InferContractRouterInputs<typeof recoveryTicketCalls>;
export type RecoveryTicketCallReplies = InferContractRouterOutputs<typeof recoveryTicketCalls>;

// ---- what a window asks the core ---------------------------------------------------------------------------------

/** Of a locked profile. */
export const recoveryStandingSchema = z.object({
  /** False: this keyring takes no recovery secret, none was ever left at the server. */
  isPossible: z.boolean(),
  request: z
    .object({
      /** To be read out to whoever approves. */
      checkCode: z.string(),
      requestedAt: z.string(),
      expiresAt: z.string(),
      /** As last heard. */
      state: z.enum(RECOVERY_STATES),
      approvals: z.int(),
      /** False: the server could not be asked just now. */
      isHeard: z.boolean(),
    })
    .nullable(),
});
export type RecoveryStanding = z.infer<typeof recoveryStandingSchema>;

const profileInput = z.object({ profileId: z.string().max(64) });
const passphraseSchema = z.string().min(8).max(1024);

export const recoveryContract = {
  /** Needs no line: without one it tells what it last heard. */
  look: method.input(profileInput).output(recoveryStandingSchema),
  /** By the account's password. A request that was there is replaced. */
  begin: method.input(profileInput.extend({ password: z.string().min(1) })).output(recoveryStandingSchema),
  /** Forgets the request on this machine. */
  abandon: method.input(profileInput).output(recoveryStandingSchema),
  /** Fetches the secret, opens the keyring, gives it this passphrase, and opens the session. */
  finish: method
    .input(profileInput.extend({ password: z.string().min(1), passphrase: passphraseSchema }))
    .output(z.object({})),
  /** For whoever may approve. */
  requests: method.output(requestsReplySchema),
  decide: method
    .input(
      z.discriminatedUnion('decision', [
        z.object({ decision: z.literal('approve'), request: recordIdSchema, checkCode: checkCodeSchema }),
        z.object({ decision: z.literal('refuse'), request: recordIdSchema }),
      ]),
    )
    .output(requestsReplySchema),
};
