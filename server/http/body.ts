/** Reading a request's body: bounded before and after inflating, so that neither a large message nor a bomb takes the memory. */
import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { createError, isPeyvandError } from '../../shared/base/errors.ts';
import { MESSAGE_BYTES_MAXIMUM } from '../../shared/sync/protocol.ts';

/**
 * The body as JSON.
 * @param limit In bytes, uncompressed.
 * @throws PeyvandError `message_too_large` beyond it, `invalid_input` (reason `encoding`, `json`).
 */
export async function readJson(request: IncomingMessage, limit: number = MESSAGE_BYTES_MAXIMUM): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip')
    throw createError('invalid_input', { reason: 'encoding', encoding });
  // Not destroyed when the limit is passed: the sender hears of a refusal only if the rest of the request can be let run off.
  const asSent = (): AsyncIterable<Buffer> => request.iterator({ destroyOnReturn: false });
  const text = await readText(encoding === 'gzip' ? inflate(request) : asSent(), limit);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw createError('invalid_input', { reason: 'json' }, cause);
  }
}

/** Each piece is a way to the thread pool and back. */
const INFLATED_AT_ONCE_BYTES = 64 * 1024;

async function readText(stream: AsyncIterable<Buffer>, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream) {
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

/** By hand and not by `pipeline`: when the limit is passed, inflating ends at once while the rest of the request is let run off. */
async function* inflate(request: IncomingMessage): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: INFLATED_AT_ONCE_BYTES });
  request.pipe(gunzip);
  const onCut = (): void => void gunzip.destroy(new Error('The request was cut'));
  request.once('aborted', onCut);
  request.once('error', onCut);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } finally {
    request.unpipe(gunzip);
    request.off('aborted', onCut);
    request.off('error', onCut);
    gunzip.destroy();
  }
}

const tooLarge = (limit: number) => createError('message_too_large', { limit });
