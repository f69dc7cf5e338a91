/** How far a body is read before it is refused: what comes out of the stream is counted, not the memory of the process. */
import { randomBytes } from 'node:crypto';
import { getDefaultHighWaterMark, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readText, textToJson, type RequestBody } from './body.ts';

const PIECE_BYTES = 64 * 1024;
const LIMIT = 1024 * 1024;
const PIECES_OF_THE_LIMIT = LIMIT / PIECE_BYTES;
/** Far more than the limit, but an end: a reader that gathers everything fails by the count, and not by the memory of the machine. */
const PIECES = 50 * PIECES_OF_THE_LIMIT;
const TOO_LARGE = { code: 'message_too_large', facts: { limit: LIMIT } };

/** A body of many equal pieces, of which it counts how many were asked for. */
function createBody(piece: Buffer, headers: RequestBody['headers'] = {}, pieces: number = PIECES) {
  let pulled = 0;
  const body: RequestBody = Object.assign(
    new Readable({
      highWaterMark: 1,
      read() {
        pulled += 1;
        this.push(pulled > pieces ? null : piece);
      },
    }),
    { headers },
  );
  return { body, pulled: () => pulled };
}

test('SYNC-56: of a message without an announced length no more is read than the limit and what is on its way', async () => {
  const { body, pulled } = createBody(Buffer.alloc(PIECE_BYTES, 32));
  await expect(readText(body, LIMIT)).rejects.toMatchObject(TOO_LARGE);
  // The one too many, one in the stream between, one read ahead.
  expect(pulled()).toBeLessThanOrEqual(PIECES_OF_THE_LIMIT + 3);
});

test('SYNC-56: of a message whose length is announced as too large nothing is read', async () => {
  const { body, pulled } = createBody(Buffer.alloc(PIECE_BYTES, 32), { 'content-length': String(LIMIT + 1) });
  await expect(readText(body, LIMIT)).rejects.toMatchObject(TOO_LARGE);
  expect(pulled()).toBe(0);
});

test('SYNC-56: of what is packed no more is inflated than the limit and what is on its way', async () => {
  // Each piece is packed by itself, to hardly less than half: how many were taken says how much was inflated.
  const packed = gzipSync(randomBytes(PIECE_BYTES / 2).toString('hex'));
  const { body, pulled } = createBody(packed, { 'content-encoding': 'gzip' });
  await expect(readText(body, LIMIT)).rejects.toMatchObject(TOO_LARGE);
  expect(pulled()).toBeLessThanOrEqual(PIECES_OF_THE_LIMIT + 6);
});

test('SYNC-56: of a bomb no more is taken than what waits before the inflating', async () => {
  const packed = gzipSync(Buffer.alloc(LIMIT), { level: 9 });
  const { body, pulled } = createBody(packed, { 'content-encoding': 'gzip' }, 200);
  await expect(readText(body, LIMIT)).rejects.toMatchObject(TOO_LARGE);
  expect(pulled() * packed.length).toBeLessThanOrEqual(getDefaultHighWaterMark(false) + 4 * packed.length);
});

test.each(['identity', 'gzip'])('a reading (%s) that is over ends although the line is silent', async (encoding) => {
  const over = new AbortController();
  const body = Object.assign(new Readable({ read() {} }), { headers: { 'content-encoding': encoding } });
  const text = readText(body, LIMIT, over.signal);
  body.push(encoding === 'gzip' ? gzipSync('{"a":1').subarray(0, -4) : '{"a":1');
  over.abort();
  await expect(text).rejects.toMatchObject({ code: 'cancelled' });
  // Nothing pulls at it any more: whoever answers may let the rest run off.
  expect([body.destroyed, body.listenerCount('data'), body.listenerCount('readable')]).toEqual([false, 0, 0]);
});

test('of a line that was cut before nothing is awaited', async () => {
  const { body } = createBody(Buffer.alloc(1));
  body.destroy();
  await expect(readText(body, LIMIT)).rejects.toMatchObject({ code: 'cancelled' });
});

test('SEC-142: what is nested deeper than anything of ours is refused before it is gone into', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  expect(() => textToJson(`{"value":${nested(200_000)}}`)).toThrow('invalid_input');
  expect(textToJson(nested(200))).toEqual(JSON.parse(nested(200)));
});
