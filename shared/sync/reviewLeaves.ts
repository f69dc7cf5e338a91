/** The content of a review: from the clashes that made it, through later work of the same chain, to the change that takes it back. */
import { deterministicId, type RecordId } from '../base/id.ts';
import { splitPath, type JsonValue } from '../base/leafPath.ts';
import type { KindDefinition } from '../domain/kind.ts';
import type { RecordBody } from '../domain/record.ts';
import { diffBodies } from './diff.ts';
import { sortElements } from './forceChange.ts';
import { copyJson, isJsonList, isJsonObject, isSameJson, type WorkingObject } from './jsonValues.ts';
import { overlaps, WHOLE_RECORD } from './mergeRules.ts';
import type { Clash, MergeOutcome } from './mergeTypes.ts';
import type { LeafChange } from './operation.ts';
import { readAt, writeAt } from './place.ts';

/** A clash as JSON: a side on which the value is absent has no property. */
export interface ReviewLeaf {
  readonly path: string;
  readonly group: string | null;
  readonly policy: string;
  readonly base?: JsonValue;
  readonly mine?: JsonValue;
  readonly theirs?: JsonValue;
  readonly result?: JsonValue;
}

/** One review per operation group and record, with the same id wherever and however often the group is applied. */
export const reviewIdOf = (groupHash: string, recordId: RecordId): RecordId =>
  deterministicId('review', groupHash, recordId);

export const clashToLeaf = ({ path, group, policy, base, mine, theirs, result }: Clash): ReviewLeaf => ({
  path,
  group,
  policy,
  ...(base === undefined ? {} : { base }),
  ...(mine === undefined ? {} : { mine }),
  ...(theirs === undefined ? {} : { theirs }),
  ...(result === undefined ? {} : { result }),
});

/** Did my value of the leaf not make it into the record? The core refuses such a save as stale; the server keeps it for a decision. */
export const isLost = (clash: Pick<Clash, 'mine' | 'result'>): boolean => !isSameJson(clash.mine, clash.result);

/**
 * An open review after a later operation of the chain that left it: clashes on its leaves advance `mine` (the base stays what was seen
 * first), new ones join, and a leaf that the later operation changed without a clash shows its new value on my side.
 */
export function advanceLeaves(
  leaves: readonly ReviewLeaf[],
  outcome: Extract<MergeOutcome, { type: 'merged' }>,
): ReviewLeaf[] {
  const clashesByPath = new Map(outcome.clashes.map((clash) => [clash.path, clash]));
  const advanced = leaves.map((leaf) => {
    const clash = clashesByPath.get(leaf.path);
    if (clash) return clashToLeaf({ ...clash, base: leaf.base });
    const isChanged = leaf.path !== WHOLE_RECORD && outcome.changedPaths.some((path) => overlaps(path, leaf.path));
    if (!isChanged) return leaf;
    const value = readAt(outcome.body, splitPath(leaf.path));
    return clashToLeaf({ ...sidesOf(leaf), mine: value, result: value });
  });
  const known = new Set(leaves.map(({ path }) => path));
  return [...advanced, ...outcome.clashes.filter(({ path }) => !known.has(path)).map(clashToLeaf)];
}

/**
 * The changes that put my side in place of what the record holds now: the one-tap take-back. To be committed like anything a person
 * does, so it merges like anything else. null where no patch can do it: the record itself was deleted or its creation clashed.
 */
export function takeBackChanges(
  definition: KindDefinition,
  current: RecordBody,
  leaves: readonly ReviewLeaf[],
): LeafChange[] | null {
  if (leaves.some(({ path }) => path === WHOLE_RECORD)) return null;
  const wanted: WorkingObject = copyJson(current);
  for (const { path, mine } of leaves) putLeaf(wanted, splitPath(path), mine);
  return diffBodies(definition, current, wanted);
}

const sidesOf = (leaf: ReviewLeaf): Clash => ({
  base: undefined,
  mine: undefined,
  theirs: undefined,
  result: undefined,
  ...leaf,
});

/** The last segment may be a list element's id, which `writeAt` does not put in. */
function putLeaf(body: WorkingObject, segments: readonly string[], value: JsonValue | undefined): void {
  const list = readAt(body, segments.slice(0, -1));
  const isElement =
    isJsonList(list) ||
    (segments.length > 1 &&
      isJsonObject(value) &&
      value['id'] === segments.at(-1) &&
      typeof value['order'] === 'string');
  if (!isElement || segments.length === 1) return writeAt(body, segments, value);
  const others = (isJsonList(list) ? list : []).filter((item) => !isJsonObject(item) || item['id'] !== segments.at(-1));
  writeAt(body, segments.slice(0, -1), value === undefined ? others : sortElements([...others, value]));
}
