/** A road to several nodes of one server that is as bad as a seed wants it: cut before or after any message, doubled, interrupted. */
import { createError, isPeyvandError } from '../shared/base/errors.ts';
import type { DeviceCallInputs, DeviceCallName, DeviceCallReplies } from '../shared/contract/server.ts';
import { PROTOCOL_VERSION, type PushReply, type PushRequest, type SignInReply } from '../shared/sync/protocol.ts';
import type { ServerTransport } from '../main/core/ports/transport.ts';
import type { Choice } from './choice.ts';
import type { Trace } from './trace.ts';

export type MessageKind = 'handshake' | 'push' | 'pull' | 'call';

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
  /** A push gets lost on its way and arrives later, behind whatever was sent since; its sender hears nothing. */
  readonly late: number;
  /** Only the beginning of a message arrives, or of its answer. */
  readonly torn: number;
}

/** Small batches and pages, so that a handful of records is cut up as fifty thousand would be. */
const GROUPS_AT_ONCE = [2, 5, 1_000];
const ROWS_AT_ONCE = [1, 3, 20, 2_000];

export const CALM: Roughness = { cut: 0, double: 0, interlude: 0, delay: 0, late: 0, torn: 0 };

export interface RoughNetwork extends ServerTransport {
  roughness: Roughness;
  /** Before each message; throwing cuts the line there. For faults that a step plans and not chance. */
  beforeMessage: (kind: MessageKind) => void;
  /** What the device brings of others, outside of a round; null when its token is no longer taken: the next round gets it another. */
  handIn(groups: PushRequest['groups']): Promise<PushReply | null>;
  /** What a person asks outside of a round, over a good line; null when the server refused it. */
  ask<Name extends DeviceCallName>(name: Name, input: DeviceCallInputs[Name]): Promise<DeviceCallReplies[Name] | null>;
  /** A node of the server, without any fault in between. */
  node(): ServerTransport;
  /** In which life the server was when it answered the last push; null when that was asked for already. */
  takeEpoch(): string | null;
  /** Delivers what is on its way, in any order. */
  deliverLate(): Promise<void>;
}

export function createRoughNetwork(options: {
  /** Those that run now. */
  readonly nodes: () => readonly ServerTransport[];
  readonly choice: Choice;
  readonly count: (what: string) => void;
  readonly trace: Trace;
  /** Before every message: a server that fell over gets up again. */
  readonly ready: () => Promise<void>;
  readonly isDown: () => boolean;
  /** Without the slow hash of a password: enrolment itself is the server's. */
  readonly signIn: () => SignInReply;
  readonly interlude: () => Promise<void>;
  /** Work of others, or of a store that was lost, reached the server behind a round, whether or not its bearer hears so. */
  readonly onHandedIn: () => void;
  readonly delay: () => void;
}): RoughNetwork {
  const { choice, count, trace } = options;
  let ownToken = '';
  let answeredIn: string | null = null;
  let late: (() => Promise<unknown>)[] = [];
  const node = (): ServerTransport => choice.pick(options.nodes());
  const cut = (): void => {
    if (!choice.chance(network.roughness.cut)) return;
    count('messages lost');
    throw createError('server_unreachable');
  };
  /** What is left of a body says that it is not whole: nobody takes half a message for a message. */
  const tear = (message: unknown): void => {
    if (!choice.chance(network.roughness.torn)) return;
    count('bodies cut');
    const text = JSON.stringify(message);
    try {
      JSON.parse(text.slice(0, choice.integer(text.length)));
    } catch {
      throw createError('server_unreachable');
    }
    throw new Error('half a message could be read');
  };

  /** Of a server that fell over nobody hears what became of it. */
  const unlessDown = (error: unknown): never => {
    throw options.isDown() ? createError('server_unreachable') : error;
  };

  async function carry<Reply>(
    kind: MessageKind,
    request: object,
    call: (to: ServerTransport) => Promise<Reply>,
  ): Promise<Reply> {
    network.beforeMessage(kind);
    trace.note(kind, request);
    await options.ready();
    if (choice.chance(network.roughness.delay)) {
      options.delay();
      network.roughness = { ...network.roughness, delay: 0 };
    }
    if (choice.chance(network.roughness.interlude)) await options.interlude();
    cut();
    tear(request);
    if (isWork(kind, request) && choice.chance(network.roughness.late)) {
      late.push(() => call(node()));
      count('messages that come late');
      throw createError('server_unreachable');
    }
    if (kind === 'call' && isWork(kind, request)) options.onHandedIn();
    const reply = await deliver(isWork(kind, request), call).catch(unlessDown);
    trace.note('reply', reply);
    if (choice.chance(network.roughness.interlude)) await options.interlude();
    cut();
    tear(reply);
    return reply;
  }

  async function deliver<Reply>(isDoubled: boolean, call: (to: ServerTransport) => Promise<Reply>): Promise<Reply> {
    if (!isDoubled || !choice.chance(network.roughness.double)) return call(node());
    count('messages doubled');
    if (choice.chance(0.5)) {
      await call(node());
      return call(node());
    }
    const [, reply] = await Promise.all([call(node()), call(node())]);
    return reply;
  }

  const first: ServerTransport = {
    sampleUsers: (signal) => node().sampleUsers(signal),
    signIn: (request, signal) => node().signIn(request, signal),
    enrol: (request, signal) => node().enrol(request, signal),
    handshake: (token, request, signal) => node().handshake(token, request, signal),
    push: (token, request, signal) => node().push(token, request, signal),
    pull: (token, request, signal) => node().pull(token, request, signal),
    call: (token, name, input, signal) => node().call(token, name, input, signal),
    pokes: (token, signal) => node().pokes(token, signal),
  };
  const network: RoughNetwork = {
    ...first,
    roughness: CALM,
    beforeMessage: () => {},
    async handIn(groups) {
      try {
        return await node().push(ownToken, { protocol: PROTOCOL_VERSION, groups });
      } catch (error) {
        if (isPeyvandError(error) && error.code === 'not_enrolled' && 'challenge' in error.facts) return null;
        throw error;
      }
    },
    async ask(name, input) {
      try {
        return await node().call(ownToken, name, input);
      } catch (error) {
        if (isPeyvandError(error) || options.isDown()) return null;
        throw error;
      }
    },
    node,
    takeEpoch() {
      const said = answeredIn;
      answeredIn = null;
      return said;
    },
    async deliverLate() {
      const arriving = choice.shuffle(late);
      late = [];
      for (const arrive of arriving) {
        await options.ready();
        // Nobody hears the answer any more.
        await arrive().catch(() => undefined);
        count('late messages arrived');
      }
    },
    signIn: () => Promise.resolve(options.signIn()),
    async enrol(request, signal) {
      const reply = await first.enrol(request, signal).catch(unlessDown);
      ownToken = reply.token;
      return reply;
    },
    async handshake(token, request, signal) {
      // A round that began anew did not write down what the last push was answered.
      answeredIn = null;
      const reply = await carry('handshake', request, (to) => to.handshake(token, request, signal));
      ownToken = reply.token ?? token;
      return reply;
    },
    async push(token, request, signal) {
      // Only some of what waits fits this time: the rest goes with the next message.
      const groups = request.groups.slice(0, choice.pick(GROUPS_AT_ONCE));
      const reply = await carry('push', request, (to) => to.push(token, { ...request, groups }, signal));
      answeredIn = reply.epoch;
      return reply;
    },
    pull(token, request, signal) {
      const page = request.page && { ...request.page, limit: choice.pick(ROWS_AT_ONCE) };
      return carry('pull', request, (to) => to.pull(token, { ...request, ...(page ? { page } : {}) }, signal));
    },
    call: (token, name, input, signal) => carry('call', { name, input }, (to) => to.call(token, name, input, signal)),
    // Rounds are begun by the schedule alone: a stream that stays open and never speaks.
    async *pokes(_token, signal) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      yield* [];
    },
  };
  return network;
}

/** Groups, by whichever road: they may come twice, and late. */
const isWork = (kind: MessageKind, request: object): boolean =>
  kind === 'push' || ('name' in request && (request.name === 'deliverSealed' || request.name === 'bundleWork'));
