/**
 * A request for approval, on the order or contract that it is about: who asked, why it needs somebody else's word, and what was decided. It travels and
 * merges with the record, as one value.
 *
 * A request and a decision are about the terms as they were: `terms` is their fingerprint. When the terms have moved on since, in whatever way and
 * by whomever, neither counts any more. Nothing has to be taken back for that.
 */
import { z } from 'zod';
import { sha256Hex } from '../../base/bytes.ts';
import { canonicalJson } from '../../base/canonicalJson.ts';
import type { JsonValue } from '../../base/leafPath.ts';
import { elementsOf, integerOf, moneyOf } from '../bodyReads.ts';
import { idField, instantField } from '../fields.ts';
import { oneValue } from '../leafShape.ts';
import type { RecordBody } from '../record.ts';

/**
 * Why somebody else has to agree.
 * - `discount`: a line is sold further below its list price than its seller may go (percent × 10,000)
 * - `tax`: a line bears less tax than its product (percent × 10,000)
 * - `credit`, `cheque`: the customer's limit does not cover the order beside what is open (minor units)
 * - `creditCurrency`: the limit is in another currency, and says nothing of this order
 * - `months`, `visits`, `responseHours`, `coverage`: terms of a contract outside of the policy, or beyond what was in force
 * - `stock`: a line promises more than is kept for its seller (quantities × 1,000); `slice`: more than their slice of the customer's credit (minor units)
 * - `equipment`, `period`: it covers machines, or days, that it did not cover when it was agreed to
 * - `hours`, `parts`: more hours of work, or dearer parts (minor units), than when it was agreed to; without `found`, as many as it takes
 */
export const APPROVAL_REASONS = [
  'discount',
  'tax',
  'credit',
  'cheque',
  'creditCurrency',
  'months',
  'visits',
  'responseHours',
  'coverage',
  'equipment',
  'period',
  'hours',
  'parts',
  'stock',
  'slice',
] as const;
export type ApprovalReasonName = (typeof APPROVAL_REASONS)[number];

export interface ApprovalReason {
  readonly reason: ApprovalReasonName;
  /** What stands there, and how far its author may go, in the unit of the reason. Of credit they are reckoned where they may be seen, and never written down. */
  readonly found?: number;
  readonly limit?: number;
  readonly currency?: string;
  /** The line that goes furthest. */
  readonly lineId?: string;
  /** What is promised beyond the policy. */
  readonly coverage?: readonly string[];
  /** Of a discount: no price of the company's list measures it, so anything may be a gift. */
  readonly unmeasured?: boolean;
}

const NOTE_LENGTH_MAXIMUM = 1_000;
export const approvalNote = z.string().trim().max(NOTE_LENGTH_MAXIMUM);

const agreedSchema = z.object({
  startsOn: z.string().max(10),
  lastDay: z.string().max(10),
  coverage: z.array(z.string().max(60)).max(20),
  /** Machines, each as one text; none stands for all that the customer has. */
  things: z.array(z.string().max(300)).max(500),
  visits: z.int().nullable(),
  hours: z.exactOptional(z.int()),
  parts: z.exactOptional(z.object({ amount: z.int(), currency: z.string().max(3) })),
});
/** What a contract covers, and when. */
export type AgreedTerms = z.infer<typeof agreedSchema>;

/** Names that this version does not know are kept: a newer one may know more reasons. */
export const approvalSchema = z.looseObject({
  reasons: z
    .array(
      z.looseObject({
        reason: z.string().min(1).max(60),
        found: z.int().optional(),
        limit: z.int().optional(),
        currency: z.string().max(3).optional(),
        lineId: z.string().max(64).optional(),
        coverage: z.array(z.string().max(60)).max(20).optional(),
        unmeasured: z.boolean().optional(),
      }),
    )
    .max(50),
  /** {@link orderTerms} or {@link contractTerms} of the body when this was written. */
  terms: z.string().regex(/^[0-9a-f]{32}$/),
  askedBy: idField,
  askedAt: instantField,
  askedNote: approvalNote.optional(),
  /** Of a contract that was in force: what it covered then. Whatever is asked for is measured against it. */
  agreed: agreedSchema.optional(),
  decision: z.enum(['approved', 'refused']).optional(),
  decidedBy: idField.optional(),
  decidedAt: instantField.optional(),
  decidedNote: approvalNote.optional(),
});
export type Approval = z.infer<typeof approvalSchema>;

export const approvalField = oneValue(approvalSchema);

/** The body's request; null without one, and for one that cannot be read. */
export function approvalOf(body: RecordBody): Approval | null {
  if (body['approval'] === undefined) return null;
  const read = approvalSchema.safeParse(body['approval']);
  return read.success ? read.data : null;
}

/**
 * - `none`: nobody was asked
 * - `awaiting`: asked, and nobody has decided
 * - `approved`, `refused`: about the terms as they stand
 * - `outdated`: the terms are others than those that were asked or decided about
 */
export const APPROVAL_STATES = ['none', 'awaiting', 'approved', 'refused', 'outdated'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** @param termsOf Takes the fingerprint of the body as it stands, in each way in which programs took it; asked only where there is a request. */
export function approvalStateOf(
  body: RecordBody,
  ...termsOf: readonly ((body: RecordBody) => string)[]
): ApprovalState {
  const approval = approvalOf(body);
  if (approval === null) return body['approval'] === undefined ? 'none' : 'outdated';
  if (!termsOf.some((of) => approval.terms === of(body))) return 'outdated';
  return approval.decision ?? 'awaiting';
}

/**
 * Of a contract as it stands. What was decided before machines, the last day, hours and parts were among its terms still is; a request that leaves them out is
 * none about what stands there.
 */
export function contractApprovalState(contract: RecordBody): ApprovalState {
  const state = approvalStateOf(contract, contractTerms);
  if (state !== 'outdated') return state;
  const decided = approvalStateOf(contract, termsBeforeAmounts, termsBeforeMachines);
  return decided === 'awaiting' ? 'outdated' : decided;
}

/** What an approval of an order is about: whatever its price, its credit or its customer depends on. */
export const orderTerms = (order: RecordBody): string =>
  fingerprint({
    ...pick(order, ['customerId', 'currency', 'orderedOn', 'discountPercentage', 'freight', 'paymentDays', 'payment']),
    lines: elementsOf(order, 'lines')
      .map((line) => pick(line, ['id', 'productId', 'quantity', 'unitPrice', 'discountPercentage', 'taxPercentage']))
      .toSorted((one, other) => compareText(canonicalJson(one), canonicalJson(other))),
  });

/** Never the price: a fingerprint of it would tell it to those from whom it is hidden. */
export const contractTerms = (contract: RecordBody): string =>
  fingerprint({ ...termsWithMachines(contract), ...pick(contract, ['hoursIncluded', 'partsUpTo']) });

const CONTRACT_TERMS = ['customerId', 'startsOn', 'endsOn', 'visitsIncluded', 'responseHours'];

const termsBeforeAmounts = (contract: RecordBody): string => fingerprint(termsWithMachines(contract));

const termsBeforeMachines = (contract: RecordBody): string =>
  fingerprint({ ...pick(contract, CONTRACT_TERMS), coverage: textsSorted(contract['coverage']) });

function termsWithMachines(contract: RecordBody): Record<string, JsonValue> {
  const things = coveredThingsOf(contract);
  return {
    ...pick(contract, [...CONTRACT_TERMS, 'endedOn']),
    coverage: textsSorted(contract['coverage']),
    ...(things.length === 0 ? {} : { things }),
  };
}

/** The machines that it names, each as one text: its record, else its serial number, else what kind of machine it is. */
export const coveredThingsOf = (contract: RecordBody): string[] => [
  ...new Set(
    elementsOf(contract, 'coveredThings')
      .map((thing) =>
        canonicalJson(
          pick(thing, [['assetId', 'serial', 'productId'].find((field) => thing[field] !== undefined) ?? 'name']),
        ),
      )
      .toSorted(compareText),
  ),
];

/** What it covers as it stands, and when. */
export const agreedTermsOf = (contract: RecordBody): AgreedTerms => {
  const text = (field: string): string => (typeof contract[field] === 'string' ? contract[field] : '');
  const visits = contract['visitsIncluded'];
  const hours = integerOf(contract, 'hoursIncluded');
  const parts = moneyOf(contract, 'partsUpTo');
  return {
    startsOn: text('startsOn'),
    lastDay: text('endedOn') === '' ? text('endsOn') : text('endedOn'),
    coverage: textsSorted(contract['coverage']),
    things: coveredThingsOf(contract),
    visits: typeof visits === 'number' ? visits : null,
    ...(hours === null ? {} : { hours }),
    ...(parts === null ? {} : { parts }),
  };
};

/** Where it is not known any more what was in force: whatever is covered is more than this. */
export const NOTHING_AGREED: AgreedTerms = {
  startsOn: '9999-12-31',
  lastDay: '',
  coverage: [],
  things: [],
  visits: null,
};

const fingerprint = (terms: JsonValue): string => sha256Hex(canonicalJson(terms)).slice(0, 32);

const pick = (body: RecordBody, fields: readonly string[]): Record<string, JsonValue> =>
  Object.fromEntries(
    fields.flatMap((field): [string, JsonValue][] => {
      const value = body[field];
      return value === undefined ? [] : [[field, value]];
    }),
  );

const textsSorted = (value: JsonValue | undefined): string[] =>
  Array.isArray(value) ? [...new Set(value.filter((item) => typeof item === 'string'))].toSorted(compareText) : [];

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
