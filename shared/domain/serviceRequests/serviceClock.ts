/** The clock of a promise: by when somebody must be there, and how that stands now. */
import { instantFromMilliseconds, instantToMilliseconds, isInstant, type Instant } from '../../base/clock.ts';
import { elementsOf, textOf } from '../bodyReads.ts';
import { afterWorking, workedBetween, type WorkingTime } from '../organisation/workingTime.ts';
import type { RecordBody } from '../record.ts';
import type { ServiceRequest } from './serviceRequest.ts';
import { isRequestOpen } from './requestRules.ts';

const HOUR = 3_600_000;
/** A promise of which less than this share of its time is left is `soon`; never more than a day before. */
const SOON_SHARE = 4;
const SOON_MAXIMUM = 24 * HOUR;
/** Of a promise that is short nobody is told before this share of it is left. */
const WARNING_SHARE = 4;
/** At first; where that holds too little work, further. */
const LOOKED_BACK = 8 * 24 * HOUR;

/**
 * So many hours after the request came in, counted only while the company works: not outside of its hours, nor on its holidays; where it has neither, around
 * the clock. A promise of no hours is due at once. null when the company never works.
 */
export function dueInstant(receivedAt: Instant, responseHours: number, working: WorkingTime | null): Instant | null {
  const due = afterWorking(working, instantToMilliseconds(receivedAt), responseHours * HOUR);
  return due === null ? null : instantFromMilliseconds(due);
}

/**
 * When those who answer for a promise are told that it runs out: so many minutes of work before, and no sooner than when a quarter of it is left. A promise that
 * holds no time of work at all, given by hand, is reckoned around the clock. null for what nobody has promised, and where nobody is to be told.
 * @param minutes 0: nobody is told.
 */
export function warningInstant(
  body: RecordBody | ServiceRequest,
  working: WorkingTime | null,
  minutes: number,
): Instant | null {
  const request = body as RecordBody;
  const [receivedAt, dueAt] = [textOf(request, 'receivedAt'), textOf(request, 'dueAt')];
  if (minutes === 0 || !isInstant(receivedAt) || !isInstant(dueAt)) return null;
  const [received, due] = [instantToMilliseconds(receivedAt), instantToMilliseconds(dueAt)];
  if (due <= received) return dueAt;
  const { from, worked } = lookedBack(working, { received, due }, minutes * 60_000 * WARNING_SHARE);
  const by = worked === 0 ? null : working;
  const whole = worked === 0 ? due - received : worked;
  const lead = Math.min(minutes * 60_000, whole / WARNING_SHARE);
  const warning = afterWorking(by, from, Math.floor(whole - lead)) ?? due;
  return instantFromMilliseconds(Math.min(warning, due));
}

/**
 * An instant from which at least so much is worked until it is due, or that at which it came in; and how much that is. A request may be of years ago: no more is
 * looked at than must be.
 */
function lookedBack(
  working: WorkingTime | null,
  { received, due }: { readonly received: number; readonly due: number },
  enough: number,
): { readonly from: number; readonly worked: number } {
  for (let back = LOOKED_BACK; ; back *= 4) {
    const from = Math.max(received, due - back);
    const worked = workedBetween(working, from, due);
    if (from === received || worked >= enough) return { from, worked };
  }
}

/**
 * - `none`: nobody promised anything
 * - `running`, `soon`, `overdue`: nobody is there yet
 * - `met`, `late`: somebody was, in time or not; also when it was answered without going there
 * - `off`: cancelled
 */
export const CLOCK_STATES = ['none', 'running', 'soon', 'overdue', 'met', 'late', 'off'] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

export interface ServiceClock {
  readonly state: ClockState;
  readonly dueAt: Instant | null;
  /** Whole minutes left until it is due, or by which it was (or is) missed: never below zero. */
  readonly minutes: number;
}

export function serviceClock(body: RecordBody | ServiceRequest, now: Instant): ServiceClock {
  const request = body as RecordBody;
  const dueAt = textOf(request, 'dueAt');
  if (!isInstant(dueAt)) return { state: 'none', dueAt: null, minutes: 0 };
  if (request['state'] === 'cancelled') return { state: 'off', dueAt, minutes: 0 };
  const due = instantToMilliseconds(dueAt);
  const stoppedAt = responseInstant(request);
  const reached = instantToMilliseconds(stoppedAt ?? now);
  const minutes = Math.floor(Math.abs(due - reached) / 60_000);
  if (stoppedAt !== null) return { state: reached <= due ? 'met' : 'late', dueAt, minutes };
  if (reached > due) return { state: 'overdue', dueAt, minutes };
  return { state: due - reached <= soonBefore(request, due) ? 'soon' : 'running', dueAt, minutes };
}

/** When somebody was at it: the first start of work, else the step into work, else the end of it all. null while nobody is. */
export function responseInstant(body: RecordBody | ServiceRequest): Instant | null {
  const request = body as RecordBody;
  const starts = elementsOf(request, 'workTimes').map((time) => textOf(time, 'startedAt'));
  const steps = elementsOf(request, 'stateHistory')
    .filter((step) => step['state'] === 'inProgress' || step['state'] === 'confirmed' || step['state'] === 'closed')
    .map((step) => textOf(step, 'at'));
  const earliest = [...starts, ...steps].filter(isInstant).toSorted()[0] ?? null;
  return earliest ?? (isRequestOpen(request) || !isInstant(request['receivedAt']) ? null : request['receivedAt']);
}

function soonBefore(request: RecordBody, due: number): number {
  const receivedAt = textOf(request, 'receivedAt');
  const whole = isInstant(receivedAt) ? Math.max(0, due - instantToMilliseconds(receivedAt)) : SOON_MAXIMUM;
  return Math.min(SOON_MAXIMUM, whole / SOON_SHARE);
}
