/**
 * One Mango operator on one field, in SQL. What each operator means is decided by RxDB's matcher alone; where it is anything but plain
 * (regular expressions, division, arrays, objects, NaN) the condition is a superset, and the matcher has the last word.
 */
import type { SqlValue } from '../types.ts';
import { anyOf, allOf, condition, EVERYTHING, inexact, not, NOTHING, UNKNOWN, type Condition } from './conditions.ts';
import type { FieldExpression } from './documentLayout.ts';
import { isPlainText, toSortableText } from './sortableText.ts';

/** `value` is what stands behind the operator in the query: anything. */
export function fieldCondition(field: FieldExpression, operator: string, value: unknown): Condition {
  if (field.isRough) return roughCondition(field, operator, value);
  switch (operator) {
    case '$eq':
      return withOther(field, equals(field, value));
    case '$ne':
      return withOther(field, not(equals(field, value)));
    case '$in':
      return withOther(field, isIn(field, value));
    case '$nin':
      return withOther(field, not(isIn(field, value)));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return withOther(field, compares(field, COMPARISONS[operator], value));
    case '$exists':
      return withOther(field, exists(field, Boolean(value)));
    case '$type':
      return withOther(field, hasType(field, value));
    // Only text and what lies in arrays matches a pattern, and only arrays have a size or elements.
    case '$regex':
      return inexact(withOther(field, isText(field)));
    case '$size':
    case '$elemMatch':
      return inexact(withOther(field, NOTHING));
    default:
      return UNKNOWN;
  }
}

/**
 * In an expression that is not a column only such values are looked for as every encoding keeps: text without surrogates, and whole numbers,
 * whose digits SQLite reads exactly. Of fractions it may miss the last bit, which a bound that takes in its own value bears.
 */
function roughCondition(field: FieldExpression, operator: string, value: unknown): Condition {
  if (operator === '$eq' || operator === '$in') {
    const values: readonly unknown[] = operator === '$eq' ? [value] : Array.isArray(value) ? value : [null];
    return values.every(isKeptAnywhere) ? inexact(withOther(field, isIn(field, values))) : UNKNOWN;
  }
  if (!(operator in COMPARISONS) || !isKeptAnywhere(value) || typeof value === 'boolean') return UNKNOWN;
  const bound = condition(`${field.sql} ${operator.startsWith('$g') ? '>=' : '<='} ?`, value);
  return inexact(withOther(field, bound));
}

const isKeptAnywhere = (value: unknown): value is string | number | boolean =>
  typeof value === 'boolean' || Number.isSafeInteger(value) || (typeof value === 'string' && isPlainText(value));

const COMPARISONS = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' } as const;
type Comparison = (typeof COMPARISONS)[keyof typeof COMPARISONS];

/** Rows that SQL cannot judge are let through. */
const withOther = (field: FieldExpression, judged: Condition): Condition =>
  field.other === null ? judged : inexact(anyOf([judged, condition(field.other)]));

function equals(field: FieldExpression, value: unknown): Condition {
  if (value === null || value === undefined) return isNil(field);
  if (typeof value === 'number') {
    // What is stored is finite.
    return field.numbers && Number.isFinite(value) ? condition(`${field.sql} = ?`, value) : NOTHING;
  }
  if (typeof value === 'string') {
    if (field.text === null) return NOTHING;
    const stored = textParameter(field, value);
    return stored === null ? inexact(condition(`${field.sql} = ?`, value)) : condition(`${field.sql} = ?`, stored);
  }
  if (typeof value === 'boolean')
    return field.booleans === null ? NOTHING : condition(`${field.sql} = ${field.booleans[value ? 'true' : 'false']}`);
  // A pattern here means $regex, a date equals what JSON cannot hold; objects and arrays equal none of the values judged here.
  return isPlainObject(value) || Array.isArray(value) ? NOTHING : UNKNOWN;
}

function isIn(field: FieldExpression, list: unknown): Condition {
  if (!Array.isArray(list)) return UNKNOWN;
  const values: readonly unknown[] = list;
  if (
    values.some(
      (value) => typeof value === 'object' && value !== null && !isPlainObject(value) && !Array.isArray(value),
    )
  )
    return UNKNOWN;
  const simple: SqlValue[] = [];
  const conditions: Condition[] = [];
  for (const value of new Set(values)) {
    // Unlike null, undefined in the list matches nothing.
    if (value === undefined) continue;
    const single = equals(field, value);
    const [parameter] = single.parameters;
    if (single.isExact && parameter !== undefined) simple.push(parameter);
    else conditions.push(single);
  }
  return anyOf([...conditions, ...listCondition(field, simple)]);
}

function listCondition(field: FieldExpression, values: readonly SqlValue[]): Condition[] {
  if (values.length === 0) return [];
  if (values.length > LIST_MAXIMUM) return [UNKNOWN];
  // Lists of like length share a statement.
  const places = Math.min(LIST_MAXIMUM, 2 ** Math.ceil(Math.log2(values.length)));
  const filled = [...values, ...Array<SqlValue>(places - values.length).fill(values[0] ?? null)];
  return [condition(`${field.sql} IN (${filled.map(() => '?').join(', ')})`, ...filled)];
}

/** SQLite takes 32,766 parameters. */
const LIST_MAXIMUM = 16_384;

/** Values compare with values of the same type alone. */
function compares(field: FieldExpression, comparison: Comparison, value: unknown): Condition {
  const isOpenBelow = comparison.startsWith('<');
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return UNKNOWN;
    if (!field.numbers) return NOTHING;
    const bound = condition(`${field.sql} ${comparison} ?`, value);
    const floor = field.nullLiteral === undefined ? EVERYTHING : condition(`${field.sql} > ${field.nullLiteral}`);
    const ceiling = field.text === null && field.booleans === null ? EVERYTHING : condition(`${field.sql} < ''`);
    return allOf([bound, isOpenBelow ? floor : ceiling]);
  }
  if (typeof value === 'string') return comparesText(field, comparison, value);
  if (typeof value === 'boolean') return comparesBoolean(field, comparison, value);
  if (value === null) return comparison.endsWith('=') ? isNull(field) : NOTHING;
  return isPlainObject(value) || Array.isArray(value) ? NOTHING : UNKNOWN;
}

function comparesText(field: FieldExpression, comparison: Comparison, value: string): Condition {
  if (field.text === null) return NOTHING;
  const stored = textParameter(field, value);
  // The bytes of text as it is go by code points: they sort as JavaScript does beside what is plain, and only there.
  if (stored === null || (field.text === 'codePoints' && !isPlainText(value))) return inexact(isText(field));
  const bound = condition(`${field.sql} ${comparison} ?`, stored);
  if (comparison.startsWith('<'))
    return field.numbers || field.nullLiteral !== undefined ? allOf([bound, condition(`${field.sql} >= ''`)]) : bound;
  return field.booleans === null ? bound : allOf([bound, condition(`${field.sql} < x''`)]);
}

function comparesBoolean(field: FieldExpression, comparison: Comparison, value: boolean): Condition {
  const matching = [false, true].filter((candidate) => {
    const order = Number(candidate) - Number(value);
    return comparison.endsWith('=') && order === 0 ? true : comparison.startsWith('<') ? order < 0 : order > 0;
  });
  return anyOf(matching.map((candidate) => equals(field, candidate)));
}

function exists(field: FieldExpression, isWanted: boolean): Condition {
  const missing = isMissing(field);
  return isWanted ? not(missing) : missing;
}

function hasType(field: FieldExpression, types: unknown): Condition {
  const names: readonly unknown[] = Array.isArray(types) ? types : [types];
  return anyOf(names.map((name) => hasOneType(field, name)));
}

/** Names and numbers as the matcher knows them. */
function hasOneType(field: FieldExpression, name: unknown): Condition {
  switch (String(name)) {
    case 'string':
    case '2':
      return isText(field);
    case 'number':
    case 'double':
    case 'decimal':
    case '1':
    case '19':
      return isNumber(field);
    case 'int':
    case 'long':
    case '16':
    case '18':
      return inexact(isNumber(field));
    case 'boolean':
    case 'bool':
    case '8':
      return anyOf([equals(field, false), equals(field, true)]);
    case 'null':
    case '10':
      return isNull(field);
    case 'undefined':
    case '6':
      return isNil(field);
    case 'object':
    case '3':
    case 'array':
    case '4':
      return NOTHING;
    default:
      return UNKNOWN;
  }
}

const isNil = (field: FieldExpression): Condition =>
  anyOf([
    field.nil === 'never' ? NOTHING : condition(`${field.sql} IS NULL`),
    field.nullLiteral === undefined ? NOTHING : condition(`${field.sql} = ${field.nullLiteral}`),
  ]);

function isMissing(field: FieldExpression): Condition {
  if (field.nil === 'never' || field.nil === 'null') return NOTHING;
  const isSqlNull = condition(`${field.sql} IS NULL`);
  return field.nil === 'missing' ? isSqlNull : inexact(isSqlNull);
}

function isNull(field: FieldExpression): Condition {
  if (field.nullLiteral !== undefined) return condition(`${field.sql} = ${field.nullLiteral}`);
  if (field.nil === 'never' || field.nil === 'missing') return NOTHING;
  const isSqlNull = condition(`${field.sql} IS NULL`);
  return field.nil === 'null' ? isSqlNull : inexact(isSqlNull);
}

function isText(field: FieldExpression): Condition {
  if (field.text === null) return NOTHING;
  return condition(`typeof(${field.sql}) = 'text'`);
}

function isNumber(field: FieldExpression): Condition {
  if (!field.numbers) return NOTHING;
  const isNumeric = condition(`typeof(${field.sql}) IN ('integer', 'real')`);
  return field.nullLiteral === undefined
    ? isNumeric
    : allOf([isNumeric, condition(`${field.sql} > ${field.nullLiteral}`)]);
}

/** The text as it stands in the column; null when it cannot stand there whole. */
function textParameter(field: FieldExpression, value: string): string | null {
  if (field.text === 'codeUnits') return toSortableText(value);
  return value.isWellFormed() ? value : null;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
