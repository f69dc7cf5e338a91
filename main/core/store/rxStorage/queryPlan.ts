/**
 * Mango to SQL. What SQL can answer as RxDB's matcher and comparator would is left to SQL; for the rest SQL fetches a superset, and RxDB's
 * own matcher and comparator finish (`runQuery.ts`).
 */
import type { FilledMangoQuery, PreparedQuery } from 'rxdb/plugins/core';
import type { SqlValue } from '../types.ts';
import { allOf, anyOf, condition, EVERYTHING, not, UNKNOWN, type Condition } from './conditions.ts';
import type { DocumentLayout, FieldExpression } from './documentLayout.ts';
import { fieldCondition, isPlainObject } from './fieldConditions.ts';

export interface QueryPlan {
  /** Reads the documents: sorted when `isOrdered`, cut to skip and limit when `isSliced`. */
  readonly sql: string;
  /** Counts them; only when `isExact`. */
  readonly countSql: string;
  readonly parameters: readonly SqlValue[];
  /** The rows are exactly the documents that match; otherwise the matcher must look at each. */
  readonly isExact: boolean;
  /** The rows come in the order asked for; otherwise the comparator must sort them. */
  readonly isOrdered: boolean;
  /** Skip and limit are done. */
  readonly isSliced: boolean;
}

export interface PlanOptions {
  /** Any order will do, as when only counting. */
  readonly ignoreOrder?: boolean;
}

/** Finds how much of a query SQL can answer. It depends on the layout's present state: plan again for each run. */
export function planQuery<Document, Row, RowDocument>(
  { query }: PreparedQuery<Document>,
  layout: DocumentLayout<Row, RowDocument>,
  { ignoreOrder = false }: PlanOptions = {},
): QueryPlan {
  const selected = selectorCondition(query.selector, (path) => layout.field(path));
  const where = allOf([
    ...(layout.always === null ? [] : [condition(layout.always)]),
    selected.size <= CONDITIONS_MAXIMUM ? selected : UNKNOWN,
  ]);
  const order = ignoreOrder ? '' : orderBy(query, (path) => layout.field(path));
  const { skip, limit } = sliceOf(query);
  const isSliced = where.isExact && order !== null && isCount(skip) && (limit === Infinity || isCount(limit));
  const source = `FROM ${layout.from} WHERE ${where.sql}`;
  const ordered = order === null || order === '' ? '' : ` ORDER BY ${order}`;
  const slice = isSliced && (skip > 0 || limit !== Infinity) ? ` LIMIT ${limit === Infinity ? -1 : '?'} OFFSET ?` : '';
  const sliceParameters = slice === '' ? [] : limit === Infinity ? [skip] : [limit, skip];
  return {
    sql: `SELECT ${layout.columns} ${source}${ordered}${slice}`,
    countSql: `SELECT count(*) AS count FROM (SELECT 1 ${source}${slice})`,
    parameters: [...where.parameters, ...sliceParameters],
    isExact: where.isExact,
    isOrdered: order !== null,
    isSliced,
  };
}

/** SQLite takes an expression 1,000 deep, and 32,766 parameters. */
const CONDITIONS_MAXIMUM = 500;

/** What skip and limit say; a limit of 0 is one. */
export function sliceOf<Document>({ skip, limit }: FilledMangoQuery<Document>): { skip: number; limit: number } {
  return { skip: skip || 0, limit: typeof limit === 'number' ? limit : Infinity };
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

type FieldOf = (path: string) => FieldExpression | null;

/** @param selector As RxDB hands it over; what is malformed is left to the matcher, which throws. */
function selectorCondition(selector: unknown, fieldOf: FieldOf): Condition {
  if (!isPlainObject(selector)) return UNKNOWN;
  return allOf(Object.entries(selector).map(([key, value]) => entryCondition(key, value, fieldOf)));
}

function entryCondition(key: string, value: unknown, fieldOf: FieldOf): Condition {
  if (!key.startsWith('$')) return expressionCondition(fieldOf(key), value);
  if (!Array.isArray(value)) return UNKNOWN;
  const parts = value.map((part) => selectorCondition(part, fieldOf));
  if (key === '$and') return allOf(parts);
  if (key === '$or') return anyOf(parts);
  return key === '$nor' ? not(anyOf(parts)) : UNKNOWN;
}

/** `{ $gt: 5, $lt: 9 }`, or a bare value. */
function expressionCondition(field: FieldExpression | null, expression: unknown): Condition {
  if (field === null) return UNKNOWN;
  if (!isPlainObject(expression) || !Object.keys(expression).some(isOperator)) {
    const isPattern = expression instanceof RegExp;
    return fieldCondition(field, isPattern ? '$regex' : '$eq', expression);
  }
  const hasPattern = Object.hasOwn(expression, '$regex');
  return allOf(
    Object.entries(expression).map(([operator, value]) => {
      if (operator === '$not') return not(expressionCondition(field, value));
      if (operator === '$options' && hasPattern) return EVERYTHING;
      return fieldCondition(field, operator, value);
    }),
  );
}

const isOperator = (key: string): boolean => /^\$[a-zA-Z0-9_]+$/.test(key);

/** null when SQL would sort otherwise than RxDB's comparator; empty when any order is right. */
function orderBy<Document>(query: FilledMangoQuery<Document>, fieldOf: FieldOf): string | null {
  const parts: string[] = [];
  for (const part of query.sort) {
    const [entry] = Object.entries(part);
    const field = entry ? fieldOf(entry[0]) : null;
    if (!entry || field === null || !isSorted(field)) return null;
    parts.push(`${field.sql} ${entry[1] === 'asc' ? 'ASC' : 'DESC'}`);
  }
  return parts.join(', ');
}

const isSorted = (field: FieldExpression): boolean =>
  field.other === null && field.nil !== 'either' && field.text !== 'codePoints';
