/** The content of a review: from the clashes that made it through later work of the same chain. */
import { splitPath, type JsonValue } from '../base/leafPath.ts';
import type { KindDefinition } from '../domain/kind.ts';
import { leafShapeOf } from '../domain/leafShape.ts';
import type { RecordBody } from '../domain/record.ts';
import { forceChange, pathOfChange, sortElements } from './forceChange.ts';
import { copyJson, isJsonList, isJsonObject, type WorkingObject } from './jsonValues.ts';
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

export const clashToLeaf = ({ path, group, policy, base, mine, theirs, result }: Clash): ReviewLeaf => ({
  path,
  group,
  policy,
  ...(base === undefined ? {} : { base }),
  ...(mine === undefined ? {} : { mine }),
  ...(theirs === undefined ? {} : { theirs }),
  ...(result === undefined ? {} : { result }),
});

/**
 * An open review after a later operation of the chain that left it. The operation's changes are put on top of my side, so that it always
 * ends with my last word; the base stays what was seen first. A leaf inside an element that is now in question as a whole joins it.
 */
export function advanceLeaves(
  definition: KindDefinition,
  leaves: readonly ReviewLeaf[],
  changes: readonly LeafChange[],
  outcome: Extract<MergeOutcome, { type: 'merged' }>,
): ReviewLeaf[] {
  const mine: WorkingObject = copyJson(outcome.body);
  // Whoever edits inside what they once wanted gone wants it after all: as it is, with the edit.
  const isWantedAgain = (leaf: ReviewLeaf): boolean =>
    leaf.mine === undefined && changes.some(({ path }) => path !== leaf.path && isWithin(path, leaf.path));
  for (const leaf of leaves)
    if (leaf.path !== WHOLE_RECORD && !isWantedAgain(leaf)) putLeaf(mine, splitPath(leaf.path), leaf.mine);
  for (const change of changes) forceChange(leafShapeOf(definition.schema), mine, change);

  const touched = new Set([...changes.map(pathOfChange), ...outcome.clashes.map(({ path }) => path)]);
  const isTouched = ({ path }: ReviewLeaf): boolean => [...touched].some((key) => overlaps(key, path));
  const clashes = outcome.clashes.filter(({ path }) => !leaves.some((leaf) => isWithin(path, leaf.path)));
  const kept = leaves.filter(({ path }) => !clashes.some((clash) => isWithin(path, clash.path)));
  const advanced = kept.map((leaf) => (isTouched(leaf) ? advanceLeaf(leaf, mine, outcome) : leaf));
  const joined = clashes.map((clash) => {
    const base = withBases(clash, leaves);
    const wanted = clash.path === WHOLE_RECORD ? clash.mine : (readAt(mine, splitPath(clash.path)) ?? clash.mine);
    return clashToLeaf({ ...clash, base, mine: wanted });
  });
  return [...advanced, ...joined];
}

function advanceLeaf(
  leaf: ReviewLeaf,
  mine: RecordBody,
  outcome: Extract<MergeOutcome, { type: 'merged' }>,
): ReviewLeaf {
  const clash = outcome.clashes.find(({ path }) => path === leaf.path);
  if (leaf.path === WHOLE_RECORD) return clash ? clashToLeaf({ ...clash, base: leaf.base }) : leaf;
  const segments = splitPath(leaf.path);
  const held = readAt(outcome.body, segments);
  return clashToLeaf({
    ...sidesOf(leaf),
    ...(clash && { theirs: clash.theirs }),
    // Of an element that is gone, or inside one, my side cannot be read back: the clash itself says what I wanted.
    mine: readAt(mine, segments) ?? clash?.mine,
    result: held,
  });
}

/** What was seen first: the element as seen last, with the bases of those leaves inside it that were in question before. */
function withBases(clash: Clash, leaves: readonly ReviewLeaf[]): JsonValue | undefined {
  if (!isJsonObject(clash.base) || clash.path === WHOLE_RECORD) return clash.base;
  const base = copyJson(clash.base);
  for (const leaf of leaves)
    if (isWithin(leaf.path, clash.path) && leaf.path !== clash.path)
      putLeaf(base, splitPath(leaf.path).slice(splitPath(clash.path).length), leaf.base);
  return base;
}

/** The same place, or one inside it. The whole record is a question of its own. */
const isWithin = (path: string, holder: string): boolean =>
  path === holder || (holder !== WHOLE_RECORD && path.startsWith(`${holder}/`));

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
