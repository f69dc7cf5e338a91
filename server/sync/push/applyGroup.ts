/** Applies one group in memory, or says why it cannot be. Rights and scopes are judged here; what prevails is the merge's to say. */
import { joinPath } from '../../../shared/base/leafPath.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { collectionOf } from '../../../shared/domain/catalogue.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import { hasPermission, mayDelete, mayWrite } from '../../../shared/domain/permissions.ts';
import type { CollectionName, RecordBody } from '../../../shared/domain/record.ts';
import { permissionOfStep } from '../../../shared/domain/salesDocuments/documentStates.ts';
import { judgeReceipt } from '../../../shared/domain/salesDocuments/receiptStates.ts';
import { mergeOperation } from '../../../shared/sync/merge.ts';
import type { MergeOutcome, UnseenChange } from '../../../shared/sync/mergeTypes.ts';
import type { RecordOperation } from '../../../shared/sync/operation.ts';
import { fitsRecord } from '../../../shared/sync/recordSize.ts';
import type { GroupOutcome } from '../../../shared/sync/protocol.ts';
import type { Member } from '../organisation.ts';
import { definitionOf, keyOf, membershipsOf, type StoredRecord } from '../storedRecord.ts';
import type { Ancestry } from './ancestry.ts';
import type { ApprovalReads } from './approvalReads.ts';
import { decisionIn, refusedApproval } from './approvals.ts';
import { parentIn, putVersion, recordIn, type GroupWork } from './groupWork.ts';
import type { NumberClaims } from './numbers.ts';
import { judgePaperStock, paperWithoutStock } from './paperStock.ts';
import { settleAssignments } from './assignments.ts';
import { cancellationProblem, type StoredPaper } from './cancelledOrders.ts';
import { paperProblem } from './papers.ts';
import { strangeMoment } from './paperSteps.ts';
import { isProductKind, takenCode, type CodeBearers } from './productCodes.ts';
import { isFollowerThereAlready } from './repeatedTasks.ts';
import { reopeningProblem } from './reopenedQuotes.ts';
import { settleTakenApart } from './takenApart.ts';
import { contestedPaths, ownOpenReviews, settleClashes } from './reviews.ts';
import type { Workspace } from './workspace.ts';

export type ParkReason = Extract<GroupOutcome, { outcome: 'parked' }>['reason'];

/** Why a group is parked, with facts that a window can word. */
export interface Parking {
  readonly reason: ParkReason;
  readonly facts: Record<string, string>;
}

/** What a batch knows besides its records. */
export interface Surroundings {
  readonly workspace: Workspace;
  readonly ancestry: Ancestry;
  readonly numbers: NumberClaims;
  readonly approvals: ApprovalReads;
  /** Of which the batch has papers, by id. */
  readonly orders: ReadonlyMap<RecordId, RecordBody>;
  /** Papers of orders whose state the batch changes. */
  readonly papersOfOrders: readonly StoredPaper[];
  /** Orders that quotes of the batch name, and that are not deleted. */
  readonly ordersOfQuotes: ReadonlySet<RecordId>;
  /** Products on papers of the batch that are services. */
  readonly services: ReadonlySet<RecordId>;
  /** By what products are found, where the batch gives one a code. */
  readonly codeBearers: CodeBearers;
  /** Number of a group in its device's chain; 0 for one that is not known. */
  readonly numberOf: (hash: string) => number;
  /** Ordinal of the epoch that runs. */
  readonly epoch: number;
  /** Ordinal of an epoch; -1 for none and for one that this database does not know. */
  readonly epochNumber: (epoch: string | null) => number;
}

/** null when all of it is applied in `work`; else nothing of `work` may be used. */
export function applyGroup(surroundings: Surroundings, work: GroupWork): Parking | null {
  const { group } = work.item;
  const newer = Object.entries(group.schema).find(
    ([name, version]) => version > (collectionOf(name as CollectionName)?.schemaVersion ?? 0),
  );
  if (newer && group.operations.some(({ collection }) => collection === newer[0]))
    return park('invalid', { cause: 'schema_newer', collection: newer[0] });
  for (const operation of group.operations) {
    const parking = applyOperation(surroundings, work, operation);
    if (parking)
      return {
        reason: parking.reason,
        facts: { collection: operation.collection, id: operation.id, ...parking.facts },
      };
  }
  const unmoved = work.letThrough ? null : paperWithoutStock(surroundings.services, surroundings.workspace, work);
  if (unmoved) return park('invalid', { cause: 'paper_stock_missing', ...unmoved });
  settleTakenApart(surroundings.workspace, work);
  const unshared = settleAssignments(surroundings.workspace, work);
  return unshared ? park('permission_denied', unshared) : refuseBySize(work);
}

/** Each group fits a message, but records and their reviews grow group by group. */
function refuseBySize({ versions }: GroupWork): Parking | null {
  const large = versions.find(({ record, bodyChanged }) => bodyChanged && !fitsRecord(record.collection, record.body));
  if (!large) return null;
  const { collection, id } = large.record;
  return park('invalid', { cause: 'record_too_large', collection, id });
}

function applyOperation(surroundings: Surroundings, work: GroupWork, operation: RecordOperation): Parking | null {
  const { workspace, ancestry } = surroundings;
  const key = keyOf(operation);
  work.touched.add(key);
  const definition = definitionOf(operation);
  const before = recordIn(workspace, work, key);
  if (!definition || (before && before.kind !== operation.kind))
    return park('invalid', { cause: 'kind', kind: operation.kind });

  const member = work.organisation.member(work.judgedAs);
  const paperStock = judgePaperStock(workspace, work, member, operation, before);
  if (paperStock === 'thereAlready') return null;
  if (paperStock === 'otherwise') return park('invalid', { cause: 'paper_stock' });
  const refused =
    (paperStock === 'asItSays' ? null : refuseByRights(work.item.group.author, member, operation, before)) ??
    refuseByNumber(surroundings, work, operation) ??
    refuseBySeen(surroundings, operation, before);
  if (refused || !member) return refused ?? park('permission_denied', {});
  if (isFollowerThereAlready(work, operation, before)) return null;

  const ownReviews = ownOpenReviews(workspace, work, ancestry, key);
  const seenN =
    operation.act === 'create' || operation.seen.group === null ? 0 : surroundings.numberOf(operation.seen.group);
  const outcome = mergeOperation({
    definition,
    current: before?.body ?? null,
    deleted: before?.deleted ?? false,
    operation,
    unseen: unseenBy(surroundings, work, operation),
    contested: contestedPaths(workspace, work, ownReviews, seenN),
  });
  if (outcome.type === 'refused') return park(outcome.reason, refusalFacts(outcome));

  const rules =
    refuseByState(member, definition, before, outcome.body) ??
    refuseByReceipt(work, member, definition, before, outcome) ??
    refuseByMoment(work, definition, before, outcome) ??
    refuseByOrder(surroundings, work, definition, operation.id, before, outcome) ??
    refuseByCode(surroundings, work, definition, operation.id, before, outcome) ??
    refuseByPlace(workspace, work, member, definition, before, outcome) ??
    refuseByApproval(surroundings, work, member, definition, operation, before, outcome);
  if (rules) return rules;

  const isChanged = outcome.changedPaths.length > 0 || Object.keys(outcome.removed).length > 0;
  const record = isChanged ? writeMerged(workspace, work, operation, before, outcome) : before;
  if (record && (outcome.clashes.length > 0 || ownReviews.length > 0))
    settleClashes(workspace, work, ownReviews, record, definition, operation, outcome);
  return null;
}

type Merged = Extract<MergeOutcome, { type: 'merged' }>;

function writeMerged(
  workspace: Workspace,
  work: GroupWork,
  operation: RecordOperation,
  before: StoredRecord | null,
  outcome: Merged,
): StoredRecord {
  const { author } = work.item.group;
  const { collection, kind, id } = operation;
  const created = before ?? { createdBy: author, createdAt: work.at };
  return putVersion(
    workspace,
    work,
    {
      collection,
      kind,
      id,
      createdBy: created.createdBy,
      createdAt: created.createdAt,
      updatedBy: author,
      updatedAt: work.at,
      deleted: outcome.deleted,
      body: outcome.body,
    },
    { paths: outcome.changedPaths, removed: outcome.removed },
  );
}

// ---- rights --------------------------------------------------------------------------------------------------

function refuseByRights(
  author: RecordId,
  member: Member | null,
  operation: RecordOperation,
  before: StoredRecord | null,
): Parking | null {
  if (!member?.active) return park('permission_denied', { cause: 'not_active' });
  // A record that its author may no longer hold: for whoever holds it now to decide.
  if (before && !membershipsOf(before).some(member.holds)) return park('scope_departed', {});
  const { role } = member;
  const { collection } = operation;
  if (operation.act === 'delete') return mayDelete(role, collection) ? null : park('permission_denied', {});
  if (operation.act === 'create') {
    if (!mayWrite(role, collection, null)) return park('permission_denied', {});
    const field = Object.keys(operation.body).find(
      (name) => name !== '' && !mayWrite(role, collection, joinPath(name), 'new'),
    );
    return field === undefined ? null : park('permission_denied', { path: joinPath(field) });
  }
  const isOwn = collection === 'organisation' && operation.id === author;
  const path = operation.changes
    .map(({ path: changed }) => changed)
    .find((changed) => !mayWrite(role, collection, changed, isOwn ? 'own' : 'held'));
  return path === undefined ? null : park('permission_denied', { path });
}

/** What a new or moved record hangs on must exist and be held; a new record must come to lie where its author may be. */
function refuseByPlace(
  workspace: Workspace,
  work: GroupWork,
  member: Member,
  definition: KindDefinition,
  before: StoredRecord | null,
  outcome: Merged,
): Parking | null {
  if (outcome.deleted) return null;
  const reference = definition.scope.parent?.(outcome.body) ?? null;
  const isSameParent =
    before !== null && (reference ? keyOf(reference) : null) === (before.parent ? keyOf(before.parent) : null);
  if (reference && !isSameParent) {
    const parent = parentIn(workspace, work, keyOf(reference));
    if (!parent) return park('unknown_record', { parentCollection: reference.collection, parentId: reference.id });
    if (!membershipsOf(parent).some(member.holds))
      return park(before ? 'permission_denied' : 'scope_departed', {
        parentCollection: reference.collection,
        parentId: reference.id,
      });
    return null;
  }
  if (before || reference) return null;
  const home = definition.scope.home(outcome.body, null, '');
  return member.holds(home) ? null : park('permission_denied', { scope: home });
}

/** A step of a document's life that not everybody may take. (Which steps there are is the merge's to say.) */
function refuseByState(
  member: Member,
  { collection, kind }: KindDefinition,
  before: StoredRecord | null,
  body: RecordBody,
): Parking | null {
  if (collection !== 'salesDocuments' || before?.body['state'] === body['state']) return null;
  const permission = permissionOfStep(kind, before && textOf(before.body, 'state'), textOf(body, 'state') ?? '');
  return hasPermission(member.role, permission) ? null : park('permission_denied', { path: 'state' });
}

/** A paper bears the moment of its step; an administrator may let it stand as it is, also their own. */
function refuseByMoment(
  work: GroupWork,
  { collection, kind }: KindDefinition,
  before: StoredRecord | null,
  { body, deleted }: Merged,
): Parking | null {
  if (collection !== 'salesDocuments' || deleted || work.letThrough) return null;
  const path = strangeMoment(work.item.group, kind, before?.body ?? null, body);
  return path === null ? null : park('invalid', { cause: 'paper_moment', path });
}

/** A paper goes out as its order has it, an order is not cancelled under its papers, and a quote is not open while an order has come of it. */
function refuseByOrder(
  { orders, ordersOfQuotes, papersOfOrders, workspace }: Surroundings,
  work: GroupWork,
  { kind }: KindDefinition,
  id: RecordId,
  before: StoredRecord | null,
  { body, deleted }: Merged,
): Parking | null {
  const step = { id, kind, before: before?.body ?? null, after: body };
  const problem = deleted
    ? null
    : (paperProblem(orders, workspace, work, step) ??
      cancellationProblem(papersOfOrders, workspace, work, step) ??
      reopeningProblem(ordersOfQuotes, workspace, work, step));
  return problem && park('invalid', { violation: problem.reason, path: problem.path });
}

/** Of what is sold, each code stands for one product; an administrator may let two stand. */
function refuseByCode(
  { codeBearers, workspace }: Surroundings,
  work: GroupWork,
  { collection, kind }: KindDefinition,
  id: RecordId,
  before: StoredRecord | null,
  { body, deleted }: Merged,
): Parking | null {
  if (collection !== 'products' || !isProductKind(kind) || deleted) return null;
  const taken = takenCode(codeBearers, workspace, work, { id, before, after: body });
  return taken === null || work.letThrough
    ? null
    : park('invalid', { violation: 'product.codeTaken', path: taken.path });
}

/** Who takes money in does not vouch for it. An administrator who lets it through vouches for it themselves. */
function refuseByReceipt(
  { item: { group } }: GroupWork,
  member: Member,
  { kind }: KindDefinition,
  before: StoredRecord | null,
  { body, deleted }: Merged,
): Parking | null {
  if (kind !== 'receipt' || deleted || member.id !== group.author) return null;
  const cause = judgeReceipt({
    before: before?.body ?? null,
    after: body,
    author: group.author,
    createdBy: before?.createdBy ?? null,
  });
  return cause ? park('permission_denied', { cause }) : null;
}

/** A step that needs somebody else's word. What does not change the record takes none: it changes nothing, or is in a review. */
function refuseByApproval(
  { approvals, workspace }: Surroundings,
  work: GroupWork,
  member: Member,
  definition: KindDefinition,
  { id }: RecordOperation,
  before: StoredRecord | null,
  { body, deleted, changedPaths }: Merged,
): Parking | null {
  if (deleted || changedPaths.length === 0) return null;
  const record = { id, before: before?.body ?? null, after: body };
  const refusal = refusedApproval(approvals, workspace, work, member, definition, record);
  const decision = refusal ? null : decisionIn(definition, record);
  if (decision) work.approvals.push(decision);
  if (!refusal) return null;
  const reasons = refusal.reasons.map(({ reason }) => reason).join(',');
  return park('permission_denied', { cause: refusal.cause, ...(reasons === '' ? {} : { reasons }) });
}

function refuseByNumber({ numbers }: Surroundings, work: GroupWork, operation: RecordOperation): Parking | null {
  const refusal = numbers.refusalOf(work.item, operation);
  const suffixed = refusal?.reason === 'number_duplicate' ? numbers.suffixedFor(operation) : null;
  return (
    refusal &&
    park(refusal.reason, {
      number: refusal.number,
      ...(refusal.reason === 'invalid' ? { cause: 'number_foreign' } : {}),
      ...(suffixed === null ? {} : { suffixed }),
    })
  );
}

// ---- what the author had seen --------------------------------------------------------------------------------

/** A base ahead of this epoch's own history was never given out. (Ahead in another epoch: it waits, see `isAhead` in applyBatch.ts.) */
function refuseBySeen(
  { epoch, epochNumber }: Surroundings,
  operation: RecordOperation,
  before: StoredRecord | null,
): Parking | null {
  if (operation.act === 'create' || operation.seen.version <= (before?.version ?? 0)) return null;
  return epochNumber(operation.seen.epoch) === epoch ? park('invalid', { cause: 'seen_ahead' }) : null;
}

function unseenBy(
  { workspace, ancestry, epochNumber }: Surroundings,
  work: GroupWork,
  operation: RecordOperation,
): UnseenChange[] {
  // What the group itself did is its own: only what was there before it can be unseen.
  const entries = workspace.history.get(keyOf(operation)) ?? [];
  const seen =
    operation.act === 'create'
      ? { version: 0, epoch: -1 }
      : { version: operation.seen.version, epoch: epochNumber(operation.seen.epoch) };
  return entries
    .filter((entry) => entry.version > seen.version || entry.epoch > seen.epoch)
    .filter((entry) => !ancestry.isOwnEarlier(work.item, entry.device, entry.groupHash))
    .map(({ version, author, device, paths, removed }) => ({ version, author, device: device ?? '', paths, removed }));
}

// ---- helpers -------------------------------------------------------------------------------------------------

const park = (reason: ParkReason, facts: Record<string, string>): Parking => ({ reason, facts });

function refusalFacts({ path, violations }: Extract<MergeOutcome, { type: 'refused' }>): Record<string, string> {
  const [violation] = violations;
  return { ...(path === null ? {} : { path }), ...(violation ? { violation: violation.reason } : {}) };
}
