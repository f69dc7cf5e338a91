/** Reviews: what a clash leaves for a person to look at. One per operation that clashed; later groups of the same chain advance it. */
import { deterministicId } from '../../../shared/base/id.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { isSameJson } from '../../../shared/sync/jsonValues.ts';
import { changesOfNew } from '../../../shared/sync/merge.ts';
import { overlaps } from '../../../shared/sync/mergeRules.ts';
import type { Clash, MergeOutcome } from '../../../shared/sync/mergeTypes.ts';
import type { LeafChange, RecordOperation } from '../../../shared/sync/operation.ts';
import { advanceLeaves, clashToLeaf, type ReviewLeaf } from '../../../shared/sync/reviewLeaves.ts';
import { keyOf, textIn, type StoredRecord } from '../storedRecord.ts';
import type { Ancestry } from './ancestry.ts';
import { parentIn, putVersion, recordIn, type GroupWork } from './groupWork.ts';
import type { ReviewOrigin, Workspace } from './workspace.ts';

/** The open reviews of the record whose `mine` is of the same chain as this group. */
export function ownOpenReviews(
  workspace: Workspace,
  work: GroupWork,
  ancestry: Ancestry,
  recordKey: string,
): StoredRecord[] {
  const keys = new Set([
    ...(workspace.reviewsOf.get(recordKey) ?? []),
    ...work.ownReviews.filter((review) => review.recordKey === recordKey).map(({ reviewKey }) => reviewKey),
  ]);
  return [...keys].flatMap((key) => {
    const review = recordIn(workspace, work, key);
    const origin = originOf(workspace, work, key);
    const isOwn = review && origin && ancestry.isOwnEarlier(work.item, origin.device, textIn(review.body, 'group'));
    return isOwn && !review.deleted && review.body['status'] === 'open' ? [review] : [];
  });
}

/**
 * Leaves of those reviews that the author's base did not contain yet: what the group builds on lost already.
 * @param seenN the number of the last own group in that base, 0 when none is.
 */
export function contestedPaths(
  workspace: Workspace,
  work: GroupWork,
  reviews: readonly StoredRecord[],
  seenN: number,
): string[] {
  return reviews.flatMap((review) => {
    const origin = originOf(workspace, work, keyOf(review));
    return (origin?.n ?? 0) > seenN ? leavesOf(review).map(({ path }) => path) : [];
  });
}

const originOf = (workspace: Workspace, work: GroupWork, key: string): ReviewOrigin | undefined =>
  work.ownReviews.find(({ reviewKey }) => reviewKey === key)?.origin ?? workspace.reviewOrigins.get(key);

/**
 * Writes down what clashed: into the chain's open reviews on whose leaves it bears, else into one of this group. A merge group stays one
 * question: what clashes in it joins the review that asks about it already. A second decision on a review leaves none: the first one stands.
 */
export function settleClashes(
  workspace: Workspace,
  work: GroupWork,
  own: readonly StoredRecord[],
  record: StoredRecord,
  definition: KindDefinition,
  operation: RecordOperation,
  outcome: Extract<MergeOutcome, { type: 'merged' }>,
): void {
  if (record.collection === 'reviews') return;
  const changes = changesOf(definition, operation);
  const clashesByReview = new Map(own.map((review) => [review, [] as Clash[]]));
  const left = outcome.clashes.filter((clash) => {
    const asking = reviewsAsking(own, clash);
    for (const review of asking) clashesByReview.get(review)?.push(clash);
    return asking.length === 0;
  });
  for (const [review, clashes] of clashesByReview) {
    const leaves = advanceLeaves(definition, leavesOf(review), changes, { ...outcome, clashes });
    const isChanged = !isSameJson(leavesToJson(leavesOf(review)), leavesToJson(leaves));
    if (isChanged || clashes.length > 0) putLeaves(workspace, work, record, review, leaves, clashes.length > 0);
  }
  if (left.length > 0) addLeaves(workspace, work, record, left.map(clashToLeaf));
}

/** The reviews that ask about the clash already: about its leaf, one inside or around it, else about its merge group. */
function reviewsAsking(own: readonly StoredRecord[], clash: Clash): StoredRecord[] {
  const ofLeaf = own.filter((review) => leavesOf(review).some(({ path }) => overlaps(path, clash.path)));
  if (ofLeaf.length > 0 || clash.group === null) return ofLeaf;
  const ofGroup = own.find((review) => leavesOf(review).some(({ group }) => group === clash.group));
  return ofGroup ? [ofGroup] : [];
}

function changesOf(definition: KindDefinition, operation: RecordOperation): readonly LeafChange[] {
  if (operation.act === 'create') return changesOfNew(definition, operation.body);
  return operation.act === 'patch' ? operation.changes : [];
}

/** One review per group and record, whatever number of its operations clash. */
function addLeaves(workspace: Workspace, work: GroupWork, record: StoredRecord, leaves: readonly ReviewLeaf[]): void {
  // The same group leaves the same review, however often and wherever it is applied again after a restore.
  const id = deterministicId('review', work.item.hash, keyOf(record));
  const review = recordIn(workspace, work, keyOf({ collection: 'reviews', id }));
  if (review) putLeaves(workspace, work, record, review, [...leavesOf(review), ...leaves], true);
  else createReview(workspace, work, id, record, leaves);
}

function putLeaves(
  workspace: Workspace,
  work: GroupWork,
  record: StoredRecord,
  review: StoredRecord,
  leaves: readonly ReviewLeaf[],
  hasClashed: boolean,
): void {
  const { group, hash } = work.item;
  const isFirst = textIn(review.body, 'group') === hash;
  const lastGroup = hasClashed && !isFirst ? { lastGroup: hash } : {};
  const body: RecordBody = { ...review.body, leaves: leavesToJson(leaves), ...lastGroup };
  putVersion(
    workspace,
    work,
    { ...review, body, updatedBy: group.author, updatedAt: work.at },
    { paths: ['leaves'], removed: {} },
  );
  if (hasClashed) noteReview(work, record, keyOf(review));
  work.reviews.add(review.id);
}

/** What the same chain builds on this before its author has seen it is contested. */
function noteReview(work: GroupWork, record: StoredRecord, reviewKey: string): void {
  const { device, n } = work.item.group;
  if (work.ownReviews.some((known) => known.reviewKey === reviewKey)) return;
  work.ownReviews.push({ recordKey: keyOf(record), reviewKey, origin: { device, n } });
}

function createReview(
  workspace: Workspace,
  work: GroupWork,
  id: string,
  record: StoredRecord,
  leaves: readonly ReviewLeaf[],
): void {
  const { group, hash } = work.item;
  const { author } = group;
  const recordKey = keyOf(record);
  const theirs = lastForeignAuthor(workspace, work, recordKey);
  const decider = deciderOf(workspace, work, record);
  const minePersonName = work.organisation.member(author)?.name;
  const body: RecordBody = {
    collection: record.collection,
    recordKind: record.kind,
    recordId: record.id,
    group: hash,
    mineAuthorId: author,
    ...(minePersonName ? { minePersonName } : {}),
    ...(theirs === null ? {} : { theirsAuthorId: theirs }),
    ...(decider === null ? {} : { deciderId: decider }),
    leaves: leavesToJson(leaves),
    status: 'open',
  };
  const instants = { createdBy: author, createdAt: work.at, updatedBy: author, updatedAt: work.at };
  const review = putVersion(
    workspace,
    work,
    { collection: 'reviews', kind: 'review', id, deleted: false, body, ...instants },
    { paths: [''], removed: {} },
  );
  noteReview(work, record, keyOf(review));
  work.reviews.add(id);
}

/** Who changed the record last without being the author: the other side of the clash. */
function lastForeignAuthor(workspace: Workspace, work: GroupWork, recordKey: string): string | null {
  const { device, author } = work.item.group;
  const foreign = (workspace.history.get(recordKey) ?? []).findLast(
    (entry) => entry.device !== device && entry.paths.length > 0,
  );
  const record = recordIn(workspace, work, recordKey);
  return foreign?.author ?? (record && record.updatedBy !== author ? record.updatedBy : null);
}

/**
 * The record's owner, else its customer's, else the manager of the branch it lives in. The company's own records everybody holds, and few may change: of them
 * whoever wrote what clashed, who may.
 */
function deciderOf(workspace: Workspace, work: GroupWork, record: StoredRecord): string | null {
  const isHere = (id: string | null): id is string => id !== null && work.organisation.member(id)?.active === true;
  let at: StoredRecord | null = record;
  for (let depth = 0; at && depth < 4; depth += 1) {
    const ownerId = textOf(at.body, 'ownerId');
    if (isHere(ownerId)) return ownerId;
    at = at.parent ? parentIn(workspace, work, keyOf(at.parent)) : null;
  }
  const manager = work.organisation.managerOf(record.homeScope);
  if (isHere(manager)) return manager;
  return record.collection === 'organisation' ? work.item.group.author : null;
}

const leavesOf = ({ body }: StoredRecord): readonly ReviewLeaf[] =>
  Array.isArray(body['leaves']) ? (body['leaves'] as readonly ReviewLeaf[]) : [];

const leavesToJson = (leaves: readonly ReviewLeaf[]): JsonValue => leaves.map((leaf) => ({ ...leaf }));
