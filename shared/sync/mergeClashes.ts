/** What a review will show: per leaf what was seen, what I wanted, what the others have. */
import { splitPath, type JsonValue } from '../base/leafPath.ts';
import type { KindDefinition } from '../domain/kind.ts';
import { leafShapeOf } from '../domain/leafShape.ts';
import type { RecordBody } from '../domain/record.ts';
import { elementOf, forceChange, sortElements } from './forceChange.ts';
import { copyJson, isJsonList, isSameJson, type WorkingObject } from './jsonValues.ts';
import { WHOLE_RECORD } from './mergeRules.ts';
import type { Clash, RemovedElements } from './mergeTypes.ts';
import type { LeafChange } from './operation.ts';
import { readAt, writeAt } from './place.ts';
import { isSatisfied, type ReadChange } from './readChange.ts';

type Value = JsonValue | undefined;

/** Mine holds, theirs is kept for the review. */
export const wonClash = (theirs: Value, { change, key, group, policy }: ReadChange): Clash => ({
  path: key,
  base: seenBy(change),
  mine: wantedBy(change),
  theirs,
  result: wantedBy(change),
  group,
  policy,
});

/** The record as a whole: deleted on one side (absent), edited or created on the other. */
export const wholeRecordClash = (sides: { mine?: RecordBody; theirs?: RecordBody }): Clash => ({
  path: WHOLE_RECORD,
  base: undefined,
  mine: sides.mine,
  theirs: sides.theirs,
  result: sides.theirs,
  group: null,
  policy: 'ask',
});

/**
 * Clashes for changes that lost: theirs holds. Changes inside an element that others took out are gathered into one clash of the
 * whole element where its content is known, so that it can be put back.
 */
export function lostClashes(
  definition: KindDefinition,
  theirs: RecordBody,
  lost: readonly ReadChange[],
  removed: RemovedElements,
): Clash[] {
  const base = withRemoved(theirs, lost, removed);
  const mine: WorkingObject = copyJson(base);
  const shape = leafShapeOf(definition.schema);
  const clashes = new Map<string, Clash>();
  const unsatisfied = lost.filter((read) => !isSatisfied(theirs, read));
  for (const { change } of lost) forceChange(shape, mine, change);
  for (const { change, key, group, place } of unsatisfied) {
    const elementPath = change.do === 'addElement' ? key : (removedElementOf(place.path, removed) ?? key);
    const isGathered = elementPath !== key;
    const path = isGathered ? elementPath : key;
    const segments = splitPath(path);
    const held = readAt(theirs, segments);
    clashes.set(path, {
      path,
      base: isGathered ? readAt(base, segments) : (seenBy(change) ?? (isIntent(change) ? held : undefined)),
      mine: readAt(mine, segments) ?? (isGathered || change.do === 'removeElement' ? undefined : wantedBy(change)),
      theirs: held,
      result: held,
      group,
      policy: 'ask',
    });
  }
  return [...clashes.values()].filter(({ mine: wanted, theirs: held }) => !isSameJson(wanted, held));
}

const isIntent = (change: LeafChange): boolean =>
  change.do === 'add' || change.do === 'remove' || change.do === 'increment';

function seenBy(change: LeafChange): Value {
  return change.do === 'set' || change.do === 'unset' || change.do === 'removeElement' ? change.seen : undefined;
}

function wantedBy(change: LeafChange): Value {
  if (change.do === 'set') return change.value;
  return change.do === 'addElement' ? elementOf(change) : undefined;
}

/** The removed element that a path lies in, null when none. */
const removedElementOf = (path: string, removed: RemovedElements): string | null =>
  Object.keys(removed).find((element) => path.startsWith(`${element}/`) && removed[element] !== null) ?? null;

/** Their body with the elements put back that my changes were made in. */
function withRemoved(theirs: RecordBody, lost: readonly ReadChange[], removed: RemovedElements): WorkingObject {
  const body: WorkingObject = copyJson(theirs);
  for (const element of new Set(lost.flatMap(({ place }) => removedElementOf(place.path, removed) ?? []))) {
    const segments = splitPath(element);
    const list = segments.slice(0, -1);
    const held = readAt(body, list) ?? [];
    if (isJsonList(held) && readAt(body, segments) === undefined)
      writeAt(body, list, sortElements([...held, removed[element] ?? null]));
  }
  return body;
}
