/** The data file of a person on this machine: its repair when it is damaged, its backups, and whether it was found sound. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { method } from './errors.ts';

const PATH_MAXIMUM = 4_096;
const FILE_MAXIMUM = 255;

const factsSchema = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()).readonly()]))
  .readonly();
const errorSchema = z.object({ code: z.string(), facts: factsSchema });

/** A backup as it lies in the folder of backups. */
export const backupSchema = z.object({
  /** The file's name. */
  file: z.string(),
  createdAt: z.string(),
  bytes: z.number(),
  /** By a person, and kept until they remove it; or by the schedule, which keeps the newest alone. */
  made: z.enum(['asked', 'scheduled']),
  /** When this machine last read all of it back and opened it; null: not yet, or on another machine. */
  verifiedAt: z.string().nullable(),
});
export type Backup = z.infer<typeof backupSchema>;

/** What can be saved of a store that does not open, in groups of changes: a group is one save of a person. */
const foundSchema = z.object({
  /** Unsent groups that can be read: they go on in the new store, where the person sees them. */
  unsent: z.int(),
  /** Unsent groups of which only the sealed copy is left: they reach head office, and come back from there. */
  sealed: z.int(),
  /** Groups that cannot be read and are in no whole sealed copy: at most so many are lost; null: nobody can tell. */
  lost: z.int().nullable(),
  /** Unfinished forms. */
  drafts: z.int(),
});

export const repairStateSchema = z.object({
  profileId: z.string(),
  name: z.string(),
  login: z.string(),
  /** What is wrong; null when nothing is and the person wants a backup back. */
  finding: errorSchema.nullable(),
  found: foundSchema,
  /** What a new store needs: nothing more, or the account's password and a line to the server. */
  rebuild: z.enum(['here', 'signIn']),
  folder: z.string(),
  backups: z.array(backupSchema),
  step: z.enum(['ready', 'verifying', 'signingIn', 'settingAside', 'building', 'checking', 'done']),
  /** Of the last try. What was there is as it was. */
  failure: errorSchema.nullable(),
  outcome: z
    .object({
      way: z.enum(['rebuilt', 'restored']),
      found: foundSchema,
      /** The folder into which the damaged files went, inside the store's; null when there were none. */
      setAside: z.string().nullable(),
      /** The server meets this store as another device of the person: no numbers are printed before the next contact. */
      newIdentity: z.boolean(),
      /** When the backup was made that is here now. */
      backupAt: z.string().nullable(),
    })
    .nullable(),
});
export type RepairState = z.infer<typeof repairStateSchema>;

export const backupPlanSchema = z.object({
  /** An absolute path; null: a folder beside the store. */
  folder: z.string().max(PATH_MAXIMUM).nullable(),
  /** Days between two backups; null: none by itself. */
  everyDays: z.int().min(1).max(31).nullable(),
  /** How many of those that the schedule made are kept. */
  kept: z.int().min(1).max(99),
});
export type BackupPlan = z.infer<typeof backupPlanSchema>;

export const storageOverviewSchema = z.object({
  /** Of the data file, with its log. */
  bytes: z.number(),
  plan: backupPlanSchema,
  /** Where backups are written: the plan's folder, or the one beside the store. */
  folder: z.string(),
  /** Newest first. */
  backups: z.array(backupSchema),
  /** The keychain of this machine is asked for, too: a backup opens here alone, unless it was made with the passphrase. */
  bound: z.boolean(),
  /** Why the last one that the schedule wanted was not made; null when it was. */
  backupFailure: errorSchema.nullable(),
  /** The last check of the whole file; null before the first. `findings` counts what differs. */
  check: z.object({ at: z.string(), ok: z.boolean(), findings: z.int() }).nullable(),
  checking: z.boolean(),
  /** Damaged files that were set aside, oldest first. */
  setAside: z.array(z.object({ name: z.string(), at: z.string(), bytes: z.number() })),
});
export type StorageOverview = z.infer<typeof storageOverviewSchema>;

const backupProgressSchema = z.object({
  type: z.literal('progress'),
  step: z.enum(['copying', 'checking', 'writing', 'readingBack']),
  done: z.number(),
  expected: z.number(),
});
export type BackupProgress = z.infer<typeof backupProgressSchema>;

export const backupEventSchema = z.discriminatedUnion('type', [
  backupProgressSchema,
  z.object({ type: z.literal('done'), report: backupSchema.extend({ path: z.string() }) }),
]);
export type BackupEvent = z.infer<typeof backupEventSchema>;

const fileSchema = z.string().min(1).max(FILE_MAXIMUM);
/** A path that a person typed. */
const pathSchema = z.string().min(1).max(PATH_MAXIMUM);

export const storageContract = {
  /** While the person is at work. */
  overview: method.output(eventIterator(storageOverviewSchema)),
  changePlan: method.input(backupPlanSchema).output(z.object({})),
  /**
   * Writes a backup and reads it back; `folder` instead of the plan's. With the passphrase, it opens by that alone on any machine, also where this one's
   * keychain is asked for. Ending the stream early cancels, and leaves no half file.
   */
  backUp: method
    .input(z.object({ folder: pathSchema.optional(), passphrase: z.string().max(1024).optional() }))
    .output(eventIterator(backupEventSchema)),
  /** Reads one of the listed backups back and opens it. Fails with `backup_damaged`. */
  verify: method.input(z.object({ file: fileSchema })).output(z.object({})),
  /** Checks the data file now; the overview tells. */
  check: method.output(z.object({})),
  /** Removes what was set aside at a repair, for good. */
  removeSetAside: method.input(z.object({ name: fileSchema })).output(z.object({})),
  /** Ends the session and goes to the repair, with the key still in hand: after a finding, or to bring a backup back. */
  openRepair: method.output(z.object({})),

  /** In the phase `damaged`: a new store, filled with what can be saved and then by the server. */
  rebuild: method.input(z.object({ password: z.string().min(1).max(1024).optional() })).output(z.object({})),
  /**
   * In the phase `damaged`: a listed backup, or the file at `path`, takes the place of what is there. `passphrase` is that of the backup's time; only
   * asked for (`wrong_passphrase`, `reason: 'of_backup'`) when the data key has changed since.
   */
  restore: method
    .input(z.object({ file: fileSchema.optional(), path: pathSchema.optional(), passphrase: z.string().optional() }))
    .output(z.object({})),
  /** In the phase `damaged`: opens what is there once more (the disk was put right), or what was made. */
  open: method.output(z.object({})),
  /** Before anybody is at work: makes a person of this machine out of a backup's file. Unlock them afterwards. */
  restoreHere: method
    .input(z.object({ path: pathSchema, passphrase: z.string() }))
    .output(z.object({ profileId: z.string() })),
};
