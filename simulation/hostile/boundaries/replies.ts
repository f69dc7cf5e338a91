/**
 * Server → device. A server that is broken, mixed up or in the wrong hands answers a real core with anything: the core lives, its store stays
 * whole, what was saved stays saved, and the first honest rounds put everything right.
 */
import fc from 'fast-check';
import { createTestCompany, first, signIn } from '../../../main/hosts/memory/company.ts';
import { idOf, type MemoryServer } from '../../../main/hosts/memory/memoryServer.ts';
import { createManualTimers } from '../../../main/core/ports/manualTimers.ts';
import type { OpenTransport } from '../../../main/core/ports/transport.ts';
import { createSyncEngine } from '../../../main/core/sync/index.ts';
import { readPullReply } from '../../../main/core/sync/readPage.ts';
import type { RecordStore } from '../../../main/core/store/types.ts';
import { createError, ERROR_CODES, errorFromWire } from '../../../shared/base/errors.ts';
import { deviceCalls, type DeviceCallName, type DeviceCallReplies } from '../../../shared/contract/server.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { readProof } from '../../../shared/sync/deviceProof.ts';
import {
  handshakeReplySchema,
  pullReplySchema,
  pushReplySchema,
  wireErrorSchema,
} from '../../../shared/sync/protocol.ts';
import type { z } from 'zod';
import {
  createLogGuard,
  isKnownCode,
  withoutGround,
  type Boundary,
  type LogGuard,
  type Outcome,
  type Target,
} from '../boundary.ts';
import { changes, changeTree, hostileValue, type Change } from '../generators/hostileJson.ts';
import { treeToText, valueToTree } from '../generators/jsonTree.ts';
import { validFor } from '../generators/valid.ts';
import { COMMON_WORDS } from '../generators/words.ts';

/** What becomes of one answer of the server; the honest one is changed, or another is given in its place. */
interface Bend {
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

interface RepliesInput {
  readonly bends: readonly Bend[];
  readonly saves: number;
}

export const replies: Boundary<RepliesInput> = { name: 'replies', inputsPerWorld: 100, open: withoutGround(begin) };

/** A round that asks more often than that asks in circles. */
const MESSAGES_MAXIMUM = 120;

interface World {
  readonly window: CoreClient;
  readonly store: () => RecordStore;
  readonly line: BentLine;
  readonly logs: LogGuard;
  /** Names of customers that were said to be saved. */
  readonly saved: Map<string, string>;
  readonly server: MemoryServer;
}

async function begin(): Promise<Target<RepliesInput>> {
  const logs = createLogGuard((line) =>
    /defect|listener_failed|sealed_copy_failed|"error":"(Type|Range|Reference|Sqlite)/.test(line),
  );
  let store: RecordStore | null = null;
  const company = await createTestCompany();
  const line = bendLine(company.server.transport);
  await company.restart({
    log: (event, facts) => logs.note({ event, ...facts }),
    timers: createManualTimers(company.clock),
    openTransport: () => line.transport,
    createSyncEngine: (options) => {
      store = options.store;
      return createSyncEngine(options);
    },
  });
  const window = await signIn(company);
  const world: World = {
    window,
    line,
    logs,
    saved: new Map(),
    server: company.server,
    store: () => {
      if (!store) throw new Error('No store was opened');
      return store;
    },
  };
  return {
    inputs: fc.record({ bends: fc.array(bendFor(), { minLength: 1, maxLength: 3 }), saves: fc.nat(2) }),
    receive: (input) => receive(world, input),
    finish: () => finish(world),
    close: () => company.close(),
  };
}

async function receive(world: World, { bends, saves }: RepliesInput): Promise<Outcome> {
  const { window, line } = world;
  for (let count = 0; count < saves; count += 1) await save(world);
  const own = ownGroups(world.store());
  line.bend(bends);
  const state = await window.sync.now();
  const { asked, told } = line.straighten();
  const broken = world.logs.take();
  const code = state.problem?.code ?? 'ok';
  if (asked > MESSAGES_MAXIMUM) broken.push('a round asks in circles');
  if (!isKnownCode(code) && code !== 'ok') broken.push(`an unknown code: ${code}`);
  // Sums that never fit are told as what they are; a code that nobody knows is no other.
  const isOwnWord = bends.some(({ refusal }) => refusal !== null);
  if (code === 'internal' && !isOwnWord && state.problem?.facts['reason'] !== 'checksum_mismatch')
    broken.push(`the round ended with internal: ${JSON.stringify(state.problem?.facts)}`);
  broken.push(...lostGroups(own, world.store(), told));
  broken.push(...(await heal(world, code)));
  return { answer: code, broken };
}

async function save({ window, saved }: World): Promise<void> {
  const name = `ذخیره ${saved.size + 1}`;
  const { id } = await window.customers.create({
    kind: 'company',
    body: { name, stage: 'lead', ownerId: idOf('ali') },
  });
  saved.set(id, name);
}

/** An honest server puts right whatever another one has told: the next rounds bring back what it has, and hand in what waits. */
async function heal({ window, line, saved, server, logs }: World, after: string): Promise<string[]> {
  let state = await window.sync.now();
  for (let rounds = 0; rounds < 3 && (state.problem !== null || state.pending > 0); rounds += 1)
    state = await window.sync.now();
  line.straighten();
  const broken = logs.take();
  if (state.problem)
    broken.push(
      `after ${after} an honest server is met with ${state.problem.code} ${JSON.stringify(state.problem.facts)}`,
    );
  if (state.pending > 0) broken.push(`after ${after} work is not handed in`);
  for (const [id, name] of saved) {
    if (server.record('customers', id)?.body['name'] !== name) broken.push(`after ${after} saved work has not arrived`);
    saved.delete(id);
    const here = await first(window.records.observe({ collection: 'customers', id }));
    if (here?.body['name'] !== name) broken.push(`after ${after} saved work is not shown any more`);
  }
  return [...new Set(broken)];
}

interface OwnGroup {
  readonly hash: string;
  readonly bytes: string;
}

const ownGroups = (store: RecordStore): OwnGroup[] =>
  store.read.all<OwnGroup>("SELECT hash, bytes FROM outbox WHERE state IN ('pending', 'waiting', 'parked')");

/** Only what the server says that it has, or has no use for, may go. */
function lostGroups(before: readonly OwnGroup[], store: RecordStore, told: string): string[] {
  const after = new Map(
    store.read.all<OwnGroup>('SELECT hash, bytes FROM outbox').map(({ hash, bytes }) => [hash, bytes]),
  );
  return before.some(({ hash, bytes }) => after.get(hash) !== bytes && !told.includes(hash))
    ? ['unsent work is gone']
    : [];
}

async function finish({ window, store, logs, server }: World): Promise<string[]> {
  const broken = logs.take();
  const { ok, findings } = await store().checkIntegrity();
  if (!ok) broken.push(`the store is damaged: ${findings.join(', ')}`);
  // A name that only the server knows arrives.
  server.put('customers', 'company', idOf('honest'), { name: 'راستین', stage: 'active', ownerId: idOf('ali') });
  await window.sync.now();
  const here = await first(window.records.observe({ collection: 'customers', id: idOf('honest') }));
  if (here?.body['name'] !== 'راستین') broken.push('an honest change does not arrive');
  return broken;
}

// ---- a line that bends -------------------------------------------------------------------------------------------

type ServerTransport = ReturnType<OpenTransport>;

interface BentLine {
  readonly transport: ServerTransport;
  bend(bends: readonly Bend[]): void;
  /** Honest from now on. @returns how many messages there were, and everything that was told instead of the truth. */
  straighten(): { asked: number; told: string };
}

function bendLine(honest: ServerTransport): BentLine {
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

function bendFor(): fc.Arbitrary<Bend> {
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
