/** A road to several nodes of one server that is as bad as a seed wants it: cut before or after any message, doubled, interrupted. */
import { createError } from '../shared/base/errors.ts';
import type { SignInReply } from '../shared/sync/protocol.ts';
import type { ServerTransport } from '../main/core/ports/transport.ts';
import type { Choice } from './choice.ts';

export type MessageKind = 'handshake' | 'push' | 'pull';

/** Probabilities per message. */
export interface Roughness {
  /** The line is cut: before the message arrives, or after the server did its work. */
  readonly cut: number;
  /** A push arrives twice, at another node or at both at once. */
  readonly double: number;
  /** Something else happens in the company just then. */
  readonly interlude: number;
  /** A day and more passes, so that the token of a pull expires; once in a round. */
  readonly delay: number;
}

/** Small batches and pages, so that a handful of records is cut up as fifty thousand would be. */
const GROUPS_AT_ONCE = [2, 5, 1_000];
const ROWS_AT_ONCE = [1, 3, 20, 2_000];

export const CALM: Roughness = { cut: 0, double: 0, interlude: 0, delay: 0 };

export interface RoughNetwork extends ServerTransport {
  roughness: Roughness;
  /** Before each message; throwing cuts the line there. For faults that a step plans and not chance. */
  beforeMessage: (kind: MessageKind) => void;
  /** The device's token, once it is enrolled: with it the device carries other people's groups. */
  readonly token: string;
  /** A node of the server, without any fault in between. */
  node(): ServerTransport;
}

export function createRoughNetwork(options: {
  readonly nodes: readonly ServerTransport[];
  readonly choice: Choice;
  /** Without the slow hash of a password: enrolment itself is the server's. */
  readonly signIn: () => SignInReply;
  readonly interlude: () => Promise<void>;
  readonly delay: () => void;
}): RoughNetwork {
  const { nodes, choice } = options;
  const [first] = nodes;
  if (!first) throw new Error('a network needs a node');
  let ownToken = '';
  const node = (): ServerTransport => choice.pick(nodes);
  const cut = (): void => {
    if (choice.chance(network.roughness.cut)) throw createError('server_unreachable');
  };

  async function carry<Reply>(kind: MessageKind, call: (to: ServerTransport) => Promise<Reply>): Promise<Reply> {
    network.beforeMessage(kind);
    if (choice.chance(network.roughness.delay)) {
      options.delay();
      network.roughness = { ...network.roughness, delay: 0 };
    }
    if (choice.chance(network.roughness.interlude)) await options.interlude();
    cut();
    const reply = await deliver(kind, call);
    if (choice.chance(network.roughness.interlude)) await options.interlude();
    cut();
    return reply;
  }

  async function deliver<Reply>(kind: MessageKind, call: (to: ServerTransport) => Promise<Reply>): Promise<Reply> {
    if (kind !== 'push' || !choice.chance(network.roughness.double)) return call(node());
    if (choice.chance(0.5)) {
      await call(node());
      return call(node());
    }
    const [, reply] = await Promise.all([call(node()), call(node())]);
    return reply;
  }

  const network: RoughNetwork = {
    ...first,
    roughness: CALM,
    beforeMessage: () => {},
    get token() {
      return ownToken;
    },
    node,
    signIn: () => Promise.resolve(options.signIn()),
    async enrol(request, signal) {
      const reply = await first.enrol(request, signal);
      ownToken = reply.token;
      return reply;
    },
    handshake: (token, request, signal) => carry('handshake', (to) => to.handshake(token, request, signal)),
    push(token, request, signal) {
      // Only some of what waits fits this time: the rest goes with the next message.
      const groups = request.groups.slice(0, choice.pick(GROUPS_AT_ONCE));
      return carry('push', (to) => to.push(token, { ...request, groups }, signal));
    },
    pull(token, request, signal) {
      const page = request.page && { ...request.page, limit: choice.pick(ROWS_AT_ONCE) };
      return carry('pull', (to) => to.pull(token, { ...request, ...(page ? { page } : {}) }, signal));
    },
    // Rounds are begun by the schedule alone: a stream that stays open and never speaks.
    async *pokes(_token, signal) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      yield* [];
    },
  };
  return network;
}
