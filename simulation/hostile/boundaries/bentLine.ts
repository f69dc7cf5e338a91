/** The device's road to a server whose answers are bent: some changed, some lost, some others in their place. */
import fc from 'fast-check';
import { idOf } from '../../../main/hosts/memory/memoryServer.ts';
import type { OpenTransport } from '../../../main/core/ports/transport.ts';
import { readPullReply } from '../../../main/core/sync/readPage.ts';
import { createError, ERROR_CODES, errorFromWire } from '../../../shared/base/errors.ts';
import { deviceCalls, type DeviceCallName, type DeviceCallReplies } from '../../../shared/contract/server.ts';
import { readProof } from '../../../shared/sync/deviceProof.ts';
import {
  handshakeReplySchema,
  pullReplySchema,
  pushReplySchema,
  wireErrorSchema,
} from '../../../shared/sync/protocol.ts';
import type { z } from 'zod';
import { changes, changeTree, hostileValue, type Change } from '../generators/hostileJson.ts';
import { treeToText, valueToTree } from '../generators/jsonTree.ts';
import { validFor } from '../generators/valid.ts';
import { COMMON_WORDS } from '../generators/words.ts';

/** What becomes of one answer of the server; the honest one is changed, or another is given in its place. */
export interface Bend {
  /** Which message of the round. */
  readonly at: number;
  readonly changes: readonly Change[];
  /** An answer that fits the schema and has nothing to do with what was asked; null: the honest one. */
  readonly instead: { readonly handshake: unknown; readonly push: unknown; readonly pull: unknown } | null;
  /** A refusal in place of it. */
  readonly refusal: unknown;
  /** Not even done, what was asked. */
  readonly isLost: boolean;
}

/** A round that asks more often than that asks in circles. */
export const MESSAGES_MAXIMUM = 120;

type ServerTransport = ReturnType<OpenTransport>;

export interface BentLine {
  readonly transport: ServerTransport;
  bend(bends: readonly Bend[]): void;
  /** Honest from now on. @returns how many messages there were, and everything that was told instead of the truth. */
  straighten(): { asked: number; told: string };
}

export function bendLine(honest: ServerTransport): BentLine {
  let bends: readonly Bend[] = [];
  let asked = 0;
  let told = '';
  let enrolled: Awaited<ReturnType<ServerTransport['enrol']>> | null = null;
  /** Of every token that was given out, the one that the server knows. */
  const knownTokens = new Map<string, string>();
  const giveToken = (known: string): string => {
    const next = `token-${knownTokens.size}`;
    knownTokens.set(next, known);
    return next;
  };
  /** As the server does: whoever comes with another is told what to sign with the device's key. */
  const tokenOf = (token: string): string => {
    const known = knownTokens.get(token);
    if (known === undefined) throw createError('not_enrolled', { challenge: '9999.code' });
    return known;
  };

  async function answer<Reply>(
    kind: 'handshake' | 'push' | 'pull' | null,
    read: (content: unknown) => Reply | null,
    ask: () => Promise<Reply>,
  ): Promise<Reply> {
    const number = asked;
    asked += 1;
    if (asked > MESSAGES_MAXIMUM * 2) throw createError('server_unreachable');
    const bend = bends.find(({ at }) => at === number);
    if (!bend) return ask();
    const truth = bend.isLost ? null : await ask();
    if (bend.refusal !== null) throw refusalFrom(bend.refusal);
    const content = bend.instead && kind ? bend.instead[kind] : truth;
    const text = treeToText(changeTree(valueToTree(content), bend.changes));
    told += text;
    // As the transport reads it.
    const reply = read(parse(text));
    if (reply === null) throw createError('server_refused', { reason: 'unexpected_answer' });
    return reply;
  }
  const by =
    <Schema extends z.ZodType>(schema: Schema) =>
    (content: unknown): z.infer<Schema> | null =>
      schema.safeParse(content).data ?? null;

  return {
    bend: (next) => void ([bends, asked, told] = [next, 0, '']),
    straighten() {
      const seen = { asked, told };
      [bends, asked, told] = [[], 0, ''];
      return seen;
    },
    transport: {
      ...honest,
      async enrol(request, signal) {
        if (readProof(request.ticket)) {
          const [known] = knownTokens.values();
          if (known === undefined || !enrolled) throw createError('not_enrolled');
          return { ...enrolled, token: giveToken(known) };
        }
        enrolled = await honest.enrol(request, signal);
        knownTokens.set(enrolled.token, enrolled.token);
        return enrolled;
      },
      handshake: (token, request, signal) =>
        answer('handshake', by(handshakeReplySchema), () => honest.handshake(tokenOf(token), request, signal)),
      push: (token, request, signal) =>
        answer('push', by(pushReplySchema), () => honest.push(tokenOf(token), request, signal)),
      pull: (token, request, signal) =>
        answer('pull', readPullReply, () => honest.pull(tokenOf(token), request, signal)),
      call: (token, name, input, signal) =>
        answer(null, callReader(name), async () => {
          if (name !== 'newIdentity') return honest.call(tokenOf(token), name, input, signal);
          return { token: giveToken(tokenOf(token)), deviceCode: 'NEWER', numberBlocks: [] } as never;
        }),
      // None come here: whoever syncs is told to.
      async *pokes() {},
    },
  };
}

const callReader =
  <Name extends DeviceCallName>(name: Name) =>
  (content: unknown): DeviceCallReplies[Name] | null => {
    const schema = deviceCalls[name]['~orpc'].outputSchema as z.ZodType | undefined;
    return (schema?.safeParse(content).data ?? null) as DeviceCallReplies[Name] | null;
  };

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw createError('server_refused', { reason: 'unexpected_answer' });
  }
}

function refusalFrom(refusal: unknown): Error {
  const read = wireErrorSchema.safeParse(refusal);
  return read.success ? errorFromWire(read.data) : createError('server_refused', { status: 400 });
}

// ---- what is answered --------------------------------------------------------------------------------------------

export function bendFor(): fc.Arbitrary<Bend> {
  const vocabulary = {
    byField: {
      ...COMMON_WORDS,
      protocol: [1, 1, 1, 2],
      epoch: ['memory', 'another'],
      scope: ['company', 'territory/x'],
      homeScope: ['company'],
      collection: ['customers', 'salesDocuments', 'organisation', 'reviews'],
      id: ['bahar', 'ali', 'karimi'].map(idOf),
      scopes: [['company'], [], ['company', 'territory/x']],
      covers: [{}, { company: 1 }, { company: 9_007_199_254_740_991 }],
      heads: [{ company: 3 }, { company: 1e15 }, {}],
      version: [1, 2, 9_007_199_254_740_991],
      durableThrough: [0, 1, 9_007_199_254_740_991],
      code: [...ERROR_CODES, 'tomorrow'],
    },
  };
  const instead = fc.record({
    handshake: validFor(handshakeReplySchema, vocabulary),
    push: validFor(pushReplySchema, vocabulary),
    pull: validFor(pullReplySchema, vocabulary),
  });
  return fc.record({
    at: fc.nat(5),
    changes,
    instead: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: instead }),
    refusal: fc.oneof(
      { weight: 8, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: hostileValue(validFor(wireErrorSchema, vocabulary)) },
    ),
    isLost: fc.boolean(),
  });
}
