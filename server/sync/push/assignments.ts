/**
 * Whoever is sent on a job holds its customer while the job lasts, and no longer (SYNC-103). The share is an entry of the customer's `serviceTeam` under the
 * request's id, and is the server's alone to say: it follows from the request as it is after every group that touches either. What a device writes
 * there itself is put right in the same breath, so that nobody is left with a share, or without one, where the assignment was changed apart, handed
 * back by somebody who may not write customers, or written by a changed program.
 */
import { joinPath } from '../../../shared/base/leafPath.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import { canonicalJson } from '../../../shared/base/canonicalJson.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { mayWrite } from '../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { isRequestOpen } from '../../../shared/domain/serviceRequests/requestRules.ts';
import { definitionOf, keyOf, membershipsOf, type StoredRecord } from '../storedRecord.ts';
import { putVersion, recordIn, type GroupWork, type VersionWork } from './groupWork.ts';
import type { Workspace } from './workspace.ts';
import { placeRecord } from '../../../shared/sync/scopes.ts';

const FIELD = 'serviceTeam';
const requestKey = (id: RecordId): string => keyOf({ collection: 'serviceRequests', id });
const customerKey = (id: RecordId): string => keyOf({ collection: 'customers', id });

/**
 * null when every share is as the requests say. Else: whoever has no right to let the person in who was sent. Nobody lets themselves in, or prolongs what a
 * job gave them: they are sent by others, or hold the customer without any job.
 */
export function settleAssignments(workspace: Workspace, work: GroupWork): { readonly path: string } | null {
  const member = work.organisation.member(work.judgedAs);
  const mayShare = member !== null && mayWrite(member.role, 'customers', FIELD);
  for (const [customerId, requestIds] of sharesInQuestion(workspace, work)) {
    const customer = recordIn(workspace, work, customerKey(customerId));
    if (!customer || customer.deleted) continue;
    const before = elementsOf(customer.body, FIELD);
    const wanted = [...requestIds].flatMap((id) => shareOf(workspace, work, customerId, id));
    for (const { id, personId } of wanted)
      if (
        isNewlySent(workspace, id, personId, customerId) &&
        !(personId !== work.judgedAs && (mayShare || isSharedWith(before, personId))) &&
        !holdsAnyway(work, customer, personId)
      )
        return { path: 'assigneeId' };
    write(workspace, work, customer, requestIds, wanted);
  }
  return null;
}

/** Makes the shares of these requests at a customer what the requests say, without asking who may: what an earlier program left is put right by it. */
export function putSharesRight(
  workspace: Workspace,
  work: VersionWork,
  customerId: RecordId,
  requestIds: ReadonlySet<string>,
): void {
  const customer = recordIn(workspace, work, customerKey(customerId));
  if (!customer || customer.deleted) return;
  const wanted = [...requestIds].flatMap((id) => shareOf(workspace, work, customerId, id));
  write(workspace, work, customer, requestIds, wanted);
}

/** By customer: the requests whose share there may not be what it should be. */
function sharesInQuestion(workspace: Workspace, work: GroupWork): Map<RecordId, Set<RecordId>> {
  const found = new Map<RecordId, Set<RecordId>>();
  const ask = (customerId: string | null, requestId: string): void => {
    if (customerId !== null) found.set(customerId, (found.get(customerId) ?? new Set()).add(requestId));
  };
  for (const { collection, id } of work.item.group.operations) {
    const [before, after] = [
      workspace.records.get(keyOf({ collection, id })),
      recordIn(workspace, work, keyOf({ collection, id })),
    ];
    if (collection === 'serviceRequests')
      for (const record of [before, after]) ask(record ? textOf(record.body, 'customerId') : null, id);
    if (collection === 'customers')
      for (const share of changedShares(before?.body ?? {}, after?.body ?? {})) ask(id, share);
  }
  return found;
}

function changedShares(before: RecordBody, after: RecordBody): string[] {
  const textsById = (body: RecordBody) =>
    new Map(elementsOf(body, FIELD).map((share) => [textOf(share, 'id') ?? '', canonicalJson(share)]));
  const [old, now] = [textsById(before), textsById(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((id) => old.get(id) !== now.get(id));
}

interface Share {
  readonly id: RecordId;
  readonly personId: RecordId;
}

/** What the request says: the person who is sent, while there is something to do at this customer. */
function shareOf(workspace: Workspace, work: VersionWork, customerId: RecordId, id: RecordId): Share[] {
  const request = recordIn(workspace, work, requestKey(id));
  if (!request || request.deleted || !isRequestOpen(request.body)) return [];
  const personId = textOf(request.body, 'assigneeId');
  return personId !== null && textOf(request.body, 'customerId') === customerId ? [{ id, personId }] : [];
}

/** Of an assignment that stood before this group nothing is asked again. */
function isNewlySent({ records }: Workspace, requestId: RecordId, personId: RecordId, customerId: RecordId): boolean {
  const before = records.get(requestKey(requestId));
  return !(
    before &&
    isRequestOpen(before.body) &&
    textOf(before.body, 'assigneeId') === personId &&
    textOf(before.body, 'customerId') === customerId
  );
}

const isSharedWith = (team: readonly RecordBody[], personId: RecordId): boolean =>
  team.some((share) => share['personId'] === personId);

function holdsAnyway(work: GroupWork, customer: StoredRecord, personId: RecordId): boolean {
  const person = work.organisation.member(personId);
  const definition = definitionOf(customer);
  if (!person || !definition) return false;
  return membershipsOf(placeRecord(definition, customer.id, { ...customer.body, [FIELD]: [] }, null)).some(
    person.holds,
  );
}

/** In the place of whatever stood there for these requests. */
function write(
  workspace: Workspace,
  work: VersionWork,
  customer: StoredRecord,
  requestIds: ReadonlySet<string>,
  wanted: readonly Share[],
): void {
  const before = elementsOf(customer.body, FIELD);
  const team = [
    ...before.filter((share) => !requestIds.has(textOf(share, 'id') ?? '')),
    ...wanted.map(({ id, personId }): RecordBody => ({ id, order: 'a0', personId })),
  ];
  const changed = changedShares({ [FIELD]: [...before] }, { [FIELD]: [...team] });
  if (changed.length === 0) return;
  const kept = new Set(team.map(({ id }) => id));
  const { version: _version, homeScope: _home, shares: _shares, parent: _parent, ...record } = customer;
  putVersion(
    workspace,
    work,
    {
      ...record,
      body: { ...customer.body, [FIELD]: [...team] },
      updatedBy: work.by.author,
      updatedAt: work.at,
    },
    {
      paths: changed.map((id) => joinPath(FIELD, id)),
      removed: Object.fromEntries(
        before.filter(({ id }) => !kept.has(id)).map((share) => [joinPath(FIELD, textOf(share, 'id') ?? ''), share]),
      ),
    },
  );
}
