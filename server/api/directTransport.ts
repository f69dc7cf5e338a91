/**
 * The server by a direct call, for tests with several devices in one process: the same messages, checks and errors as over HTTP. What is
 * sent and answered goes through JSON, so that nothing is shared and nothing passes that a wire would not carry.
 */
import { createError, errorFromWire, errorToWire } from '../../shared/base/errors.ts';
import type {
  RecoveryTicketCallInputs,
  RecoveryTicketCallName,
  RecoveryTicketCallReplies,
} from '../../shared/contract/recovery.ts';
import type { DeviceCallInputs, DeviceCallName, DeviceCallReplies } from '../../shared/contract/server.ts';
import type { ErasedRequest, StandingReply, StandingRequest } from '../../shared/sync/lease.ts';
import {
  MESSAGE_BYTES_MAXIMUM,
  type EnrolReply,
  type EnrolRequest,
  type HandshakeReply,
  type HandshakeRequest,
  type Poke,
  type PullReply,
  type PullRequest,
  type PushReply,
  type PushRequest,
  type SampleUsersReply,
  type SignInReply,
  type SignInRequest,
} from '../../shared/sync/protocol.ts';
import type { ServerApp } from './app.ts';

/** Of the same shape as the core's `ServerTransport & StandingTransport`. */
export interface DirectTransport {
  sampleUsers(signal?: AbortSignal): Promise<SampleUsersReply>;
  signIn(request: SignInRequest, signal?: AbortSignal): Promise<SignInReply>;
  enrol(request: EnrolRequest, signal?: AbortSignal): Promise<EnrolReply>;
  standing(request: StandingRequest, signal?: AbortSignal): Promise<StandingReply>;
  erased(request: ErasedRequest, signal?: AbortSignal): Promise<unknown>;
  handshake(token: string, request: HandshakeRequest, signal?: AbortSignal): Promise<HandshakeReply>;
  push(token: string, request: PushRequest, signal?: AbortSignal): Promise<PushReply>;
  pull(token: string, request: PullRequest, signal?: AbortSignal): Promise<PullReply>;
  call<Name extends DeviceCallName>(
    token: string,
    name: Name,
    input: DeviceCallInputs[Name],
    signal?: AbortSignal,
  ): Promise<DeviceCallReplies[Name]>;
  askForRecovery<Name extends RecoveryTicketCallName>(
    name: Name,
    input: RecoveryTicketCallInputs[Name],
    signal?: AbortSignal,
  ): Promise<RecoveryTicketCallReplies[Name]>;
  pokes(token: string, signal: AbortSignal): AsyncIterable<Poke>;
}

export function createDirectTransport(app: ServerApp, address = '127.0.0.1'): DirectTransport {
  return {
    sampleUsers: (signal) => carry(() => app.sampleUsers(), signal),
    signIn: (request, signal) => carry(() => app.signIn(overWire(request), address), signal),
    enrol: (request, signal) => carry(() => app.enrol(overWire(request)), signal),
    standing: (request, signal) => carry(() => app.standing(overWire(request), address), signal),
    erased: (request, signal) => carry(() => app.erased(overWire(request), address), signal),
    handshake: (token, request, signal) => carry(() => app.handshake(token, overWire(request)), signal),
    push: (token, request, signal) => carry(() => app.push(token, overWire(request)), signal),
    pull: (token, request, signal) => carry<PullReply>(() => app.pullJson(token, overWire(request)), signal),
    call: (token, name, input, signal) => carry(() => app.call(name, token, overWire(input)), signal),
    askForRecovery: (name, input, signal) => carry(() => app.askForRecovery(name, overWire(input), address), signal),
    async *pokes(token, signal) {
      try {
        yield* app.pokes(token, signal);
      } catch (error) {
        throw errorFromWire(overWire(errorToWire(error)));
      }
    },
  };
}

/** @param call May answer with the bytes of its reply's JSON. */
async function carry<Reply>(call: () => Promise<Reply | Buffer>, signal: AbortSignal | undefined): Promise<Reply> {
  if (signal?.aborted) throw createError('cancelled');
  let reply: Reply | Buffer;
  try {
    reply = await call();
  } catch (error) {
    throw errorFromWire(overWire(errorToWire(error)));
  }
  // The server did its work, but who asked has gone: as over a wire, the answer is lost.
  if (signal?.aborted) throw createError('cancelled');
  return overWire(reply) as Reply;
}

function overWire(message: unknown): unknown {
  const text = Buffer.isBuffer(message) ? message.toString('utf8') : JSON.stringify(message);
  if (Buffer.byteLength(text) > MESSAGE_BYTES_MAXIMUM)
    throw createError('message_too_large', { limit: MESSAGE_BYTES_MAXIMUM });
  return JSON.parse(text);
}
