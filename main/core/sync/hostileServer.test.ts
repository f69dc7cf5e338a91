import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createError } from '../../../shared/base/errors.ts';
import type { SyncState } from '../../../shared/contract/sync.ts';
import {
  PROTOCOL_VERSION,
  type GroupOutcome,
  type HandshakeReply,
  type PullReply,
  type PullRequest,
  type PushReply,
} from '../../../shared/sync/protocol.ts';
import type { ServerTransport } from '../ports/transport.ts';
import { createTestFeed, type TestFeed } from '../store/testing/testFeed.ts';
import { bodyOf, companyBody, createCompany, createTestStore, type TestStore } from '../store/testing/testStore.ts';
import { createSyncEngine, type SyncEngine } from './index.ts';

/** One device over a real store, and a server whose every answer a test may turn into something else. */
const HERE = 'territory/here';
const EPOCH = 'epoch';
let test: TestStore;
let engine: SyncEngine;
let feed: TestFeed;
let sent: string[];
let logged: unknown[];
/** What becomes of the honest answers. */
let bend: {
  handshake?: (reply: HandshakeReply) => HandshakeReply;
  push?: (reply: PushReply) => PushReply;
  pull?: (reply: PullReply, request: PullRequest) => PullReply;
};

beforeEach(() => {
  test = createTestStore();
  feed = createTestFeed();
  feed.put('customers', 'company', test.newId(), [HERE], companyBody('their own'));
  sent = [];
  logged = [];
  bend = {};
  engine = createSyncEngine({
    store: test.store,
    transport: { handshake, push, pull, async *pokes() {} } as unknown as ServerTransport,
    token: 'token',
    clock: test.clock,
    timers: { after: () => () => {} },
    randomness: { bytes: (length) => new Uint8Array(length).fill(128) },
    schemaVersions: {},
    log: (...line) => void logged.push(line),
  });
});
afterEach(async () => {
  await engine.stop();
  await test.remove();
});

function note(message: string): void {
  sent.push(message);
  if (sent.length > 100) throw new Error('it asks in circles');
}
async function handshake(): Promise<HandshakeReply> {
  note('handshake');
  const reply: HandshakeReply = {
    protocol: PROTOCOL_VERSION,
    epoch: EPOCH,
    serverTime: new Date(test.clock.now()).toISOString(),
    view: 'view',
    scopes: [HERE],
    last: null,
    numberBlocks: [],
    durableThrough: 0,
    lease: { text: '{}', signature: '' },
  };
  return bend.handshake?.(reply) ?? reply;
}
async function push(_token: string, request: { groups: readonly { hash: string }[] }): Promise<PushReply> {
  note(`push ${request.groups.length}`);
  const outcomes = request.groups.map(({ hash }): GroupOutcome => ({
    hash,
    outcome: 'applied',
    covers: { [HERE]: 99 },
    reviews: [],
  }));
  const reply: PushReply = { epoch: EPOCH, outcomes, numberBlocks: [] };
  return bend.push?.(reply) ?? reply;
}
async function pull(_token: string, request: PullRequest): Promise<PullReply> {
  note(request.page ? 'page' : 'heads');
  const { token = 'checkpoint', page } = request;
  const heads = feed.heads([HERE]);
  const reply: PullReply = page
    ? {
        type: 'page',
        token,
        scope: page.scope,
        rows: feed.rows(page.scope, page.after, heads[page.scope] ?? 0),
        next: heads[page.scope] ?? 0,
        done: true,
      }
    : { type: 'heads', epoch: EPOCH, token, view: 'view', heads, digests: feed.digests([HERE]), reopen: [] };
  return bend.pull?.(reply, request) ?? reply;
}

const save = async (name: string): Promise<string> =>
  (await test.store.commit({ author: test.person, operations: [createCompany(test.newId(), name)] })).hash;
const states = () =>
  test.store.read.all<{ state: string }>('SELECT state FROM outbox ORDER BY n').map(({ state }) => state);
const names = () =>
  test.store.read.all<{ name: string }>('SELECT name FROM customers ORDER BY name').map(({ name }) => name);
const problem = ({ problem: told }: SyncState) => told && { code: told.code, reason: told.facts['reason'] };

describe('answers to a push', () => {
  it('SYNC-180: about groups that were not in it count for nothing', async () => {
    const [first, second] = [await save('a'), await save('b')];
    const { push: honest } = bend;
    expect(honest).toBeUndefined();
    let pushes = 0;
    bend.push = (reply) => {
      pushes += 1;
      if (pushes > 1) return { ...reply, outcomes: [] };
      const one = reply.outcomes[0] as GroupOutcome;
      return { ...reply, outcomes: [one, { ...one, hash: 'f'.repeat(64) }] };
    };
    await engine.now();
    expect(states()).toEqual(['acknowledged', 'pending']);
    expect(test.store.sync.outbox(10).map(({ hash }) => hash)).toEqual([second]);
    expect(first).not.toBe(second);
    // Somebody else's answer, about work of ours that was not in the message.
    sent = [];
    bend.push = (reply) => ({
      ...reply,
      outcomes: [{ hash: first, outcome: 'refused', code: 'signature_invalid' }],
    });
    await engine.now();
    expect(states()).toEqual(['acknowledged', 'pending']);
  });

  it('SYNC-34: that none is there, or that all of it waits, end the round, which goes on to fetch', async () => {
    for (const name of ['a', 'b', 'c']) await save(name);
    bend.push = (reply) => ({ ...reply, outcomes: [] });
    expect(problem(await engine.now())).toBeNull();
    expect(sent).toEqual(['handshake', 'push 3', 'heads', 'page']);
    sent = [];
    bend.push = (reply) => ({
      ...reply,
      outcomes: reply.outcomes.map(({ hash }) => ({ hash, outcome: 'waiting', for: null })),
    });
    expect(problem(await engine.now())).toBeNull();
    expect(sent.filter((message) => message.startsWith('push'))).toEqual(['push 3']);
    expect(states()).toEqual(['waiting', 'waiting', 'waiting']);
    expect(names()).toEqual(['a', 'b', 'c', 'their own']);
  });

  it('SYNC-32: of another epoch than the handshake change nothing, and the round begins anew', async () => {
    await save('a');
    let pushes = 0;
    bend.push = (reply) => {
      pushes += 1;
      return pushes === 1 ? { ...reply, epoch: 'another' } : reply;
    };
    await engine.now();
    expect(sent.slice(0, 4)).toEqual(['handshake', 'push 1', 'handshake', 'push 1']);
    expect(states()).toEqual(['acknowledged']);
  });

  it('SYNC-10: a refusal keeps the work, here and held, and what head office has arrives all the same', async () => {
    await save('a');
    bend.push = (reply) => ({
      ...reply,
      outcomes: reply.outcomes.map(({ hash }) => ({ hash, outcome: 'refused', code: 'signature_invalid' })),
    });
    expect(problem(await engine.now())).toEqual({ code: 'server_refused', reason: 'signature_invalid' });
    expect(states()).toEqual(['parked']);
    expect(names()).toEqual(['a', 'their own']);
  });
});

describe('answers to a pull', () => {
  const bendPage = (change: (page: Extract<PullReply, { type: 'page' }>) => PullReply): void => {
    bend.pull = (reply) => (reply.type === 'page' ? change(reply) : reply);
  };

  it.each<[string, (page: Extract<PullReply, { type: 'page' }>) => PullReply]>([
    ['a page of another scope', (page) => ({ ...page, scope: 'territory/there' })],
    ['a page of another checkpoint', (page) => ({ ...page, token: 'an earlier one' })],
    ['a page that does not get on', (page) => ({ ...page, next: 0, done: false })],
    ['a page that goes beyond its checkpoint', (page) => ({ ...page, next: 1e15, done: false })],
    ['rows from before the page', (page) => ({ ...page, rows: page.rows.map((row) => ({ ...row, seq: 0 })) })],
    ['rows from beyond the checkpoint', (page) => ({ ...page, rows: page.rows.map((row) => ({ ...row, seq: 99 })) })],
    ['heads where a page was asked for', () => ({ ...headsOf(), token: 'checkpoint' })],
  ])('SYNC-122: %s is refused, and nothing of it is shown or kept', async (_name, change) => {
    bendPage(change);
    expect(problem(await engine.now())).toEqual({ code: 'server_refused', reason: 'unexpected_answer' });
    expect(names()).toEqual([]);
    expect(test.store.sync.cursor()).toEqual({});
    // What was refused is forgotten: the next round is as good as any.
    bend = {};
    expect(problem(await engine.now())).toBeNull();
    expect(names()).toEqual(['their own']);
  });
  const headsOf = (): Extract<PullReply, { type: 'heads' }> => ({
    type: 'heads',
    epoch: EPOCH,
    token: 'checkpoint',
    view: 'view',
    heads: feed.heads([HERE]),
    digests: {},
    reopen: [],
  });

  it('SYNC-130: sums that never fit are fetched anew once, and then told as what they are', async () => {
    bend.pull = (reply) =>
      reply.type === 'heads'
        ? { ...reply, digests: { [HERE]: { customers: { count: 5, checksum: '0'.repeat(16) } } } }
        : reply;
    expect(problem(await engine.now())).toEqual({ code: 'internal', reason: 'checksum_mismatch' });
    expect(sent.filter((message) => message === 'heads')).toHaveLength(2);
    expect(names()).toEqual(['their own']);
  });

  it('SYNC-124: grants that change for ever end in an error, not in a circle', async () => {
    bend.pull = () => ({ type: 'again', reason: 'grants_changed' });
    expect(problem(await engine.now())).toEqual({ code: 'server_refused', reason: 'grants_keep_changing' });
    expect(sent.length).toBeLessThan(15);
  });

  it('SYNC-161: a server of a newer protocol gets nothing, and nothing of it is believed', async () => {
    await save('a');
    bend.handshake = (reply) => ({ ...reply, protocol: PROTOCOL_VERSION + 1, epoch: 'new', view: 'new' });
    expect(problem(await engine.now())).toMatchObject({ code: 'protocol_newer' });
    expect(sent).toEqual(['handshake']);
    expect(test.store.identity.epoch).toBeNull();
    expect(states()).toEqual(['pending']);
  });
});

it('SYNC-152 SYNC-160: an honest round leaves its time, the numbers that it brought and the offset of the clocks', async () => {
  await save('a');
  bend.handshake = (reply) => ({ ...reply, serverTime: new Date(test.clock.now() + 90_000).toISOString() });
  bend.push = (reply) => ({ ...reply, numberBlocks: [{ series: 'SO', code: 'K7M2Q', first: 1, last: 9 }] });
  expect((await engine.now()).lastContactAt).toBe(new Date(test.clock.now()).toISOString());
  expect(test.store.sync.numbersUsed()).toEqual([{ series: 'SO', code: 'K7M2Q', last: 0 }]);
  await save('b');
  const [group] = test.store.sync.outbox(1);
  expect(JSON.parse(group?.bytes ?? '')).toMatchObject({ clockOffset: 90_000 });
});

it('SYNC-160: a server whose clock is wrong by any amount changes nothing but the offset that is noted', async () => {
  const id = test.newId();
  for (const serverTime of ['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z']) {
    bend.handshake = (reply) => ({ ...reply, serverTime });
    expect(problem(await engine.now())?.code).toBe('clock_skewed');
  }
  await test.store.commit({ author: test.person, operations: [createCompany(id, 'saved all the same')] });
  expect(bodyOf(test.store, id)).toEqual(companyBody('saved all the same'));
  expect((await engine.now()).pending).toBe(0);
});

it('SEC-147: what a server says of a refusal is told to the person and not written to the log', async () => {
  bend.handshake = () => {
    throw createError('permission_denied', { reason: 'not_today', name: 'علی رضایی', status: 403, list: ['0912'] });
  };
  expect(problem(await engine.now())).toEqual({ code: 'permission_denied', reason: 'not_today' });
  expect(logged).toContainEqual(['sync.round_failed', { code: 'permission_denied', reason: 'not_today', status: 403 }]);
  expect(JSON.stringify(logged)).not.toMatch(/رضایی|0912/);
});
