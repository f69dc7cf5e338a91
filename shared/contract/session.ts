/** Who is at this machine: profiles, sign-in and enrolment, passphrase, lock. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { method } from './errors.ts';
import { repairStateSchema } from './storage.ts';

const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  login: z.string(),
  role: z.string(),
  company: z.string(),
});
export type SessionPerson = z.infer<typeof personSchema>;

/**
 * Why a person's data is locked, however right their passphrase is; each has a way back that the lock screen offers. Nothing is ever lost by it: what was
 * not sent lies here, encrypted.
 */
export const lockReasonSchema = z.discriminatedUnion('reason', [
  /** The lease ran out at `until`. Way back: the server, once. */
  z.object({ reason: z.literal('expired'), until: z.string() }),
  /** Outside of working hours. Way back: `opensAt`, or the server, when the hours were changed; null: no hour is one to work in. */
  z.object({ reason: z.literal('outOfHours'), opensAt: z.string().nullable() }),
  /** The clock stands before a time that this machine has seen. Way back: set it right. */
  z.object({ reason: z.literal('clockBack'), latestSeen: z.string() }),
  /** Way back: a newer program. */
  z.object({ reason: z.literal('versionTooOld'), minimum: z.string(), version: z.string() }),
  /** By the company. Way back: the administrator lifts it, then the server is asked. */
  z.object({ reason: z.literal('suspended'), since: z.string() }),
  /** By the company: this machine's copy is about to be erased. `politely`: what was not sent is handed in first, for which the passphrase is needed. `since` null: nobody ordered it, the lease and its grace ran out. */
  z.object({ reason: z.literal('wipe'), since: z.string().nullable(), politely: z.boolean() }),
]);
export type LockReason = z.infer<typeof lockReasonSchema>;

/** What lets this machine go on without the server for a while, as the server signed it. */
const leaseSchema = z.object({
  issuedAt: z.string(),
  until: z.string(),
  /** Whole days from now, 0 on the last. */
  daysLeft: z.int().min(0),
  /** The next moment at which it locks although nothing else changes: the end of working hours, or of the lease. */
  locksAt: z.string(),
  /** Days that the program may still run behind `until` before the copy is erased; null: never. */
  graceDays: z.number().nullable(),
  workingHours: z
    .object({
      /** An IANA name. */
      zone: z.string(),
      /** 1 = Monday … 7 = Sunday (ISO 8601). */
      weekdays: z.array(z.int().min(1).max(7)),
      /** `HH:MM`; `to` not behind `from` means: on the next day. */
      from: z.string(),
      to: z.string(),
    })
    .nullable(),
});
export type SessionLease = z.infer<typeof leaseSchema>;

/** A person of this machine, as the lock screen shows them. One person may have several: then `enrolledAt` tells them apart. */
const profileSchema = z.object({
  profileId: z.string(),
  name: z.string(),
  login: z.string().optional(),
  enrolledAt: z.string().optional(),
  /** The keyring cannot be read: unlocking will say what helps. The name is lost with it. */
  damaged: z.boolean().optional(),
  /** Why the right passphrase alone will not open it now. */
  lock: lockReasonSchema.optional(),
  /** Their copy on this machine is gone. `ordered`: by the company; `leaseRanOut`: nobody had heard of the company for too long. */
  erased: z
    .object({
      at: z.string(),
      why: z.enum(['ordered', 'leaseRanOut']),
      /** Work that was never sent still lies here, sealed: any other person of this machine hands it in, or a bundle. */
      sealedWork: z.boolean(),
    })
    .optional(),
});
export type SessionProfile = z.infer<typeof profileSchema>;

/** In their order. */
export const KEY_ROTATION_STEPS = ['copying', 'encrypting', 'verifying', 'swapping'] as const;
/** How far a new key for somebody's data is: nobody works meanwhile, and what is open afterwards is theirs again. */
const keyRotationSchema = z.object({ step: z.enum(KEY_ROTATION_STEPS) });
export type KeyRotation = z.infer<typeof keyRotationSchema>;

export const sessionStateSchema = z.discriminatedUnion('phase', [
  /** Nobody is enrolled on this machine, or a further person wants to be: show sign-in. `profiles` may be unlocked instead. */
  z.object({
    phase: z.literal('signedOut'),
    profiles: z.array(profileSchema),
    serverUrl: z.string().nullable(),
  }),
  /** The password was right; choose the passphrase that protects this machine's copy. */
  z.object({ phase: z.literal('choosingPassphrase'), person: personSchema }),
  /** `retryAfter` is an instant while attempts are throttled. */
  z.object({
    phase: z.literal('locked'),
    profiles: z.array(profileSchema),
    serverUrl: z.string().nullable(),
    retryAfter: z.string().nullable(),
    /** While there is nothing to unlock: their data is getting a new key. */
    rotation: keyRotationSchema.optional(),
  }),
  /** The passphrase was right and the data file does not open: `storage.rebuild`, `restore` and `open` lead out, `lock` back. */
  z.object({ phase: z.literal('damaged'), repair: repairStateSchema }),
  z.object({
    phase: z.literal('open'),
    profileId: z.string(),
    person: personSchema,
    sample: z.boolean(),
    /** False until the first checkpoint is complete; records show as they come. */
    firstSyncDone: z.boolean(),
    permissions: z.array(z.string()),
    /** Absent with a server that gives none that this program can read. */
    lease: leaseSchema.optional(),
  }),
]);
export type SessionState = z.infer<typeof sessionStateSchema>;

export const sessionContract = {
  state: method.output(eventIterator(sessionStateSchema)),
  /** Sample users of the server's company; empty unless it is a sample. Fails with `server_unreachable`. */
  sampleUsers: method.output(
    z.array(
      z.object({
        login: z.string(),
        password: z.string(),
        name: z.object({ fa: z.string(), en: z.string() }),
        role: z.string(),
        territory: z.string().nullable(),
      }),
    ),
  ),
  /** The account's password, checked by the server. On success the phase is `choosingPassphrase`. */
  signIn: method
    .input(z.object({ serverUrl: z.string().optional(), login: z.string().min(1), password: z.string().min(1) }))
    .output(z.object({ person: personSchema })),
  /** Makes this machine's encrypted store for the person who just signed in and opens it. */
  enrol: method
    .input(z.object({ passphrase: z.string().min(8).max(1024), deviceName: z.string().max(128).optional() }))
    .output(z.object({ profileId: z.string() })),
  cancelSignIn: method.output(z.object({})),
  unlock: method.input(z.object({ profileId: z.string(), passphrase: z.string() })).output(z.object({})),
  lock: method.output(z.object({})),
  changePassphrase: method
    .input(z.object({ current: z.string(), next: z.string().min(8).max(1024) }))
    .output(z.object({})),
  /** From `locked`: show sign-in for another person. Back with `cancelSignIn`. */
  addPerson: method.output(z.object({})),
  /** From the lock screen: how does this copy stand with the company now? The answer shows in the state. Fails with `server_unreachable`, `throttled`. */
  askServer: method.input(z.object({ profileId: z.string() })).output(z.object({})),
};
