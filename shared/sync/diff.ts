/** What a form changed, leaf by leaf, and the way back: changes put into a body by force. */
import { joinPath, type JsonValue } from '../base/leafPath.ts';
import type { KindDefinition } from '../domain/kind.ts';
import { leafShapeOf, type LeafShape } from '../domain/leafShape.ts';
import type { RecordBody } from '../domain/record.ts';
import { forceChange, sortElements } from './forceChange.ts';
import {
  compareText,
  copyJson,
  fieldOf,
  isJsonList,
  isJsonObject,
  isSameJson,
  type WorkingObject,
} from './jsonValues.ts';
import { isCounter } from './mergeRules.ts';
import type { LeafChange } from './operation.ts';

/**
 * The changes that lead from the body a person saw to the body they want, each with the value seen. Lists of elements are compared by
 * element id, sets by member, declared counters become increments; a field that this version does not know is one leaf. What
 * only looks different (order of keys, of set members, of elements whose order keys are the same) is no change.
 * A property that is undefined counts as absent.
 * @throws PeyvandError `invalid_input` for an empty field name, which no path can express.
 */
export function diffBodies(definition: KindDefinition, seen: RecordBody, next: RecordBody): LeafChange[] {
  const changes: LeafChange[] = [];
  diffObject({ definition, changes }, leafShapeOf(definition.schema), [], seen, next);
  return changes;
}

/**
 * Puts changes into a body without merging: the person's own pending work over a newer base. A change of a list element that is no
 * longer there is left out. The body given stays as it is.
 */
export function applyChanges(definition: KindDefinition, body: RecordBody, changes: readonly LeafChange[]): RecordBody {
  const result: WorkingObject = copyJson(body);
  const shape = leafShapeOf(definition.schema);
  for (const change of changes) forceChange(shape, result, change);
  return result;
}

/** The one form of a body for comparing: elements by order key and id, sets sorted and without doubles, nothing undefined. */
export function normaliseBody(definition: KindDefinition, body: RecordBody): RecordBody {
  return normalise(leafShapeOf(definition.schema), copyJson(body)) as RecordBody;
}

interface Diff {
  readonly definition: KindDefinition;
  readonly changes: LeafChange[];
}

type Value = JsonValue | undefined;
type Path = readonly string[];

function diffValue(diff: Diff, shape: LeafShape | undefined, path: Path, seen: Value, next: Value): void {
  if (isSameJson(seen, next)) return;
  if ((shape?.type === 'object' || shape?.type === 'map') && isObjectOrAbsent(seen) && isObjectOrAbsent(next)) {
    diffObject(diff, shape, path, seen ?? {}, next ?? {});
    diffContainer(diff, path, seen, next, {});
  } else if (shape?.type === 'elements' && isElementsOrAbsent(seen) && isElementsOrAbsent(next)) {
    diffElements(diff, shape.element, path, seen ?? [], next ?? []);
    diffContainer(diff, path, seen, next, []);
  } else if (shape?.type === 'set' && isTextsOrAbsent(seen) && isTextsOrAbsent(next)) {
    diffSet(diff, path, seen ?? [], next ?? []);
    diffContainer(diff, path, seen, next, []);
  } else diffLeaf(diff, path, seen, next);
}

function diffObject(diff: Diff, shape: LeafShape, path: Path, seen: RecordBody, next: RecordBody, skipped = ''): void {
  for (const field of new Set([...Object.keys(seen), ...Object.keys(next)]))
    if (field !== skipped)
      diffValue(diff, shapeOfField(shape, field), [...path, field], fieldOf(seen, field), fieldOf(next, field));
}

function diffElements(
  diff: Diff,
  shape: LeafShape,
  path: Path,
  seen: readonly Element[],
  next: readonly Element[],
): void {
  const seenById = new Map(seen.map((element) => [element.id, element]));
  const nextById = new Map(next.map((element) => [element.id, element]));
  const list = joinPath(...path);
  for (const element of seen)
    if (!nextById.has(element.id))
      diff.changes.push({ do: 'removeElement', path: list, id: element.id, seen: element });
  for (const element of next) {
    const before = seenById.get(element.id);
    if (before) diffObject(diff, shape, [...path, element.id], before, element, 'id');
    else {
      const { id, order, ...value } = copyJson<Element>(element);
      diff.changes.push({ do: 'addElement', path: list, id, order, value });
    }
  }
}

function diffSet(diff: Diff, path: Path, seen: readonly string[], next: readonly string[]): void {
  const set = joinPath(...path);
  for (const value of new Set(seen).difference(new Set(next))) diff.changes.push({ do: 'remove', path: set, value });
  for (const value of new Set(next).difference(new Set(seen))) diff.changes.push({ do: 'add', path: set, value });
}

/** What adding and removing members cannot say: that an empty container is there, or no longer is. */
function diffContainer(diff: Diff, path: Path, seen: Value, next: Value, empty: JsonValue): void {
  if (next === undefined) diff.changes.push({ do: 'unset', path: joinPath(...path), seen: empty });
  else if (seen === undefined && isSameJson(next, empty))
    diff.changes.push({ do: 'set', path: joinPath(...path), value: empty });
}

function diffLeaf(diff: Diff, segments: Path, seen: Value, next: Value): void {
  const path = joinPath(...segments);
  if (next === undefined) diff.changes.push({ do: 'unset', path, ...(seen === undefined ? {} : { seen }) });
  else if (
    isCounter(diff.definition, segments) &&
    isCount(next) &&
    isCount(seen ?? 0) &&
    Number.isSafeInteger(next - ((seen as number | undefined) ?? 0))
  )
    diff.changes.push({ do: 'increment', path, by: next - ((seen as number | undefined) ?? 0) });
  else diff.changes.push({ do: 'set', path, value: next, ...(seen === undefined ? {} : { seen }) });
}

function shapeOfField(shape: LeafShape, field: string): LeafShape | undefined {
  if (shape.type === 'map') return shape.value;
  return shape.type === 'object' && Object.hasOwn(shape.fields, field) ? shape.fields[field] : undefined;
}

function normalise(shape: LeafShape | undefined, value: JsonValue): JsonValue {
  if ((shape?.type === 'object' || shape?.type === 'map') && isJsonObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([field, item]) => [field, normalise(shapeOfField(shape, field), item)]),
    );
  if (shape?.type === 'elements' && isElementsOrAbsent(value))
    return sortElements((value ?? []).map((element) => normalise(shape.element, element)));
  if (shape?.type === 'set' && isTextsOrAbsent(value)) return [...new Set(value)].toSorted(compareText);
  return value;
}

type Element = RecordBody & { readonly id: string; readonly order: string };

const isCount = (value: JsonValue): value is number => Number.isSafeInteger(value);
const isObjectOrAbsent = (value: Value): value is WorkingObject | undefined =>
  value === undefined || isJsonObject(value);
const isTextsOrAbsent = (value: Value): value is string[] | undefined =>
  value === undefined || (isJsonList(value) && value.every((item) => typeof item === 'string'));

/** Elements without an id of their own, or with the same id twice, cannot be told apart: the list is then one value. */
function isElementsOrAbsent(value: Value): value is Element[] | undefined {
  if (value === undefined) return true;
  if (!isJsonList(value)) return false;
  const ids = value.map((item) => (isElement(item) ? item.id : null));
  return !ids.includes(null) && new Set(ids).size === ids.length;
}

const isElement = (value: JsonValue): value is Element =>
  isJsonObject(value) && typeof value['id'] === 'string' && value['id'] !== '' && typeof value['order'] === 'string';
