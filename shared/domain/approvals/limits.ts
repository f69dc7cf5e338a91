/**
 * How far a person may go without asking: the company's setting `approvalLimits`, by role and, where it names them, by person.
 *
 * `{ "roles": { "rep": { "discountPercentage": 100000, "withinCredit": true } }, "people": { "<id>": { "discountPercentage": 150000 } } }`
 *
 * What is not named is not limited. What is named and cannot be read is limited to nothing: a slip must not open what somebody meant to close.
 */
import type { JsonValue } from '../../base/leafPath.ts';
import type { RecordId } from '../../base/id.ts';
import type { Role } from '../organisation/organisation.ts';

export const APPROVAL_LIMITS_SETTING = 'approvalLimits';

export interface ApprovalLimits {
  /** How far below its list price a line may be sold; percent × 10,000. */
  readonly discountPercentage?: number;
  /** How many days before its confirmation a paper may bear and be measured by the prices of; `PAPER_DAYS` where nothing is said. */
  readonly paperDays?: number;
  /** True: what a customer has open on account or by cheque must stay within the limits that stand on the customer. */
  readonly withinCredit?: boolean;
  /** True: of products that are divided among sellers they promise what is kept for them. */
  readonly withinAllotment?: boolean;
  /** Longest contract, in months. */
  readonly contractMonths?: number;
  /** Most visits included, × 1,000. */
  readonly contractVisits?: number;
  /** Quickest promise of a response, in hours. */
  readonly contractResponseHours?: number;
  /** What may be covered. */
  readonly contractCoverage?: readonly string[];
}

/** @param setting The value of the company's setting; undefined without one. */
export function approvalLimitsOf(
  setting: JsonValue | undefined,
  person: { readonly id: RecordId; readonly role: Role },
): ApprovalLimits {
  const ofRole = entry(entry(setting, 'roles'), person.role);
  const ofPerson = entry(entry(setting, 'people'), person.id);
  return { ...readLimits(ofRole), ...readLimits(ofPerson) };
}

/** Of whom limits are set. */
export type LimitedWho = { readonly role: Role } | { readonly person: RecordId };

/**
 * The setting with other limits for one role or person. Whatever else stands in it, also what this version does not know, stays.
 * @param limits All of theirs; none takes them out.
 */
export function withApprovalLimits(setting: JsonValue | undefined, who: LimitedWho, limits: ApprovalLimits): JsonValue {
  const [part, name] = 'role' in who ? (['roles', who.role] as const) : (['people', who.person] as const);
  const all = isObject(setting) ? setting : {};
  const { [name]: own, ...others } = isObject(all[part]) ? all[part] : {};
  const unknown = isObject(own) ? Object.entries(own).filter(([field]) => !LIMITS.has(field)) : [];
  const next = { ...Object.fromEntries(unknown), ...limits } as { readonly [name: string]: JsonValue };
  return { ...all, [part]: Object.keys(next).length === 0 ? others : { ...others, [name]: next } };
}

const LIMITS: ReadonlySet<string> = new Set<keyof ApprovalLimits>([
  'discountPercentage',
  'paperDays',
  'withinCredit',
  'withinAllotment',
  'contractMonths',
  'contractVisits',
  'contractResponseHours',
  'contractCoverage',
]);

function readLimits(value: JsonValue | undefined): ApprovalLimits {
  const has = (name: keyof ApprovalLimits): boolean => isObject(value) && Object.hasOwn(value, name);
  const number = (name: keyof ApprovalLimits, nothing: number): number => {
    const read = entry(value, name);
    return typeof read === 'number' && Number.isSafeInteger(read) && read >= 0 ? read : nothing;
  };
  return {
    ...(has('discountPercentage') ? { discountPercentage: number('discountPercentage', 0) } : {}),
    ...(has('paperDays') ? { paperDays: number('paperDays', 0) } : {}),
    ...(has('withinCredit') ? { withinCredit: entry(value, 'withinCredit') !== false } : {}),
    ...(has('withinAllotment') ? { withinAllotment: entry(value, 'withinAllotment') !== false } : {}),
    ...(has('contractMonths') ? { contractMonths: number('contractMonths', 0) } : {}),
    ...(has('contractVisits') ? { contractVisits: number('contractVisits', 0) } : {}),
    ...(has('contractResponseHours')
      ? { contractResponseHours: number('contractResponseHours', Number.MAX_SAFE_INTEGER) }
      : {}),
    ...(has('contractCoverage') ? { contractCoverage: readCoverage(entry(value, 'contractCoverage')) } : {}),
  };
}

const readCoverage = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

const isObject = (value: JsonValue | undefined): value is { readonly [name: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const entry = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
