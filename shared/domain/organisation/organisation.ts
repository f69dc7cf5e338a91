/** The company itself: branches, territories, people, places of stock, settings. Everybody holds it; only administrators write it. */
import { z } from 'zod';
import { persianSortKey } from '../../base/text.ts';
import { elementsOf, textOf } from '../bodyReads.ts';
import { exportGrantField } from '../exports/exportGrant.ts';
import { commonFields, dateField, elementFields, idField, nameField } from '../fields.ts';
import { defineKind, type CollectionDefinition, type KindDefinition, type Violation } from '../kind.ts';
import { oneValue } from '../leafShape.ts';
import { violation } from '../reasons.ts';
import { COMPANY_SCOPE, type RecordBody } from '../record.ts';
import { pipelineSchema, pipelineViolations } from '../opportunities/pipeline.ts';
import { readingGrantField } from '../watch/readingGrant.ts';
import { companyHoursSchema } from './companySettings.ts';
import { customerGroupSchema } from './customerGroup.ts';
import { customFieldSchema } from './customField.ts';

export const ROLES = [
  'rep',
  'technician',
  'branchManager',
  'marketing',
  'headOffice',
  'administrator',
  'auditor',
] as const;
export type Role = (typeof ROLES)[number];

export const branchSchema = z.looseObject({ ...commonFields, name: nameField, managerId: idField.optional() });
export const territorySchema = z.looseObject({
  ...commonFields,
  name: nameField,
  branchId: idField.optional(),
  region: z.string().max(100).optional(),
});
/** A van is one person's: the others of its branch do not hold what lies in it. Without a type it is a warehouse. */
export const STOCK_PLACE_TYPES = ['warehouse', 'van'] as const;
export const stockPlaceSchema = z.looseObject({
  ...commonFields,
  name: nameField,
  branchId: idField.optional(),
  type: z.enum(STOCK_PLACE_TYPES).optional(),
  /** Who answers for what lies there: of a van its driver. */
  holderId: idField.optional(),
});
/** Degrees × 1,000,000, to two places: about a kilometre. Where somebody lives is nobody's business to the door. */
export const BASE_POSITION_STEP = 10_000;
const basePositionField = oneValue(
  z.object({
    latitude: z.int().min(-90_000_000).max(90_000_000).multipleOf(BASE_POSITION_STEP),
    longitude: z.int().min(-180_000_000).max(180_000_000).multipleOf(BASE_POSITION_STEP),
  }),
);
/** First and last day, both included. Why is not asked: everybody in the company holds it. */
const dayAwayElement = z.looseObject({ ...elementFields, from: dateField, to: dateField });

export const personSchema = z.looseObject({
  ...commonFields,
  name: nameField,
  role: z.enum(ROLES),
  branchId: idField.optional(),
  /** Territories whose records this person may hold. A branch manager holds those of the branch besides. */
  territoryIds: z.array(idField).max(1_000).optional(),
  managerId: idField.optional(),
  /** What they can mend, in the company's own words: read when somebody is to be sent. */
  skills: z.array(z.string().trim().min(1).max(60)).max(50).optional(),
  /** Where they work at other times than the company. */
  workingHours: oneValue(companyHoursSchema).optional(),
  /** Where they set out from. Not shown to colleagues who send nobody. */
  basePosition: basePositionField.optional(),
  /** Their own to say, as well as of whoever writes people. */
  daysAway: z.array(dayAwayElement).max(500).optional(),
  title: z.string().max(100).optional(),
  email: z.string().max(200).optional(),
  phone: z.string().max(40).optional(),
  active: z.boolean(),
  exportGrant: exportGrantField.optional(),
  readingGrant: readingGrantField.optional(),
});
/** One setting per key, e.g. `defaultCurrency`, `taxPercentage`, `idleLockMinutes`. */
export const settingSchema = z.looseObject({ ...commonFields, key: z.string().min(1).max(80), value: z.json() });

export type Person = z.infer<typeof personSchema>;

const POLICIES = { territoryIds: 'union', kinds: 'union', source: 'locked' } as const;

/**
 * What a person is granted beyond their role only the server writes: it counts what is used, and says so in the audit log. Role and whether they are at work stand in a
 * person that a device makes (an import), for whom there is no account yet; from then on the calls of administration change them, which judge who asks.
 */
const PERSON_POLICIES = {
  ...POLICIES,
  daysAway: 'union',
  role: 'locked',
  active: 'locked',
  exportGrant: 'serverOnly',
  readingGrant: 'serverOnly',
} as const;

function organisationKind<Schema extends z.ZodObject>(kind: string, schema: Schema): KindDefinition<Schema> {
  const isPerson = kind === 'person';
  return defineKind({
    collection: 'organisation',
    kind,
    schema,
    merge: { default: 'serverOrder', policies: isPerson ? PERSON_POLICIES : POLICIES },
    // To remove a person is to close their account, and is done as that is done.
    ...(isPerson ? { isLocked: () => true } : {}),
    scope: { home: () => COMPANY_SCOPE },
    searchText: (body) => [textOf(body, 'name') ?? ''],
    ...(kind === 'pipeline' ? { invariants: pipelineViolations } : isPerson ? { invariants: personViolations } : {}),
  });
}

const personViolations = (body: RecordBody): Violation[] =>
  elementsOf(body, 'daysAway').flatMap((away) =>
    (textOf(away, 'to') ?? '') < (textOf(away, 'from') ?? '')
      ? [violation(`daysAway/${textOf(away, 'id') ?? ''}/to`, 'person.awayEndsBeforeStart')]
      : [],
  );

export const organisationCollection: CollectionDefinition = {
  collection: 'organisation',
  schemaVersion: 1,
  kinds: {
    branch: organisationKind('branch', branchSchema),
    territory: organisationKind('territory', territorySchema),
    stockPlace: organisationKind('stockPlace', stockPlaceSchema),
    person: organisationKind('person', personSchema),
    setting: organisationKind('setting', settingSchema),
    pipeline: organisationKind('pipeline', pipelineSchema),
    customerGroup: organisationKind('customerGroup', customerGroupSchema),
    customField: organisationKind('customField', customFieldSchema),
  },
  columns: [
    { name: 'name', type: 'text', path: 'name', value: (body) => textOf(body, 'name') },
    { name: 'name_sort', type: 'text', value: (body) => persianSortKey(textOf(body, 'name') ?? '') },
    { name: 'branch_id', type: 'text', path: 'branchId', value: (body) => textOf(body, 'branchId') },
    { name: 'role', type: 'text', path: 'role', value: (body) => textOf(body, 'role') },
  ],
  indexes: [{ name: 'organisation_by_name', columns: ['name_sort'] }],
};
