/**
 * The three-way merge of one record operation into the record as it is now (docs/spec/sync.md, "Merge"). Pure: the core runs it at
 * save, the server at push. The values seen travel with the operation, so that the base need not be at hand.
 */
import { splitPath, type JsonValue } from '../base/leafPath.ts';
import type { KindDefinition } from '../domain/kind.ts';
import { leafShapeOf } from '../domain/leafShape.ts';
import type { RecordBody } from '../domain/record.ts';
import { diffBodies } from './diff.ts';
import { forceChange, pathOfChange } from './forceChange.ts';
import { copyJson, isJsonList, isJsonObject, type WorkingObject } from './jsonValues.ts';
import { findBreach, type Breach } from './mergeCheck.ts';
import { lostClashes, wholeRecordClash, wonClash } from './mergeClashes.ts';
import { clashingGroups, judgeLeaf, removedUnseen, type Circumstances } from './mergeJudgement.ts';
import { policyOf, WHOLE_RECORD } from './mergeRules.ts';
import type { Clash, MergeInput, MergeOutcome, RemovedElements, UnseenChange } from './mergeTypes.ts';
import type { LeafChange, RecordOperation } from './operation.ts';
import { readAt } from './place.ts';
import { isSatisfied, readChanges, type ReadChange } from './readChange.ts';

type Merged = Extract<MergeOutcome, { type: 'merged' }>;
type Refused = Extract<MergeOutcome, { type: 'refused' }>;

/**
 * Merges one operation. Never changes its input and throws for nothing that a device may send.
 *
 * The caller guards what the merge cannot see: rights per path, that the record is of the definition's collection and kind, and that
 * `unseen` and `contested` are complete.
 */
export function mergeOperation(input: MergeInput): MergeOutcome {
  const { operation } = input;
  if (operation.act === 'create') return mergeCreate(input, operation);
  return operation.act === 'patch' ? mergePatch(input, operation) : mergeDelete(input);
}

function mergeCreate(input: MergeInput, { body }: Extract<RecordOperation, { act: 'create' }>): MergeOutcome {
  const { definition, current, deleted } = input;
  if (isServerOnly(input)) return refuse('permission_denied');
  if (!hasPaths(body)) return refuse('invalid');
  const read = readChanges(definition, changesOfNew(definition, body));
  if (!read.ok) return refuse('invalid', read.path);
  const forbidden = refuseServerOnly(read.changes);
  if (forbidden) return forbidden;
  // Nothing deleted rises again: a create that arrives behind the delete leaves a review.
  if (deleted) return merged(current ?? {}, { deleted, clashes: [wholeRecordClash({ mine: body })] });
  if (current) return mergeChanges(input, current, read.changes);
  const breach = findBreach(definition, null, body);
  return breach ? refuseBreach(breach) : merged(body, { changedPaths: [WHOLE_RECORD] });
}

function mergePatch(input: MergeInput, operation: Extract<RecordOperation, { act: 'patch' }>): MergeOutcome {
  const { definition, current, deleted } = input;
  if (!current && !deleted) return refuse('unknown_record');
  const read = readChanges(definition, operation.changes);
  if (!read.ok) return refuse('invalid', read.path);
  const forbidden = refuseServerOnly(read.changes);
  if (forbidden) return forbidden;
  if (!deleted) return mergeChanges(input, current ?? {}, read.changes);
  return merged(current ?? {}, { deleted, clashes: clashesOfDeleted(input, current ?? {}, read.changes) });
}

function mergeDelete(input: MergeInput): MergeOutcome {
  const { definition, current, deleted, unseen, contested = [] } = input;
  if (isServerOnly(input)) return refuse('permission_denied');
  if (deleted) return merged(current ?? {}, { deleted });
  // A tombstone: a create of this id that comes later does not bring the record to life.
  if (!current) return merged({}, { deleted: true, changedPaths: [WHOLE_RECORD] });
  if (unseen.some(changesContent) || contested.length > 0)
    return merged(current, { clashes: [wholeRecordClash({ theirs: current })] });
  if (definition.isLocked?.(current)) return refuse('locked_record');
  return merged(current, { deleted: true, changedPaths: [WHOLE_RECORD] });
}

/** Merge groups as wholes, everything else leaf by leaf; and the result must hold together. */
function mergeChanges(input: MergeInput, current: RecordBody, changes: readonly ReadChange[]): MergeOutcome {
  const { definition } = input;
  const isSecondCreation = input.operation.act === 'create';
  const unseen = isSecondCreation ? [...input.unseen, FIRST_CREATION] : input.unseen;
  const circumstances: Circumstances = { unseen, removed: removedUnseen(unseen), isSecondCreation };
  const groups = clashingGroups({ ...input, unseen }, current, changes);
  const locked = refuseLocked(
    input,
    current,
    changes.filter(({ group }) => group !== null && !groups.has(group)),
  );
  if (locked) return locked;

  const body: WorkingObject = copyJson(current);
  const shape = leafShapeOf(definition.schema);
  const changedPaths = new Set<string>();
  const removed: Record<string, JsonValue> = {};
  const won: Clash[] = [];
  const lost: ReadChange[] = [];
  for (const read of changes) {
    const isLostWithGroup = read.group !== null && groups.has(read.group) && !isSatisfied(body, read);
    const verdict = isLostWithGroup ? 'lose' : judgeLeaf(body, read, circumstances);
    if (verdict === 'locked') return refuse('locked_record', read.key);
    if (verdict === 'invalid') return refuse('invalid', read.key);
    if (verdict === 'lose') lost.push(read);
    if (verdict === 'nothing' && read.change.do === 'removeElement') removed[read.key] = read.change.seen ?? null;
    if (verdict !== 'apply' && verdict !== 'win') continue;
    const theirs = readAt(body, splitPath(read.key));
    if (verdict === 'win') won.push(wonClash(theirs, read));
    if (read.change.do === 'removeElement') removed[read.key] = theirs ?? null;
    forceChange(shape, body, read.change);
    changedPaths.add(read.key);
  }
  const clashes = [...won, ...lostClashes(definition, current, lost, circumstances.removed)];
  if (changedPaths.size === 0) return merged(current, { clashes, removed });
  const breach = findBreach(definition, current, body);
  if (!breach) return merged(body, { changedPaths: [...changedPaths], clashes, removed });
  const isMineAlone = !unseen.some(changesContent) && (input.contested ?? []).length === 0 && clashes.length === 0;
  if (isMineAlone || isOfMyOwnValue(breach, changes)) return refuseBreach(breach);
  return keepTheirs(input, current, changes, circumstances.removed);
}

/** Whoever created the record first touched all of it, and the second creator saw none of that. */
const FIRST_CREATION = { version: 1, author: '', device: '', paths: [WHOLE_RECORD] };

/** The combination of both sides breaks a rule that neither broke alone: theirs holds, all of mine is in the review, only deltas count. */
function keepTheirs(
  input: MergeInput,
  current: RecordBody,
  changes: readonly ReadChange[],
  removed: RemovedElements,
): Merged {
  const { definition } = input;
  const body: WorkingObject = copyJson(current);
  const counted = changes.filter(({ change }) => change.do === 'increment' && change.by !== 0);
  for (const { change } of counted) forceChange(leafShapeOf(definition.schema), body, change);
  const isCounting = counted.length > 0 && findBreach(definition, current, body) === null;
  const clashes = lostClashes(
    definition,
    current,
    isCounting ? changes.filter((read) => !counted.includes(read)) : changes,
    removed,
  );
  return isCounting
    ? merged(body, { changedPaths: counted.map(({ key }) => key), clashes })
    : merged(current, { clashes });
}

function clashesOfDeleted(input: MergeInput, current: RecordBody, changes: readonly ReadChange[]): Clash[] {
  const clashes = lostClashes(input.definition, current, changes, {});
  return clashes.map((clash) => ({ ...clash, theirs: undefined, result: undefined }));
}

/** What a creation sets. A count in a new body is where counting starts, not a delta. */
export const changesOfNew = (definition: KindDefinition, body: RecordBody): LeafChange[] =>
  diffBodies(definition, {}, body).map((change) =>
    change.do === 'increment' ? { do: 'set', path: change.path, value: change.by } : change,
  );

/** A field without a name has no path: nobody could ever change it. */
function hasPaths(value: JsonValue): boolean {
  if (isJsonList(value)) return value.every(hasPaths);
  return !isJsonObject(value) || Object.entries(value).every(([field, item]) => field !== '' && hasPaths(item));
}

/** A locked record (a confirmed order) takes no change in its merge groups but a legal step of its life. */
function refuseLocked({ definition }: MergeInput, current: RecordBody, changes: readonly ReadChange[]): Refused | null {
  const effective = changes.filter((read) => !isSatisfied(current, read));
  if (!effective[0] || !definition.isLocked?.(current)) return null;
  const after: WorkingObject = copyJson(current);
  for (const { change } of effective) forceChange(leafShapeOf(definition.schema), after, change);
  return definition.isTransitionAllowed?.(current, after) === true ? null : refuse('locked_record', effective[0].key);
}

/** The fault lies in a value that this very operation brings, so no combination is to blame. */
const isOfMyOwnValue = ({ reason, path }: Breach, changes: readonly ReadChange[]): boolean =>
  reason === 'invalid' &&
  changes.some(({ change }) => {
    const key = pathOfChange(change);
    return (
      (change.do === 'set' || change.do === 'addElement') && (path === key || path?.startsWith(`${key}/`) === true)
    );
  });

/** A move between scopes writes history as well, and so does a tombstone: neither is an edit. */
const changesContent = ({ paths }: UnseenChange): boolean => paths.length > 0;

const isServerOnly = ({ definition }: MergeInput): boolean => policyOf(definition.merge, []) === 'serverOnly';

function refuseServerOnly(changes: readonly ReadChange[]): Refused | null {
  const forbidden = changes.find(({ policy }) => policy === 'serverOnly');
  return forbidden ? refuse('permission_denied', forbidden.key) : null;
}

const merged = (body: RecordBody, rest: Partial<Omit<Merged, 'type' | 'body'>>): Merged => ({
  type: 'merged',
  body,
  deleted: false,
  changedPaths: [],
  clashes: [],
  removed: {},
  ...rest,
});

const refuse = (reason: Refused['reason'], path: string | null = null): Refused => ({
  type: 'refused',
  reason,
  path,
  violations: [],
});

const refuseBreach = (breach: Breach): Refused => ({ type: 'refused', ...breach });
