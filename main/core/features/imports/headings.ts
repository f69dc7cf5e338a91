/** How people head the columns of a file of their own: in either language, with or without marks and blanks. */
import { foldText } from '../../../../shared/base/foldText.ts';
import type { ParsedTable } from './parseTable.ts';

export interface Heading {
  /** What the reader of the table calls it. */
  readonly field: string;
  /** The first is shown to people, in each language. */
  readonly fa: readonly [string, ...string[]];
  readonly en: readonly [string, ...string[]];
  readonly required?: true;
}

export interface NamedTable {
  readonly table: ParsedTable;
  /** As each field's column is written. */
  readonly writtenByField: ReadonlyMap<string, string>;
  /** Columns that no heading stands for, as they are written. */
  readonly unknown: readonly string[];
}

/** The table with its columns called as its reader calls them. Of two columns for one field the first counts. */
export function nameColumns(table: ParsedTable, headings: readonly Heading[]): NamedTable {
  const fields = fieldsByWords(headings);
  const columns = new Map<string, string>();
  const unknown: string[] = [];
  for (const column of table.columns) {
    const field = fields.get(bare(column));
    if (field === undefined || columns.has(field)) unknown.push(column);
    else columns.set(field, column);
  }
  return {
    unknown,
    writtenByField: columns,
    table: {
      columns: [...columns.keys()],
      rows: table.rows.map((row) => ({
        ...row,
        cells: Object.fromEntries([...columns].map(([field, column]) => [field, row.cells[column] ?? ''])),
      })),
    },
  };
}

/** How many of the wanted fields have a column in this row: whether it heads a table. Without headings a column is called as it is written. */
export function fieldsNamed(
  cells: readonly string[],
  { columns, headings }: { readonly columns: readonly string[]; readonly headings?: readonly Heading[] },
): number {
  const fields = headings && fieldsByWords(headings);
  const named = new Set(cells.map((cell) => (fields ? fields.get(bare(cell)) : cell)));
  return columns.filter((column) => named.has(column)).length;
}

const fieldsByWords = (headings: readonly Heading[]): ReadonlyMap<string, string> =>
  new Map(headings.flatMap(({ field, fa, en }) => [field, ...fa, ...en].map((words) => [bare(words), field] as const)));

const bare = (words: string): string => foldText(words).replace(/[^\p{L}\p{N}]/gu, '');
