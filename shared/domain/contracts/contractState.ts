/** Whether a contract runs. It is never stored: today decides, and whether its terms were agreed to. */
import { addDays, isIsoDate, type IsoDate } from '../../base/clock.ts';
import { contractApprovalState, type ApprovalState } from '../approvals/approval.ts';
import { textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import type { ServiceContract } from './serviceContract.ts';

export const CONTRACT_STATES = ['upcoming', 'running', 'expiring', 'ended', 'awaitingApproval', 'refused'] as const;
export type ContractState = (typeof CONTRACT_STATES)[number];

/** From this many days before the last day on, a running contract is `expiring`: time to offer a renewal. */
export const EXPIRY_NOTICE_DAYS = 30;

/**
 * `today` is the day where the person is. First and last day count as covered. A contract whose dates cannot be read is `ended`: a
 * technician must never take a contract for valid by mistake. For the same reason one that waits for approval, or was refused, does not run.
 */
export function contractState(body: RecordBody | ServiceContract, today: IsoDate): ContractState {
  const contract = body as RecordBody;
  return contractStateAs(contract, contractApprovalState(contract), today);
}

/** The same of a contract of which only its days are at hand. */
export function contractStateAs(contract: RecordBody, agreed: ApprovalState, today: IsoDate): ContractState {
  const startsOn = textOf(contract, 'startsOn');
  const lastDay = contractLastDay(contract);
  if (!isIsoDate(startsOn) || lastDay === null || today > lastDay) return 'ended';
  if (agreed === 'refused') return 'refused';
  if (agreed === 'awaiting' || agreed === 'outdated') return 'awaitingApproval';
  if (today < startsOn) return 'upcoming';
  return addDays(today, EXPIRY_NOTICE_DAYS) >= lastDay ? 'expiring' : 'running';
}

/** The day on which cover really ends: the agreed end, or an earlier (or later) one that was agreed since. */
export function contractLastDay(body: RecordBody | ServiceContract): IsoDate | null {
  const contract = body as RecordBody;
  const lastDay = textOf(contract, 'endedOn') ?? textOf(contract, 'endsOn');
  return isIsoDate(lastDay) ? lastDay : null;
}

/** Days of cover left after today: 0 on the last day, negative afterwards, null when the dates cannot be read. */
export function contractDaysLeft(body: RecordBody | ServiceContract, today: IsoDate): number | null {
  const lastDay = contractLastDay(body);
  return lastDay === null || !isIsoDate(today) ? null : (Date.parse(lastDay) - Date.parse(today)) / 86_400_000;
}
