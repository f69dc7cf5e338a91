/** The server over HTTPS: JSON with compression, a bearer token, server-sent events for pokes. */
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { z } from 'zod';
import { createError, isPeyvandError, errorFromWire } from '../../../shared/base/errors.ts';
import {
  recoveryTicketCalls,
  type RecoveryTicketCallName,
  type RecoveryTicketCallReplies,
} from '../../../shared/contract/recovery.ts';
import { deviceCalls, type DeviceCallName, type DeviceCallReplies } from '../../../shared/contract/server.ts';
import {
  enrolReplySchema,
  handshakeReplySchema,
  MESSAGE_BYTES_MAXIMUM,
  pokeSchema,
  pushReplySchema,
  sampleUsersReplySchema,
  signInReplySchema,
  wireErrorSchema,
  type Poke,
} from '../../../shared/sync/protocol.ts';
import { erasedReplySchema, standingReplySchema } from '../../../shared/sync/lease.ts';
import type { ServerTransport, StandingTransport } from '../ports/transport.ts';
import { isOnThisMachine } from '../session/serverUrl.ts';
import { readPullReply } from './readPage.ts';

const compress = promisify(gzip);
/** Small bodies are not worth compressing. */
const COMPRESSION_FLOOR_BYTES = 1_024;
const REQUEST_TIMEOUT_MILLISECONDS = 60_000;
const SERVICE_UNAVAILABLE = 503;
const EVENT_BYTES_MAXIMUM = 1024 * 1024;

export interface HttpTransportOptions {
  /** Also without TLS to another machine: whoever starts the program said so. */
  readonly allowsPlainHttp?: boolean;
}

/**
 * @param serverUrl e.g. `https://sync.example.com`; a path in it is kept.
 * Fails with `server_insecure` before anything is sent without TLS to another machine, with `server_unreachable` when no answer came, else with
 * the server's own code, `message_too_large` or `server_refused`.
 */
export function createHttpTransport(
  serverUrl: string,
  { allowsPlainHttp = false }: HttpTransportOptions = {},
): ServerTransport & StandingTransport {
  const base = serverUrl.replace(/\/+$/, '');
  const isInsecure = !allowsPlainHttp && URL.parse(base)?.protocol !== 'https:' && !isOnThisMachine(base);
  const checkProtected = (): void => {
    if (isInsecure) throw createError('server_insecure', { server: base });
  };

  const call = <Schema extends z.ZodType>(
    method: 'GET' | 'POST',
    path: string,
    schema: Schema,
    options: CallOptions,
  ): Promise<z.infer<Schema>> =>
    callAndRead(method, path, options, (content) => {
      const parsed = schema.safeParse(content);
      return parsed.success ? parsed.data : null;
    });

  /** @param read Gives null for an answer that is none of ours. */
  async function callAndRead<Reply>(
    method: 'GET' | 'POST',
    path: string,
    options: CallOptions,
    read: (content: unknown) => Reply | null,
  ): Promise<Reply> {
    checkProtected();
    const response = await request(`${base}${path}`, method, options);
    const text = await readText(response, base, options.signal);
    if (!response.ok) throw refusal(response.status, text);
    const reply = read(parseJson(text, base));
    // A proxy or a captive portal may answer anything with 200.
    if (reply === null) throw createError('server_refused', { server: base, reason: 'unexpected_answer' });
    return reply;
  }

  return {
    sampleUsers: (signal) => call('GET', '/auth/v1/sample-users', sampleUsersReplySchema, { signal }),
    signIn: (body, signal) => call('POST', '/auth/v1/sign-in', signInReplySchema, { body, signal }),
    enrol: (body, signal) => call('POST', '/auth/v1/enrol', enrolReplySchema, { body, signal }),
    standing: (body, signal) => call('POST', '/auth/v1/standing', standingReplySchema, { body, signal }),
    erased: (body, signal) => call('POST', '/auth/v1/erased', erasedReplySchema, { body, signal }),
    handshake: (token, body, signal) =>
      call('POST', '/sync/v1/handshake', handshakeReplySchema, { token, body, signal }),
    push: (token, body, signal) => call('POST', '/sync/v1/push', pushReplySchema, { token, body, signal }),
    pull: (token, body, signal) => callAndRead('POST', '/sync/v1/pull', { token, body, signal }, readPullReply),
    call: <Name extends DeviceCallName>(token: string, name: Name, body: unknown, signal?: AbortSignal) => {
      const { route, outputSchema } = deviceCalls[name]['~orpc'];
      return callAndRead('POST', route.path ?? '', { token, body, signal }, (content) => {
        const parsed = outputSchema?.safeParse(content);
        return parsed?.success ? (parsed.data as DeviceCallReplies[Name]) : null;
      });
    },
    askForRecovery: <Name extends RecoveryTicketCallName>(name: Name, body: unknown, signal?: AbortSignal) => {
      const { route, outputSchema } = recoveryTicketCalls[name]['~orpc'];
      return callAndRead('POST', route.path ?? '', { body, signal }, (content) => {
        const parsed = outputSchema?.safeParse(content);
        return parsed?.success ? (parsed.data as RecoveryTicketCallReplies[Name]) : null;
      });
    },
    async *pokes(token, signal) {
      checkProtected();
      const response = await fetch(`${base}/sync/v1/poke`, {
        headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
        redirect: 'error',
        signal,
      }).catch((cause: unknown) => {
        if (signal.aborted) throw createError('cancelled', {}, cause);
        throw createError('server_unreachable', { server: new URL(base).origin }, cause);
      });
      if (!response.ok || !response.body) throw refusal(response.status, await readText(response, base, signal));
      yield* readEvents(response.body, signal);
    },
  };
}

interface CallOptions {
  readonly token?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

async function request(url: string, method: string, options: CallOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (options.token) headers['authorization'] = `Bearer ${options.token}`;
  let body: Uint8Array<ArrayBuffer> | string | null = null;
  if (options.body !== undefined) {
    headers['content-type'] = 'application/json';
    const text = JSON.stringify(options.body);
    body = text;
    if (text.length > COMPRESSION_FLOOR_BYTES) {
      body = new Uint8Array(await compress(text));
      headers['content-encoding'] = 'gzip';
    }
  }
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MILLISECONDS);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  try {
    return await fetch(url, { method, headers, body, signal, redirect: 'error' });
  } catch (cause) {
    if (options.signal?.aborted) throw createError('cancelled', {}, cause);
    throw createError('server_unreachable', { server: new URL(url).origin }, cause);
  }
}

/** Reads at most `MESSAGE_BYTES_MAXIMUM`: a hostile or broken server cannot fill the memory. */
async function readText(response: Response, server: string, signal: AbortSignal | undefined): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parts: string[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body) {
      bytes += chunk.byteLength;
      if (bytes > MESSAGE_BYTES_MAXIMUM * 4)
        throw createError('message_too_large', { limit: MESSAGE_BYTES_MAXIMUM * 4 });
      parts.push(decoder.decode(chunk, { stream: true }));
    }
  } catch (cause) {
    if (isPeyvandError(cause)) throw cause;
    if (signal?.aborted) throw createError('cancelled', {}, cause);
    throw createError('server_unreachable', { server }, cause);
  }
  try {
    return parts.join('') + decoder.decode();
  } catch (cause) {
    // Cut off in the middle of a letter.
    throw createError('server_refused', { server, reason: 'unexpected_answer' }, cause);
  }
}

function parseJson(text: string, server: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw createError('server_refused', { server, reason: 'unexpected_answer' }, cause);
  }
}

function refusal(status: number, text: string): Error {
  // Its database is away, or it is about to end: what was asked is asked again later, whatever the server calls it.
  if (status === SERVICE_UNAVAILABLE) return createError('server_unreachable', { status });
  try {
    const parsed = wireErrorSchema.safeParse(JSON.parse(text));
    if (parsed.success) return errorFromWire(parsed.data);
  } catch {
    // Not our server's wording: the status is all there is to say.
  }
  if (status >= 500) return createError('server_unreachable', { status });
  return createError('server_refused', { status });
}

async function* readEvents(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<Poke> {
  const decoder = new TextDecoder();
  let buffer = '';
  try {
    for await (const chunk of body) {
      buffer += decoder.decode(chunk, { stream: true });
      if (buffer.length > EVENT_BYTES_MAXIMUM) return;
      for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n')) {
        const poke = eventToPoke(buffer.slice(0, end));
        buffer = buffer.slice(end + 2);
        if (poke) yield poke;
      }
    }
  } catch (cause) {
    // A cut connection ends the stream like a closed one; the engine reconnects.
    if (!signal.aborted && isPeyvandError(cause)) throw cause;
  }
}

/** Comment lines (keep-alives) and other event types are passed over. */
function eventToPoke(event: string): Poke | null {
  const data = event
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trimStart())
    .join('\n');
  if (data === '') return null;
  try {
    const parsed = pokeSchema.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
