/**
 * Text as lines: broken where the Unicode line breaking algorithm allows it, each line put in the order in which it is seen by the bidirectional algorithm,
 * and cut into runs of one direction. Whether a word is Persian, Latin or a number in the middle of either makes no difference to the caller.
 */
import createBidi from 'bidi-js';
import LineBreaker from 'linebreak';
import { directionOf } from '../../../shared/papers/direction.ts';
import type { Direction } from './faces.ts';

export interface Run {
  readonly text: string;
  /** Where it begins in the text: the order in which it is read. */
  readonly at: number;
  readonly direction: Direction;
  readonly width: number;
}

export interface Line {
  /** From left to right, as they are drawn. */
  readonly runs: readonly Run[];
  readonly width: number;
}

/** How wide a run of one direction is. */
export type Measure = (text: string, direction: Direction) => number;

const bidi = createBidi();
/** Isolates, embeddings and marks: they order what stands around them and are never drawn. */
const DIRECTION_MARKS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/**
 * @param width Lines are no wider, unless a single character is.
 * @param base The direction of the paper, for text that has none of its own.
 */
export function typeset(text: string, width: number, base: Direction, measure: Measure): Line[] {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .flatMap((paragraph) => typesetParagraph(paragraph, width, base, measure));
}

/** On one line, however wide. */
export function typesetLine(text: string, base: Direction, measure: Measure): Line {
  return (
    typeset(text.replaceAll(/[\n\r\u2028\u2029]+/gu, ' '), Number.POSITIVE_INFINITY, base, measure)[0] ?? {
      runs: [],
      width: 0,
    }
  );
}

function typesetParagraph(text: string, width: number, base: Direction, measure: Measure): Line[] {
  const embedding = bidi.getEmbeddingLevels(text, directionOf(text, base));
  const { levels } = embedding;
  const runsOf = (start: number, end: number): Run[] => orderedRuns(text, embedding, start, end, measure);
  const widthOf = (start: number, end: number): number => sum(logicalRuns(text, levels, start, end, measure));
  const lines: Line[] = [];
  let start = 0;
  let used = 0;
  const finish = (end: number): void => {
    const runs = runsOf(start, trimEnd(text, start, end));
    lines.push({ runs, width: sum(runs) });
    start = end;
    used = 0;
  };
  let at = 0;
  for (const end of breaksOf(text)) {
    if (used > 0 && used + widthOf(at, trimEnd(text, at, end)) > width) finish(at);
    // A word that is wider than the whole line.
    while (used === 0 && widthOf(at, trimEnd(text, at, end)) > width) {
      const fits = fittingEnd(text, at, end, (to) => widthOf(at, to) <= width);
      if (fits >= end) break;
      finish(fits);
      at = fits;
    }
    used += widthOf(at, end);
    at = end;
  }
  if (at > start || lines.length === 0) finish(text.length);
  return lines;
}

function breaksOf(text: string): number[] {
  const breaker = new LineBreaker(text);
  const ends: number[] = [];
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) ends.push(next.position);
  return ends;
}

/** At least one character. */
function fittingEnd(text: string, start: number, end: number, fits: (to: number) => boolean): number {
  let to = start;
  for (const { index, segment } of graphemes.segment(text.slice(start, end))) {
    const next = start + index + segment.length;
    if (to > start && !fits(next)) break;
    to = next;
  }
  return to;
}

const graphemes = new Intl.Segmenter('fa', { granularity: 'grapheme' });

function trimEnd(text: string, start: number, end: number): number {
  let trimmed = end;
  while (trimmed > start && /\s/u.test(text.charAt(trimmed - 1))) trimmed -= 1;
  return trimmed;
}

// ---- runs ----------------------------------------------------------------------------------------------------------

function logicalRuns(text: string, levels: Uint8Array, start: number, end: number, measure: Measure): Run[] {
  const runs: Run[] = [];
  for (let from = start; from < end;) {
    let to = from + 1;
    while (to < end && levels[to] === levels[from]) to += 1;
    runs.push(...runOf(text, from, to, levels[from] ?? 0, measure));
    from = to;
  }
  return runs;
}

/** Rule L2: from the highest level down, whatever is at least at that level is turned around. */
function orderedRuns(
  text: string,
  embedding: ReturnType<typeof bidi.getEmbeddingLevels>,
  start: number,
  end: number,
  measure: Measure,
): Run[] {
  if (end <= start) return [];
  const order = Array.from({ length: end - start }, (_, index) => start + index);
  for (const [from, to] of bidi.getReorderSegments(text, embedding, start, end - 1)) {
    const turned = order.slice(from - start, to - start + 1).toReversed();
    order.splice(from - start, turned.length, ...turned);
  }
  const { levels } = embedding;
  const runs: Run[] = [];
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    const step = (levels[order[from] ?? 0] ?? 0) % 2 === 0 ? 1 : -1;
    while (
      to < order.length &&
      levels[order[to] ?? 0] === levels[order[from] ?? 0] &&
      (order[to] ?? 0) - (order[to - 1] ?? 0) === step
    )
      to += 1;
    const places = order.slice(from, to);
    const [first, last] = [Math.min(...places), Math.max(...places)];
    runs.push(...runOf(text, first, last + 1, levels[first] ?? 0, measure));
    from = to;
  }
  return runs;
}

function runOf(text: string, from: number, to: number, level: number, measure: Measure): Run[] {
  const direction = level % 2 === 0 ? 'ltr' : 'rtl';
  const drawn = text.slice(from, to).replaceAll(DIRECTION_MARKS, '').replaceAll('\t', ' ');
  return drawn === '' ? [] : [{ text: drawn, at: from, direction, width: measure(drawn, direction) }];
}

const sum = (runs: readonly Run[]): number => runs.reduce((total, run) => total + run.width, 0);
