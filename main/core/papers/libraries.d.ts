/** What is used here of packages that bring no types of their own. */

declare module 'bidi-js' {
  export interface EmbeddingLevels {
    readonly levels: Uint8Array;
  }
  export interface Bidi {
    getEmbeddingLevels(text: string, direction: 'ltr' | 'rtl'): EmbeddingLevels;
    /** Ranges to reverse in place, one after the other; both ends are inside. */
    getReorderSegments(text: string, levels: EmbeddingLevels, start: number, end: number): [number, number][];
    getMirroredCharacter(character: string): string | null;
  }
  export default function createBidi(): Bidi;
}

declare module 'linebreak' {
  export default class LineBreaker {
    constructor(text: string);
    nextBreak(): { readonly position: number; readonly required: boolean } | null;
  }
}

declare module 'fontkit' {
  export interface Glyph {
    readonly id: number;
    readonly codePoints: readonly number[];
    readonly advanceWidth: number;
  }
  export interface GlyphPosition {
    xAdvance: number;
    yAdvance: number;
    xOffset: number;
    yOffset: number;
  }
  export interface GlyphRun {
    glyphs: Glyph[];
    positions: GlyphPosition[];
    readonly advanceWidth: number;
  }
  export interface Font {
    readonly postscriptName: string;
    readonly unitsPerEm: number;
    layout(
      text: string,
      features: readonly string[] | undefined,
      script: string | undefined,
      language: string | undefined,
      direction: 'ltr' | 'rtl',
    ): GlyphRun;
    glyphForCodePoint(codePoint: number): Glyph;
  }
  export function create(bytes: Uint8Array): Font;
}

declare module 'pdfkit' {
  export interface DirectedRun {
    glyphs: readonly object[];
    positions: readonly object[];
    advanceWidth: number;
  }
  export interface DocumentOptions {
    size: string;
    margin: number;
    /** null: none until one is asked for. */
    font: null;
    lang: string;
    displayTitle: boolean;
    bufferPages: boolean;
    autoFirstPage: boolean;
    pdfVersion: string;
    info: { Title: string; Author: string; Creator: string; CreationDate: Date };
  }
  export class PDFDocument {
    constructor(options: DocumentOptions);
    /** `font`: anything with a `layout` of its own is taken as it is. */
    registerFont(name: string, font: object): this;
    font(name: string, size: number): this;
    text(
      text: string,
      x: number,
      y: number,
      options: { lineBreak: false; baseline: string; features: readonly string[] },
    ): this;
    addPage(): this;
    switchToPage(page: number): unknown;
    bufferedPageRange(): { start: number; count: number };
    save(): this;
    restore(): this;
    translate(x: number, y: number): this;
    rotate(degrees: number): this;
    fillColor(color: string): this;
    strokeColor(color: string): this;
    lineWidth(width: number): this;
    lineCap(cap: string): this;
    lineJoin(join: string): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    rect(x: number, y: number, width: number, height: number): this;
    fill(): this;
    stroke(): this;
    on(event: 'data', listener: (piece: Uint8Array) => void): this;
    on(event: 'end', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    end(): void;
  }
}
