/** A person's own safety on this machine: what wraps the key of their data, and what they may change about it. */
import { z } from 'zod';
import { RECOVERY_POLICIES } from '../domain/organisation/companySettings.ts';
import { method } from './errors.ts';

export const securityStateSchema = z.object({
  keychain: z.object({
    /** What the system of this machine offers. `plainText` is refused. */
    standing: z.enum(['there', 'none', 'plainText', 'unavailable']),
    /** The passphrase opens the data only together with it. */
    isBound: z.boolean(),
    /** The person's choice; it takes effect where there is one. */
    isWanted: z.boolean(),
  }),
  recovery: z.object({
    policy: z.enum(RECOVERY_POLICIES),
    /** `pending`: it is wanted, and the server has not taken it yet. `leaving`: it is no longer wanted, and the server still has it. */
    state: z.enum(['off', 'pending', 'on', 'leaving']),
  }),
  /** Since when the data is encrypted with the key of today. */
  keySince: z.string(),
  /** What every guess of the passphrase costs: mebibytes of memory and passes over them. */
  cost: z.object({ mebibytes: z.number(), passes: z.int() }),
});
export type SecurityState = z.infer<typeof securityStateSchema>;

const passphraseInput = z.object({ passphrase: z.string().max(1024) });

export const securityContract = {
  state: method.output(securityStateSchema),
  /** Asks for the passphrase: the key is wrapped anew. @throws `keychain_unavailable` when it should be bound and cannot. */
  bindKeychain: method.input(passphraseInput.extend({ isWanted: z.boolean() })).output(securityStateSchema),
  /** Only where the company offers it. */
  setRecovery: method.input(z.object({ isWanted: z.boolean() })).output(securityStateSchema),
  /** A new key for all data of this machine. The session closes meanwhile, and opens again. */
  rotateKey: method.input(passphraseInput).output(z.object({})),
};
