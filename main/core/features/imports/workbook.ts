/** The table on a workbook's first sheet as the CSV that a table program would save of it: from there on there is one road for both. */
import { stringify } from 'csv-stringify/sync';
import { unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/universal';
import { createError } from '../../../../shared/base/errors.ts';
import type { ImportRequest } from '../../../../shared/contract/imports.ts';
import { FILE_BYTES_MAXIMUM } from './decode.ts';
import { fieldsNamed } from './headings.ts';
import { tableOfFile } from './presets/index.ts';
import type { Preset, PresetTable } from './presets/preset.ts';

/** What a small zip may unpack to: a sheet of a million cells has some tens of megabytes. */
const UNPACKED_BYTES_MAXIMUM = 256 * 1024 * 1024;

const isWorkbook = (name: string): boolean => name.toLowerCase().endsWith('.xlsx');

/** Nobody writes more above a table. */
const ROWS_ABOVE = 100;

/** Where the table of a workbook stands on its sheet. */
export interface SheetPlace {
  /** The first is 1. */
  readonly headerRow: number;
  /** Letters of columns without a name in which something stands: they are not read. */
  readonly unnamed: readonly string[];
}
export interface ReadRequest extends Omit<ImportRequest, 'files'> {
  readonly files: readonly (ImportRequest['files'][number] & { readonly sheet?: SheetPlace })[];
}

/**
 * The request with every workbook in it as CSV under its own name. People write titles above their tables and notes beside them: the table begins at the
 * first row that names what the preset cannot do without, and a column without a name is none of it.
 * @throws PeyvandError `file_too_large`; `file_unreadable` for what is no workbook, or one that is locked with a password.
 */
export async function withWorkbooksRead(request: ImportRequest, preset: Preset): Promise<ReadRequest> {
  if (!request.files.some(({ name }) => isWorkbook(name))) return request;
  const files = await Promise.all(
    request.files.map(async ({ name, bytes }) => {
      if (!isWorkbook(name)) return { name, bytes };
      const cells = await readCells(name, Buffer.from(bytes, 'base64'));
      const { csv, ...sheet } = tableToCsv(cells, tableOfFile(preset, name) ?? { columns: [] });
      return { name, bytes: Buffer.from(csv).toString('base64'), sheet };
    }),
  );
  return { ...request, files };
}

function tableToCsv(
  cells: readonly (readonly string[])[],
  table: Pick<PresetTable, 'columns' | 'headings'>,
): SheetPlace & { readonly csv: string } {
  const named = cells.slice(0, ROWS_ABOVE).map((row) => fieldsNamed(row, table));
  const most = Math.max(0, ...named);
  // Where nothing is named the first row is the header, that is said to name nothing.
  const header = cells.findIndex((row, place) => (named[place] ?? 0) === most && row.some((cell) => cell !== ''));
  const below = header < 0 ? [] : cells.slice(header);
  const columns = (below[0] ?? []).map((name, place) => ({ name, place }));
  const kept = columns.filter(({ name }) => name !== '');
  const isUsed = ({ place }: { readonly place: number }): boolean => below.some((row) => row[place] !== '');
  return {
    // A blank row counts, also where the table has one column.
    csv: stringify(
      below.map((row) => kept.map(({ place }) => row[place] ?? '')),
      { quoted_empty: true },
    ),
    headerRow: header + 1,
    unnamed: columns.filter((column) => column.name === '' && isUsed(column)).map(({ place }) => lettersOf(place)),
  };
}

/** As a sheet calls its columns: A, B … Z, AA. */
const lettersOf = (place: number): string =>
  (place < LETTERS.length ? '' : lettersOf(Math.floor(place / LETTERS.length) - 1)) +
  (LETTERS[place % LETTERS.length] ?? '');
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Every row as long as the longest. */
async function readCells(name: string, bytes: Uint8Array): Promise<string[][]> {
  if (bytes.byteLength > FILE_BYTES_MAXIMUM)
    throw createError('file_too_large', { file: name, limit: FILE_BYTES_MAXIMUM });
  try {
    requireBounded(name, bytes);
    // Numbers stay as they are written: a price must not go through a float.
    const rows = await readSheet(new Blob([Uint8Array.from(bytes)]), { parseNumber: plainNumber });
    // A sheet that is longer than its longest row would read as flawed rows.
    const width = rows.reduce((longest, row) => Math.max(longest, row.length), 0);
    return rows.map((row) => Array.from({ length: width }, (_, column) => cellText(row[column])));
  } catch (cause) {
    if (cause instanceof TooLarge) throw createError('file_too_large', { file: name, limit: UNPACKED_BYTES_MAXIMUM });
    throw createError('file_unreadable', { file: name, reason: 'noWorkbook' }, cause);
  }
}

class TooLarge extends Error {}

/** Asks the zip's own list before anything is unpacked; what unpacks to more than it says there is cut off by the library, and then unreadable. */
function requireBounded(name: string, bytes: Uint8Array): void {
  let unpacked = 0;
  unzipSync(bytes, {
    filter: ({ originalSize }) => {
      unpacked += originalSize;
      return false;
    },
  });
  if (unpacked > UNPACKED_BYTES_MAXIMUM) throw new TooLarge(name);
}

/** `1.25E5` and the noise of binary fractions (`0.30000000000000004`) as a person would write them; anything else as it stands. */
function plainNumber(written: string): string {
  const number = Number(written);
  if (!/[eE]|\.\d{12,}/.test(written) || !Number.isFinite(number)) return written;
  return number.toLocaleString('en', { useGrouping: false, maximumSignificantDigits: 15 });
}

function cellText(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell === 'boolean') return cell ? '1' : '0';
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell).trim() : '';
}
