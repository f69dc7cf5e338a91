/** For whom a price list or a promotion is meant, on which days, and which of several comes first. */
import { z } from 'zod';
import { isIsoDate, type IsoDate } from '../../base/clock.ts';
import { integerOf, textOf, textsOf } from '../bodyReads.ts';
import { commonFields, dateField, nameField, noteField } from '../fields.ts';
import type { Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';

/** Narrowest first: what is meant for one customer comes before what is meant for many. */
export const PRICE_SCOPES = ['customers', 'groups', 'classes', 'territories', 'channelRoles', 'everyone'] as const;
export type PriceScope = (typeof PRICE_SCOPES)[number];

export const scopedFields = {
  ...commonFields,
  name: nameField,
  /** Valid on the days from `from` to `to`, both included; without `to` it has no end. */
  from: dateField,
  to: dateField.optional(),
  scope: z.enum(PRICE_SCOPES),
  /** Ids of customers, groups or territories, names of classes or channel roles; none for everyone. */
  scopeIds: z.array(z.string().min(1).max(60)).max(2_000).optional(),
  /** Of two with an equally narrow scope, the higher one comes first; 0 when left out. */
  priority: z.int().min(-1_000).max(1_000).optional(),
  /** Taken out of use without losing it. */
  paused: z.boolean().optional(),
  note: noteField.optional(),
};

/** What prices ask of a customer. */
export interface CustomerPricing {
  /** null for nobody in particular: then only what is for everyone counts. */
  readonly id: string | null;
  /** Those that it was merged with: what is meant for one of them is meant for it. */
  readonly sameIds?: readonly string[] | undefined;
  readonly groupIds: readonly string[];
  readonly territoryId: string | null;
  readonly channelRole: string | null;
  readonly class: string | null;
}

export const NOBODY: CustomerPricing = { id: null, groupIds: [], territoryId: null, channelRole: null, class: null };

export const customerPricing = (id: string, body: RecordBody): CustomerPricing => ({
  id,
  sameIds: [...textsOf(body, 'standsForIds'), textOf(body, 'mergedIntoId')].filter((same) => same !== null),
  groupIds: textsOf(body, 'groupIds'),
  territoryId: textOf(body, 'territoryId'),
  channelRole: textOf(body, 'channelRole'),
  class: textOf(body, 'class'),
});

/** Is it meant for this customer on this day? */
export function isMeantFor(body: RecordBody, customer: CustomerPricing, day: IsoDate): boolean {
  const from = textOf(body, 'from');
  const to = textOf(body, 'to');
  if (body['paused'] === true || !isIsoDate(day) || from === null || from > day || (to !== null && to < day))
    return false;
  const scope = scopeOf(body);
  if (scope === 'everyone') return true;
  if (scope === null) return false;
  const ids = new Set(textsOf(body, 'scopeIds'));
  return namesOf(customer, scope).some((name) => ids.has(name));
}

/** null for one that this version does not know: it is meant for nobody here. */
export const scopeOf = (body: RecordBody): PriceScope | null =>
  PRICE_SCOPES.find((scope) => scope === body['scope']) ?? null;

function namesOf(customer: CustomerPricing, scope: Exclude<PriceScope, 'everyone'>): readonly string[] {
  const one = (name: string | null): string[] => (name === null ? [] : [name]);
  switch (scope) {
    case 'customers':
      return [...one(customer.id), ...(customer.sameIds ?? [])];
    case 'groups':
      return customer.groupIds;
    case 'classes':
      return one(customer.class);
    case 'territories':
      return one(customer.territoryId);
    case 'channelRoles':
      return one(customer.channelRole);
  }
}

export interface PricingRecord {
  readonly id: string;
  readonly body: RecordBody;
}

/** First come the narrower scope, the higher priority, the later first day, the smaller id: so the order is always the same. */
export function comparePrecedence(one: PricingRecord, other: PricingRecord): number {
  return (
    rank(one.body) - rank(other.body) ||
    (integerOf(other.body, 'priority') ?? 0) - (integerOf(one.body, 'priority') ?? 0) ||
    compareText(textOf(other.body, 'from') ?? '', textOf(one.body, 'from') ?? '') ||
    compareText(one.id, other.id)
  );
}

const rank = (body: RecordBody): number => {
  const scope = scopeOf(body);
  return scope === null ? PRICE_SCOPES.length : PRICE_SCOPES.indexOf(scope);
};

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export function scopeViolations(body: RecordBody): Violation[] {
  const to = textOf(body, 'to');
  return [
    ...(to !== null && to < (textOf(body, 'from') ?? '') ? [violation('to', 'pricing.endsBeforeStart')] : []),
    ...(scopeOf(body) !== 'everyone' && scopeOf(body) !== null && textsOf(body, 'scopeIds').length === 0
      ? [violation('scopeIds', 'pricing.scopeEmpty')]
      : []),
  ];
}
