/** A sheet to draw on: words in both directions, lines, boxes. Places are measured in points from the top left, as on the sheet. */
import { PDFDocument } from 'pdfkit';
import { directedFont, type Direction, type PaperFonts } from './faces.ts';
import { typeset, typesetLine, type Line, type Measure } from './typeset.ts';

export interface Style {
  readonly size: number;
  readonly bold?: boolean;
  /** Digits of one width. */
  readonly figures?: boolean;
  readonly colour?: string;
}

export const INK = '#111111';
export const DIM = '#555555';
export const FAINT = '#c8c8c8';
export const SHADE = '#f3f3f3';

/** Of the size: room for the marks above and below Persian letters. */
const LINE_HEIGHT = 1.58;
const BASELINE = 1.12;

export const lineHeight = ({ size }: Style): number => size * LINE_HEIGHT;

export interface CanvasOptions {
  readonly fonts: PaperFonts;
  readonly language: 'fa' | 'en';
  readonly title: string;
  readonly author: string;
  readonly at: Date;
}

export type Canvas = ReturnType<typeof createCanvas>;

export function createCanvas({ fonts, language, title, author, at }: CanvasOptions) {
  const document = new PDFDocument({
    size: 'A4',
    margin: 0,
    // It would begin with one of its own, which the packed program has not.
    font: null,
    lang: language,
    displayTitle: true,
    bufferPages: true,
    autoFirstPage: false,
    pdfVersion: '1.7',
    info: { Title: title, Author: author, Creator: 'Peyvand', CreationDate: at },
  });
  const pieces: Uint8Array[] = [];
  const whole = new Promise<Uint8Array>((resolve, reject) => {
    document.on('data', (piece) => pieces.push(piece));
    document.on('end', () => resolve(Buffer.concat(pieces)));
    document.on('error', reject);
  });
  const faces = new Map<string, { layout(text: string, features: readonly string[]): { advanceWidth: number } }>();
  for (const weight of ['regular', 'bold'] as const)
    for (const direction of ['ltr', 'rtl'] as const) {
      const font = directedFont(fonts[weight], direction);
      document.registerFont(`${weight} ${direction}`, font);
      faces.set(`${weight} ${direction}`, font as never);
    }
  const unitsPerEm = (faces.get('regular ltr') as unknown as { unitsPerEm: number }).unitsPerEm;

  const nameOf = (style: Style, direction: Direction): string => `${style.bold ? 'bold' : 'regular'} ${direction}`;
  const featuresOf = (style: Style): readonly string[] => (style.figures ? ['kern', 'tnum'] : ['kern']);
  const measureIn =
    (style: Style): Measure =>
    (text, direction) =>
      ((faces.get(nameOf(style, direction))?.layout(text, featuresOf(style)).advanceWidth ?? 0) / unitsPerEm) *
      style.size;

  return {
    lines: (text: string, style: Style, width: number, base: Direction): Line[] =>
      typeset(text, width, base, measureIn(style)),
    line: (text: string, style: Style, base: Direction): Line => typesetLine(text, base, measureIn(style)),
    widthOf: (text: string, style: Style, base: Direction): number => typesetLine(text, base, measureIn(style)).width,

    /** @param y Of the top of the line. */
    drawLine({ runs }: Line, style: Style, x: number, y: number): void {
      let next = x;
      const placed = runs.map((run) => {
        const left = next;
        next += run.width;
        return { run, left };
      });
      document.fillColor(style.colour ?? INK);
      // As they are read, not as they are seen: readers that go by the order of the file then find sentences.
      for (const { run, left } of placed.toSorted((a, b) => a.run.at - b.run.at))
        document.font(nameOf(style, run.direction), style.size).text(run.text, left, y + style.size * BASELINE, {
          lineBreak: false,
          baseline: 'alphabetic',
          features: featuresOf(style),
        });
    },
    rule(x: number, y: number, width: number, colour = FAINT, thickness = 0.6): void {
      document
        .strokeColor(colour)
        .lineWidth(thickness)
        .moveTo(x, y)
        .lineTo(x + width, y)
        .stroke();
    },
    box(x: number, y: number, width: number, height: number, colour = FAINT): void {
      document.strokeColor(colour).lineWidth(0.6).rect(x, y, width, height).stroke();
    },
    shade(x: number, y: number, width: number, height: number): void {
      document.fillColor(SHADE).rect(x, y, width, height).fill();
    },
    /** Strokes of a pen, in points of the sheet. */
    pen(strokes: readonly (readonly { readonly x: number; readonly y: number }[])[]): void {
      document.strokeColor(INK).lineWidth(0.9).lineCap('round').lineJoin('round');
      for (const [first, ...others] of strokes) {
        if (!first) continue;
        document.moveTo(first.x, first.y);
        // A point alone is a dot.
        for (const point of others.length === 0 ? [first] : others) document.lineTo(point.x, point.y);
        document.stroke();
      }
    },
    /** Around the middle of a place, turned. */
    turned(x: number, y: number, degrees: number, draw: () => void): void {
      document.save().translate(x, y).rotate(degrees);
      draw();
      document.restore();
    },
    addPage(): void {
      document.addPage();
    },
    pageCount: (): number => document.bufferedPageRange().count,
    /** Counted from 0. */
    goToPage(page: number): void {
      document.switchToPage(page);
    },
    finish(): Promise<Uint8Array> {
      document.end();
      return whole;
    },
  };
}
