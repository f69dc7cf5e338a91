/** Writing an answer: JSON, compressed when it pays and the other side can read it; errors with the status that fits. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { errorToWire, isPeyvandError, type ErrorCode } from '../../shared/base/errors.ts';

const compress = promisify(gzip);
const COMPRESSION_FLOOR_BYTES = 1_024;
/** Level 4: on pages of records nearly as small as level 6, for half the time. */
const COMPRESSION = { level: 4, strategy: constants.Z_DEFAULT_STRATEGY };
/** Each piece of what comes out is a way to the thread pool and back: about as large as records become. */
const pieceBytes = (length: number): number => Math.min(Math.max(length >> 2, 16 * 1024), 128 * 1024);
/** A sender whose message is refused half-way is let finish, unread, up to here; then the line is cut. */
const DRAIN_BYTES_MAXIMUM = 256 * 1024 * 1024;
const DRAIN_MILLISECONDS_MAXIMUM = 30_000;

const STATUS_BY_CODE: Partial<Record<ErrorCode, number>> = {
  not_signed_in: 401,
  not_enrolled: 401,
  wrong_credentials: 401,
  token_expired: 401,
  token_foreign: 403,
  permission_denied: 403,
  device_stopped: 403,
  not_found: 404,
  message_too_large: 413,
  protocol_newer: 426,
  protocol_older: 426,
  throttled: 429,
  internal: 500,
};

/** Reasons for which the same request may be answered some seconds later. */
const PASSING: ReadonlySet<unknown> = new Set(['database_unavailable', 'busy']);

export function statusOf(error: unknown): number {
  const { code, facts } = errorToWire(error);
  if (code === 'internal' && PASSING.has(facts['reason'])) return 503;
  return STATUS_BY_CODE[code] ?? 400;
}

export const readsGzip = ({ headers }: IncomingMessage): boolean => /\bgzip\b/.test(headers['accept-encoding'] ?? '');

/** @param content What becomes JSON; a Buffer is JSON already, and a {@link Written} may be compressed already. */
export async function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  content: unknown,
): Promise<void> {
  const headers: Record<string, string | number> = {
    'content-type': 'application/json; charset=utf-8',
  };
  const written = isWritten(content) ? content : { bytes: toJson(content), gzip: false };
  let body = written.bytes;
  if (!written.gzip && body.length > COMPRESSION_FLOOR_BYTES && readsGzip(request))
    body = await compress(body, { ...COMPRESSION, chunkSize: pieceBytes(body.length) });
  if (body !== written.bytes || written.gzip) {
    headers['content-encoding'] = 'gzip';
    headers['vary'] = 'accept-encoding';
  }
  headers['content-length'] = body.length;
  if (response.destroyed) return;
  response.writeHead(status, headers);
  response.end(body);
}

/** JSON as bytes, as it is or compressed. */
interface Written {
  readonly bytes: Buffer;
  readonly gzip: boolean;
}

const isWritten = (content: unknown): content is Written =>
  typeof content === 'object' && content !== null && 'bytes' in content && Buffer.isBuffer(content.bytes);
const toJson = (content: unknown): Buffer =>
  Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content), 'utf8');

export async function sendError(request: IncomingMessage, response: ServerResponse, error: unknown): Promise<void> {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const wire = errorToWire(error);
  const retryAfter = wire.facts['retryAfterSeconds'];
  if (typeof retryAfter === 'number') response.setHeader('retry-after', String(retryAfter));
  if (wire.code === 'protocol_newer' || wire.code === 'protocol_older') response.setHeader('upgrade', 'peyvand');
  // Without `connection: close`: with it the line is cut right behind the answer, and what still comes in makes that a reset.
  if (!request.complete) drain(request);
  await sendJson(request, response, statusOf(error), wire);
}

/** Only then does the sender get to read the answer: a closed line in the middle of sending looks to it like a server that is away. */
function drain(request: IncomingMessage): void {
  let bytes = 0;
  const giveUp = setTimeout(() => request.destroy(), DRAIN_MILLISECONDS_MAXIMUM);
  giveUp.unref();
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DRAIN_BYTES_MAXIMUM) request.destroy();
  });
  request.once('close', () => clearTimeout(giveUp));
  request.once('error', () => undefined);
  request.resume();
}

/** Nothing is wrong with a server that has its hands full. */
export const isDefect = (error: unknown): boolean =>
  !isPeyvandError(error) || (error.code === 'internal' && error.facts['reason'] !== 'busy');
