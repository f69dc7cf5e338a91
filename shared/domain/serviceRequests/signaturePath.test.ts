import fc from 'fast-check';
import { expect, it } from 'vitest';
import { serviceRequestSchema } from './serviceRequest.ts';
import { readSignature, SIGNATURE_LENGTH_MAXIMUM, writeSignature } from './signaturePath.ts';

const point = fc.record({ x: fc.integer({ min: 0, max: 1_000 }), y: fc.integer({ min: 0, max: 400 }) });
const strokes = fc.array(fc.array(point, { minLength: 1, maxLength: 200 }), { maxLength: 20 });

it('comes back with the ends of its strokes, and every point where it was drawn', () => {
  fc.assert(
    fc.property(strokes, (drawn) => {
      const text = writeSignature(drawn);
      const read = readSignature(text);
      expect(text.length).toBeLessThanOrEqual(SIGNATURE_LENGTH_MAXIMUM);
      for (const [place, stroke] of read.entries()) {
        expect(stroke[0]).toEqual(drawn[place]?.[0]);
        expect(stroke.at(-1)).toEqual(drawn[place]?.at(-1));
        for (const { x, y } of stroke) expect(drawn[place]).toContainEqual({ x, y });
      }
    }),
  );
});

it('is text that the schema takes', () => {
  const drawn = writeSignature([
    [
      { x: 0, y: 0 },
      { x: 1_000, y: 400 },
    ],
    [{ x: 12.4, y: -3 }],
  ]);
  expect(
    serviceRequestSchema.shape.signature.safeParse({ name: 'رضایی', at: '2026-11-22T09:00:00.000Z', drawn }).success,
  ).toBe(true);
  expect(readSignature(drawn)).toEqual([
    [
      { x: 0, y: 0 },
      { x: 1_000, y: 400 },
    ],
    [{ x: 12, y: 0 }],
  ]);
});

it('of anything else is an empty sheet', () => {
  expect(readSignature('')).toEqual([]);
  expect(readSignature(';;!!')).toEqual([]);
});
