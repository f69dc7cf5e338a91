/**
 * A job brings somebody to a customer who is not theirs: while it lasts the customer is shared with them, and with it whatever hangs on it (SYNC-103).
 * The share is an entry of the customer's `serviceTeam` under the request's own id, so that two jobs of one person at one customer never end
 * each other's.
 */
import type { RecordId } from '../../../../shared/base/id.ts';
import { elementsOf, textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import { ROLES } from '../../../../shared/domain/organisation/organisation.ts';
import { COMPANY_SCOPE, personScope, territoryScope, type RecordBody } from '../../../../shared/domain/record.ts';
import { isRequestOpen } from '../../../../shared/domain/serviceRequests/requestRules.ts';
import { diffBodies } from '../../../../shared/sync/diff.ts';
import { holdsEveryScope, placeRecord } from '../../../../shared/sync/scopes.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import type { Work } from '../procedures.ts';

/** What the customer's record needs for this person to hold it on account of this request; none where they do by themselves. */
export function shareOperations(
  work: Work,
  requestId: RecordId,
  customerId: RecordId,
  personId: RecordId,
): LocalOperation[] {
  const customer = customerOf(work, customerId);
  if (!customer) return [];
  return holdsCustomer(work, customer, personId)
    ? withdrawOperations(work, requestId, customerId)
    : teamOperations(customer, [...othersOf(customer, requestId), { id: requestId, order: 'a0', personId }]);
}

/** What takes back whatever was shared on account of this request. */
export function withdrawOperations(work: Work, requestId: RecordId, customerId: RecordId | null): LocalOperation[] {
  const customer = customerId === null ? null : customerOf(work, customerId);
  return customer ? teamOperations(customer, othersOf(customer, requestId)) : [];
}

/** What an edit of the request needs at its customers: with another customer the share goes from the one to the other. */
export function followOperations(
  work: Work,
  requestId: RecordId,
  before: RecordBody,
  after: RecordBody,
): LocalOperation[] {
  const [from, to] = [textOf(before, 'customerId'), textOf(after, 'customerId')];
  if (from === to) return [];
  // Whoever was sent stands in the request when it is over as well, and needs no customer then.
  const assigneeId = isRequestOpen(after) ? textOf(after, 'assigneeId') : null;
  return [
    ...withdrawOperations(work, requestId, from),
    ...(to === null || assigneeId === null ? [] : shareOperations(work, requestId, to, assigneeId)),
  ];
}

/** With whom the customer is shared on account of this request. */
export function sharedWith(work: Work, requestId: RecordId, customerId: RecordId): RecordId | null {
  const customer = customerOf(work, customerId);
  const entry = customer && elementsOf(customer.body, 'serviceTeam').find(({ id }) => id === requestId);
  return entry ? textOf(entry, 'personId') : null;
}

/** Would they hold the customer if it were not for any job? Another job of theirs there may end first. */
export function holdsCustomer(work: Work, customer: HeldRecord, personId: RecordId): boolean {
  const person = work.store.read.record({ collection: 'organisation', id: personId });
  const definition = kindOf('customers', customer.kind);
  if (!person || !definition) return false;
  const body = { ...customer.body, serviceTeam: [] };
  const { homeScope, shares } = placeRecord(definition, customer.id, body, null);
  const held = scopesOf(work, person.body, personId);
  return held === null || [homeScope, ...shares].some((scope) => held.has(scope));
}

/** As the server reckons them (`scopesOfPerson`), of those in which a customer may be; null: all. */
function scopesOf(work: Work, person: RecordBody, id: RecordId): ReadonlySet<string> | null {
  const role = ROLES.find((name) => name === person['role']);
  if (role !== undefined && holdsEveryScope(role)) return null;
  const branchId = textOf(person, 'branchId');
  const ofBranch =
    role === 'branchManager' && branchId !== null
      ? work.store.read.all<{ id: string; kind: string }>(
          `SELECT id, kind FROM organisation WHERE deleted = 0 AND branch_id = :branchId`,
          { branchId },
        )
      : [];
  return new Set([
    COMPANY_SCOPE,
    personScope(id),
    ...textsOf(person, 'territoryIds').map(territoryScope),
    ...ofBranch.flatMap((one) =>
      one.kind === 'territory' ? territoryScope(one.id) : one.kind === 'person' ? personScope(one.id) : [],
    ),
  ]);
}

function customerOf(work: Work, id: RecordId): HeldRecord | null {
  const customer = work.store.read.record({ collection: 'customers', id });
  return customer && !customer.deleted ? customer : null;
}

const othersOf = ({ body }: HeldRecord, requestId: RecordId): RecordBody[] =>
  elementsOf(body, 'serviceTeam').filter(({ id }) => id !== requestId);

function teamOperations({ kind, id, body }: HeldRecord, serviceTeam: readonly RecordBody[]): LocalOperation[] {
  const definition = kindOf('customers', kind);
  if (!definition || (serviceTeam.length === 0 && elementsOf(body, 'serviceTeam').length === 0)) return [];
  const changes = diffBodies(definition, body, { ...body, serviceTeam: [...serviceTeam] });
  return changes.length === 0 ? [] : [{ act: 'patch', collection: 'customers', kind, id, changes }];
}
