/** Where each person of a branch noted last that they were, and what they have before them: of what is held here. Nobody is followed. */
import type { BranchContacts, BranchPerson } from '../../../../shared/contract/branch.ts';
import { elementsOf, integerOf, objectOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import type { ActivityOfDay, JobOfDay, PersonRow } from './queries.ts';

export interface DayOfBranch {
  readonly people: readonly PersonRow[];
  readonly activities: readonly (ActivityOfDay & { readonly read: RecordBody })[];
  readonly jobs: readonly JobOfDay[];
  readonly contacts: BranchContacts | null;
}

/** Of those who are at work, in the order in which they came. */
export function whoIsWhere({ people, activities, jobs, contacts }: DayOfBranch): BranchPerson[] {
  const ofPerson = Map.groupBy(activities, ({ ownerId }) => ownerId);
  const contactOf = new Map(contacts?.people.map(({ id, ...contact }) => [id, contact]));
  return people
    .filter(({ active }) => active !== 0)
    .map(({ id, name, role }) => {
      const own = ofPerson.get(id) ?? [];
      const visits = own.filter(({ kind }) => kind === 'visit');
      const left = visits.filter(({ happenedAt, read }) => happenedAt === null && textOf(read, 'checkedInAt') === null);
      return {
        id,
        name: name ?? '',
        role: role ?? '',
        place: newestPlace([
          ...visits.flatMap(placeOfVisit),
          ...jobs.filter(({ assigneeId }) => assigneeId === id).flatMap(placeOfJob),
        ]),
        next: nextOf(left),
        visitsMade: visits.filter(({ happenedAt }) => happenedAt !== null).length,
        visitsLeft: left.length,
        newestAt: latest(own.flatMap(({ happenedAt, read }) => instantsOf(happenedAt, read))),
        contact: contactOf.get(id) ?? null,
      };
    });
}

type Place = NonNullable<BranchPerson['place']>;

function placeOfVisit({ id, customerId, customerName, happenedAt, read }: DayOfBranch['activities'][number]): Place[] {
  const checkedInAt = textOf(read, 'checkedInAt');
  const leftAt = textOf(read, 'checkedOutAt') ?? happenedAt;
  const common = { collection: 'activities' as const, id, customerId, customerName, position: positionOf(read) };
  if (happenedAt === null) return checkedInAt === null ? [] : [{ ...common, state: 'here', since: checkedInAt }];
  return leftAt === null ? [] : [{ ...common, state: 'left', since: leftAt }];
}

function placeOfJob({ id, customerId, customerName, body }: JobOfDay): Place[] {
  const open = elementsOf(JSON.parse(body) as RecordBody, 'workTimes').filter(
    (time) => textOf(time, 'stoppedAt') === null,
  );
  const since = latest(open.flatMap((time) => textOf(time, 'startedAt') ?? []));
  return since === null
    ? []
    : [{ state: 'working', collection: 'serviceRequests', id, customerId, customerName, since, position: null }];
}

/** Whoever came somewhere and has not left is there, whatever was noted of earlier places later. */
function newestPlace(places: readonly Place[]): Place | null {
  const newest = (among: readonly Place[]): Place | null =>
    among.reduce<Place | null>((best, place) => (best === null || place.since > best.since ? place : best), null);
  return newest(places.filter(({ state }) => state !== 'left')) ?? newest(places);
}

/** What has an agreed hour comes when it is due; the rest as somebody put it in order. */
function nextOf(left: readonly DayOfBranch['activities'][number][]): BranchPerson['next'] {
  const next = left.toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1))[0];
  return next
    ? {
        id: next.id,
        customerName: next.customerName ?? next.subject,
        at: next.read['anyTime'] === true ? null : next.plannedAt,
      }
    : null;
}

const orderOf = ({ plannedAt, read }: DayOfBranch['activities'][number]): string =>
  `${plannedAt ?? ''} ${textOf(read, 'routeOrder') ?? '~'}`;

const instantsOf = (happenedAt: string | null, body: RecordBody): string[] =>
  [happenedAt, textOf(body, 'checkedInAt'), textOf(body, 'checkedOutAt')].filter((instant) => instant !== null);

const latest = (instants: readonly string[]): string | null =>
  instants.reduce<string | null>((best, instant) => (best === null || instant > best ? instant : best), null);

function positionOf(body: RecordBody): Place['position'] {
  const position = objectOf(body['checkInPosition']);
  const [latitude, longitude] = [integerOf(position, 'latitude'), integerOf(position, 'longitude')];
  return latitude === null || longitude === null ? null : { latitude, longitude };
}
