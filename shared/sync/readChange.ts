/** A change as it came, checked against the kind and read against a body. */
import { splitPath, type JsonValue } from '../base/leafPath.ts';
import type { KindDefinition, MergePolicy } from '../domain/kind.ts';
import { leafShapeOf, type LeafShape } from '../domain/leafShape.ts';
import { elementOf, isEmptyContainer, isStructural, pathOfChange } from './forceChange.ts';
import { isJsonList, isSameJson } from './jsonValues.ts';
import { groupOf, isCounter, policyOf } from './mergeRules.ts';
import type { LeafChange } from './operation.ts';
import { placeOf, readAt, type Place } from './place.ts';

export interface ReadChange {
  readonly change: LeafChange;
  readonly place: Place;
  /** What it changes: its path, of an added or removed element the element's own. */
  readonly key: string;
  /** The merge group it moves with. Counters move by themselves: a delta is right whatever else happened. */
  readonly group: string | null;
  readonly policy: MergePolicy;
}

/** Fails with the first path that this kind cannot have changed that way. */
export function readChanges(
  definition: KindDefinition,
  changes: readonly LeafChange[],
): { readonly ok: true; readonly changes: ReadChange[] } | { readonly ok: false; readonly path: string } {
  const shape = leafShapeOf(definition.schema);
  const read: ReadChange[] = [];
  for (const change of changes) {
    const place = readPlace(shape, change.path);
    if (!place || !isPossible(definition, place, change)) return { ok: false, path: change.path };
    const key = pathOfChange(change);
    const group = change.do === 'increment' ? null : groupOf(definition.merge, key);
    read.push({ change, place, key, group, policy: policyOf(definition.merge, splitPath(key)) });
  }
  return { ok: true, changes: read };
}

/** Already so: both sides did the same, or there is nothing to take away. */
export function isSatisfied(body: JsonValue, { change, place, key }: ReadChange): boolean {
  const held = readAt(body, place.segments);
  switch (change.do) {
    case 'set':
      return isStructural(place, change) ? held !== undefined : isSameJson(held, change.value);
    case 'unset':
      return held === undefined || (isStructural(place, change) && !isEmptyContainer(held));
    case 'addElement':
      return isSameJson(readAt(body, splitPath(key)), elementOf(change));
    case 'removeElement':
      return readAt(body, splitPath(key)) === undefined;
    case 'add':
      return isJsonList(held) && held.includes(change.value);
    case 'remove':
      return held === undefined || (isJsonList(held) && !held.includes(change.value));
    case 'increment':
      return change.by === 0;
  }
}

function readPlace(shape: LeafShape, path: string): Place | null {
  try {
    return placeOf(shape, path, splitPath(path));
  } catch {
    return null;
  }
}

function isPossible(definition: KindDefinition, place: Place, change: LeafChange): boolean {
  const isElementId =
    place.segments.at(-1) === 'id' && place.elementDepth === place.segments.length - 1 && place.elementDepth > 0;
  if (place.type === 'impossible' || place.type === 'element' || isElementId) return false;
  switch (change.do) {
    case 'set':
    case 'unset':
      return true;
    case 'addElement':
    case 'removeElement':
      return place.type === 'elements' || place.type === 'unknown';
    case 'add':
    case 'remove':
      return place.type === 'set' || place.type === 'unknown';
    case 'increment':
      return isCounter(definition, place.segments);
  }
}
