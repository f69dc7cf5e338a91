/** The company itself: who and what there is, for choosers and labels; and its settings, which whoever may changes without a line like any other record. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { SETTING_KEYS } from '../domain/organisation/companySettings.ts';
import { method } from './errors.ts';
import { createInputSchema, editInputSchema, savedSchema } from './records.ts';

const settingKeySchema = z.enum(SETTING_KEYS);

export const settingViewSchema = z.object({
  key: settingKeySchema,
  /** Of its record, whose history can be asked for (`records.history`, collection `organisation`). */
  id: z.string(),
  version: z.number(),
  value: z.json(),
  changedByName: z.string(),
  changedAt: z.string(),
  /** True while a change made here has not been confirmed by the server. */
  pending: z.boolean(),
  /** Why the server holds a change made here. */
  held: z.string().nullable(),
});
export type SettingView = z.infer<typeof settingViewSchema>;

const settingChangeSchema = z.object({
  key: settingKeySchema,
  value: z.json(),
  /** The setting as the person saw it when they began; null: it was not there. */
  seen: z.object({ id: z.string(), version: z.int().min(0), value: z.json() }).nullable(),
});
export type SettingChange = z.infer<typeof settingChangeSchema>;

export const PLACE_KINDS = ['branch', 'territory', 'stockPlace'] as const;

export const placeRowSchema = z.object({
  id: z.string(),
  kind: z.enum(PLACE_KINDS),
  name: z.string(),
  /** The branch that it belongs to; null for a branch, and where it belongs to none. */
  branchName: z.string().nullable(),
  region: z.string().nullable(),
  managerName: z.string().nullable(),
  /** Who works there: of a branch its people, of a territory those who look after it. */
  people: z.number(),
  pending: z.boolean(),
  held: z.string().nullable(),
});
export type PlaceRow = z.infer<typeof placeRowSchema>;

export const organisationContract = {
  /** Names of the people, territories, branches and places this person may see: for choosers and labels. */
  directory: method.output(
    eventIterator(
      z.object({
        people: z.array(z.object({ id: z.string(), name: z.string(), role: z.string() })),
        territories: z.array(z.object({ id: z.string(), name: z.string(), branchId: z.string().nullable() })),
        branches: z.array(z.object({ id: z.string(), name: z.string() })),
        settings: z.record(z.string(), z.json()),
      }),
    ),
  ),
  /** What the company has set, with who did it last; what it has not set is not among them. */
  settings: method.output(
    eventIterator(
      z.object({
        settings: z.array(settingViewSchema),
        /** Of this program; null where it is not known. */
        programVersion: z.string().nullable(),
      }),
    ),
  ),
  /**
   * All of it in one durable commit, or nothing. What is set to what it is already counts as no change.
   * @throws `permission_denied`, `stale_edit` (somebody changed one of them since it was seen), `invalid_input` (`reason: 'setting'`, `problems`: `key: reason`).
   */
  changeSettings: method
    .input(z.object({ changes: z.array(settingChangeSchema).min(1).max(SETTING_KEYS.length) }))
    .output(z.object({})),
  /** Branches, each followed by its territories and places of stock; at the end what belongs to none. */
  places: method.output(eventIterator(z.array(placeRowSchema))),
  /** A branch, a territory or a place of stock. @throws as every saving command, `not_found` for a branch or manager that is not there. */
  createPlace: method.input(createInputSchema.extend({ kind: z.enum(PLACE_KINDS) })).output(savedSchema),
  /**
   * When a person works, where they set out from, and when they are away: whoever writes the organisation for everybody, and each for themselves when they
   * are away. @throws as every saving command, `not_found` for whoever is no person; `invalid_input` (`reason: 'field'`) for what administration changes.
   */
  editPersonTimes: method.input(editInputSchema).output(savedSchema),
  editPlace: method.input(editInputSchema).output(savedSchema),
};
