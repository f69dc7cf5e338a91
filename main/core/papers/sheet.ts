/** The sheets of one paper, written from top to bottom: where the next thing goes, and what stands on every new sheet. */
import type { Paper } from '../../../shared/papers/paper.ts';
import { lineHeight, type Canvas, type Style } from './canvas.ts';
import type { Direction } from './faces.ts';
import type { Line } from './typeset.ts';

export const PAGE_WIDTH = 595.28;
export const PAGE_HEIGHT = 841.89;
export const MARGIN = 40;
export const CONTENT_WIDTH = PAGE_WIDTH - 2 * MARGIN;
const BOTTOM = PAGE_HEIGHT - MARGIN - 8;

export type Align = 'start' | 'end' | 'left' | 'right' | 'center';

export interface Sheet {
  readonly canvas: Canvas;
  readonly direction: Direction;
  /** Where the next thing begins. */
  y: number;
  /** Begins a new sheet when what comes is higher than the rest of this one, and returns whether it did. */
  make(height: number): boolean;
  /** The left edge of a box that lies so far from the side where lines begin. */
  left(inset: number, width: number): number;
  put(line: Line, style: Style, box: { readonly inset: number; readonly width: number }, align: Align, y: number): void;
  /** Lines one below the other, over as many sheets as they need. */
  flow(lines: readonly Line[], style: Style, box: { readonly inset: number; readonly width: number }): void;
}

const RUNNING: Style = { size: 8, colour: '#555555' };
const MARK_COLOUR = '#ececec';
const MARK_SIZE_MAXIMUM = 96;
const MARK_DEGREES = -38;

export function createSheet(canvas: Canvas, paper: Paper): Sheet {
  const direction: Direction = paper.language === 'fa' ? 'rtl' : 'ltr';
  const ends: readonly ['left' | 'right', 'left' | 'right'] =
    direction === 'rtl' ? ['right', 'left'] : ['left', 'right'];
  const sheet: Sheet = {
    canvas,
    direction,
    y: MARGIN,
    make(height) {
      if (sheet.y + height <= BOTTOM || sheet.y <= TOP_OF_LATER) return false;
      begin();
      drawRunningHead();
      return true;
    },
    left: (inset, width) => (direction === 'rtl' ? PAGE_WIDTH - MARGIN - inset - width : MARGIN + inset),
    put(line, style, { inset, width }, align, y) {
      const left = sheet.left(inset, width);
      canvas.drawLine(line, style, left + roomBefore(line, width, align), y);
    },
    flow(lines, style, box) {
      const height = lineHeight(style);
      for (const line of lines) {
        sheet.make(height);
        sheet.put(line, style, box, 'start', sheet.y);
        sheet.y += height;
      }
    },
  };

  function roomBefore(line: Line, width: number, align: Align): number {
    if (align === 'center') return (width - line.width) / 2;
    const side = align === 'start' ? ends[0] : align === 'end' ? ends[1] : align;
    return side === 'right' ? width - line.width : 0;
  }

  function begin(): void {
    canvas.addPage();
    sheet.y = MARGIN;
    if (paper.mark !== null) drawMark(paper.mark);
  }

  /** Below everything that is written. */
  function drawMark(mark: string): void {
    const wide = canvas.widthOf(mark, { size: MARK_SIZE_MAXIMUM, bold: true }, direction);
    const size = Math.min(MARK_SIZE_MAXIMUM, (MARK_SIZE_MAXIMUM * CONTENT_WIDTH) / wide);
    const style: Style = { size, bold: true, colour: MARK_COLOUR };
    const line = canvas.line(mark, style, direction);
    canvas.turned(PAGE_WIDTH / 2, PAGE_HEIGHT / 2, MARK_DEGREES, () =>
      canvas.drawLine(line, style, -line.width / 2, -lineHeight(style) / 2),
    );
  }

  function drawRunningHead(): void {
    const name = [paper.title, paper.number].filter((part) => part !== '').join(' ');
    sheet.put(canvas.line(name, RUNNING, direction), RUNNING, { inset: 0, width: CONTENT_WIDTH }, 'start', sheet.y);
    if (paper.buyer)
      sheet.put(
        canvas.line(paper.buyer.name, RUNNING, direction),
        RUNNING,
        { inset: 0, width: CONTENT_WIDTH },
        'end',
        sheet.y,
      );
    sheet.y += lineHeight(RUNNING) + 2;
    canvas.rule(MARGIN, sheet.y, CONTENT_WIDTH);
    sheet.y += 6;
  }

  begin();
  return sheet;
}

/** Nothing is above: a thing that fits on no sheet begins on this one and not on ever new ones. */
const TOP_OF_LATER = MARGIN + 8 * 1.65 + 8;
