/** What a company arranges for its customers: groups, and fields of its own. Written by administrators; everybody's forms go by it. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { CUSTOM_FIELD_TYPES } from '../domain/organisation/customField.ts';
import { method } from './errors.ts';
import { createInputSchema, editInputSchema, savedSchema } from './records.ts';

export const SETUP_KINDS = ['customerGroup', 'customField'] as const;

export const ownFieldSchema = z.object({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  englishName: z.string().nullable(),
  type: z.enum(CUSTOM_FIELD_TYPES),
  choices: z.array(z.object({ id: z.string(), name: z.string(), englishName: z.string().nullable() })),
  kinds: z.array(z.string()),
  required: z.boolean(),
  hint: z.string().nullable(),
  order: z.string(),
  retired: z.boolean(),
});

export const customerSetupContract = {
  /** Groups by name with how many customers held here are in each; own fields in their order. */
  setup: method.output(
    eventIterator(
      z.object({
        groups: z.array(
          z.object({ id: z.string(), name: z.string(), note: z.string().nullable(), customers: z.number() }),
        ),
        fields: z.array(ownFieldSchema),
      }),
    ),
  ),
  /** @throws as every saving command, `permission_denied` for all but administrators. */
  createSetup: method.input(createInputSchema.extend({ kind: z.enum(SETUP_KINDS) })).output(savedSchema),
  editSetup: method.input(editInputSchema).output(savedSchema),
  removeSetup: method.input(z.object({ id: z.string() })).output(savedSchema),
};
