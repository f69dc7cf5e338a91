// Every program that has this file has these types, whatever its own list of files says.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./libraries.d.ts" />
/**
 * A font, once for each direction of writing. pdfkit lays text out by the script that it begins with, and writes down for whoever copies or searches the text
 * which characters each glyph stands for; both must be told the direction:
 *
 * - Persian digits are of the Arabic script and run from left to right.
 * - A bracket in a line from right to left looks the other way, and is still the same character.
 * - A glyph for several letters (لا) stands for them in the order in which they are seen: every reader turns whole lines around.
 * - The zero-width non-joiner is there, though nothing is drawn.
 * - The hamza of «صفحهٔ» is given back with its letter, as one (ۀ), and a vowel mark («لطفاً») not at all: readers tear words apart at marks.
 *
 * Two fonts, because one glyph may stand for one thing alone in each (a bracket stands for two). Each is cut down to the glyphs that are used.
 */
import createBidi from 'bidi-js';
import * as fontkit from 'fontkit';
import type { PaperDirection } from '../../../shared/papers/direction.ts';

export type Direction = PaperDirection;

export interface PaperFonts {
  /** Whole files (TrueType). */
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

const bidi = createBidi();
const ZERO_WIDTH_NON_JOINER = 0x200c;
const SPACE = 0x20;

/** What pdfkit takes for a font: the font itself, with a layout that knows its direction. */
export function directedFont(bytes: Uint8Array, direction: Direction): object {
  const font = fontkit.create(bytes);
  const runs = new Map<string, fontkit.GlyphRun>();
  const layout = (text: string, features: readonly string[] = []): fontkit.GlyphRun => {
    const key = `${features.join()} ${text}`;
    let run = runs.get(key);
    if (!run) {
      run = layOut(font, text, features, direction);
      runs.set(key, run);
    }
    // Whoever asks scales the positions in place.
    return { ...run, positions: run.positions.map((position) => ({ ...position })), advanceWidth: run.advanceWidth };
  };
  return Object.create(font, {
    layout: { value: layout },
    // Fonts of one name would be taken for one font.
    postscriptName: { value: `${font.postscriptName}-${direction}` },
  }) as object;
}

function layOut(font: fontkit.Font, text: string, features: readonly string[], direction: Direction): fontkit.GlyphRun {
  const script = direction === 'rtl' ? 'arab' : undefined;
  const { glyphs, positions } = font.layout(text, features, script, undefined, direction);
  if (features.includes('tnum')) for (const [index, glyph] of glyphs.entries()) tighten(font, glyph, positions[index]);
  return {
    glyphs: glyphs.map((glyph, index) => standingFor(font, glyph, positions[index]?.xAdvance ?? 0, direction)),
    positions,
    advanceWidth: positions.reduce((total, { xAdvance }) => total + xAdvance, 0),
  };
}

/** Of the em: what the widest Persian digit of this typeface needs. Its own figures of one width stand so wide that a sum falls apart. */
const PERSIAN_FIGURE_WIDTH = 0.595;
const PERSIAN_DIGITS = { first: 0x6f0, last: 0x6f9 };

function tighten(font: fontkit.Font, glyph: fontkit.Glyph, position: fontkit.GlyphPosition | undefined): void {
  const [digit = 0] = glyph.codePoints;
  if (!position || digit < PERSIAN_DIGITS.first || digit > PERSIAN_DIGITS.last) return;
  const width = PERSIAN_FIGURE_WIDTH * font.unitsPerEm;
  position.xOffset += (width - position.xAdvance) / 2;
  position.xAdvance = width;
}

const HEH_AND_HAMZA = '\u0647\u0654';
const HEH_WITH_HAMZA = 0x6c0;

function standingFor(font: fontkit.Font, glyph: fontkit.Glyph, advance: number, direction: Direction): fontkit.Glyph {
  const [first = 0, ...others] = glyph.codePoints;
  // Whatever is not to be seen is drawn as a space of no width.
  if (first === SPACE && advance === 0)
    return withMeaning(font.glyphForCodePoint(ZERO_WIDTH_NON_JOINER), [ZERO_WIDTH_NON_JOINER]);
  if (direction === 'ltr') return glyph;
  const text = String.fromCodePoint(first, ...others);
  if (text === HEH_AND_HAMZA) return withMeaning(glyph, [HEH_WITH_HAMZA]);
  if (/^\p{Mn}+$/u.test(text)) return withMeaning(glyph, [ZERO_WIDTH_NON_JOINER]);
  if (others.length > 0) return withMeaning(glyph, glyph.codePoints.toReversed());
  const mirrored = bidi.getMirroredCharacter(text);
  return mirrored === null ? glyph : withMeaning(font.glyphForCodePoint(mirrored.codePointAt(0) ?? first), [first]);
}

const withMeaning = (glyph: fontkit.Glyph, codePoints: readonly number[]): fontkit.Glyph =>
  Object.create(glyph, { codePoints: { value: codePoints } }) as fontkit.Glyph;
