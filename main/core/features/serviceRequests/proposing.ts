/** Who could be sent: read from people, their open jobs and where those are. The order and its reasons are the domain's. */
import type { ProposalView } from '../../../../shared/contract/service.ts';
import { elementsOf, objectOf, textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import {
  proposeAssignees,
  type Candidate,
  type Position,
} from '../../../../shared/domain/serviceRequests/assignment.ts';
import type { HeldRecord } from '../../store/types.ts';
import type { Work } from '../procedures.ts';
import {
  openJobsQuery,
  requestsOfCustomerQuery,
  servicePeopleQuery,
  type OpenJobRow,
  type ServicePersonRow,
} from './queries.ts';
import { holdsCustomer } from './sharing.ts';
import { requireRequest } from './steps.ts';

export function propose(work: Work, id: string): ProposalView[] {
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
    readCandidates(work, request, customerId),
  );
  return proposals.map(({ reasons, ...proposal }) => ({
    ...proposal,
    reasons: reasons.map((reason) => ('skills' in reason ? { ...reason, skills: [...reason.skills] } : { ...reason })),
    shares: customer !== null && !holdsCustomer(work, customer, proposal.personId),
  }));
}

function readCandidates(work: Work, request: HeldRecord, customerId: string | null): Candidate[] {
  const { read } = work.store;
  const jobs = read.all<OpenJobRow>(openJobsQuery, { id: request.id });
  const before =
    customerId === null
      ? []
      : read
          .all<{ id: string; body: string }>(requestsOfCustomerQuery, { customerId })
          .filter(({ id }) => id !== request.id)
          .map(({ body }) => JSON.parse(body) as RecordBody);
  return read.all<ServicePersonRow>(servicePeopleQuery).flatMap(({ id, body }): Candidate[] => {
    const person = JSON.parse(body) as RecordBody;
    if (person['active'] === false) return [];
    const own = jobs.filter(({ assigneeId }) => assigneeId === id);
    return [
      {
        id,
        name: textOf(person, 'name') ?? '',
        skills: textsOf(person, 'skills'),
        territoryIds: textsOf(person, 'territoryIds'),
        branchId: textOf(person, 'branchId'),
        openJobs: own.length,
        positions: own.flatMap(({ customer }) => {
          const position = customer === null ? null : positionOf(JSON.parse(customer) as RecordBody);
          return position ? [position] : [];
        }),
        visitsBefore: before.filter((other) => workedOn(other, id)).length,
      },
    ];
  });
}

const workedOn = (request: RecordBody, personId: string): boolean =>
  elementsOf(request, 'workTimes').some((time) => time['personId'] === personId);

/** The first of the customer's addresses that has one. */
function positionOf(customer: RecordBody): Position | null {
  for (const address of elementsOf(customer, 'addresses')) {
    const { latitude, longitude } = objectOf(address['position']);
    if (typeof latitude === 'number' && typeof longitude === 'number') return { latitude, longitude };
  }
  return null;
}
