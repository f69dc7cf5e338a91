/** What of a contract's period is used and left: counted from the requests that were served under it, never stored and never sent. */
import { addDays, instantToMilliseconds, isInstant, isoDateFromInstant, type IsoDate } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';
import { QUANTITY_SCALE } from '../../base/money.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { signedPayerOf } from '../serviceRequests/signedPayers.ts';
import { contractLastDay, contractState, EXPIRY_NOTICE_DAYS } from './contractState.ts';

export interface RequestFacts {
  readonly id: RecordId;
  readonly kind: string;
  readonly body: RecordBody;
}

/** Whole visits. */
export interface VisitBalance {
  /** null: as many as it takes. */
  readonly included: number | null;
  readonly used: number;
  /** Somebody was sent, and has not been there. */
  readonly booked: number;
  /** Below zero where more were made than were promised; null where they are not counted. */
  readonly left: number | null;
}

const SERVED: ReadonlySet<string> = new Set(['inProgress', 'confirmed', 'invoiced', 'closed']);

/**
 * A visit is a day on which somebody worked on a request that this contract pays the way of, within its period. To put right what we did wrong uses up
 * nothing: complaints do not count. @param zone The time zone in which days are counted.
 */
export function visitsOf(
  contract: { readonly id: RecordId; readonly body: RecordBody },
  requests: readonly RequestFacts[],
  { timeZone }: { readonly timeZone: string },
): VisitBalance {
  const startsOn = textOf(contract.body, 'startsOn') ?? '9999';
  const lastDay = contractLastDay(contract.body) ?? '';
  const isInPeriod = (day: IsoDate): boolean => startsOn <= day && day <= lastDay;
  let used = 0;
  let booked = 0;
  for (const { kind, body } of requests) {
    if (kind === 'complaint' || !isUnder(contract, body, 'visits')) continue;
    if (body['state'] === 'assigned') booked += 1;
    else if (SERVED.has(textOf(body, 'state') ?? '')) used += daysOfWork(body, timeZone).filter(isInPeriod).length;
  }
  const quantity = integerOf(contract.body, 'visitsIncluded');
  const included = quantity === null ? null : Math.floor(quantity / QUANTITY_SCALE);
  return { included, used, booked, left: included === null ? null : included - used - booked };
}

/**
 * Is this thing of the request counted by the contract? By the one that pays for it, as it was written down when the customer signed; before that, and of
 * requests that say nothing of it, by the one that the request was taken in under. So is what a contract does not count, for whoever wants to know.
 */
function isUnder({ id, body: contract }: ServedContract, request: RecordBody, thing: keyof typeof COUNTED): boolean {
  const signed = integerOf(contract, COUNTED[thing]) === null ? null : signedPayerOf(request, thing);
  return (signed ? signed.contractId : textOf(request, 'contractId')) === id;
}

const COUNTED = { visits: 'visitsIncluded', labour: 'hoursIncluded' } as const;

/** The days on which somebody worked on it, each once. */
export function daysOfWork(request: RecordBody, timeZone: string): IsoDate[] {
  const starts = elementsOf(request, 'workTimes').map((time) => time['startedAt']);
  return [...new Set(starts.filter(isInstant).map((start) => isoDateFromInstant(start, timeZone)))].toSorted();
}

/** For how long after its end a contract is still worth asking about. */
export const RENEWAL_DAYS_AFTER = 60;

/** Its end is near or just past, and no other contract takes its place. @param renewedIds Contracts that another one says it renews. */
export function isRenewalDue(
  contract: { readonly id: RecordId; readonly body: RecordBody },
  today: IsoDate,
  renewedIds: ReadonlySet<RecordId>,
): boolean {
  const lastDay = contractLastDay(contract.body);
  if (lastDay === null || renewedIds.has(contract.id)) return false;
  const state = contractState(contract.body, today);
  if (state === 'expiring') return true;
  return state === 'ended' && lastDay < today && addDays(lastDay, RENEWAL_DAYS_AFTER) >= today;
}

/** The days between which a contract must end for a renewal to be due on this day. */
export const renewalWindow = (today: IsoDate): { readonly from: IsoDate; readonly to: IsoDate } => ({
  from: addDays(today, -RENEWAL_DAYS_AFTER),
  to: addDays(today, EXPIRY_NOTICE_DAYS),
});

/** Of hours, in whole minutes; of parts, in minor units of the contract's currency. Below zero where more was used than was promised. */
export interface AmountBalance {
  readonly included: number;
  readonly used: number;
  readonly left: number;
}

/**
 * Hours of work that this contract pays for within its period: what was agreed to count (`workMinutes`), else what the clock says. null where they are not
 * counted. @param zone The time zone in which days are counted.
 */
export function hoursOf(
  contract: ServedContract,
  requests: readonly RequestFacts[],
  { timeZone }: { readonly timeZone: string },
): AmountBalance | null {
  const hours = integerOf(contract.body, 'hoursIncluded');
  return hours === null ? null : balance(hours * 60, servedUnder(contract, requests, timeZone).map(minutesOfWork));
}

/**
 * Parts that this contract paid for, as it was written down when the customer signed: so it says the same when prices have changed, and whichever
 * of several contracts the request itself names. null where they are not counted.
 */
export function partsOf({ id, body }: ServedContract, requests: readonly RequestFacts[]): AmountBalance | null {
  const upTo = moneyOf(body, 'partsUpTo');
  if (upTo === null) return null;
  const worths = requests
    .filter(({ kind }) => kind !== 'complaint')
    .flatMap((request) => elementsOf(request.body, 'partsUsed'))
    .filter((part) => textOf(part, 'paidById') === id)
    .flatMap((part) => {
      const worth = moneyOf(part, 'worth');
      return worth?.currency === upTo.currency ? [worth.amount] : [];
    });
  return balance(upTo.amount, worths);
}

type ServedContract = { readonly id: RecordId; readonly body: RecordBody };

function balance(included: number, uses: readonly number[]): AmountBalance {
  const used = uses.reduce((sum, use) => sum + use, 0);
  return { included, used, left: included - used };
}

function servedUnder(contract: ServedContract, requests: readonly RequestFacts[], timeZone: string): RecordBody[] {
  const startsOn = textOf(contract.body, 'startsOn') ?? '9999';
  const lastDay = contractLastDay(contract.body) ?? '';
  return requests
    .filter(({ kind, body }) => kind !== 'complaint' && isUnder(contract, body, 'labour'))
    .map(({ body }) => body)
    .filter((body) => {
      const [day = ''] = daysOfWork(body, timeZone);
      return SERVED.has(textOf(body, 'state') ?? '') && startsOn <= day && day <= lastDay;
    });
}

/** Whole minutes, each begun one counting; of a stretch that goes on, none yet. */
export function minutesOfWork(request: RecordBody): number {
  const agreed = integerOf(request, 'workMinutes');
  return agreed ?? Math.ceil(workedMilliseconds(request) / 60_000);
}

export const workedMilliseconds = (request: RecordBody): number =>
  elementsOf(request, 'workTimes').reduce((sum, time) => {
    const [from, to] = [time['startedAt'], time['stoppedAt']];
    return isInstant(from) && isInstant(to) ? sum + instantToMilliseconds(to) - instantToMilliseconds(from) : sum;
  }, 0);
