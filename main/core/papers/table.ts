/** Tables: columns as wide as what stands in them, the head again on every sheet. */
import type { PaperColumn, PaperRow, PaperTable } from '../../../shared/papers/paper.ts';
import { DIM, INK, lineHeight, type Style } from './canvas.ts';
import { CONTENT_WIDTH, MARGIN, type Align, type Sheet } from './sheet.ts';
import type { Line } from './typeset.ts';

const PADDING_ACROSS = 5;
const PADDING_DOWN = 3;
const NOTE_OF_SIZE = 0.85;
/** Tried in turn until figures stand on one line and text has room. */
const SIZES = [9, 8.5, 8, 7.5, 7, 6.5, 6];
/** Headings on one line where there is room for that. */
const TRIES = SIZES.flatMap((size) => [
  { size, isWhole: true },
  { size, isWhole: false },
]);
const WIDE_COMFORT = 180;
const WIDE_MINIMUM = 130;
/** Of the whole width: text that is no figure breaks beyond it. */
const TEXT_SHARE = 0.2;

interface Placed extends PaperColumn {
  readonly inset: number;
  readonly width: number;
}

export function drawTable(sheet: Sheet, { columns, rows }: PaperTable): void {
  const { size, placed } = placeColumns(sheet, columns, rows);
  const head: Style = { size: size - 0.5, bold: true };
  drawHead(sheet, placed, head, rowHeight(sheet, placed, rows[0], size));
  for (const row of rows) drawRow(sheet, placed, row, size, () => drawHead(sheet, placed, head, 0));
  sheet.y += 8;
}

function placeColumns(sheet: Sheet, columns: readonly PaperColumn[], rows: readonly PaperRow[]) {
  const wide = columns.filter((column) => column.wide).length;
  for (const { size, isWhole } of TRIES) {
    const fixed = columns.map((column, index) =>
      column.wide ? 0 : naturalWidth(sheet, column, rows, index, { size, isWhole }),
    );
    const left = CONTENT_WIDTH - fixed.reduce((total, width) => total + width, 0);
    if (left < wide * (isWhole ? WIDE_COMFORT : WIDE_MINIMUM) && size !== SIZES.at(-1)) continue;
    let inset = 0;
    const placed = columns.map((column, index): Placed => {
      const width = column.wide ? left / wide : (fixed[index] ?? 0);
      const at = inset;
      inset += width;
      return { ...column, inset: at, width };
    });
    return { size, placed };
  }
  throw new Error('no size');
}

/** Of figures: on one line. Of a heading: all of it, or its longest word. */
function naturalWidth(
  { canvas, direction }: Sheet,
  column: PaperColumn,
  rows: readonly PaperRow[],
  index: number,
  { size, isWhole }: { readonly size: number; readonly isWhole: boolean },
): number {
  const widths = rows.flatMap(({ cells, strong = false }) => {
    const cell = cells[index];
    if (!cell) return [];
    return [
      canvas.widthOf(cell.text, { size, bold: strong, figures: column.figures }, direction),
      ...(column.figures && cell.note !== undefined
        ? [canvas.widthOf(cell.note, { size: size * NOTE_OF_SIZE }, direction)]
        : []),
    ];
  });
  const heading = Math.max(
    ...(isWhole ? [column.heading] : column.heading.split(' ')).map((word) =>
      canvas.widthOf(word, { size: size - 0.5, bold: true }, direction),
    ),
  );
  const content = Math.max(0, ...widths);
  const room = column.figures ? content : Math.min(content, CONTENT_WIDTH * TEXT_SHARE);
  return Math.ceil(Math.max(heading, room) + 2 * PADDING_ACROSS) + 1;
}

// ---- rows ----------------------------------------------------------------------------------------------------------

/** @param with The height of what must not stand on the next sheet alone. */
function drawHead(sheet: Sheet, columns: readonly Placed[], style: Style, withHeight: number): void {
  const { canvas, direction } = sheet;
  const cells = columns.map(({ heading, width }) =>
    canvas.lines(heading, style, width - 2 * PADDING_ACROSS, direction),
  );
  const height = Math.max(...cells.map((lines) => lines.length)) * lineHeight(style) + 2 * PADDING_DOWN;
  sheet.make(height + withHeight);
  canvas.shade(MARGIN, sheet.y, CONTENT_WIDTH, height);
  canvas.rule(MARGIN, sheet.y, CONTENT_WIDTH, DIM);
  for (const [index, column] of columns.entries())
    putLines(sheet, cells[index] ?? [], style, column, sheet.y + PADDING_DOWN);
  sheet.y += height;
  canvas.rule(MARGIN, sheet.y, CONTENT_WIDTH, DIM);
}

interface CellLines {
  readonly lines: readonly Line[];
  readonly notes: readonly Line[];
}

function linesOf(sheet: Sheet, columns: readonly Placed[], row: PaperRow, size: number): CellLines[] {
  const { canvas, direction } = sheet;
  return columns.map(({ width, figures }, index) => {
    const cell = row.cells[index] ?? { text: '' };
    const room = width - 2 * PADDING_ACROSS;
    const style: Style = { size, bold: row.strong ?? false, figures };
    return {
      lines: cell.text === '' ? [] : canvas.lines(cell.text, style, room, direction),
      notes: cell.note === undefined ? [] : canvas.lines(cell.note, { size: size * NOTE_OF_SIZE }, room, direction),
    };
  });
}

function heightOf(cells: readonly CellLines[], size: number): number {
  const heights = cells.map(
    ({ lines, notes }) =>
      lines.length * lineHeight({ size }) + notes.length * lineHeight({ size: size * NOTE_OF_SIZE }),
  );
  return Math.max(lineHeight({ size }), ...heights) + 2 * PADDING_DOWN;
}

const rowHeight = (sheet: Sheet, columns: readonly Placed[], row: PaperRow | undefined, size: number): number =>
  row ? heightOf(linesOf(sheet, columns, row, size), size) : 0;

function drawRow(sheet: Sheet, columns: readonly Placed[], row: PaperRow, size: number, again: () => void): void {
  const cells = linesOf(sheet, columns, row, size);
  const height = heightOf(cells, size);
  if (sheet.make(height)) again();
  const top = sheet.y + PADDING_DOWN;
  const noteStyle: Style = { size: size * NOTE_OF_SIZE, colour: DIM };
  for (const [index, column] of columns.entries()) {
    const style: Style = { size, bold: row.strong ?? false, figures: column.figures, colour: INK };
    const { lines, notes } = cells[index] ?? { lines: [], notes: [] };
    putLines(sheet, lines, style, column, top);
    putLines(sheet, notes, noteStyle, column, top + lines.length * lineHeight(style));
  }
  sheet.y += height;
  sheet.canvas.rule(MARGIN, sheet.y, CONTENT_WIDTH);
}

function putLines(sheet: Sheet, lines: readonly Line[], style: Style, column: Placed, y: number): void {
  // Figures end on the right in either direction of writing: there are their units.
  const align: Align = column.figures ? 'right' : 'start';
  const box = { inset: column.inset + PADDING_ACROSS, width: column.width - 2 * PADDING_ACROSS };
  for (const [index, line] of lines.entries()) sheet.put(line, style, box, align, y + index * lineHeight(style));
}
