/**
 * Whom a customer is joined to, for questions that begin at the other end: whom does this one supply, who belongs to it, whom did it bring? And what the company's own
 * fields and its tags say of it: who has chosen that?
 */
import { objectOf, textOf, textsOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';

export const CUSTOMER_RELATIONS = [
  'parent',
  'supplier',
  'referrer',
  'mergedInto',
  'standsFor',
  'group',
  'own',
  'tag',
] as const;
export type CustomerRelation = (typeof CUSTOMER_RELATIONS)[number];

export interface CustomerLink {
  readonly relation: CustomerRelation;
  readonly otherId: string;
}

/** Each once. A customer that is merged into another is joined to nobody else: the other one stands for it. */
export function customerLinksOf(id: string, body: RecordBody): CustomerLink[] {
  const survivorId = survivorOf(id, body);
  const single = (relation: CustomerRelation, field: string): CustomerLink[] => {
    const otherId = textOf(body, field);
    return otherId === null || otherId === id ? [] : [{ relation, otherId }];
  };
  const several = (relation: CustomerRelation, field: string): CustomerLink[] =>
    [...new Set(textsOf(body, field))].filter((otherId) => otherId !== id).map((otherId) => ({ relation, otherId }));
  const standsFor = several('standsFor', 'standsForIds');
  if (survivorId !== null) return [{ relation: 'mergedInto', otherId: survivorId }, ...standsFor];
  return [
    ...standsFor,
    ...single('parent', 'parentId'),
    ...several('supplier', 'supplierIds'),
    ...single('referrer', 'referredById'),
    ...several('group', 'groupIds'),
    ...several('tag', 'tags'),
    ...Object.entries(objectOf(body['custom'])).flatMap(([key, value]): CustomerLink[] => {
      const otherId = ownValueKey(key, value);
      return otherId === null ? [] : [{ relation: 'own', otherId }];
    }),
  ];
}

/** As ids of choices are made: a text with blanks, marks or letters of another script is somebody's words, and no choice. */
const CHOICE_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** What is asked for by a choice or a yes or no of an own field; null for a value that is neither, and that no filter asks for. */
export function ownValueKey(key: string, value: unknown): string | null {
  const isChoice = typeof value === 'string' && CHOICE_ID.test(value);
  return isChoice || typeof value === 'boolean' ? `${key}/${String(value)}` : null;
}

/** The customer that stands for this one since a merge; null for one that stands for itself. */
export function survivorOf(id: string, body: RecordBody): string | null {
  const survivorId = textOf(body, 'mergedIntoId');
  return survivorId === id ? null : survivorId;
}
