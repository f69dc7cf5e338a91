/** Which customers a person owes a visit on a day, by their visit plans: how often, since when, on which days of the week. */
import { addDays, type IsoDate } from '../../base/clock.ts';
import { persianSortKey } from '../../base/text.ts';
import { elementsOf, integerOf, objectOf, textOf, textsOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { VISITED_CLASSES, type Weekday } from './visitPlan.ts';

/** What all plans of a person that run on one day say together; of two rules for the same customer the more frequent counts. */
export interface Rhythms {
  /** Whether any plan sends the person out on this day. */
  readonly isWorkday: boolean;
  /** Days between visits, by class. */
  readonly byClass: ReadonlyMap<string, number>;
  /** Of customers named in a plan: days between visits, 'class' for those of their class, or null where they are not seen on this day of the week. */
  readonly byCustomer: ReadonlyMap<string, number | 'class' | null>;
  readonly startMinute: number;
  readonly visitMinutes: number;
  readonly visitsPerDay: number;
}

export interface VisitedCustomer {
  readonly customerId: string;
  readonly name: string;
  readonly class: string | null;
  /** The day of the last visit; null for one who was never visited. */
  readonly lastVisitOn: IsoDate | null;
}

export interface DueVisit {
  readonly customerId: string;
  readonly name: string;
  readonly class: string | null;
  readonly lastVisitOn: IsoDate | null;
  readonly everyDays: number;
  /** Whether the rhythm is the customer's own or that of their class. */
  readonly rule: 'class' | 'customer';
  /** Days past the day on which it was due; null for one who was never visited. */
  readonly lateDays: number | null;
}

const DEFAULTS = { startMinute: 9 * 60, visitMinutes: 45, visitsPerDay: 12 };
/** Of a customer named in a plan without a number, and of no class that has one. */
const USUAL_DAYS = 7;
const WEEKDAYS_FROM_SUNDAY: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MILLISECONDS_PER_DAY = 86_400_000;

export const weekdayOf = (date: IsoDate): Weekday => WEEKDAYS_FROM_SUNDAY[new Date(date).getUTCDay()] ?? 'sat';

/** Whole days from one date to another. */
export const daysBetween = (from: IsoDate, to: IsoDate): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / MILLISECONDS_PER_DAY);

/** Does the plan send its person out on that day? */
export function isPlanDay(plan: RecordBody, on: IsoDate): boolean {
  const startsOn = textOf(plan, 'startsOn');
  const endsOn = textOf(plan, 'endsOn');
  return (
    startsOn !== null &&
    startsOn <= on &&
    (endsOn === null || on <= endsOn) &&
    textsOf(plan, 'weekdays').includes(weekdayOf(on))
  );
}

export function rhythmsOn(plans: readonly RecordBody[], on: IsoDate): Rhythms {
  const running = plans.filter((plan) => isPlanDay(plan, on));
  const byClass = new Map<string, number>();
  const byCustomer = new Map<string, number | 'class' | null>();
  for (const plan of running) {
    const everyDays = objectOf(plan['everyDays']);
    for (const name of VISITED_CLASSES) {
      const days = integerOf(everyDays, name);
      if (days !== null) byClass.set(name, Math.min(days, byClass.get(name) ?? Infinity));
    }
    for (const stop of elementsOf(plan, 'stops')) {
      const customerId = textOf(stop, 'customerId');
      if (customerId !== null)
        byCustomer.set(customerId, moreFrequent(rhythmOfStop(stop, on), byCustomer.get(customerId)));
    }
  }
  const first = (field: keyof typeof DEFAULTS): number =>
    running.map((plan) => integerOf(plan, field)).find((value) => value !== null) ?? DEFAULTS[field];
  return {
    isWorkday: running.length > 0,
    byClass,
    byCustomer,
    startMinute: first('startMinute'),
    visitMinutes: first('visitMinutes'),
    visitsPerDay: first('visitsPerDay'),
  };
}

/** null where no rule asks for the customer on this day, or the last visit is not long enough ago. */
export function dueVisit(rhythms: Rhythms, on: IsoDate, customer: VisitedCustomer): DueVisit | null {
  const ofClass = customer.class === null ? undefined : rhythms.byClass.get(customer.class);
  const own = rhythms.byCustomer.get(customer.customerId);
  const everyDays = own === undefined ? ofClass : own === 'class' ? (ofClass ?? USUAL_DAYS) : own;
  if (everyDays === undefined || everyDays === null) return null;
  const lateDays = customer.lastVisitOn === null ? null : daysBetween(addDays(customer.lastVisitOn, everyDays), on);
  if (lateDays !== null && lateDays < 0) return null;
  return { ...customer, everyDays, rule: typeof own === 'number' ? 'customer' : 'class', lateDays };
}

/**
 * The most urgent first: who is late by the most of their own rhythm (a week late on a weekly visit before a week late on a monthly one),
 * then who was never visited, each by class and name.
 */
export function inOrderOfNeed(visits: readonly DueVisit[]): DueVisit[] {
  return visits.toSorted(
    (one, other) =>
      needOf(other) - needOf(one) ||
      compareText(one.class ?? LAST, other.class ?? LAST) ||
      compareText(persianSortKey(one.name), persianSortKey(other.name)) ||
      compareText(one.customerId, other.customerId),
  );
}

/** Behind every class. */
const LAST = '\u{10FFFF}';

/** In whole per cents of the rhythm, so that the order does not hang on rounding. */
const needOf = ({ lateDays, everyDays }: DueVisit): number =>
  lateDays === null ? -1 : Math.floor((lateDays * 100) / everyDays);

function rhythmOfStop(stop: RecordBody, on: IsoDate): number | 'class' | null {
  const weekdays = textsOf(stop, 'weekdays');
  if (weekdays.length > 0 && !weekdays.includes(weekdayOf(on))) return null;
  return integerOf(stop, 'everyDays') ?? 'class';
}

function moreFrequent(
  one: number | 'class' | null,
  other: number | 'class' | null | undefined,
): number | 'class' | null {
  if (other === undefined || other === null) return one;
  if (one === null) return other;
  if (typeof one === 'number' && typeof other === 'number') return Math.min(one, other);
  return typeof one === 'number' ? one : other;
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
