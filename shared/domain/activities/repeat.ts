/**
 * How a task repeats: every so many days, weeks on days of the week, or months on a day of the month, in the calendar of whoever set it. A *slot* is a day on
 * which the rule puts the task; the next one follows from the last alone, so that every machine reckons the same. Days are those of the company's zone.
 */
import {
  CalendarDate,
  GregorianCalendar,
  parseDate,
  PersianCalendar,
  toCalendar,
  type Calendar,
} from '@internationalized/date';
import { z } from 'zod';
import { addDays, type IsoDate } from '../../base/clock.ts';
import type { RecordBody } from '../record.ts';
import { dateField, idField } from '../fields.ts';
import { oneValue } from '../leafShape.ts';
import { daysBetween, weekdayOf } from './dueVisits.ts';
import { WEEKDAYS, type Weekday } from './visitPlan.ts';

export const REPEAT_UNITS = ['day', 'week', 'month'] as const;
export const REPEAT_CALENDARS = ['persian', 'gregory'] as const;
export const REPEAT_EVERY_MOST = 99;

/** One value: of two people who change it, one wins whole. */
export const repeatField = oneValue(
  z.looseObject({
    every: z.int().min(1).max(REPEAT_EVERY_MOST),
    unit: z.enum(REPEAT_UNITS),
    /** Of weeks. Without any: that of the slot. */
    weekdays: z.array(z.enum(WEEKDAYS)).max(7).optional(),
    /** Of months. A month that is too short has its last day. Without one: that of the slot. */
    monthDay: z.int().min(1).max(31).optional(),
    /** Whose months, and whose beginning of the week. */
    calendar: z.enum(REPEAT_CALENDARS),
    /** The last day on which it may stand; without one there is no end. */
    until: dateField.optional(),
    /** On which day the rule puts this task, wherever it was moved since. */
    slot: dateField,
    /** The first task of the series, in those that follow it: the series goes by its id wherever it is written. */
    series: idField.optional(),
  }),
);
export type Repeat = z.infer<typeof repeatField>;

/** null for what does not repeat, and for a rule of a form that this version does not know. */
export function repeatOf(body: RecordBody): Repeat | null {
  const read = repeatField.safeParse(body['repeat']);
  return read.success ? read.data : null;
}

/** The first slot behind this one that is not before `earliest`; null where the rule has ended by then. */
export function nextSlot(repeat: Repeat, earliest: IsoDate = repeat.slot): IsoDate | null {
  if (repeat.slot > LAST_DAY || earliest >= LAST_DAY) return null;
  for (let slot = following(repeat, passedOver(repeat, earliest)), steps = 0; steps < STEPS_MOST; steps += 1) {
    if (slot > LAST_DAY || (repeat.until !== undefined && slot > repeat.until)) return null;
    if (slot >= earliest) return slot;
    slot = following(repeat, slot);
  }
  return null;
}

/** Every slot behind that of the rule between two days, both included, in order. */
export function slotsBetween(repeat: Repeat, from: IsoDate, to: IsoDate): IsoDate[] {
  const slots: IsoDate[] = [];
  for (let slot = nextSlot(repeat, from); slot !== null && slot <= to; slot = nextSlot({ ...repeat, slot }))
    slots.push(slot);
  return slots;
}

/** The same rule for a task that goes to another day, and all that follow with it: a day of the week or the month goes along. */
export function ruleMovedTo(given: Repeat, to: IsoDate): Repeat {
  const { slot, weekdays, monthDay, until } = given;
  if (slot === to) return given;
  const repeat = until !== undefined && until < to ? { ...given, until: to } : given;
  if (repeat.unit === 'week' && weekdays !== undefined && weekdays.length > 0) {
    const days = new Set(weekdays);
    days.delete(weekdayOf(slot));
    days.add(weekdayOf(to));
    return { ...repeat, slot: to, weekdays: WEEKDAYS.filter((one) => days.has(one)) };
  }
  if (repeat.unit === 'month' && monthDay !== undefined)
    return { ...repeat, slot: to, monthDay: dayOfMonth(to, repeat.calendar) };
  return { ...repeat, slot: to };
}

/** Which day of its month a day is, in that calendar. */
export const dayOfMonth = (day: IsoDate, calendar: Repeat['calendar']): number =>
  toCalendar(parseDate(day), CALENDARS[calendar]).day;

/** The days of the week in the order in which the calendar's week has them. */
export const weekdaysOf = (calendar: Repeat['calendar']): readonly Weekday[] =>
  calendar === 'persian' ? WEEKDAYS : WEEKDAYS_FROM_MONDAY;

/** Two centuries of months, and no rule of a hostile device keeps anybody longer. */
const STEPS_MOST = 2_400;
/** Well before the last year that a date can have. */
const LAST_DAY = '9000-01-01';
const CALENDARS: Readonly<Record<Repeat['calendar'], Calendar>> = {
  persian: new PersianCalendar(),
  gregory: new GregorianCalendar(),
};
const GREGORIAN = new GregorianCalendar();
const WEEKDAYS_FROM_MONDAY: readonly Weekday[] = [...WEEKDAYS.slice(2), ...WEEKDAYS.slice(0, 2)];

/** A day before `earliest` from which the rule of days or weeks goes on as from its slot: slots long missed are not counted one by one. */
function passedOver({ slot, unit, every }: Repeat, earliest: IsoDate): IsoDate {
  if (unit === 'month') return slot;
  const period = unit === 'day' ? every : every * 7;
  return addDays(slot, Math.max(0, Math.floor((daysBetween(slot, earliest) - 1) / period)) * period);
}

function following(repeat: Repeat, slot: IsoDate): IsoDate {
  if (repeat.unit === 'day') return addDays(slot, repeat.every);
  return repeat.unit === 'week' ? followingOfWeeks(repeat, slot) : followingOfMonths(repeat, slot);
}

/** A later day of the same week, else the first of the week that is next. */
function followingOfWeeks({ every, weekdays, calendar }: Repeat, slot: IsoDate): IsoDate {
  const week = weekdaysOf(calendar);
  const place = week.indexOf(weekdayOf(slot));
  const places =
    weekdays && weekdays.length > 0 ? week.flatMap((one, index) => (weekdays.includes(one) ? index : [])) : [place];
  const later = places.find((candidate) => candidate > place);
  return addDays(slot, later === undefined ? every * 7 - place + (places[0] ?? place) : later - place);
}

function followingOfMonths({ every, monthDay, calendar }: Repeat, slot: IsoDate): IsoDate {
  const system = CALENDARS[calendar];
  const here = toCalendar(parseDate(slot), system);
  const month = new CalendarDate(system, here.year, here.month, 1).add({ months: every });
  const day = Math.min(monthDay ?? here.day, system.getDaysInMonth(month));
  return toCalendar(month.set({ day }), GREGORIAN).toString();
}
