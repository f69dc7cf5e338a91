/**
 * An exported list as a file: CSV (RFC 4180, UTF-8 with its mark, which table programs need to read Persian) or XLSX. It is told piece by piece as it is written
 * and is nowhere whole; nothing of it is on any disk.
 *
 * It names whose it is: in a line that stands first as a person reads it and last as a program does, and by a short name of the export in every row, so that a
 * part of it still names it. The invisible mark is in the numbers (`shared/domain/exports/phoneMark.ts`).
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import { neutraliseFormula } from '../../../../shared/domain/exports/cellText.ts';
import { headingOf, writeCell, type Wording, type Written } from './cells.ts';
import type { OpenedList } from './lists.ts';
import { writeSheet } from './sheet.ts';

export interface ExportFile {
  readonly list: OpenedList;
  readonly wording: Wording;
  readonly watermark: Watermark;
  readonly format: 'csv' | 'xlsx';
  /** Told how many rows are written. @throws whatever ends the export. */
  readonly onProgress: (done: number) => void;
  /** Told the file's bytes, in order. */
  readonly onBytes: (bytes: Uint8Array) => void;
}

export interface Watermark {
  readonly export: string;
  readonly person: string;
  readonly device: string;
  /** As the window shows it. */
  readonly at: string;
  readonly reason: string;
}

const WIDE_FIELDS = new Set(['name', 'title', 'subject', 'customerId', 'productId', 'note']);
const [WIDE, NARROW] = [36, 18];
/** The core has other things to do between so many rows. */
const ROWS_OF_A_TURN = 100;

/** The last characters of the export's id: enough to tell exports of a company apart. */
export const shortName = (id: string): string => id.replaceAll('-', '').slice(-10);

/** @returns how many rows of the list it has. */
export async function writeExport(file: ExportFile): Promise<number> {
  const { list, wording, watermark, onProgress } = file;
  const { t, form } = wording;
  const id = shortName(watermark.export);
  const writer = file.format === 'csv' ? csvWriter(file) : sheetWriter(file);
  const { person, device, at, reason } = watermark;
  const says = [neutraliseFormula(t('exports.watermark', { person, device, at, id, reason }))];
  const headings = [...list.fields, { field: 'export' }].map((field) => headingOf(list.collection, field, wording));
  // A program takes the first line for headings.
  writer.write(form === 'neutral' ? [headings] : [says, headings]);
  let done = 0;
  onProgress(done);
  for await (const rows of list.rows)
    for (let start = 0; start < rows.length; start += ROWS_OF_A_TURN) {
      const some = rows.slice(start, start + ROWS_OF_A_TURN);
      writer.write(some.map((row) => [...row.map((cell) => writeCell(cell, wording)), id]));
      done += some.length;
      onProgress(done);
      await nextTurn();
    }
  writer.write([
    form === 'neutral' ? says : [neutraliseFormula(t('exports.watermark.end', { person, id, rows: done }))],
  ]);
  writer.end();
  return done;
}

interface RowWriter {
  write(rows: readonly (readonly Written[])[]): void;
  end(): void;
}

function csvWriter({ onBytes }: ExportFile): RowWriter {
  let isFirst = true;
  return {
    write(rows) {
      // Everything in quotes: a separator inside a text then ends no cell.
      const text = stringify(
        rows.map((row) => [...row]),
        {
          bom: isFirst,
          quoted: true,
          quoted_empty: true,
          record_delimiter: 'windows',
        },
      );
      isFirst = false;
      onBytes(Buffer.from(text));
    },
    end: () => undefined,
  };
}

const sheetWriter = ({ list, wording, onBytes }: ExportFile): RowWriter =>
  writeSheet({
    name: wording.t('exports.sheet'),
    rightToLeft: wording.form === 'person' && wording.t.language === 'fa',
    headingAt: wording.form === 'person' ? 2 : 1,
    widths: [...list.fields, { field: 'export' }].map(({ field }) => (WIDE_FIELDS.has(field) ? WIDE : NARROW)),
    onBytes,
  });
