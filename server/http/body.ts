/** Reading a request's body: bounded before and after inflating, so that neither a large message nor a bomb takes the memory. */
import type { IncomingHttpHeaders } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { createError, isPeyvandError } from '../../shared/base/errors.ts';
import { isShallow } from '../../shared/base/nesting.ts';

/** Of an incoming request what is looked at here. */
export type RequestBody = Readable & { readonly headers: IncomingHttpHeaders };

/**
 * The body as text, inflated. It is JSON yet to be parsed: what becomes of that takes several times the room.
 * @param limit In bytes, uncompressed.
 * @param over Ends the reading: what was gathered is let go of at once, also when nothing more comes.
 * @throws PeyvandError `message_too_large` beyond the limit, `invalid_input` (reason `encoding`), `cancelled`.
 */
export async function readText(request: RequestBody, limit: number, over?: AbortSignal): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip')
    throw createError('invalid_input', { reason: 'encoding', encoding });
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of piecesOf(request, encoding, over)) {
      bytes += chunk.length;
      if (bytes > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    if (isPeyvandError(cause)) throw cause;
    // A connection that was cut, a stream that is no gzip, bytes that are no UTF-8: nothing of it is used.
    throw createError('invalid_input', { reason: 'encoding' }, cause);
  }
}

/** @throws PeyvandError `invalid_input` (reason `json`, or `nesting`: what is nested too deep to be gone into). */
export function textToJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw createError('invalid_input', { reason: 'json' }, cause);
  }
  if (!isShallow(value)) throw createError('invalid_input', { reason: 'nesting' });
  return value;
}

/** Each piece is a way to the thread pool and back. */
const INFLATED_AT_ONCE_BYTES = 64 * 1024;

/**
 * By hand and not by `pipeline`: when the limit is passed, reading ends at once while the rest of the request is let run off, for only then does the sender hear
 * of the refusal. What is not packed goes through a stream of ours too: one that is silent could not be left otherwise.
 */
async function* piecesOf(
  request: RequestBody,
  encoding: 'identity' | 'gzip',
  over: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  // Of such a stream nothing is heard any more.
  if (over?.aborted === true || request.destroyed) throw createError('cancelled');
  const through = encoding === 'gzip' ? createGunzip({ chunkSize: INFLATED_AT_ONCE_BYTES }) : new PassThrough();
  request.pipe(through);
  const onCut = (): void => void through.destroy(new Error('The request was cut'));
  const onOver = (): void => void through.destroy(createError('cancelled'));
  request.once('aborted', onCut);
  request.once('error', onCut);
  over?.addEventListener('abort', onOver);
  try {
    for await (const chunk of through) yield chunk as Buffer;
  } finally {
    request.unpipe(through);
    request.off('aborted', onCut);
    request.off('error', onCut);
    over?.removeEventListener('abort', onOver);
    through.destroy();
  }
}

const tooLarge = (limit: number) => createError('message_too_large', { limit });
