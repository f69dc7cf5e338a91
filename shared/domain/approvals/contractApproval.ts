/** Which terms of a service contract are outside of the policy for whoever wrote them. The same on the laptop and on the server. */
import { addDays, isIsoDate } from '../../base/clock.ts';
import { integerOf, moneyOf, textOf, textsOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { agreedTermsOf, type AgreedTerms, type ApprovalReason } from './approval.ts';
import type { ApprovalLimits } from './limits.ts';

/**
 * Empty when nobody needs to be asked. Only of fields that everybody sees who holds the contract.
 * @param agreed What was in force before; null for a contract that nobody agreed to yet, which is measured by the policy alone.
 */
export function contractApprovalReasons(
  contract: RecordBody,
  limits: ApprovalLimits,
  agreed: AgreedTerms | null = null,
): ApprovalReason[] {
  const policy = policyReasons(contract, limits);
  const known = new Set(policy.map(({ reason }) => reason));
  const isLimited = CONTRACT_LIMITS.some((limit) => limits[limit] !== undefined);
  const wider = agreed && isLimited ? wideningReasons(agreedTermsOf(contract), agreed) : [];
  return [...policy, ...wider.filter(({ reason }) => !known.has(reason))];
}

const CONTRACT_LIMITS = ['contractMonths', 'contractVisits', 'contractResponseHours', 'contractCoverage'] as const;

/** What is covered beyond what was in force: the price was agreed to for less. */
function wideningReasons(now: AgreedTerms, agreed: AgreedTerms): ApprovalReason[] {
  const coverage = now.coverage.filter((item) => !agreed.coverage.includes(item));
  const isForMore =
    agreed.things.length > 0 && (now.things.length === 0 || now.things.some((thing) => !agreed.things.includes(thing)));
  const isLonger = now.lastDay > agreed.lastDay || now.startsOn < agreed.startsOn;
  return [
    ...(coverage.length > 0 ? [{ reason: 'coverage' as const, coverage }] : []),
    ...(isForMore ? [{ reason: 'equipment' as const }] : []),
    ...(isLonger ? [{ reason: 'period' as const }] : []),
    ...moreReason('visits', amountOf(now, 'visits', now.visits), amountOf(agreed, 'visits', agreed.visits)),
    ...moreReason('hours', amountOf(now, 'labour', now.hours), amountOf(agreed, 'labour', agreed.hours)),
    ...partsReason(now, agreed),
  ];
}

/** Without a number there is as much as it takes, where it is covered at all. */
const amountOf = (terms: AgreedTerms, thing: string, amount: number | null | undefined): number =>
  amount ?? (terms.coverage.includes(thing) ? Infinity : 0);

/** Nothing where what is covered anew says it already. */
function moreReason(
  reason: 'visits' | 'hours' | 'parts',
  found: number,
  limit: number,
  currency?: string,
): ApprovalReason[] {
  if (found <= limit || (found === Infinity && limit === 0)) return [];
  return [
    {
      reason,
      ...(found === Infinity ? {} : { found }),
      limit,
      ...(currency === undefined ? {} : { currency }),
    },
  ];
}

/** In other money it is another promise. */
function partsReason(now: AgreedTerms, agreed: AgreedTerms): ApprovalReason[] {
  const isOther = now.parts !== undefined && agreed.parts !== undefined && now.parts.currency !== agreed.parts.currency;
  const found = amountOf(now, 'parts', now.parts?.amount);
  const limit = isOther ? 0 : amountOf(agreed, 'parts', agreed.parts?.amount);
  return moreReason('parts', found, limit, now.parts?.currency ?? agreed.parts?.currency);
}

function policyReasons(contract: RecordBody, limits: ApprovalLimits): ApprovalReason[] {
  return [
    monthsReason(contract, limits.contractMonths),
    mostReason('visits', integerOf(contract, 'visitsIncluded'), limits.contractVisits),
    responseReason(contract, limits.contractResponseHours),
    coverageReason(contract, limits.contractCoverage),
  ].filter((reason) => reason !== null);
}

function monthsReason(contract: RecordBody, limit: number | undefined): ApprovalReason | null {
  const startsOn = textOf(contract, 'startsOn');
  const endsOn = textOf(contract, 'endedOn') ?? textOf(contract, 'endsOn');
  if (!isIsoDate(startsOn) || !isIsoDate(endsOn)) return null;
  return mostReason('months', monthsOf(startsOn, endsOn), limit);
}

/** Months begun, both days included: a year is twelve, a year and a day thirteen. */
function monthsOf(first: string, last: string): number {
  const [fromYear = 0, fromMonth = 0, fromDay = 0] = first.split('-').map(Number);
  const [toYear = 0, toMonth = 0, toDay = 0] = addDays(last, 1).split('-').map(Number);
  const whole = (toYear - fromYear) * 12 + (toMonth - fromMonth);
  return Math.max(0, toDay > fromDay ? whole + 1 : whole);
}

const mostReason = (
  reason: 'months' | 'visits',
  found: number | null,
  limit: number | undefined,
): ApprovalReason | null => (limit === undefined || found === null || found <= limit ? null : { reason, found, limit });

/** A quicker promise costs more; without a promise nothing was promised. */
function responseReason(contract: RecordBody, limit: number | undefined): ApprovalReason | null {
  const found = integerOf(contract, 'responseHours');
  return limit === undefined || found === null || found >= limit ? null : { reason: 'responseHours', found, limit };
}

function coverageReason(contract: RecordBody, allowed: readonly string[] | undefined): ApprovalReason | null {
  const beyond = allowed === undefined ? [] : promisedBy(contract).filter((item) => !allowed.includes(item));
  return beyond.length === 0 ? null : { reason: 'coverage', coverage: beyond };
}

/** What is counted is promised, whether or not it is ticked beside it. */
function promisedBy(contract: RecordBody): string[] {
  const counted = [
    { thing: 'visits', amount: integerOf(contract, 'visitsIncluded') },
    { thing: 'labour', amount: integerOf(contract, 'hoursIncluded') },
    { thing: 'parts', amount: moneyOf(contract, 'partsUpTo')?.amount ?? null },
  ];
  return [
    ...new Set([
      ...textsOf(contract, 'coverage'),
      ...counted.flatMap(({ thing, amount }) => (amount !== null && amount > 0 ? [thing] : [])),
    ]),
  ];
}
