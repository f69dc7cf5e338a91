/**
 * How a value of a document stands in a column, so that SQL compares and sorts columns as RxDB's matcher and comparator do values:
 * missing < null < numbers < text < objects < arrays < booleans.
 *
 * Objects, arrays, and whatever lies behind something that is no object, only take their place here (a mark): SQL cannot judge them.
 */
import type { SqlValue } from '../../types.ts';
import type { FieldExpression } from '../documentLayout.ts';
import { toSortableText } from '../sortableText.ts';

const NULL_VALUE = -Infinity;
const NULL_LITERAL = '-9e999';
const OTHER_MARK = Buffer.from([6]);
const FALSE_VALUE = Buffer.from([9, 0]);
const TRUE_VALUE = Buffer.from([9, 1]);
const BOOLEAN_LITERALS = { false: `x'0900'`, true: `x'0901'` };

/** The column of a path; `hasOther` when marks may be in it. */
export const columnExpression = (column: string, hasOther: boolean): FieldExpression => ({
  sql: column,
  nil: 'missing',
  nullLiteral: NULL_LITERAL,
  numbers: true,
  text: 'codeUnits',
  booleans: BOOLEAN_LITERALS,
  other: hasOther ? `${column} = x'06'` : null,
});

/** A path without a column, read from the body: it spares JavaScript most of the documents that have something else there. */
export function bodyExpression(path: string): FieldExpression | null {
  const keys = path.split('.');
  if (!isReadable(path) || !keys.every((key) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(key))) return null;
  const pathTo = (length: number): string =>
    `'$${keys
      .slice(0, length)
      .map((key) => `."${key}"`)
      .join('')}'`;
  const isArray = keys.map((_key, place) => `json_type(body, ${pathTo(place + 1)}) = 'array'`).join(' OR ');
  return {
    sql: `json_extract(body, ${pathTo(keys.length)})`,
    nil: 'either',
    numbers: true,
    text: 'plain',
    booleans: { false: '0', true: '1' },
    other: `(${isArray})`,
    isRough: true,
  };
}

/** Everything JSON can hold. `value` is as it was handed over, before JSON made something else of it. */
export function valueToColumn(value: unknown): SqlValue {
  switch (typeof value) {
    case 'string':
      return toSortableText(value);
    case 'number':
      // JSON has no infinity and no NaN and writes null for them.
      return Number.isFinite(value) ? value : NULL_VALUE;
    case 'boolean':
      return value ? TRUE_VALUE : FALSE_VALUE;
    case 'undefined':
      return null;
    default:
      return value === null ? NULL_VALUE : OTHER_MARK;
  }
}

export const isOther = (column: SqlValue): boolean => column === OTHER_MARK;

export type ReadPath = (document: unknown) => SqlValue;

/** Reads a path of a document for its column. */
export function readPath(path: string): ReadPath {
  const keys = path.split('.');
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) return (document) => valueToColumn((document as Keyed)[only]);
  const parents = keys.slice(0, -1);
  const last = keys.at(-1) ?? '';
  return (document) => {
    let value: unknown = document;
    for (const key of parents) {
      value = (value as Keyed)[key];
      if (value === undefined || value === null) return null;
      // The matcher looks into arrays and not into text, the comparator the other way round.
      if (typeof value !== 'object' || Array.isArray(value)) return OTHER_MARK;
    }
    return valueToColumn((value as Keyed)[last]);
  };
}

type Keyed = Readonly<Record<string, unknown>>;

/** Whether a path means the same to everybody: names that every object inherits do not. */
export const isReadable = (path: string): boolean =>
  path !== '' && path.split('.').every((key) => key !== '' && !(key in Object.prototype));
