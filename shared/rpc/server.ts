import type { ORPCError } from '@orpc/client';
import type { AnyRouter, InferRouterInitialContext } from '@orpc/server';
import { StandardRPCHandler } from '@orpc/server/standard';
import type { StandardRequest, StandardResponse } from '@orpc/standard-server';
import {
  deserializeRequestMessage,
  encodeResponseMessage,
  MessageType,
  experimental_ServerPeerWithoutCodec as ServerPeerWithoutCodec,
  type BaseMessageFormat,
  type DecodedResponseMessage,
} from '@orpc/standard-server-peer';
import { z } from 'zod';
import { createError } from '../base/errors.ts';
import { isShallow } from '../base/nesting.ts';
import { thrownToCallError } from './callErrors.ts';
import { createGuardedStream, isAsyncIterator } from './guardedStream.ts';
import { isMessageTooLarge, type Wire, type WireMessage } from './wire.ts';

/** More calls at once than this from one window is a fault or an attack. */
const MOST_OPEN_CALLS = 10_000;

export interface ServeOptions {
  /** Hears of every failure that reached the window as `internal`, with its cause. */
  readonly onDefect?: (defect: unknown) => void;
}

/**
 * Answers a contract's calls over a wire until it closes; then every call under way is aborted and every stream ended.
 *
 * The wire is a trust boundary: of each message the size, shape and method are checked against our own tables, and
 * whatever does not fit is answered with an error and changes nothing. Every failure leaves as one `PEYVAND` error.
 * Streams are expected to wait for something real between their elements (a change, a timer): nothing holds a faster one back.
 */
export function serveContract<Served extends AnyRouter>(
  wire: Wire,
  router: Served,
  context: InferRouterInitialContext<Served>,
  options: ServeOptions = {},
): void {
  const onDefect = options.onDefect ?? (() => {});
  const toCallError = (thrown: unknown): ORPCError<'PEYVAND', unknown> => thrownToCallError(thrown, onDefect);
  const handler = new StandardRPCHandler<InferRouterInitialContext<Served>>(router, {
    interceptors: [
      async (call) => {
        try {
          return await call.next();
        } catch (error) {
          throw toCallError(error);
        }
      },
    ],
    clientInterceptors: [
      async (call) => {
        const output = await call.next();
        return isAsyncIterator(output) ? createGuardedStream(output, call.signal, toCallError) : output;
      },
    ],
  });
  const peer = new ServerPeerWithoutCodec(async (message) => {
    const encoded = await encode(message);
    if (!isMessageTooLarge(encoded)) return wire.send(encoded);
    const [id, type] = message;
    wire.send(await encodeFailure(id, type, createError('message_too_large')));
  });

  async function handle(request: StandardRequest): Promise<StandardResponse> {
    const { response } = await handler.handle({ ...request, body: () => Promise.resolve(request.body) }, { context });
    return response ?? failureResponse(createError('not_found', { method: request.url.pathname.slice(1, 200) }));
  }

  function failureResponse(error: unknown): StandardResponse {
    const failure = toCallError(error);
    return { status: failure.status, headers: {}, body: { json: failure.toJSON() } };
  }

  function encodeFailure(id: string, type: MessageType, error: unknown): Promise<WireMessage> {
    const response = failureResponse(error);
    return type === MessageType.EVENT_ITERATOR
      ? encode([id, type, { event: 'error', data: response.body }])
      : encode([id, MessageType.RESPONSE, response]);
  }

  async function answer(message: WireMessage): Promise<void> {
    const asked = readMessage(message);
    if (!asked.ok)
      return wire.send(
        await encodeFailure(asked.id, MessageType.RESPONSE, createError('invalid_input', { reason: 'message' })),
      );
    if (peer.length >= MOST_OPEN_CALLS)
      return wire.send(await encodeFailure(asked.message.i, MessageType.RESPONSE, createError('throttled')));
    await peer.message(deserializeRequestMessage(asked.message), handle);
  }

  wire.onMessage((message) => {
    answer(message).catch(onDefect);
  });
  wire.onClose(() => peer.close({ reason: createError('core_unreachable') }));
}

/** oRPC's number for a place in a list that holds `undefined`, which JSON has not. */
const UNDEFINED = 3;
/**
 * Of the types that oRPC brings over beside JSON's no contract of ours takes any but this one: dates, sets, patterns and numbers without
 * end are not made of what a window says.
 */
const metaSchema = z
  .array(z.tuple([z.literal(UNDEFINED)], z.union([z.string().max(1_024), z.int().min(0)])))
  .max(100_000);

/** What is said of a place that there is not, or twice of one, would be a defect further in. */
function isMetaOfJson({ json, meta = [] }: { json?: unknown; meta?: z.infer<typeof metaSchema> | undefined }): boolean {
  const places = new Set(meta.map(([_type, ...path]) => JSON.stringify(path.map(String))));
  return places.size === meta.length && meta.every(([_type, ...path]) => path.length > 0 && isNullAt(json, path));
}

function isNullAt(json: unknown, path: readonly (string | number)[]): boolean {
  let place = json;
  for (const segment of path) {
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, segment)) return false;
    place = (place as Record<string | number, unknown>)[segment];
  }
  return place === null;
}

/**
 * What a window may say: a call, or that it has lost interest in one. No contract of ours takes streams, files or
 * headers from a window, so nothing of the kind is read.
 */
const requestMessageSchema = z.union([
  z.strictObject({
    i: z.string().min(1).max(64),
    p: z.strictObject({
      u: z.string().regex(/^(\/[A-Za-z]{1,64}){1,8}$/),
      b: z.strictObject({ json: z.unknown().optional(), meta: metaSchema.optional() }).refine(isMetaOfJson).optional(),
    }),
  }),
  z.strictObject({ i: z.string().min(1).max(64), t: z.literal(MessageType.ABORT_SIGNAL), p: z.undefined().optional() }),
]);

function readMessage(message: WireMessage): { ok: true; message: BaseMessageFormat } | { ok: false; id: string } {
  if (typeof message !== 'string') return { ok: false, id: '' };
  try {
    const parsed: unknown = JSON.parse(message);
    const read = requestMessageSchema.safeParse(parsed);
    if (read.success && isShallow(parsed)) return { ok: true, message: { ...read.data, p: read.data.p } };
    const named = z.object({ i: z.string().max(64) }).safeParse(parsed);
    return { ok: false, id: named.success ? named.data.i : '' };
  } catch {
    return { ok: false, id: '' };
  }
}

async function encode([id, type, payload]: DecodedResponseMessage): Promise<WireMessage> {
  return (await encodeResponseMessage(id, type, payload)) as WireMessage;
}
