/** CSV text → named cells. Everything stays text: a formula is never evaluated, a number never guessed. */
import { CsvError, parse } from 'csv-parse/sync';
import { createError } from '../../../../shared/base/errors.ts';

export interface ParsedTable {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  /** 1 = first row after the header; of a workbook its own row. */
  readonly number: number;
  readonly cells: Readonly<Record<string, string>>;
  /** `rejoined`: a cell held an unquoted separator and was put together again. `unequal`: not as many cells as the header; not to be trusted. */
  readonly flaw: 'rejoined' | 'unequal' | null;
}

export const COLUMNS_MAXIMUM = 256;
export const ROWS_MAXIMUM = 1_000_000;

/**
 * Fails with `file_malformed`: a broken quote, too many rows, too many or unnamed or doubled columns; `line` says where.
 * @param sheet for the table of a workbook: in which of its rows the header stands. Its blank rows are no rows, and count.
 */
export function parseTable(name: string, text: string, sheet?: { readonly headerRow: number }): ParsedTable {
  const records = readRecords(name, text);
  const [header, ...rows] = records;
  if (!header) throw createError('file_malformed', { file: name, reason: 'empty' });
  const columns = header.map((column) => column.trim());
  checkColumns(name, columns);
  if (rows.length > ROWS_MAXIMUM)
    throw createError('file_malformed', { file: name, reason: 'tooManyRows', limit: ROWS_MAXIMUM });
  const read = rows.map((record, index) => recordToRow(columns, record, (sheet?.headerRow ?? 0) + index + 1));
  return { columns, rows: sheet ? read.filter(({ cells }) => Object.values(cells).some((cell) => cell !== '')) : read };
}

function recordToRow(columns: readonly string[], record: readonly string[], number: number): TableRow {
  const rejoined = record.length > columns.length ? rejoin(record) : record;
  const flaw = rejoined.length !== columns.length ? 'unequal' : rejoined === record ? null : 'rejoined';
  return {
    number,
    flaw,
    cells: Object.fromEntries(columns.map((column, position) => [column, (rejoined[position] ?? '').trim()])),
  };
}

/** "24, place Kléber" written without quotes falls into two cells, the second beginning with a space: no separator is followed by one otherwise. */
function rejoin(record: readonly string[]): string[] {
  const cells: string[] = [];
  for (const cell of record) {
    const last = cells.at(-1);
    if (last !== undefined && cell.startsWith(' ') && last !== '') cells[cells.length - 1] = `${last},${cell}`;
    else cells.push(cell);
  }
  return cells;
}

function readRecords(name: string, text: string): string[][] {
  const options = {
    bom: true,
    delimiter: delimiterOf(text),
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: 1024 * 1024,
  } as const;
  try {
    return parse(text, { ...options, to: ROWS_MAXIMUM + 2 });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const { lines = 0, records = 0 } = cause as CsvError & { lines?: number; records?: number };
    const line = cause.code === 'CSV_QUOTE_NOT_CLOSED' ? lineAfter(records) : lines;
    throw createError('file_malformed', { file: name, reason: reasonOf(cause.code), line }, cause);
  }

  /** A quote that is never closed is noticed at the very end; what helps is the line of the row that it is opened in. */
  function lineAfter(completeRecords: number): number {
    if (completeRecords === 0) return 1;
    let end = 0;
    parse(text, {
      ...options,
      to: completeRecords,
      on_record: (record, { bytes }) => {
        end = bytes;
        return record;
      },
    });
    const before = Buffer.from(text).toString('utf8', 0, end);
    return before.split(/\r\n|\r|\n/).length;
  }
}

/** Persian and European spreadsheets save "CSV" with semicolons, and copied tables come with tabs: whichever the header has most of. */
function delimiterOf(text: string): string {
  const header = text.slice(0, Math.max(0, text.search(/\r|\n/))) || text;
  const count = (mark: string): number => header.split(mark).length - 1;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function reasonOf(code: string): string {
  if (code.includes('QUOTE')) return 'brokenQuote';
  if (code.includes('MAX_RECORD_SIZE')) return 'rowTooLong';
  return 'malformed';
}

function checkColumns(name: string, columns: readonly string[]): void {
  if (columns.length > COLUMNS_MAXIMUM)
    throw createError('file_malformed', {
      file: name,
      reason: 'tooManyColumns',
      columns: columns.length,
      limit: COLUMNS_MAXIMUM,
    });
  if (columns.includes(''))
    throw createError('file_malformed', { file: name, reason: 'unnamedColumn', column: columns.indexOf('') + 1 });
  const doubled = columns.find((column, index) => columns.indexOf(column) !== index);
  if (doubled !== undefined)
    throw createError('file_malformed', { file: name, reason: 'doubledColumn', column: doubled });
}
