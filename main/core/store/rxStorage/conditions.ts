/**
 * Conditions in SQL that let through at least the documents that match, and whether they let through exactly those.
 *
 * A condition may be NULL for a row: that counts as false everywhere, and `not` treats it so.
 */
import type { SqlValue } from '../types.ts';

export interface Condition {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** False: some of what it lets through may not match. */
  readonly isExact: boolean;
  /** How many conditions it is made of; SQLite has a limit. */
  readonly size: number;
}

export const condition = (sql: string, ...parameters: SqlValue[]): Condition => ({
  sql,
  parameters,
  isExact: true,
  size: 1,
});

export const EVERYTHING: Condition = { sql: 'TRUE', parameters: [], isExact: true, size: 1 };
export const NOTHING: Condition = { sql: 'FALSE', parameters: [], isExact: true, size: 1 };
/** SQL cannot tell. */
export const UNKNOWN: Condition = { sql: 'TRUE', parameters: [], isExact: false, size: 1 };

export const inexact = (superset: Condition): Condition => ({ ...superset, isExact: false });

export function allOf(conditions: readonly Condition[]): Condition {
  const isExact = conditions.every((each) => each.isExact);
  const some = conditions.filter((each) => each.sql !== 'TRUE');
  if (some.some((each) => each.sql === 'FALSE')) return { ...NOTHING, isExact };
  return some.length === 0 ? { ...EVERYTHING, isExact } : join(some, ' AND ', isExact);
}

export function anyOf(conditions: readonly Condition[]): Condition {
  const isExact = conditions.every((each) => each.isExact);
  const some = conditions.filter((each) => each.sql !== 'FALSE');
  if (some.some((each) => each.sql === 'TRUE')) return { ...EVERYTHING, isExact };
  return some.length === 0 ? { ...NOTHING, isExact } : join(some, ' OR ', isExact);
}

/** Of a superset nothing can be said about the rest. */
export function not(inner: Condition): Condition {
  if (!inner.isExact) return UNKNOWN;
  if (inner.sql === 'TRUE') return NOTHING;
  if (inner.sql === 'FALSE') return EVERYTHING;
  return { ...inner, sql: `(${inner.sql}) IS NOT TRUE`, size: inner.size + 1 };
}

function join(conditions: readonly Condition[], word: string, isExact: boolean): Condition {
  const [only] = conditions;
  if (conditions.length === 1 && only) return { ...only, isExact };
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(word),
    parameters: conditions.flatMap(({ parameters }) => parameters),
    isExact,
    size: conditions.reduce((sum, { size }) => sum + size, 1),
  };
}
