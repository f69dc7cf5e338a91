/**
 * What an administrator decided about held work, told to its author: made by the server alone, signed by it, and kept in the author's own
 * scope, so that it reaches every device of theirs, one enrolled later included.
 */
import { z } from 'zod';
import { textOf } from '../bodyReads.ts';
import { idField, instantField } from '../fields.ts';
import { defineKind } from '../kind.ts';
import { COLLECTION_NAMES, COMPANY_SCOPE, personScope } from '../record.ts';

export const DECISIONS = ['applied', 'changed', 'discarded', 'released', 'lost'] as const;

/** An absent value is an absent property. */
const changedLeaf = z.looseObject({
  collection: z.enum(COLLECTION_NAMES),
  id: idField,
  /** Empty: the record itself, which was to be deleted. */
  path: z.string(),
  mine: z.json().optional(),
  result: z.json().optional(),
  leftOut: z.boolean(),
});

export const decisionSchema = z.looseObject({
  decision: z.enum(DECISIONS),
  authorId: idField,
  deviceId: idField,
  /** Hash of the group; absent of a range that was declared lost, whose groups nobody has. */
  group: z.string().optional(),
  /** Numbers in the device's chain; the same but for a range. */
  first: z.int(),
  last: z.int(),
  occurredAt: instantField.optional(),
  /** Why it had been held, and the facts. */
  reason: z.string().optional(),
  facts: z.record(z.string(), z.string()).optional(),
  decidedBy: idField,
  decidedByName: z.string(),
  decidedAt: instantField,
  note: z.string(),
  records: z.array(
    z.looseObject({ collection: z.enum(COLLECTION_NAMES), kind: z.string(), id: idField, title: z.string() }),
  ),
  /** What was not applied as it was written; of a discarded group all of it. */
  changes: z.array(changedLeaf),
  /** How many more there were than fit a record. They are in the ledger. */
  changesLeftOut: z.int(),
  /** Ed25519 by the server over the canonical JSON of this body without the signature, with the record's id as `id`; base64url. */
  signature: z.string(),
});
export type Decision = z.infer<typeof decisionSchema>;

export const decisionKind = defineKind({
  collection: 'reviews',
  kind: 'decision',
  schema: decisionSchema,
  merge: { default: 'serverOnly' },
  scope: {
    home: (body) => {
      const authorId = textOf(body, 'authorId');
      return authorId === null ? COMPANY_SCOPE : personScope(authorId);
    },
  },
  searchText: () => [],
});
