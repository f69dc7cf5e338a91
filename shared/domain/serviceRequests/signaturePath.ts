/**
 * A signature as it was drawn, small enough to travel with its record: strokes of a pen on a sheet of 1,000 by 400, as text. Strokes are parted by `;`;
 * each is a row of points, every coordinate two digits of base 32 (the sheet is measured in steps of 1). About 4 bytes a point.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}
export type Stroke = readonly Point[];

export const SIGNATURE_WIDTH = 1_000;
export const SIGNATURE_HEIGHT = 400;
export const SIGNATURE_LENGTH_MAXIMUM = 8_000;

const BASE = 32;
/** A point nearer to the one before than this says nothing new. */
const STEP = 4;

/** Points that say nothing new are left out; beyond the longest text the sheet is full, and later strokes are not taken. */
export function writeSignature(strokes: readonly Stroke[]): string {
  let text = '';
  for (const stroke of strokes) {
    const written = writeStroke(stroke);
    if (text.length + written.length + 1 > SIGNATURE_LENGTH_MAXIMUM) break;
    if (written !== '') text += text === '' ? written : `;${written}`;
  }
  return text;
}

/** Whatever cannot be read is left out: it is a picture, not a proof. */
export function readSignature(text: string): Stroke[] {
  return text
    .split(';')
    .map((written) => {
      const points: Point[] = [];
      for (let at = 0; at + 4 <= written.length; at += 4) {
        const x = Number.parseInt(written.slice(at, at + 2), BASE);
        const y = Number.parseInt(written.slice(at + 2, at + 4), BASE);
        if (Number.isInteger(x) && Number.isInteger(y)) points.push({ x, y });
      }
      return points;
    })
    .filter((stroke) => stroke.length > 0);
}

function writeStroke(stroke: Stroke): string {
  let text = '';
  let last: Point | null = null;
  for (const [place, { x, y }] of stroke.entries()) {
    const isEnd = place === stroke.length - 1;
    if (last && !isEnd && Math.hypot(x - last.x, y - last.y) < STEP) continue;
    text += digits(x, SIGNATURE_WIDTH) + digits(y, SIGNATURE_HEIGHT);
    last = { x, y };
  }
  return text;
}

const digits = (value: number, maximum: number): string =>
  Math.round(Math.max(0, Math.min(maximum, value)))
    .toString(BASE)
    .padStart(2, '0');
