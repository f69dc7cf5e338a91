/** What a table of documents looks like, derived from the schema of the collection. */
import type { RxDocumentData, RxJsonSchema } from 'rxdb/plugins/core';
import type { Rxdb } from '../rxdb.ts';
import { isReadable } from './columnValues.ts';

/** Kept in the registry as JSON: a schema of another shape makes the table anew. */
export interface TableShape {
  readonly primaryPath: string;
  /** Paths with a column, in the order of the columns `c0`, `c1`, … */
  readonly paths: readonly string[];
  readonly indexes: readonly IndexShape[];
}

export interface IndexShape {
  readonly columns: readonly string[];
  /** Leaves deleted documents out. */
  readonly isPartial: boolean;
}

const DELETED = '_deleted';
const WRITTEN_AT = '_meta.lwt';

/** The paths that every table has a column for. */
export const OWN_COLUMNS: Readonly<Record<string, string>> = {
  [DELETED]: 'deleted',
  [WRITTEN_AT]: 'written_at',
  _rev: 'revision',
};

export function shapeOf<Document>(schema: Readonly<RxJsonSchema<RxDocumentData<Document>>>, rxdb: Rxdb): TableShape {
  const primaryPath = rxdb.getPrimaryFieldOfPrimaryKey(schema.primaryKey);
  const declared = [...(schema.indexes ?? []), ...(schema.internalIndexes ?? [])].map((index) =>
    typeof index === 'string' ? [index] : index.map(String),
  );
  const usable = declared.filter((index) => index.every(isReadable));
  const hasOwn = (path: string): boolean => path === primaryPath || Object.hasOwn(OWN_COLUMNS, path);
  const paths = [...new Set(usable.flat().filter((path) => !hasOwn(path)))];
  const columnOf = (path: string): string => {
    if (path === primaryPath) return 'id';
    return OWN_COLUMNS[path] ?? `c${paths.indexOf(path)}`;
  };
  const indexesByText = new Map<string, IndexShape>();
  for (const index of usable) {
    const isPartial = index[0] === DELETED;
    const columns = upToId(index.slice(isPartial ? 1 : 0).map(columnOf));
    const shape = { columns, isPartial };
    if (!isGivenAnyway(columns)) indexesByText.set(JSON.stringify(shape), shape);
  }
  return { primaryPath, paths, indexes: [...indexesByText.values()] };
}

/** Behind the id nothing decides any more; with it at the end the index gives the whole order that RxDB asks for. */
function upToId(columns: readonly string[]): string[] {
  const end = columns.indexOf('id');
  return [...(end === -1 ? columns : columns.slice(0, end)), 'id'];
}

/** The table's own indexes do: by id, by the order of changes, deleted ones by time. */
const isGivenAnyway = (columns: readonly string[]): boolean =>
  columns[0] === 'id' || (columns[0] === 'written_at' && columns[1] === 'id');

export const tableName = (number: number): string => `documents_${number}`;

/** The statements that make the table and its indexes. */
export function tableDefinition(number: number, shape: TableShape): { table: string; indexes: string } {
  const name = tableName(number);
  const columns = shape.paths.map((_path, place) => `c${place} ANY,`).join(' ');
  const table = `CREATE TABLE ${name} (
    rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, revision TEXT, deleted INTEGER NOT NULL, written_at REAL NOT NULL,
    late INTEGER, ${columns} body TEXT NOT NULL) STRICT`;
  const indexes = [
    `CREATE INDEX ${name}_changes ON ${name} (written_at, id)`,
    `CREATE INDEX ${name}_late ON ${name} (late) WHERE late IS NOT NULL`,
    `CREATE INDEX ${name}_deleted ON ${name} (written_at) WHERE deleted = 1`,
    ...shape.indexes.map(
      ({ columns: indexed, isPartial }, place) =>
        `CREATE INDEX ${name}_${place} ON ${name} (${indexed.join(', ')})${isPartial ? ' WHERE deleted = 0' : ''}`,
    ),
  ];
  return { table, indexes: indexes.join(';\n') };
}
