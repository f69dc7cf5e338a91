/** One table of documents as it is used here: its columns, its statements, who listens. All instances of a collection share it. */
import type { EventBulk, RxDocumentData, RxStorageChangeEvent } from 'rxdb/plugins/core';
import type { Connection, Statement } from '../../connection.ts';
import type { SqlValue } from '../../types.ts';
import type { DocumentLayout, FieldExpression } from '../documentLayout.ts';
import { toSortableText } from '../sortableText.ts';
import { bodyExpression, columnExpression, isOther, readPath, type ReadPath } from './columnValues.ts';
import { tableName, type TableShape } from './tableShape.ts';

/** A place in the order of changes, and how many rows had come in below the highest place when it was given. */
export interface ChangesCheckpoint {
  readonly id: string;
  readonly lwt: number;
  /** Left out while it is 0. */
  readonly late?: number;
}

export type Bulk = EventBulk<RxStorageChangeEvent<RxDocumentData<unknown>>, ChangesCheckpoint>;

export interface DocumentRow {
  readonly body: string;
}

/** A place in the order of changes; `id` as it stands in the column. */
export interface Place {
  readonly writtenAt: number;
  readonly id: string;
}

export interface DocumentTable {
  readonly number: number;
  readonly shape: TableShape;
  /** Paths on which values were written that SQL cannot judge; grows, and is never too small. */
  readonly otherPaths: Set<string>;
  /** How many of them the registry knows for certain. */
  otherPathsNoted: number;
  /** The highest place ever taken in the order of changes. */
  high: Place;
  /** How many rows came in below it. */
  lateCount: number;
  /** How many of them the registry knows for certain. */
  lateCountNoted: number;
  readonly listeners: Set<(bulk: Bulk) => void>;
  /** Writes that wait for the bytes of attachments keep those behind them waiting; resolves when the last of them is done. */
  writes: Promise<unknown>;
  writesWaiting: number;
  isRemoved: boolean;
  readonly layout: DocumentLayout<DocumentRow, RxDocumentData<unknown>>;
  readonly statements: TableStatements;
  /** The values of a document's row, in the order of the statements' parameters. */
  readonly rowOf: (document: object, late: number | null) => SqlValue[];
}

export interface TableStatements {
  /** Changes nothing when the id is taken. */
  readonly insert: Statement;
  readonly update: Statement;
  readonly revision: Statement;
  readonly body: Statement;
}

export interface TableFacts {
  readonly number: number;
  readonly shape: TableShape;
  readonly otherPaths: readonly string[];
  readonly high: Place;
  readonly lateCount: number;
}

export function createTable(
  writer: Connection,
  { number, shape, otherPaths, high, lateCount }: TableFacts,
): DocumentTable {
  const others = new Set(otherPaths);
  return {
    number,
    shape,
    otherPaths: others,
    otherPathsNoted: others.size,
    high,
    lateCount,
    lateCountNoted: lateCount,
    listeners: new Set(),
    writes: Promise.resolve(),
    writesWaiting: 0,
    isRemoved: false,
    layout: createLayout(number, shape, others),
    statements: prepareStatements(writer, number, shape),
    rowOf: createRowOf(shape, others),
  };
}

export const placeOf = (row: readonly SqlValue[]): Place => ({ writtenAt: Number(row[2]), id: String(row.at(-1)) });

export const isAfter = (a: Place, b: Place): boolean =>
  a.writtenAt > b.writtenAt || (a.writtenAt === b.writtenAt && a.id > b.id);

function createLayout(number: number, shape: TableShape, otherPaths: ReadonlySet<string>): DocumentTable['layout'] {
  const columnByPath = new Map(shape.paths.map((path, place) => [path, `c${place}`]));
  return {
    from: tableName(number),
    always: null,
    columns: 'body',
    field(path) {
      if (path === shape.primaryPath) return ID;
      const own = OWN_FIELDS.get(path);
      if (own) return otherPaths.has(path) ? { ...own, other: 'TRUE' } : own;
      const column = columnByPath.get(path);
      return column === undefined ? bodyExpression(path) : columnExpression(column, otherPaths.has(path));
    },
    rowToDocument: ({ body }) => JSON.parse(body) as RxDocumentData<unknown>,
  };
}

const ownField = (sql: string, more: Partial<FieldExpression>): FieldExpression => ({
  sql,
  nil: 'never',
  numbers: false,
  text: null,
  booleans: null,
  other: null,
  ...more,
});
const ID = ownField('id', { text: 'codeUnits' });
/** What RxDB itself writes is of these types; if anybody else wrote anything else, the path is among the others. */
const OWN_FIELDS: ReadonlyMap<string, FieldExpression> = new Map([
  ['_deleted', ownField('deleted', { booleans: { false: '0', true: '1' } })],
  ['_meta.lwt', ownField('written_at', { numbers: true })],
  ['_rev', ownField('revision', { text: 'codeUnits' })],
]);

function createRowOf(shape: TableShape, otherPaths: Set<string>): DocumentTable['rowOf'] {
  const readers: ReadPath[] = shape.paths.map(readPath);
  const { primaryPath, paths } = shape;
  return (document, late) => {
    const { _rev: revision, _deleted: deleted, _meta: meta, [primaryPath]: id } = document as Envelope;
    const writtenAt = meta?.lwt;
    if (typeof revision !== 'string') otherPaths.add('_rev');
    if (typeof deleted !== 'boolean') otherPaths.add('_deleted');
    const isTimed = typeof writtenAt === 'number' && Number.isFinite(writtenAt);
    if (!isTimed) otherPaths.add('_meta.lwt');
    if (typeof id !== 'string') throw new TypeError('The primary key of a document must be text');
    const row: SqlValue[] = [
      typeof revision === 'string' ? toSortableText(revision) : '',
      deleted ? 1 : 0,
      isTimed ? writtenAt : 0,
      late,
    ];
    for (let place = 0; place < readers.length; place += 1) {
      const value = readers[place]?.(document) ?? null;
      if (isOther(value)) otherPaths.add(paths[place] ?? '');
      row.push(value);
    }
    row.push(JSON.stringify(document), toSortableText(id));
    return row;
  };
}

interface Envelope {
  readonly _rev?: unknown;
  readonly _deleted?: unknown;
  readonly _meta?: { readonly lwt?: unknown };
  readonly [path: string]: unknown;
}

function prepareStatements(writer: Connection, number: number, { paths }: TableShape): TableStatements {
  const name = tableName(number);
  const columns = ['revision', 'deleted', 'written_at', 'late', ...paths.map((_path, place) => `c${place}`), 'body'];
  return {
    insert: writer.prepare(
      `INSERT INTO ${name} (${columns.join(', ')}, id) VALUES (${columns.map(() => '?').join(', ')}, ?) ON CONFLICT (id) DO NOTHING`,
    ),
    update: writer.prepare(`UPDATE ${name} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`),
    revision: writer.prepare(`SELECT revision FROM ${name} WHERE id = ?`),
    body: writer.prepare(`SELECT body FROM ${name} WHERE id = ?`),
  };
}
