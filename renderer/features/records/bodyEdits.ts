/** Bodies while they are edited in a form: read and put by leaf path, tidied, checked, compared. Pure. */
import { joinPath, splitPath, type JsonValue } from '../../../shared/base/leafPath.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { constraintsOf } from '../../../shared/domain/constraints.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { applyChanges, diffBodies } from '../../../shared/sync/diff.ts';
import { orderKeyBetween } from '../../../shared/sync/orderKey.ts';

/** An element's address in its list. */
export const idOf = (element: RecordBody): string => textOf(element, 'id') ?? '';

/** What a body holds at a path (`phones/<id>/number`), undefined when nothing. */
export function valueAt(body: RecordBody, path: string): JsonValue | undefined {
  let here: JsonValue | undefined = body;
  for (const segment of splitPath(path)) here = below(here, segment);
  return here;
}

/** The body with another value at the path; undefined takes it away. Nothing changes where a list element on the way is gone. */
export function withValueAt(body: RecordBody, path: string, value: JsonValue | undefined): RecordBody {
  return put(body, splitPath(path), value) as RecordBody;
}

/** The body with one more element at the end of a list. */
export function withElement(body: RecordBody, list: string, id: string, fields: RecordBody): RecordBody {
  const elements = elementsOf(body, list);
  const last = elements.at(-1)?.['order'];
  const order = orderKeyBetween(typeof last === 'string' ? last : null, null);
  return { ...body, [list]: [...elements, { ...fields, id, order }] };
}

export function withoutElement(body: RecordBody, list: string, id: string): RecordBody {
  return { ...body, [list]: elementsOf(body, list).filter((element) => element['id'] !== id) };
}

/** Puts an element back into its list; for undo. Its order key still says where it stood. */
export function withElementBack(body: RecordBody, list: string, element: RecordBody): RecordBody {
  const others = elementsOf(body, list).filter(({ id }) => id !== element['id']);
  return { ...body, [list]: [...others, element] };
}

/**
 * The body as it is saved: texts without blanks around, empty texts and empty new lists left out, list elements that were added and never
 * filled in dropped. `seen` is the body when the edit began, null for a new record: what was there is only ever removed by a person.
 */
export function tidyBody(definition: KindDefinition, body: RecordBody, seen: RecordBody | null): RecordBody {
  const constraints = constraintsOf(definition);
  const tidy: { [field: string]: JsonValue } = {};
  for (const [field, value] of Object.entries(body)) {
    const before = seen?.[field];
    const kept = tidyValue(value, before);
    const isNewAndEmpty = isList(kept) && kept.length === 0 && before === undefined;
    if (kept !== undefined && !(isNewAndEmpty && constraints[field]?.required !== true)) tidy[field] = kept;
  }
  return tidy;
}

function tidyValue(value: JsonValue, before: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'string') return trimmed(value, before);
  if (isObject(value)) {
    const entries = Object.entries(value).flatMap(([field, item]) => {
      const kept = tidyValue(item, isObject(before) ? before[field] : undefined);
      return kept === undefined ? [] : [[field, kept] as const];
    });
    return entries.length === 0 && before === undefined ? undefined : Object.fromEntries(entries);
  }
  if (!isList(value)) return value;
  const elements = value.flatMap((item) => {
    if (!isObject(item)) return [item];
    const was = isList(before) ? before.find((other) => isObject(other) && other['id'] === item['id']) : undefined;
    const kept = tidyValue(item, was);
    return kept === undefined || (was === undefined && isBlankElement(kept)) ? [] : [kept];
  });
  return elements;
}

function trimmed(text: string, before: JsonValue | undefined): string | undefined {
  if (text === before) return text;
  const bare = text.trim();
  return bare === '' ? undefined : bare;
}

/** Only an address and a label: nothing was typed into it. */
const isBlankElement = (element: JsonValue): boolean =>
  isObject(element) &&
  typeof element['id'] === 'string' &&
  Object.keys(element).every((field) => field === 'id' || field === 'order' || field === 'label');

export interface Problem {
  readonly path: string;
  /** `missing`, `tooLong`, `tooShort`, `choice`, `outOfRange`, `malformed`, or a reason of the domain such as `order.priceMissing`. */
  readonly reason: string;
  /** The bound that was broken, for `tooLong` and `tooShort`. */
  readonly bound?: number;
}

/** Everything that saving would refuse: by the kind's schema, field by field, then by its rules. Of one field the first problem counts. */
export function problemsOf(definition: KindDefinition, body: RecordBody): Problem[] {
  const parsed = definition.schema.safeParse(body);
  const bySchema = (parsed.error?.issues ?? []).map((issue): Problem => {
    const path = leafPathOf(body, issue.path);
    if (path === '' || valueAt(body, path) === undefined) return { path: path || '?', reason: 'missing' };
    switch (issue.code) {
      case 'too_small':
        if (issue.origin === 'string')
          return issue.minimum === 1
            ? { path, reason: 'missing' }
            : { path, reason: 'tooShort', bound: Number(issue.minimum) };
        return { path, reason: 'outOfRange' };
      case 'too_big':
        return issue.origin === 'string'
          ? { path, reason: 'tooLong', bound: Number(issue.maximum) }
          : { path, reason: 'outOfRange' };
      case 'invalid_value':
        return { path, reason: 'choice' };
      default:
        return { path, reason: 'malformed' };
    }
  });
  const byRules = (definition.invariants?.(body) ?? []).map(({ path, reason }): Problem => ({ path, reason }));
  return [...bySchema, ...byRules];
}

/** zod addresses elements by index, leaf paths by id. */
function leafPathOf(body: RecordBody, zodPath: readonly PropertyKey[]): string {
  const segments: string[] = [];
  let here: JsonValue | undefined = body;
  for (const step of zodPath) {
    const element: JsonValue | undefined = isList(here) && typeof step === 'number' ? here[step] : undefined;
    const id: JsonValue | undefined = isObject(element) ? element['id'] : undefined;
    const segment: string = typeof id === 'string' ? id : String(step);
    here = element ?? below(here, segment);
    segments.push(segment);
  }
  return segments.length === 0 ? '' : joinPath(...segments);
}

/** The person's edits carried over to a newer body: what others changed elsewhere comes along, what both changed stays as typed. */
export function rebaseEdits(
  definition: KindDefinition,
  seen: RecordBody,
  edited: RecordBody,
  current: RecordBody,
): RecordBody {
  return applyChanges(definition, current, diffBodies(definition, seen, edited));
}

function put(here: JsonValue | undefined, segments: readonly string[], value: JsonValue | undefined): JsonValue {
  const [segment, ...rest] = segments;
  if (segment === undefined) return here ?? null;
  if (isList(here))
    return here.map((item) => (isObject(item) && item['id'] === segment ? put(item, rest, value) : item));
  const holder = isObject(here) ? here : {};
  if (rest.length > 0) return { ...holder, [segment]: put(holder[segment], rest, value) };
  if (value !== undefined) return { ...holder, [segment]: value };
  const { [segment]: _gone, ...others } = holder;
  return others;
}

function below(value: JsonValue | undefined, segment: string): JsonValue | undefined {
  if (isList(value)) return value.find((item) => isObject(item) && item['id'] === segment);
  return isObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
}

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);
const isObject = (value: JsonValue | undefined): value is { readonly [field: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
