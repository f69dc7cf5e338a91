/** One change carried out on a working body, whatever was there before. Who may win is decided by the merge, before it comes here. */
import { joinPath, splitPath, type JsonValue } from '../base/leafPath.ts';
import type { LeafShape } from '../domain/leafShape.ts';
import { compareText, copyJson, isJsonList, isJsonObject, isSameJson, type WorkingObject } from './jsonValues.ts';
import type { LeafChange } from './operation.ts';
import { isReachable, placeOf, readAt, writeAt, type Place } from './place.ts';

/** Changes `body` itself. False when the place cannot be reached (its list element is gone) or holds what the change cannot be done to. */
export function forceChange(shape: LeafShape, body: WorkingObject, change: LeafChange): boolean {
  const place = placeOf(shape, change.path, splitPath(change.path));
  if (!isReachable(body, place)) return false;
  switch (change.do) {
    case 'set':
      if (isStructural(place, change)) {
        if (readAt(body, place.segments) === undefined) writeAt(body, place.segments, copyJson(change.value));
      } else writeAt(body, place.segments, copyJson(change.value));
      break;
    case 'unset':
      if (!isStructural(place, change) || isEmptyContainer(readAt(body, place.segments)))
        writeAt(body, place.segments, undefined);
      break;
    case 'increment':
      return increment(body, place, change.by);
    default:
      return changeList(body, place, change);
  }
  sortHolder(body, place);
  return true;
}

/**
 * A change of the container alone: `set` to an empty one and `unset` of one whose members were taken out one by one. Members that
 * somebody else put in meanwhile stay, and so does the container.
 */
export function isStructural(place: Place, change: LeafChange): boolean {
  if (!['object', 'map', 'elements', 'set'].includes(place.type)) return false;
  if (change.do === 'set')
    return isEmptyContainer(change.value) && (change.seen === undefined || isEmptyContainer(change.seen));
  return change.do === 'unset' && isEmptyContainer(change.seen);
}

export const isEmptyContainer = (value: JsonValue | undefined): boolean =>
  isSameJson(value, []) || isSameJson(value, {});

/** The path of what a change changes: of an added or removed element the element's own. */
export function pathOfChange(change: LeafChange): string {
  const isOfElement = change.do === 'addElement' || change.do === 'removeElement';
  return isOfElement ? joinPath(...splitPath(change.path), change.id) : change.path;
}

/** By order key, then by id, both by UTF-16 code units. A list that grows at its end is in order already. */
export const sortElements = <Value extends JsonValue>(elements: readonly Value[]): Value[] =>
  elements.every((element, index) => index === 0 || compareElements(elements[index - 1] ?? null, element) <= 0)
    ? [...elements]
    : elements.toSorted(compareElements);

const compareElements = (one: JsonValue, other: JsonValue): number =>
  compareText(textAt(one, 'order'), textAt(other, 'order')) || compareText(textAt(one, 'id'), textAt(other, 'id'));

type ListChange = Extract<LeafChange, { do: 'addElement' | 'removeElement' | 'add' | 'remove' }>;

function changeList(body: WorkingObject, place: Place, change: ListChange): boolean {
  const held = readAt(body, place.segments);
  if (held !== undefined && !isJsonList(held)) return false;
  const list = held ?? [];
  if (held === undefined && (change.do === 'remove' || change.do === 'removeElement')) return true;
  writeAt(body, place.segments, changedList(list, change));
  return true;
}

function changedList(list: readonly JsonValue[], change: ListChange): readonly JsonValue[] {
  switch (change.do) {
    case 'add':
      return list.includes(change.value) ? list : sortTexts([...list, change.value]);
    case 'remove':
      return list.filter((item) => item !== change.value);
    case 'addElement':
      return sortElements([...withoutElement(list, change.id), elementOf(change)]);
    case 'removeElement':
      return withoutElement(list, change.id);
  }
}

/** The whole element that an addition brings. */
export const elementOf = (change: Extract<LeafChange, { do: 'addElement' }>): WorkingObject =>
  copyJson({ ...change.value, id: change.id, order: change.order });

function increment(body: WorkingObject, place: Place, by: number): boolean {
  const sum = ((readAt(body, place.segments) ?? 0) as number) + by;
  if (!Number.isSafeInteger(sum)) return false;
  writeAt(body, place.segments, sum);
  return true;
}

/** A new order key moves its element. */
function sortHolder(body: WorkingObject, place: Place): void {
  if (place.segments.at(-1) !== 'order' || place.elementDepth !== place.segments.length - 1) return;
  const list = place.segments.slice(0, -2);
  const elements = readAt(body, list);
  if (isJsonList(elements)) writeAt(body, list, sortElements(elements));
}

/** Sets are kept sorted, so that additions in any order come out the same. */
const sortTexts = (values: readonly JsonValue[]): JsonValue[] =>
  values.toSorted((one, other) => (typeof one === 'string' && typeof other === 'string' ? compareText(one, other) : 0));

const withoutElement = (list: readonly JsonValue[], id: string): JsonValue[] =>
  list.filter((item) => textAt(item, 'id') !== id);
const textAt = (value: JsonValue, field: string): string =>
  isJsonObject(value) && typeof value[field] === 'string' ? value[field] : '';
