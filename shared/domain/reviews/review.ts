/** A clash that a person must look at. Made by the server alone; a device only decides it. Lives in its record's scopes and moves with it. */
import { z } from 'zod';
import { textOf } from '../bodyReads.ts';
import { idField, instantField } from '../fields.ts';
import { defineKind, type CollectionDefinition } from '../kind.ts';
import { COLLECTION_NAMES, COMPANY_SCOPE } from '../record.ts';
import { decisionKind } from './decision.ts';

export const REVIEW_STATUSES = ['open', 'accepted', 'takenBack'] as const;

/** An absent value is an absent property. */
const reviewLeaf = z.looseObject({
  path: z.string(),
  group: z.string().nullable(),
  policy: z.string(),
  base: z.json().optional(),
  mine: z.json().optional(),
  theirs: z.json().optional(),
  result: z.json().optional(),
});

export const reviewSchema = z.looseObject({
  collection: z.enum(COLLECTION_NAMES),
  recordKind: z.string(),
  recordId: idField,
  /** Hash of the group whose change clashed: `mine`. */
  group: z.string(),
  /** Hash of the last group of the same chain that clashed here too; absent when none has. Its author's later work may rest on it. */
  lastGroup: z.string().optional(),
  mineAuthorId: idField,
  minePersonName: z.string().optional(),
  theirsAuthorId: idField.optional(),
  /** Who must decide: the record's owner, else the branch manager. */
  deciderId: idField.optional(),
  /** Keyed by leaf path (the path's slashes stay inside the key), so that later groups of the chain can advance `mine`. */
  leaves: z.array(reviewLeaf),
  status: z.enum(REVIEW_STATUSES),
  decidedBy: idField.optional(),
  decidedAt: instantField.optional(),
});
export type Review = z.infer<typeof reviewSchema>;

export const reviewKind = defineKind({
  collection: 'reviews',
  kind: 'review',
  schema: reviewSchema,
  merge: {
    default: 'serverOnly',
    policies: { status: 'serverOrder', decidedBy: 'serverOrder', decidedAt: 'serverOrder' },
    groups: { decision: ['status', 'decidedBy', 'decidedAt'] },
  },
  scope: {
    parent: (body) => {
      const recordId = textOf(body, 'recordId');
      const collection = COLLECTION_NAMES.find((name) => name === body['collection']);
      return recordId && collection ? { collection, id: recordId } : null;
    },
    home: (_body, parentHome) => parentHome ?? COMPANY_SCOPE,
  },
  searchText: () => [],
});

export const reviewsCollection: CollectionDefinition = {
  collection: 'reviews',
  schemaVersion: 1,
  kinds: { review: reviewKind, decision: decisionKind },
  columns: [
    { name: 'status', type: 'text', path: 'status', value: (body) => textOf(body, 'status') },
    { name: 'record_id', type: 'text', path: 'recordId', value: (body) => textOf(body, 'recordId') },
    { name: 'decider_id', type: 'text', path: 'deciderId', value: (body) => textOf(body, 'deciderId') },
  ],
  indexes: [{ name: 'reviews_by_status', columns: ['status', 'id'] }],
};
