/** Who is at this machine: profiles, sign-in and enrolment, passphrase, lock. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { method } from './errors.ts';

const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  login: z.string(),
  role: z.string(),
  company: z.string(),
});
export type SessionPerson = z.infer<typeof personSchema>;

/** A person of this machine, as the lock screen shows them. One person may have several: then `enrolledAt` tells them apart. */
const profileSchema = z.object({
  profileId: z.string(),
  name: z.string(),
  login: z.string().optional(),
  enrolledAt: z.string().optional(),
  /** The keyring cannot be read: unlocking will say what helps. The name is lost with it. */
  damaged: z.boolean().optional(),
});
export type SessionProfile = z.infer<typeof profileSchema>;

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
  }),
  z.object({
    phase: z.literal('open'),
    profileId: z.string(),
    person: personSchema,
    sample: z.boolean(),
    /** False until the first checkpoint is complete; records show as they come. */
    firstSyncDone: z.boolean(),
    permissions: z.array(z.string()),
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
};
