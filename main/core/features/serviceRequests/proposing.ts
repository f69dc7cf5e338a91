/** Who could be sent on a day: read from people, where they are, will be or set out from, and whether they are there. The order and its reasons are the domain's. */
import { instantToMilliseconds, isoDateFromInstant, type IsoDate } from '../../../../shared/base/clock.ts';
import type { ProposalView } from '../../../../shared/contract/service.ts';
import { elementsOf, objectOf, textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import { unavailableOn } from '../../../../shared/domain/organisation/availability.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import {
  proposeAssignees,
  type Candidate,
  type Place,
  type Position,
} from '../../../../shared/domain/serviceRequests/assignment.ts';
import { dayBounds } from '../../../../shared/sync/receipt.ts';
import type { HeldRecord } from '../../store/types.ts';
import { nowOf, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { timeZoneOf } from './covering.ts';
import {
  checkInsQuery,
  openJobsQuery,
  requestsOfCustomerQuery,
  servicePeopleQuery,
  type CheckInRow,
  type OpenJobRow,
  type ServicePersonRow,
} from './queries.ts';
import { holdsCustomer } from './sharing.ts';
import { requireRequest } from './steps.ts';

export function propose(
  context: CoreContext,
  work: Work,
  { id, on }: { readonly id: string; readonly on?: IsoDate | undefined },
): ProposalView[] {
  const { read } = work.store;
  const request = requireRequest(work, id);
  const customerId = textOf(request.body, 'customerId');
  const customer = customerId === null ? null : read.record({ collection: 'customers', id: customerId });
  const territoryId = customer ? textOf(customer.body, 'territoryId') : null;
  const territory = territoryId === null ? null : read.record({ collection: 'organisation', id: territoryId });
  const contractId = textOf(request.body, 'contractId');
  const contract = contractId === null ? null : read.record({ collection: 'contracts', id: contractId });
  const proposals = proposeAssignees(
    {
      skills: textsOf(request.body, 'skills'),
      territoryId,
      branchId: territory ? textOf(territory.body, 'branchId') : null,
      position: customer ? positionOf(customer.body) : null,
      contractPersonId: contract ? textOf(contract.body, 'technicianId') : null,
    },
    readCandidates(context, work, { request, customerId, on: on ?? dayOf(context, work, request) }),
  );
  return proposals.map(({ reasons, ...proposal }) => ({
    ...proposal,
    reasons: reasons.map((reason) => ('skills' in reason ? { ...reason, skills: [...reason.skills] } : { ...reason })),
    shares: customer !== null && !holdsCustomer(work, customer, proposal.personId),
  }));
}

/** The agreed day; one that is over, or none, is today. */
function dayOf(context: CoreContext, work: Work, request: HeldRecord): IsoDate {
  const today = todayOf(context, work);
  const plannedOn = textOf(request.body, 'plannedOn');
  return plannedOn !== null && plannedOn > today ? plannedOn : today;
}

interface Asked {
  readonly request: HeldRecord;
  readonly customerId: string | null;
  readonly on: IsoDate;
}

function readCandidates(context: CoreContext, work: Work, { request, customerId, on }: Asked): Candidate[] {
  const { read } = work.store;
  const today = todayOf(context, work);
  const settings = work.settings.all();
  const jobs = read.all<OpenJobRow>(openJobsQuery, { id: request.id });
  const before =
    customerId === null
      ? []
      : read
          .all<{ id: string; body: string }>(requestsOfCustomerQuery, { customerId })
          .filter(({ id }) => id !== request.id)
          .map(({ body }) => JSON.parse(body) as RecordBody);
  const people = read
    .all<ServicePersonRow>(servicePeopleQuery)
    .map(({ id, body }) => ({ id, body: JSON.parse(body) as RecordBody }))
    .filter(({ body }) => body['active'] !== false);
  const cameTo =
    on === today
      ? lastCheckIns(
          context,
          work,
          people.map(({ id }) => id),
        )
      : new Map<string, Place>();
  return people.map(({ id, body: person }): Candidate => {
    const own = jobs.filter(({ assigneeId }) => assigneeId === id);
    const base = readPosition(person['basePosition']);
    return {
      id,
      name: textOf(person, 'name') ?? '',
      skills: textsOf(person, 'skills'),
      territoryIds: textsOf(person, 'territoryIds'),
      branchId: textOf(person, 'branchId'),
      openJobs: own.length,
      places: [
        cameTo.get(id) ?? [],
        own.filter((job) => isOfDay(job, on, today)).flatMap(placeOfJob),
        base ? { ...base, from: 'base' as const, minutes: null } : [],
      ].flat(),
      visitsBefore: before.filter((other) => workedOn(other, id)).length,
      unavailable: unavailableOn(person, settings, on, nowOf(context)),
    };
  });
}

/** A job that is under way, or was agreed for no day or one that is over, is one of today. */
const isOfDay = ({ state, plannedOn }: OpenJobRow, on: IsoDate, today: IsoDate): boolean =>
  plannedOn === on || (on === today && (state === 'inProgress' || plannedOn === null || plannedOn < today));

function placeOfJob({ customer }: OpenJobRow): Place[] {
  const position = customer === null ? null : positionOf(JSON.parse(customer) as RecordBody);
  return position ? [{ ...position, from: 'job', minutes: null }] : [];
}

/** Where each of them noted last today that they had come: where their machine was then, else where the customer is. Of visits that are held here. */
function lastCheckIns(context: CoreContext, work: Work, people: readonly string[]): Map<string, Place> {
  const found = new Map<string, Place>();
  if (!mayRead(work.person().role, 'activities')) return found;
  const now = nowOf(context);
  const zone = timeZoneOf(context, work);
  const { from, until } = dayBounds(isoDateFromInstant(now, zone), zone);
  const rows = work.store.read.all<CheckInRow>(checkInsQuery, { people: JSON.stringify(people), from, until });
  for (const { ownerId, body, customer } of rows) {
    const visit = JSON.parse(body) as RecordBody;
    const at = textOf(visit, 'checkedInAt') ?? '';
    const position =
      readPosition(visit['checkInPosition']) ??
      (customer === null ? null : positionOf(JSON.parse(customer) as RecordBody));
    const minutes = Math.max(0, Math.floor((instantToMilliseconds(now) - instantToMilliseconds(at)) / 60_000));
    const known = found.get(ownerId);
    if (position && minutes < (known?.minutes ?? Infinity))
      found.set(ownerId, { ...position, from: 'checkIn', minutes });
  }
  return found;
}

const workedOn = (request: RecordBody, personId: string): boolean =>
  elementsOf(request, 'workTimes').some((time) => time['personId'] === personId);

/** The first of the customer's addresses that has one. */
const positionOf = (customer: RecordBody): Position | null =>
  elementsOf(customer, 'addresses')
    .map((address) => readPosition(address['position']))
    .find((position) => position !== null) ?? null;

function readPosition(value: RecordBody[string] | undefined): Position | null {
  const { latitude, longitude } = objectOf(value);
  return typeof latitude === 'number' && typeof longitude === 'number' ? { latitude, longitude } : null;
}
