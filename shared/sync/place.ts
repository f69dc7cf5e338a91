/** Where a path leads: by the kind's schema (what may be done there) and in a given body (what is there). */
import type { JsonValue } from '../base/leafPath.ts';
import type { LeafShape } from '../domain/leafShape.ts';
import { fieldOf, isJsonList, isJsonObject, setField, type WorkingObject } from './jsonValues.ts';

/**
 * `element` is one member of a list, `unknown` a field (or anything below it) that this version's schema does not name, and
 * `impossible` something below a value that is only ever changed as a whole.
 */
export type PlaceType = LeafShape['type'] | 'element' | 'unknown' | 'impossible';

export interface Place {
  readonly path: string;
  readonly segments: readonly string[];
  readonly type: PlaceType;
  /** How many segments lead to the innermost list element that holds this place; 0 when none does. */
  readonly elementDepth: number;
}

/** Follows the schema's shape down a path. */
export function placeOf(shape: LeafShape, path: string, segments: readonly string[]): Place {
  let here: LeafShape | 'unknown' | 'impossible' = shape;
  let isElement = false;
  let elementDepth = 0;
  for (const [index, segment] of segments.entries()) {
    isElement = typeof here === 'object' && here.type === 'elements';
    if (isElement) elementDepth = index + 1;
    here = shapeBelow(here, segment);
  }
  const type = typeof here === 'string' ? here : here.type;
  return { path, segments, type: isElement && type === 'object' ? 'element' : type, elementDepth };
}

function shapeBelow(
  shape: LeafShape | 'unknown' | 'impossible',
  segment: string,
): LeafShape | 'unknown' | 'impossible' {
  if (typeof shape === 'string') return shape;
  switch (shape.type) {
    case 'object':
      return Object.hasOwn(shape.fields, segment) ? (shape.fields[segment] ?? 'unknown') : 'unknown';
    case 'map':
      return shape.value;
    case 'elements':
      return shape.element;
    case 'leaf':
    case 'set':
      return 'impossible';
  }
}

/** What a body holds at a path, undefined when nothing. Inside a list a segment is an element's id. */
export function readAt(body: JsonValue, segments: readonly string[]): JsonValue | undefined {
  let here: JsonValue | undefined = body;
  for (const segment of segments) here = here === undefined ? undefined : below(here, segment);
  return here;
}

/**
 * Can a value be put there without destroying something? Objects on the way are made when absent, list elements are not: an
 * element that somebody removed does not come back as a fragment of itself.
 */
export function isReachable(body: JsonValue, place: Place): boolean {
  let here: JsonValue | undefined = body;
  for (const [index, segment] of place.segments.entries()) {
    if (here === undefined) return index >= place.elementDepth;
    if (isJsonList(here) ? below(here, segment) === undefined : !isJsonObject(here)) return false;
    here = below(here, segment);
  }
  return true;
}

/** Puts a value at a reachable place, or takes it away (undefined). Changes `body` itself. */
export function writeAt(body: WorkingObject, segments: readonly string[], value: JsonValue | undefined): void {
  let holder: JsonValue | undefined = body;
  for (const segment of segments.slice(0, -1)) {
    let next: JsonValue | undefined = below(holder, segment);
    if (next === undefined) {
      if (value === undefined) return;
      next = {};
      if (isJsonObject(holder)) setField(holder, segment, next);
    }
    holder = next;
  }
  const last = segments.at(-1);
  if (last === undefined || !isJsonObject(holder)) return;
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else setField(holder, last, value);
}

function below(value: JsonValue, segment: string): JsonValue | undefined {
  if (isJsonList(value)) return value.find((item) => isJsonObject(item) && item['id'] === segment);
  return isJsonObject(value) ? fieldOf(value, segment) : undefined;
}
