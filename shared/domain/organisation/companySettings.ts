/**
 * What a company sets for everybody: one record of the organisation per key (kind `setting`). Here stands what a person may write, and what holds while nobody
 * has said anything. Whoever acts on a setting reads it by themselves, and takes what is no such value as unsaid.
 */
import { z } from 'zod';
import { isCurrencyCode } from '../../base/currency.ts';
import { deterministicId, type RecordId } from '../../base/id.ts';
import type { JsonValue } from '../../base/leafPath.ts';
import { isOlderVersion, versionSchema, workingHoursSchema } from '../../sync/lease.ts';
import { COVERAGES } from '../contracts/serviceContract.ts';

/** Nobody leaves a recovery secret, whoever wants to, every device. */
export const RECOVERY_POLICIES = ['off', 'offered', 'required'] as const;
export type RecoveryPolicy = (typeof RECOVERY_POLICIES)[number];

export const INVOICED_BY = ['order', 'invoice'] as const;
export type InvoicedBy = (typeof INVOICED_BY)[number];

/** Longer the server gives no lease: its feed keeps tombstones so long (SYNC-163). */
export const LEASE_DAYS_MAXIMUM = 30;
export const IDLE_LOCK_MINUTES = 30;
export const IDLE_LOCK_MINUTES_MAXIMUM = 24 * 60;
/** Pages of customers an hour that everybody may read, and the least that a company may set; 0 stands for no limit. */
export const READING_PAGES_PER_HOUR = 150;
export const READING_PAGES_PER_HOUR_MINIMUM = 30;
const READING_PAGES_PER_HOUR_MAXIMUM = 100_000;
export const PROMISE_WARNING_MINUTES = 60;
const PROMISE_WARNING_MINUTES_MAXIMUM = 10_000;
/** Percent × 10,000. */
const WHOLE = 1_000_000;

const limitsSchema = z.looseObject({
  discountPercentage: z.int().min(0).max(WHOLE).optional(),
  paperDays: z.int().min(0).max(366).optional(),
  withinCredit: z.boolean().optional(),
  withinAllotment: z.boolean().optional(),
  contractMonths: z.int().min(0).max(1_200).optional(),
  contractVisits: z.int().min(0).optional(),
  contractResponseHours: z.int().min(0).max(10_000).optional(),
  contractCoverage: z.array(z.enum(COVERAGES)).optional(),
});

const HOLIDAYS_MAXIMUM = 1_000;

/** Days on which the company does not work, by its own clock; each once. */
const holidaysSchema = z
  .array(z.looseObject({ on: z.iso.date(), name: z.string().trim().min(1).max(100) }))
  .max(HOLIDAYS_MAXIMUM)
  .refine((days) => new Set(days.map(({ on }) => on)).size === days.length);
export type Holiday = z.infer<typeof holidaysSchema>[number];

/** Left out: nothing is said of it on any paper. */
const letterheadText = (length: number) => z.string().trim().min(1).max(length).optional();

const letterheadSchema = z.looseObject({
  /** As the law knows the company; left out: as the server does. */
  name: letterheadText(200),
  nationalId: letterheadText(30),
  economicCode: letterheadText(30),
  registrationNumber: letterheadText(30),
  address: letterheadText(500),
  postalCode: letterheadText(20),
  phone: letterheadText(60),
  /** Below the lines of every quote, order and invoice. */
  terms: letterheadText(2_000),
});
export const LETTERHEAD_FIELDS = [
  'name',
  'nationalId',
  'economicCode',
  'registrationNumber',
  'address',
  'postalCode',
  'phone',
  'terms',
] as const;

/** Of the company, and of a person where theirs are others. */
export const companyHoursSchema = workingHoursSchema.extend({
  zone: z.string().refine(isTimeZone),
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
});

const SCHEMAS = {
  timeZone: z.string().refine(isTimeZone),
  defaultCurrency: z.string().refine(isCurrencyCode),
  /** Which document is the invoice, and is given the legal number: the order when it is confirmed, or each invoice when it is issued. */
  invoicedBy: z.enum(INVOICED_BY),
  /** First day of which receipts are kept here: what is older is left to the books of before. null: from the beginning. */
  receiptsFrom: z.iso.date().nullable(),
  /** Percent × 10,000; null: lines begin without any. */
  taxPercentage: z.int().min(0).max(WHOLE).nullable(),
  /** Who sells, on every paper that leaves the house. */
  letterhead: letterheadSchema,
  leaseDays: z.int().min(1).max(LEASE_DAYS_MAXIMUM),
  /** null: never. */
  leaseGraceDays: z.int().min(0).max(3_650).nullable(),
  /** null: any. */
  minimumProgramVersion: versionSchema.nullable(),
  /** null: at all hours. */
  workingHours: companyHoursSchema.nullable(),
  /** Promises do not run on them, and nothing is due. A lease holds on them as on any day. */
  holidays: holidaysSchema,
  /** Minutes of work before a promise runs out at which those who answer for it are told; 0: never. */
  promiseWarningMinutes: z.int().min(0).max(PROMISE_WARNING_MINUTES_MAXIMUM),
  /** 0: never. */
  idleLockMinutes: z.int().min(0).max(IDLE_LOCK_MINUTES_MAXIMUM),
  /** null: as `idleLockMinutes` says. */
  idleLockMinutesMaximum: z.int().min(1).max(IDLE_LOCK_MINUTES_MAXIMUM).nullable(),
  recoveryShares: z.enum(RECOVERY_POLICIES),
  /** 0: nobody is limited. */
  readingPagesPerHour: z.union([
    z.literal(0),
    z.int().min(READING_PAGES_PER_HOUR_MINIMUM).max(READING_PAGES_PER_HOUR_MAXIMUM),
  ]),
  approvalLimits: z.looseObject({
    roles: z.record(z.string(), limitsSchema).optional(),
    people: z.record(z.string(), limitsSchema).optional(),
  }),
} as const;

export type SettingKey = keyof typeof SCHEMAS;
export type SettingValue<Key extends SettingKey> = z.infer<(typeof SCHEMAS)[Key]>;

export const SETTING_KEYS = Object.keys(SCHEMAS) as [SettingKey, ...SettingKey[]];

/** What holds while the company has said nothing; undefined where that is nothing. */
const UNSAID: { readonly [Key in SettingKey]?: SettingValue<Key> } = {
  defaultCurrency: 'IRR',
  invoicedBy: 'order',
  receiptsFrom: null,
  taxPercentage: null,
  letterhead: {},
  leaseDays: LEASE_DAYS_MAXIMUM,
  leaseGraceDays: 14,
  minimumProgramVersion: null,
  workingHours: null,
  holidays: [],
  promiseWarningMinutes: PROMISE_WARNING_MINUTES,
  idleLockMinutes: IDLE_LOCK_MINUTES,
  idleLockMinutesMaximum: null,
  recoveryShares: 'off',
  readingPagesPerHour: READING_PAGES_PER_HOUR,
  approvalLimits: {},
};

/** Settings by key, as far as the company has said anything. */
export type SettingsByKey = Readonly<Partial<Record<SettingKey, JsonValue>>>;

/** What a person may have written; undefined for nothing, and for what is no such value. */
export function readSetting<Key extends SettingKey>(settings: SettingsByKey, key: Key): SettingValue<Key> | undefined {
  const read = SCHEMAS[key].safeParse(settings[key]);
  return read.success ? (read.data as SettingValue<Key>) : undefined;
}

/** As {@link readSetting}, and what holds without it. */
export function settingInForce<Key extends SettingKey>(
  settings: SettingsByKey,
  key: Key,
): SettingValue<Key> | undefined {
  const read = readSetting(settings, key);
  // null is a word: never, any, at all hours.
  if (read !== undefined) return read;
  return UNSAID[key];
}

/** One record per key, also where two administrators make it without a line at the same moment: then the second is a clash and not lost (SYNC-78). */
export const settingId = (key: SettingKey): RecordId => deterministicId('peyvand company setting', key);

export const SETTING_PROBLEMS = [...SETTING_KEYS, 'idleLockOrder', 'versionAhead'] as const;

export interface SettingProblem {
  readonly key: SettingKey;
  /** The key itself where the value is none that it may have; else the rule that it breaks. */
  readonly reason: (typeof SETTING_PROBLEMS)[number];
}

/**
 * What is wrong with settings that somebody is about to change.
 * @param changed What they want to write.
 * @param settings All of them, as they would be.
 * @param programVersion The newest program that is known here; null: none is, and versions are not compared.
 */
export function settingProblems(
  changed: SettingsByKey,
  settings: SettingsByKey,
  programVersion: string | null,
): SettingProblem[] {
  const problems: SettingProblem[] = [];
  for (const key of SETTING_KEYS)
    if (changed[key] !== undefined && readSetting(changed, key) === undefined) problems.push({ key, reason: key });
  if (problems.length > 0) return problems;
  const [idle, latest] = [
    settingInForce(settings, 'idleLockMinutes'),
    readSetting(settings, 'idleLockMinutesMaximum') ?? null,
  ];
  const isIdleChanged = changed.idleLockMinutes !== undefined || changed.idleLockMinutesMaximum !== undefined;
  if (isIdleChanged && latest !== null && (idle === 0 || (idle ?? 0) > latest))
    problems.push({ key: 'idleLockMinutes', reason: 'idleLockOrder' });
  // It would lock out everybody who is no administrator, until a program comes that is not there yet.
  const minimum = readSetting(changed, 'minimumProgramVersion') ?? null;
  if (minimum !== null && programVersion !== null && isOlderVersion(programVersion, minimum))
    problems.push({ key: 'minimumProgramVersion', reason: 'versionAhead' });
  return problems;
}

export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone }).format(0);
    return zone !== '';
  } catch {
    return false;
  }
}
