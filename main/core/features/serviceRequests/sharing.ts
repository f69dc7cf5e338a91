/**
 * A job brings somebody to a customer who is not theirs: while it lasts the customer is shared with them, and with it whatever hangs on it (SYNC-103).
 * The share is the server's to make and to take back, from the request alone (`server/sync/push/assignments.ts`); here is only said what will come of
 * an assignment, and who may make one that lets somebody in.
 */
import type { RecordId } from '../../../../shared/base/id.ts';
import { createError } from '../../../../shared/base/errors.ts';
import { textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import { ROLES } from '../../../../shared/domain/organisation/organisation.ts';
import { COMPANY_SCOPE, personScope, territoryScope, type RecordBody } from '../../../../shared/domain/record.ts';
import { mayWrite } from '../../../../shared/domain/permissions.ts';
import { isRequestOpen } from '../../../../shared/domain/serviceRequests/requestRules.ts';
import { holdsEveryScope, placeRecord } from '../../../../shared/sync/scopes.ts';
import type { HeldRecord } from '../../store/types.ts';
import type { Work } from '../procedures.ts';

/**
 * @throws PeyvandError `permission_denied` where this request would let somebody in anew, and whoever is at work may let nobody in; or would let themselves
 *   in, or prolong by a job what another job gave them.
 */
export function requireShare(work: Work, before: RecordBody, after: RecordBody): void {
  const letIn = sharedWith(work, after);
  const isSentAlready =
    isRequestOpen(before) && ['assigneeId', 'customerId'].every((field) => before[field] === after[field]);
  if (letIn === null || isSentAlready) return;
  const { id, role } = work.person();
  if (letIn === id || !mayWrite(role, 'customers', 'serviceTeam'))
    throw createError('permission_denied', { permission: 'customers.write' });
}

/** With whom its customer is shared on account of this request; null: whoever is sent holds it anyway, nobody is sent, or it is over. */
export function sharedWith(work: Work, body: RecordBody): RecordId | null {
  const [customerId, assigneeId] = [textOf(body, 'customerId'), textOf(body, 'assigneeId')];
  // Whoever was sent stands in the request when it is over as well, and needs no customer then.
  if (customerId === null || assigneeId === null || !isRequestOpen(body)) return null;
  const customer = customerOf(work, customerId);
  return customer && !holdsCustomer(work, customer, assigneeId) ? assigneeId : null;
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
