/** What is planned goes to another day: alone, from the day or the calendar, and with others from a list. */
import { isoDateFromInstant, type Instant, type IsoDate } from '../../../../shared/base/clock.ts';
import { createError } from '../../../../shared/base/errors.ts';
import { rhythmsOn } from '../../../../shared/domain/activities/dueVisits.ts';
import { sameHourOn, withTimesAlong } from '../../../../shared/domain/activities/plannedTimes.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { dayBounds } from '../../../../shared/sync/receipt.ts';
import type { CoreContext, Work } from '../procedures.ts';
import { atMinute } from './dayList.ts';
import { ownPlansQuery, type PlanRow } from './queries.ts';
import { zoneOf } from './zone.ts';

/**
 * The activity as it is on that day: at the hour that was agreed, where one was, else when its owner sets out.
 * @param at an hour of that day; null for none, whatever was agreed.
 * @throws PeyvandError `illegal_transition`: what has happened is not planned any more.
 */
export function plannedOn(
  context: CoreContext,
  work: Work,
  body: RecordBody,
  { to, at }: { readonly to: IsoDate; readonly at?: Instant | null | undefined },
): RecordBody {
  if (textOf(body, 'happenedAt') !== null) throw createError('illegal_transition', { from: 'done', to: 'planned' });
  const { routeOrder: _place, ...rest } = body;
  const { anyTime: _anyTime, ...agreed } = rest;
  const zone = zoneOf(context, work);
  const plannedAt = textOf(rest, 'plannedAt');
  const isAgreed = rest['anyTime'] !== true && plannedAt !== null;
  const day = plannedAt === null ? null : isoDateFromInstant(plannedAt, zone);
  // Where it is already it keeps its place in the route.
  if (at === undefined && day === to) return body;
  const moved =
    at !== undefined && at !== null
      ? { ...agreed, plannedAt: at }
      : isAgreed && at === undefined
        ? { ...rest, plannedAt: sameHourOn(plannedAt, to, zone) }
        : {
            ...rest,
            plannedAt: startOf(context, work, to, textOf(body, 'ownerId') ?? work.person().id),
            anyTime: true,
          };
  return withTimesAlong(body, moved, zone);
}

/** When the plan of that person sends them out on that day. */
export function startOf(context: CoreContext, work: Work, on: IsoDate, owner: string): Instant {
  const plans = work.store.read
    .all<PlanRow>(ownPlansQuery, { owner })
    .map(({ body }) => JSON.parse(body) as RecordBody);
  return atMinute(dayBounds(on, zoneOf(context, work)).from, rhythmsOn(plans, on).startMinute);
}
