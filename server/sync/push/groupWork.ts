/** One group's changes on top of the workspace: taken over as a whole, or dropped as a whole. */
import type { Instant } from '../../../shared/base/clock.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import type { RemovedElements } from '../../../shared/sync/mergeTypes.ts';
import { placeRecord } from '../../../shared/sync/scopes.ts';
import type { Organisation } from '../organisation.ts';
import type { NewVersion } from '../recordWriter.ts';
import type { ApprovalDecision } from './approvals.ts';
import { definitionOf, isSamePlacement, keyOf, type StoredRecord } from '../storedRecord.ts';
import type { ReceivedGroup } from './receive.ts';
import { addTo, type HistoryEntry, type ReviewOrigin, type Workspace } from './workspace.ts';

/** New versions on top of a workspace, and who brings them about: a group of a device, or the server by itself. */
export interface VersionWork {
  readonly by: Pick<NewVersion, 'author' | 'device' | 'groupHash'>;
  readonly epoch: number;
  /** When the person acted (`moments.ts`); never in the future. */
  readonly at: Instant;
  organisation: Organisation;
  readonly records: Map<string, StoredRecord>;
  readonly versions: NewVersion[];
  readonly history: Map<string, HistoryEntry[]>;
}

export interface GroupWork extends VersionWork {
  readonly item: ReceivedGroup;
  /** With whose rights it is judged: its author's, or those of the administrator who lets it through. */
  readonly judgedAs: RecordId;
  /** Has somebody decided about this very group? It may have been its author. */
  readonly letThrough: boolean;
  /** When the server had it first: what was held is no older for having been looked at late. */
  readonly arrivedAt: Instant;
  /** Reviews that this group made, or in which it clashed as well. */
  readonly ownReviews: { readonly recordKey: string; readonly reviewKey: string; readonly origin: ReviewOrigin }[];
  /** Keys of records that the group names, whether or not it changed them. */
  readonly touched: Set<string>;
  readonly reviews: Set<string>;
  /** Decisions on requests for approval that it brings. */
  readonly approvals: ApprovalDecision[];
}

export function createGroupWork(
  item: ReceivedGroup,
  epoch: number,
  at: Instant,
  organisation: Organisation,
  { judgedAs, arrivedAt }: { readonly judgedAs: RecordId | null; readonly arrivedAt: Instant },
): GroupWork {
  const { author, device } = item.group;
  return {
    ...createVersionWork({ author, device, groupHash: item.hash }, epoch, at, organisation),
    item,
    judgedAs: judgedAs ?? author,
    letThrough: judgedAs !== null,
    arrivedAt,
    ownReviews: [],
    touched: new Set(),
    reviews: new Set(),
    approvals: [],
  };
}

export const createVersionWork = (
  by: VersionWork['by'],
  epoch: number,
  at: Instant,
  organisation: Organisation,
): VersionWork => ({ by, epoch, at, organisation, records: new Map(), versions: [], history: new Map() });

export const recordIn = (workspace: Workspace, work: VersionWork, key: string): StoredRecord | null =>
  work.records.get(key) ?? workspace.records.get(key) ?? null;

/** The record that another follows. One that was not looked for under lock is noted: the transaction will begin again with it. */
export function parentIn(workspace: Workspace, work: VersionWork, key: string): StoredRecord | null {
  const parent = recordIn(workspace, work, key);
  if (!parent && !workspace.lookedFor.has(key)) workspace.learnt.parents.add(key);
  return parent;
}

/** Puts the next version of a record in place; what follows it moves with it. */
export function putVersion(
  workspace: Workspace,
  work: VersionWork,
  next: Omit<StoredRecord, 'version' | 'homeScope' | 'shares' | 'parent'>,
  change: { readonly paths: readonly string[]; readonly removed: RemovedElements },
): StoredRecord {
  const key = keyOf(next);
  const before = recordIn(workspace, work, key);
  const definition = definitionOf(next);
  const parentReference = next.deleted && !before ? null : (definition?.scope.parent?.(next.body) ?? null);
  const parent = parentReference ? parentIn(workspace, work, keyOf(parentReference)) : null;
  // A deleted record stays where it was, so that everybody who holds it hears of it.
  const placement =
    next.deleted && before
      ? before
      : definition
        ? placeRecord(definition, next.id, next.body, parent?.homeScope ?? null, parent?.shares)
        : null;
  const record: StoredRecord = {
    ...next,
    version: (before?.version ?? 0) + 1,
    homeScope: placement?.homeScope ?? `person/${work.by.author}`,
    shares: placement?.shares ?? [],
    parent: next.deleted && before ? before.parent : parentReference,
  };
  add(workspace, work, record, { ...change, bodyChanged: true });
  if (before && !isSamePlacement(before, record)) {
    // Its followers in the database are only locked and loaded when it was known to move.
    if (workspace.before.has(key) && !workspace.plan.movers.has(key)) workspace.learnt.movers.add(key);
    moveFollowers(workspace, work, record);
  }
  return record;
}

function moveFollowers(workspace: Workspace, work: VersionWork, leader: StoredRecord): void {
  const leaderKey = keyOf(leader);
  for (const key of workspace.followers.get(leaderKey) ?? []) {
    const follower = recordIn(workspace, work, key);
    if (!follower?.parent || keyOf(follower.parent) !== leaderKey) continue;
    const definition = definitionOf(follower);
    if (!definition) continue;
    const placement = placeRecord(definition, follower.id, follower.body, leader.homeScope, leader.shares);
    if (isSamePlacement(placement, follower)) continue;
    const moved = { ...follower, ...placement, version: follower.version + 1 };
    add(workspace, work, moved, { paths: [], removed: {}, bodyChanged: false });
    moveFollowers(workspace, work, moved);
  }
}

function add(
  workspace: Workspace,
  work: VersionWork,
  record: StoredRecord,
  change: { readonly paths: readonly string[]; readonly removed: RemovedElements; readonly bodyChanged: boolean },
): void {
  const key = keyOf(record);
  work.records.set(key, record);
  work.versions.push({
    record,
    ...work.by,
    changedPaths: change.paths,
    removed: change.removed,
    bodyChanged: change.bodyChanged,
  });
  const entry: HistoryEntry = {
    version: record.version,
    epoch: work.epoch,
    ...work.by,
    paths: change.paths,
    removed: change.removed,
  };
  const entries = work.history.get(key);
  if (entries) entries.push(entry);
  else work.history.set(key, [entry]);
  // A stale entry does no harm: who walks the followers checks their parent.
  if (record.parent) addTo(workspace.followers, keyOf(record.parent), key);
  if (record.collection === 'organisation') work.organisation = work.organisation.with(record);
}

/** The group is applied: its work becomes the workspace's. */
export function takeOver(workspace: Workspace, work: GroupWork): void {
  for (const [key, record] of work.records) workspace.records.set(key, record);
  for (const [key, entries] of work.history)
    workspace.history.set(key, [...(workspace.history.get(key) ?? []), ...entries]);
  workspace.versions.push(...work.versions);
  for (const [id, at] of confirmationsIn(work)) workspace.confirmedAt.set(id, workspace.confirmedAt.get(id) ?? at);
  for (const { recordKey, reviewKey, origin } of work.ownReviews) {
    addTo(workspace.reviewsOf, recordKey, reviewKey);
    workspace.reviewOrigins.set(reviewKey, origin);
  }
}

/** Orders that stand confirmed behind what the group did to them, by id, with its moment. */
export const confirmationsIn = ({ versions, at }: Pick<GroupWork, 'versions' | 'at'>): Map<RecordId, Instant> =>
  new Map(
    versions
      .filter(({ record }) => record.kind === 'order' && record.body['state'] === 'confirmed')
      .map(({ record }) => [record.id, at]),
  );
