/** JSON values compared, copied and told apart. Bodies keep unknown fields verbatim, so nothing here may throw on odd ones or touch a prototype. */
import type { JsonValue } from '../base/leafPath.ts';

/** A body while it is being worked on; what leaves this folder is read-only again. */
export type WorkingObject = { [field: string]: JsonValue };
export type WorkingValue = null | boolean | number | string | WorkingValue[] | WorkingObject;

export const isJsonList = (value: unknown): value is readonly JsonValue[] => Array.isArray(value);

export const isJsonObject = (value: unknown): value is WorkingObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Own properties only: `constructor` and `__proto__` are field names like any other. An undefined value counts as absent. */
export const fieldOf = (value: { readonly [field: string]: JsonValue }, field: string): JsonValue | undefined =>
  Object.hasOwn(value, field) ? value[field] : undefined;

export function setField(target: WorkingObject, field: string, value: JsonValue): void {
  if (field === '__proto__') {
    Object.defineProperty(target, field, { value, enumerable: true, configurable: true, writable: true });
  } else target[field] = value;
}

/** The same value whatever the order of keys; a property that is undefined is absent. */
export function isSameJson(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (one === other) return true;
  if (isJsonList(one) && isJsonList(other))
    return one.length === other.length && one.every((item, index) => isSameJson(item, other[index]));
  if (!isJsonObject(one) || !isJsonObject(other)) return false;
  const fields = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...fields].every((field) => isSameJson(fieldOf(one, field), fieldOf(other, field)));
}

/** A copy that shares nothing. Properties that are undefined are left out. */
export function copyJson<Value extends JsonValue>(value: Value): Value {
  return copy(value) as Value;
}

function copy(value: JsonValue): JsonValue {
  if (isJsonList(value)) return value.map(copy);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([field, item]) => [field, copy(item)]));
}

/** By UTF-16 code units, as canonical JSON sorts its keys: the same on every machine and in every language. */
export const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
