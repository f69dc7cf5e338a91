/**
 * A record table in the terms of the query planner.
 *
 * The columns of the catalogue stand for paths of the body. Whether a column says all there is to say about its path follows from the
 * kinds' own schemas: a field that can only be a non-empty text (an id, a date, a word of ours) or an integer is judged by SQL alone; where
 * anything else is thinkable (empty text, say, which a column keeps as NULL), those rows are looked at. Records of kinds that this version does not
 * know are held to the same: whoever follows them by a field may miss one that broke the field's form.
 */
import type { CollectionDefinition, ColumnDefinition, KindDefinition } from '../../../../../shared/domain/kind.ts';
import { tableOf } from '../../recordTables.ts';
import type { DocumentLayout, FieldExpression } from '../documentLayout.ts';
import { documentColumns, rowToDocument, type DocumentRow, type RecordDocumentData } from './recordDocument.ts';

export function recordLayout(definition: CollectionDefinition): DocumentLayout<DocumentRow, RecordDocumentData> {
  const { collection, columns } = definition;
  const fields = new Map<string, FieldExpression>([
    ...ENVELOPE,
    ...columns.flatMap((column) =>
      column.path === undefined ? [] : [[`body.${column.path}`, columnField(definition, column, column.path)] as const],
    ),
  ]);
  return {
    from: `${tableOf(collection)} t`,
    always: null,
    columns: documentColumns(collection),
    field: (path) => fields.get(path) ?? null,
    rowToDocument: (row) => rowToDocument(collection, row),
  };
}

const text = (sql: string, kind: 'plain' | 'codePoints', nil: FieldExpression['nil'] = 'never'): FieldExpression => ({
  sql,
  nil,
  numbers: false,
  text: kind,
  booleans: null,
  other: null,
});
const integer = (sql: string): FieldExpression => ({
  sql,
  nil: 'never',
  numbers: true,
  text: null,
  booleans: null,
  other: null,
});
const flag = (sql: string): FieldExpression => ({
  sql,
  nil: 'never',
  numbers: false,
  text: null,
  booleans: { false: '0', true: '1' },
  other: null,
});

const ENVELOPE: readonly (readonly [string, FieldExpression])[] = [
  ['id', text('t.id', 'plain')],
  ['kind', text('t.kind', 'codePoints')],
  ['version', integer('t.version')],
  ['homeScope', text('t.home_scope', 'codePoints', 'null')],
  ['createdBy', text('t.created_by', 'plain')],
  ['createdAt', text('t.created_at', 'plain')],
  ['updatedBy', text('t.updated_by', 'plain')],
  ['updatedAt', text('t.updated_at', 'plain')],
  ['pending', flag('t.pending')],
  ['_deleted', flag('t.deleted')],
  ['_meta.lwt', integer('t.written_at')],
];

function columnField(definition: CollectionDefinition, column: ColumnDefinition, path: string): FieldExpression {
  const sql = `t.${column.name}`;
  const isText = column.type === 'text';
  const isWhole = isJudgedByColumn(definition, column.type, path);
  return {
    sql,
    nil: isWhole ? 'either' : 'missing',
    numbers: !isText,
    text: isText ? (isWhole && refusesAll(definition, path, HIGH_TEXTS) ? 'plain' : 'codePoints') : null,
    booleans: null,
    other: isWhole ? null : `(${sql} IS NULL AND json_type(t.body, '$.${path}') IS NOT NULL)`,
  };
}

/** Can the field of no kind hold what the column would keep as NULL? */
function isJudgedByColumn(definition: CollectionDefinition, type: ColumnDefinition['type'], path: string): boolean {
  const others = type === 'text' ? ['', 0, true, [], {}, ['x']] : ['', 'x', 0.5, true, [], {}, [1]];
  return refusesAll(definition, path, others);
}

/** Letters that JavaScript and SQL sort differently. */
const HIGH_TEXTS = ['\u{1F600}', 'a\u{1F600}', '\uFB50', 'a\uFB50b'];

const refusesAll = (definition: CollectionDefinition, path: string, values: readonly unknown[]): boolean =>
  Object.values(definition.kinds).every((kind) => {
    const field = fieldOf(kind, path);
    // A field that a kind does not declare may hold anything, as unknown fields do.
    return field !== null && values.every((value) => !field.safeParse(value).success);
  });

function fieldOf(kind: KindDefinition, path: string): { safeParse(value: unknown): { success: boolean } } | null {
  const shape: Readonly<Record<string, unknown>> = kind.schema.shape;
  const field = Object.hasOwn(shape, path) ? shape[path] : undefined;
  return isParser(field) ? field : null;
}

const isParser = (field: unknown): field is { safeParse(value: unknown): { success: boolean } } =>
  typeof field === 'object' && field !== null && 'safeParse' in field && typeof field.safeParse === 'function';
