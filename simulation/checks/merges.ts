/** What became of each change on the server, judged from history alone: who had seen what, who came last, what had to become a review. */
import { splitPath, type JsonValue } from '../../shared/base/leafPath.ts';
import { kindOf } from '../../shared/domain/catalogue.ts';
import type { KindDefinition } from '../../shared/domain/kind.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { diffBodies } from '../../shared/sync/diff.ts';
import { pathOfChange } from '../../shared/sync/forceChange.ts';
import { isJsonObject, isSameJson } from '../../shared/sync/jsonValues.ts';
import { groupOf, overlaps, policyOf, touchesGroup, WHOLE_RECORD } from '../../shared/sync/mergeRules.ts';
import { readAt } from '../../shared/sync/place.ts';
import type { LeafChange, RecordOperation } from '../../shared/sync/operation.ts';
import { textIn } from '../../server/sync/storedRecord.ts';
import type { World } from '../world.ts';
import { ancestorsOf } from './chains.ts';
import { keyOf } from './deviceState.ts';
import { reviewedKey, type LedgerEntry, type ServerState, type Version } from './serverState.ts';

type Report = World['report'];

export function checkMerges({ report }: World, state: ServerState): void {
  const reviews = reviewVersions(state);
  for (const [key, versions] of state.history) {
    const definition = kindOf(versions[0]?.collection ?? 'customers', versions[0]?.kind ?? '');
    if (!definition) continue;
    if (versions[0]?.collection === 'reviews') continue;
    checkNothingSilent(definition, key, versions, report);
    checkRemovals(state, key, versions, report);
    checkLocks(definition, key, versions, report);
    checkChanges({ state, definition, key, versions, reviews: reviews.get(key) ?? [], report });
  }
  checkReviews(state, report);
}

/** A version changes what it says it changes, and nothing else: a write of the whole record would undo somebody's edit unseen. */
function checkNothingSilent(
  definition: KindDefinition,
  key: string,
  versions: readonly Version[],
  report: Report,
): void {
  for (const [index, version] of versions.entries()) {
    const before = versions[index - 1];
    if (!before || version.changedPaths.includes(WHOLE_RECORD)) continue;
    const silent = diffBodies(definition, before.body, version.body)
      .map(pathOfChange)
      .filter((path) => !version.changedPaths.some((changed) => overlaps(changed, path)));
    if (silent.length > 0) report('SYNC-186', `${key} v${version.version} changed ${silent.join(', ')} in silence`);
  }
}

/** An element that was taken out comes back only by somebody who had seen that it was. */
function checkRemovals(state: ServerState, key: string, versions: readonly Version[], report: Report): void {
  const removedAt = new Map<string, number>();
  for (const [index, version] of versions.entries()) {
    const before = elementKeys(versions[index - 1]?.body ?? {});
    const now = elementKeys(version.body);
    for (const path of now) {
      const removed = removedAt.get(path);
      if (removed === undefined || before.has(path)) continue;
      const group = state.ledger.get(version.groupHash ?? '')?.group;
      const hasSeen = group?.operations.some(
        (operation) => keyOf(operation) === key && operation.act === 'patch' && operation.seen.version >= removed,
      );
      const isOwnRemoval = versions[removed - 1]?.device === version.device;
      if (!hasSeen && !isOwnRemoval)
        report('SYNC-77', `${key} ${path} was removed in v${removed}, is back in v${version.version}`);
    }
    for (const path of before) if (!now.has(path)) removedAt.set(path, version.version);
  }
}

const elementKeys = (body: RecordBody): Set<string> =>
  new Set(
    Object.entries(body).flatMap(([field, value]) =>
      Array.isArray(value)
        ? value.flatMap((item: JsonValue) =>
            isJsonObject(item) && 'order' in item ? [`${field}/${textIn(item, 'id')}`] : [],
          )
        : [],
    ),
  );

/** A confirmed order moves by legal steps only. */
function checkLocks(definition: KindDefinition, key: string, versions: readonly Version[], report: Report): void {
  for (const [index, version] of versions.entries()) {
    const before = versions[index - 1];
    if (!before || version.deleted || definition.isLocked?.(before.body) !== true) continue;
    const touched = Object.keys(definition.merge.groups ?? {}).some((group) =>
      version.changedPaths.some((path) => touchesGroup(definition.merge, group, path)),
    );
    if (touched && definition.isTransitionAllowed?.(before.body, version.body) !== true)
      report('SYNC-73', `${key} was locked and changed in v${version.version}`);
  }
}

interface Context {
  readonly state: ServerState;
  readonly definition: KindDefinition;
  readonly key: string;
  readonly versions: readonly Version[];
  /** Every version of every review of the record. */
  readonly reviews: readonly Version[];
  readonly report: Report;
}

function checkChanges(context: Context): void {
  for (const version of context.versions) {
    const entry = context.state.ledger.get(version.groupHash ?? '');
    for (const operation of entry?.group.operations ?? [])
      if (entry && keyOf(operation) === context.key && operation.act === 'patch')
        checkPatch(context, version, entry, operation);
  }
}

/** One operation that came through, wholly or in part, in the version that it made. */
function checkPatch(
  context: Context,
  version: Version,
  entry: LedgerEntry,
  operation: Extract<RecordOperation, { act: 'patch' }>,
): void {
  const { definition, key, versions, report, state } = context;
  const before = versions[version.version - 2];
  if (!before) return;
  const ancestors = ancestorsOf(state, entry);
  const unseen = versions.filter(
    (other) =>
      other.version > operation.seen.version &&
      other.version < version.version &&
      // Another branch of a copied device is somebody else; an earlier identity of one's own is not.
      !ancestors.has(other.groupHash ?? '') &&
      other.groupHash !== entry.hash,
  );
  const groups = new Set(
    operation.changes.flatMap((change) => {
      const path = pathOfChange(change);
      return version.changedPaths.includes(path) ? (groupOf(definition.merge, path) ?? []) : [];
    }),
  );
  for (const group of groups) {
    const disturbing = unseen.find(({ changedPaths }) =>
      changedPaths.some((path) => touchesGroup(definition.merge, group, path)),
    );
    if (disturbing)
      report(
        'SYNC-70',
        `${key} v${version.version} mixes ${group} with v${disturbing.version}, which its author had not seen`,
      );
  }
  for (const change of operation.changes) {
    checkLeaf(context, version, before, entry, change);
    checkCount(context, version, before, operation, change);
  }
}

/** A number that counts moves by exactly what was counted, whoever else counted meanwhile. */
function checkCount(
  { key, report }: Context,
  version: Version,
  before: Version,
  { changes }: Extract<RecordOperation, { act: 'patch' }>,
  change: LeafChange,
): void {
  if (change.do !== 'increment' || !version.changedPaths.includes(change.path)) return;
  if (changes.some((other) => other !== change && other.path === change.path)) return;
  const [from, to] = [before, version].map(({ body }) => readAt(body, splitPath(change.path)) ?? 0);
  if (typeof from === 'number' && to !== from + change.by)
    report('SYNC-67', `${key} ${change.path} went from ${from} by ${change.by} to ${JSON.stringify(to)}`);
}

/** A plain field that this group set: it came last, so it holds; if it replaced what its author had not seen, a review says so. */
function checkLeaf(
  { definition, key, reviews, report }: Context,
  version: Version,
  before: Version,
  { hash, n }: LedgerEntry,
  change: LeafChange,
): void {
  if (change.do !== 'set' || !version.changedPaths.includes(change.path)) return;
  const segments = splitPath(change.path);
  if (segments.length !== 1 || groupOf(definition.merge, change.path) !== null) return;
  const held = readAt(before.body, segments);
  const place = `${key} ${change.path} of group ${n} in v${version.version}`;
  if (!isSameJson(readAt(version.body, segments), change.value))
    return report('SYNC-62', `${place} is not what was typed`);
  const isClash = !isSameJson(held, change.seen);
  const policy = policyOf(definition.merge, segments);
  if (isClash && policy !== 'serverOrder') return report('SYNC-63', `${place} overwrote what its author had not seen`);
  const leaves = reviews.flatMap((review) =>
    leavesOf(review)
      .filter((leaf) => leaf['path'] === change.path)
      .map((leaf) => ({ leaf, group: review.body['group'] })),
  );
  if (isClash && !leaves.some(({ leaf }) => isSameJson(leaf['mine'], change.value)))
    report('SYNC-187', `${place} replaced ${JSON.stringify(held)} unseen, and no review says so`);
  if (!isClash && leaves.some(({ group }) => group === hash))
    report('SYNC-187', `${place} replaced what its author had seen, and yet there is a review`);
}

function checkReviews(state: ServerState, report: Report): void {
  const seen = new Set<string>();
  for (const [key, review] of state.records) {
    if (review.collection !== 'reviews' || review.kind !== 'review') continue;
    const origin = `${textIn(review.body, 'group')} ${reviewedKey(review.body)}`;
    if (seen.has(origin)) report('SYNC-85', `${key} is a second review of the same group and record`);
    seen.add(origin);
    if (state.ledger.get(textIn(review.body, 'group'))?.outcome !== 'applied')
      report('SYNC-85', `${key} is of a group that was not applied`);
    if (leavesOf(review).length === 0) report('SYNC-85', `${key} has nothing to decide`);
    if (!state.records.has(reviewedKey(review.body))) report('SYNC-85', `${key} is of a record that does not exist`);
  }
}

function reviewVersions(state: ServerState): Map<string, Version[]> {
  const reviews = [...state.history.values()]
    .flat()
    .filter(({ collection, kind }) => collection === 'reviews' && kind === 'review');
  return Map.groupBy(reviews, ({ body }) => reviewedKey(body));
}

const leavesOf = ({ body }: { readonly body: RecordBody }): readonly RecordBody[] =>
  Array.isArray(body['leaves']) ? (body['leaves'] as readonly RecordBody[]) : [];
