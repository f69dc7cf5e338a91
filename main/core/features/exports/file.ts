/**
 * An exported list as a file: CSV (RFC 4180, UTF-8 with its mark, which table programs need to read Persian) or XLSX. It is put together in memory alone: what is
 * cut off leaves nothing on any disk.
 *
 * It names whose it is: in a line that stands first as a person reads it and last as a program does, and by a short name of the export in every row, so that a
 * part of it still names it. The invisible mark is in the numbers (`shared/domain/exports/phoneMark.ts`).
 */
import { stringify } from 'csv-stringify/sync';
import writeXlsxFile, { type Row } from 'write-excel-file/node';
import { neutraliseFormula } from '../../../../shared/domain/exports/cellText.ts';
import { headingOf, writeCell, type Wording, type Written } from './cells.ts';
import type { ExportTable } from './tables.ts';

export interface ExportFile {
  readonly table: ExportTable;
  readonly wording: Wording;
  readonly watermark: Watermark;
  readonly format: 'csv' | 'xlsx';
  /** Called as rows are written. @throws whatever ends the export. */
  readonly onProgress: (done: number) => void;
}

export interface Watermark {
  readonly export: string;
  readonly person: string;
  readonly device: string;
  /** As the window shows it. */
  readonly at: string;
  readonly reason: string;
}

const PROGRESS_ROWS = 500;

/** The last characters of the export's id: enough to tell exports of a company apart. */
export const shortName = (id: string): string => id.replaceAll('-', '').slice(-10);

export async function writeExport(file: ExportFile): Promise<Uint8Array> {
  const rows = writeRows(file);
  return file.format === 'csv' ? toCsv(rows) : toXlsx(file, rows);
}

function writeRows({ table, wording, watermark, onProgress }: ExportFile): Written[][] {
  const { t, form } = wording;
  const id = shortName(watermark.export);
  const headings = [...table.fields, 'export'].map((field) => headingOf(table.collection, field, wording));
  const rows: Written[][] = [];
  for (const [index, row] of table.rows.entries()) {
    if (index % PROGRESS_ROWS === 0) onProgress(index);
    rows.push([...row.map((cell) => writeCell(cell, wording)), id]);
  }
  onProgress(table.rows.length);
  const { person, device, at, reason } = watermark;
  const says = neutraliseFormula(t('exports.watermark', { person, device, at, id, reason }));
  const ends = neutraliseFormula(t('exports.watermark.end', { person, id, rows: table.rows.length }));
  // A program takes the first line for headings.
  return form === 'neutral' ? [headings, ...rows, [says]] : [[says], headings, ...rows, [ends]];
}

function toCsv(rows: readonly Written[][]): Uint8Array {
  return Buffer.from(
    // Everything in quotes: a separator inside a text then ends no cell.
    stringify([...rows], { bom: true, quoted: true, quoted_empty: true, record_delimiter: 'windows' }),
  );
}

async function toXlsx({ wording, table }: ExportFile, rows: readonly Written[][]): Promise<Uint8Array> {
  const isPerson = wording.form === 'person';
  const headingAt = isPerson ? 1 : 0;
  const sheet = rows.map((row, index): Row =>
    row.map((value) =>
      typeof value === 'number'
        ? { value, type: Number }
        : // As text, whatever it looks like: no cell of ours is a formula.
          { value, type: String, ...(index === headingAt ? { fontWeight: 'bold' as const } : {}) },
    ),
  );
  return writeXlsxFile(sheet, {
    sheet: wording.t('exports.sheet'),
    rightToLeft: isPerson && wording.t.language === 'fa',
    stickyRowsCount: headingAt + 1,
    columns: [...table.fields, 'export'].map((field) => ({ width: field === 'name' || field === 'title' ? 36 : 18 })),
  }).toBuffer();
}
