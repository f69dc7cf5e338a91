/**
 * One round with the server: handshake, push everything, bring back what a restored server asks for, pull one checkpoint, compare. Each step leaves the store in a state
 * from which the next round goes on, so it may be cut anywhere: what was sent is known by its hash, what was staged is kept.
 * One page, for it is one story: whoever changes a step must see the ones around it.
 */
import { instantToMilliseconds } from '../../../shared/base/clock.ts';
import { createError, isPeyvandError, type PeyvandError } from '../../../shared/base/errors.ts';
import type { ScopeId } from '../../../shared/domain/record.ts';
import {
  PROTOCOL_VERSION,
  PULL_ROWS_MAXIMUM,
  PUSH_GROUPS_MAXIMUM,
  type Digest,
  type GroupOutcome,
  type HandshakeReply,
  type HeadVector,
  type PullReply,
} from '../../../shared/sync/protocol.ts';
import type { OutboxEntry, SyncStore } from '../store/types.ts';
import type { ServerTransport } from '../ports/transport.ts';
import { partOf, type BatchSizes } from './batchSizes.ts';
import type { SyncEngineOptions } from './engine.ts';
import { takeHandshake, writeHandshake } from './greeting.ts';
import { createPageQueue } from './pageQueue.ts';
import { offerFacts } from './serverFacts.ts';
import { inOrderOfUse } from './scopeOrder.ts';
import { scopeInLog } from './scopeInLog.ts';

export interface RoundReport {
  /** Milliseconds that the server's clock is ahead of this machine's. */
  readonly clockOffset: number;
  /** Scopes whose records did not match the server's checksums and were fetched anew. */
  readonly repaired: readonly ScopeId[];
}

interface RoundContext {
  readonly signal: AbortSignal;
  /** Groups sent, rows fetched, rows taken over. */
  readonly onProgress: (phase: 'push' | 'pull' | 'apply', done: number, expected: number) => void;
  /** `push`: what waits is sent, and nothing is fetched. */
  readonly reach: 'whole' | 'push';
  readonly sizes: { readonly push: BatchSizes; readonly pull: BatchSizes };
}

/** Grants, view or epoch may change under a pull; then the round begins anew, but not for ever. */
const RESTARTS_MAXIMUM = 5;
/** A server that takes a proof and knows nothing of it again and again is not worth asking in circles. */
const PROOFS_MAXIMUM = 3;
/** Bytes of groups in one push, well under the server's message limit. */
const PUSH_BYTES_MAXIMUM = 4 * 1024 * 1024;

/** The token that this device's messages carry now. */
export const bearerOf = ({ identities, token }: Pick<SyncEngineOptions, 'identities' | 'token'>): string =>
  identities?.token() ?? token;

export async function runRound(options: SyncEngineOptions, context: RoundContext): Promise<RoundReport> {
  const repaired = new Set<ScopeId>();
  // A server that is restored just behind a proof has forgotten that too.
  for (let proofs = 0; ; proofs += 1) {
    try {
      return await tryRound(options, context, repaired);
    } catch (error) {
      const isUnknown = isPeyvandError(error) && error.code === 'not_enrolled' && proofs < PROOFS_MAXIMUM;
      if (!isUnknown || !(await becomeKnown(options, context, error))) throw error;
    }
  }
}

/** The server did not take this device's token. @returns false when there is nothing to change that by. */
async function becomeKnown(
  { identities, log }: SyncEngineOptions,
  { signal }: RoundContext,
  refusal: PeyvandError,
): Promise<boolean> {
  if (!identities) return false;
  // The token was changed by another disk of this device, or for one that this disk has lost again.
  if (await identities.proveKey(refusal, signal)) log('sync.key_proven', {});
  // The server may be older than this device's new identity: it was restored.
  else if (await identities.enrolAgain(signal)) log('sync.identity_enrolled_again', {});
  else return false;
  return true;
}

async function tryRound(
  options: SyncEngineOptions,
  context: RoundContext,
  repaired: Set<ScopeId>,
): Promise<RoundReport> {
  for (let rounds = 0; rounds < RESTARTS_MAXIMUM; rounds += 1) {
    await options.identities?.settle(context.signal);
    const greeting = await shakeHands(options, context).catch((error: unknown) =>
      pushAllTheSame(options, context, error),
    );
    if (greeting === 'restart') continue;
    const { reply, clockOffset } = greeting;
    const refusal = await sendAll(options, context, reply);
    if (refusal === 'restart') continue;
    await dropWithdrawnScopes(options, reply.scopes, context.signal);
    if (context.reach === 'push') {
      if (refusal) throw refusal;
      return { clockOffset, repaired: [] };
    }
    const outcome = await pullCheckpoint(options, context, reply);
    if (outcome.type === 'restart') continue;
    const mismatched = mismatchedScopes(options.store.sync, outcome.digests);
    // Said only now: work of ours that the server will not take must not keep its own from arriving.
    if (mismatched.length === 0 && refusal) throw refusal;
    if (mismatched.length === 0) return { clockOffset, repaired: [...repaired] };
    for (const scope of mismatched) {
      // Fetched from zero once already and still different: fetching for ever would hide a defect.
      if (repaired.has(scope)) throw createError('internal', { reason: 'checksum_mismatch', scope });
      options.log('sync.scope_reopened', { scope: scopeInLog(scope) });
      repaired.add(scope);
      options.store.sync.reopenScope(scope);
    }
  }
  throw createError('server_refused', { reason: 'grants_keep_changing' });
}

// ---- handshake -----------------------------------------------------------------------------------------------

async function shakeHands(
  options: SyncEngineOptions,
  { signal }: RoundContext,
): Promise<{ reply: HandshakeReply; clockOffset: number } | 'restart'> {
  const { store, transport, clock, identities } = options;
  const sentAt = clock.now();
  const question = options.lease?.ask();
  const request = writeHandshake(options, sentAt, question?.nonce);
  const reply = await transport.handshake(bearerOf(options), request, signal);
  if (reply.protocol > PROTOCOL_VERSION)
    throw createError('protocol_newer', { server: reply.protocol, client: PROTOCOL_VERSION });
  if (reply.token !== undefined) identities?.adopt(reply.token);
  // Half the trip each way, as in NTP (RFC 5905, section 8).
  const clockOffset = Math.round(instantToMilliseconds(reply.serverTime) - (sentAt + clock.now()) / 2);
  store.sync.setClockOffset(clockOffset);
  // This disk is not the one that the server knows. With nothing awaited in between, no commit comes before its new identity.
  if (identities && reply.last && store.sync.differsFrom(reply.last)) {
    identities.renew();
    options.log('sync.new_identity', { known: reply.last.n, here: store.sync.lastGroup()?.n ?? 0 });
    return 'restart';
  }
  if (question) options.lease?.take(reply.leaseToken ?? null, question);
  takeHandshake(options, reply);
  return { reply, clockOffset };
}

/**
 * A program too old to be greeted is never too old to hand in its work (SYNC-162), nor is a device that the company will erase when it has done so. Then
 * the error is told.
 */
async function pushAllTheSame(options: SyncEngineOptions, context: RoundContext, error: unknown): Promise<never> {
  const { epoch } = options.store.identity;
  if (epoch !== null && isPeyvandError(error) && takesWork(error)) await pushAll(options, context, epoch);
  throw error;
}

/** The server itself says so, and down to where it takes messages: to one that may not understand us nothing is sent. */
const takesWork = ({ code, facts }: PeyvandError): boolean =>
  (code === 'protocol_newer' && 'minimum' in facts) ||
  (code === 'device_stopped' && facts['standing'] === 'wipePolitely');

// ---- push ----------------------------------------------------------------------------------------------------

/** What people did, then what a restored server wants back. Answers as {@link pushAll}. */
async function sendAll(
  options: SyncEngineOptions,
  context: RoundContext,
  reply: HandshakeReply,
): Promise<PeyvandError | 'restart' | null> {
  const refusal = await pushAll(options, context, reply.epoch);
  if (refusal === 'restart') return refusal;
  const broughtBack = await offerFacts(options, bearerOf(options), reply, context.signal);
  if (broughtBack === 'restart') return broughtBack;
  // What waited there for a state that has come back with them goes through now.
  return broughtBack > 0 && options.store.sync.counts().pending > 0 ? pushAll(options, context, reply.epoch) : refusal;
}

/**
 * @returns why the server will not take what is left, null when all was taken or waits for something that comes later; `restart` when the
 * server was restored since the handshake: what it answered is true of another life than the one that is held here.
 */
async function pushAll(
  options: SyncEngineOptions,
  context: RoundContext,
  epoch: string,
): Promise<PeyvandError | 'restart' | null> {
  const { signal, sizes } = context;
  const transport = measured(options, context);
  const { sync } = options.store;
  const token = bearerOf(options);
  const expected = sync.counts().pending;
  let done = 0;
  let refusal: PeyvandError | null = null;
  let waiting = 0;
  let isDecided = false;
  for (;;) {
    const most = { groups: partOf(PUSH_GROUPS_MAXIMUM, sizes.push), bytes: partOf(PUSH_BYTES_MAXIMUM, sizes.push) };
    const batch = sync.outbox(most.groups, waiting, most.bytes);
    if (batch.length === 0) {
      if (waiting === 0 || !isDecided) return refusal;
      // What waits may have waited for something that was sent behind it; else it goes with a later round, not in circles.
      waiting = 0;
      isDecided = false;
      continue;
    }
    const groups = batch.map(({ bytes, hash, signature }) => ({ bytes, hash, signature }));
    const reply = await transport.push(token, { protocol: PROTOCOL_VERSION, groups }, signal);
    if (reply.epoch !== epoch) return 'restart';
    const outcomes = outcomesOf(batch, reply.outcomes);
    sync.recordOutcomes(outcomes);
    sync.addNumberBlocks(reply.numberBlocks);
    done += outcomes.length;
    context.onProgress('push', Math.min(done, expected), expected);
    if (outcomes.length === 0) return refusal;
    refusal ??= refusalOf(outcomes);
    // They come first in the outbox, in the order sent.
    waiting += outcomes.filter(({ outcome }) => outcome === 'waiting').length;
    isDecided ||= outcomes.some(({ outcome }) => outcome === 'applied' || outcome === 'parked');
  }
}

/** Only answers about groups that were sent count: a mixed-up server cannot mark other work as delivered. */
function outcomesOf(batch: readonly OutboxEntry[], outcomes: readonly GroupOutcome[]): GroupOutcome[] {
  const sent = new Set(batch.map(({ hash }) => hash));
  return outcomes.filter(({ hash }) => sent.has(hash));
}

function refusalOf(outcomes: readonly GroupOutcome[]): PeyvandError | null {
  const refused = outcomes.find((outcome) => outcome.outcome === 'refused');
  return refused?.outcome === 'refused' ? createError('server_refused', { reason: refused.code }) : null;
}

// ---- pull ----------------------------------------------------------------------------------------------------

type Digests = Record<ScopeId, Record<string, Digest>>;
type PullOutcome = { type: 'restart' } | { type: 'done'; digests: Digests };

async function pullCheckpoint(
  options: SyncEngineOptions,
  context: RoundContext,
  handshake: HandshakeReply,
): Promise<PullOutcome> {
  const sync = options.store.sync;
  for (let tries = 0; tries < RESTARTS_MAXIMUM; tries += 1) {
    const heads = await askPull(options, context, handshake, {});
    if (heads.type === 'again')
      return heads.reason === 'token_expired' ? { type: 'restart' } : restart(sync, heads.reason);
    if (heads.type !== 'heads') throw createError('server_refused', { reason: 'unexpected_answer' });
    sync.beginCheckpoint(heads.token, heads.heads, heads.reopen);
    const fetched = await fetchPages(options, context, handshake, heads.token, heads.heads);
    if (fetched === 'token_expired') continue;
    if (fetched !== 'complete') return restart(sync, fetched);
    await sync.applyCheckpoint({
      onProgress: (done, expected) => context.onProgress('apply', done, expected),
      signal: context.signal,
    });
    return { type: 'done', digests: digestsOf(heads) };
  }
  throw createError('server_refused', { reason: 'token_expires_too_soon' });
}

/** Every scope of the checkpoint: one in which the server has nothing is one in which nothing may be held. */
export const digestsOf = ({ heads, digests }: Extract<PullReply, { type: 'heads' }>): Digests =>
  Object.fromEntries(Object.keys(heads).map((scope) => [scope, digests[scope] ?? {}]));

type Again = Extract<PullReply, { type: 'again' }>['reason'];

/** Staged pages of scopes still held stay good when a grant changes, not when what the pages may contain does. */
function restart(sync: SyncStore, reason: Again): PullOutcome {
  if (reason === 'view_changed' || reason === 'epoch_changed') sync.dropStaging();
  return { type: 'restart' };
}

async function fetchPages(
  options: SyncEngineOptions,
  context: RoundContext,
  handshake: HandshakeReply,
  token: string,
  heads: HeadVector,
): Promise<'complete' | Again> {
  const sync = options.store.sync;
  const { positions } = sync.staging();
  const { done: doneBefore, expected } = distanceOf(sync, heads);
  const queue = createPageQueue((pages) => sync.takePages(token, pages));
  let done = doneBefore;
  try {
    for (const scope of inOrderOfUse(Object.keys(heads))) {
      const head = heads[scope] ?? 0;
      let after = positions[scope] ?? 0;
      while (after < head) {
        const reply = await askPull(options, context, handshake, {
          token,
          page: { scope, after, limit: partOf(PULL_ROWS_MAXIMUM, context.sizes.pull) },
        });
        if (reply.type === 'again') return reply.reason;
        if (reply.type !== 'page' || !isPageOf(reply, { token, scope, after, head }))
          throw createError('server_refused', { reason: 'unexpected_answer' });
        // Sequence numbers of superseded rows are never sent: a finished scope stands at its head.
        const next = reply.done ? head : reply.next;
        await queue.add({ scope, rows: reply.rows, next });
        done += next - after;
        after = next;
        context.onProgress('pull', done, expected);
      }
    }
    return 'complete';
  } finally {
    // Also when the line was cut: what came before it is kept.
    await queue.end();
  }
}

/** Is it the page that was asked for? One that was mixed up on its way would put rows of another moment into this checkpoint. */
const isPageOf = (
  { token, scope, next, done, rows }: Extract<PullReply, { type: 'page' }>,
  asked: { readonly token: string; readonly scope: ScopeId; readonly after: number; readonly head: number },
): boolean =>
  token === asked.token &&
  scope === asked.scope &&
  (done || (next > asked.after && next <= asked.head)) &&
  rows.every(({ seq }) => seq > asked.after && seq <= asked.head);

function askPull(
  options: SyncEngineOptions,
  context: RoundContext,
  handshake: HandshakeReply,
  part: { token?: string; page?: { scope: ScopeId; after: number; limit: number } },
): Promise<PullReply> {
  const { store } = options;
  return measured(options, context).pull(
    bearerOf(options),
    {
      protocol: PROTOCOL_VERSION,
      device: store.identity.device,
      view: handshake.view,
      epoch: handshake.epoch,
      cursor: store.sync.cursor(),
      ...part,
    },
    context.signal,
  );
}

/** Sending and fetching, from which the sizes of messages learn. */
function measured(
  { transport, clock }: SyncEngineOptions,
  { sizes }: RoundContext,
): Pick<ServerTransport, 'push' | 'pull'> {
  const measure = async <Reply>(size: BatchSizes, call: () => Promise<Reply>): Promise<Reply> => {
    const sentAt = clock.now();
    try {
      const reply = await call();
      size.answered(clock.now() - sentAt);
      return reply;
    } catch (error) {
      if (isPeyvandError(error) && TOO_MUCH.has(error.code)) size.failed();
      throw error;
    }
  };
  return {
    push: (...call) => measure(sizes.push, () => transport.push(...call)),
    pull: (...call) => measure(sizes.pull, () => transport.pull(...call)),
  };
}

const TOO_MUCH: ReadonlySet<string> = new Set(['server_unreachable', 'message_too_large']);

/** From the cursor to the heads, and how much of that is here already: a fetch that was cut or stopped goes on where it was, also on the screen. */
function distanceOf(sync: SyncStore, heads: HeadVector): { done: number; expected: number } {
  const { positions } = sync.staging();
  const cursor = sync.cursor();
  const sum = { done: 0, expected: 0 };
  for (const [scope, head] of Object.entries(heads)) {
    const position = positions[scope] ?? 0;
    // A scope that was re-opened is fetched from before its cursor.
    const from = Math.min(cursor[scope] ?? 0, position);
    sum.done += Math.min(position, head) - Math.min(from, head);
    sum.expected += Math.max(0, head - from);
  }
  return sum;
}

// ---- after ---------------------------------------------------------------------------------------------------

/** Its unsent work has just been pushed, so nothing is lost by the purge; what was saved since keeps the scope for another round. */
export async function dropWithdrawnScopes(
  { store, log }: Pick<SyncEngineOptions, 'store' | 'log'>,
  granted: readonly ScopeId[],
  signal?: AbortSignal,
): Promise<void> {
  for (const scope of Object.keys(store.sync.cursor())) {
    if (granted.includes(scope)) continue;
    try {
      await store.sync.purgeScope(scope, signal);
    } catch (error) {
      if (!isPeyvandError(error) || error.code !== 'illegal_transition') throw error;
      log('sync.purge_postponed', { scope: scopeInLog(scope) });
    }
  }
  // Of a purge that a crash or the end of an earlier round has cut.
  await store.sync.eraseTraces(signal);
}

export function mismatchedScopes(sync: SyncStore, expected: Digests): ScopeId[] {
  const scopes = Object.keys(expected);
  const held = sync.digests(scopes);
  return scopes.filter((scope) => {
    const collections = new Set([...Object.keys(expected[scope] ?? {}), ...Object.keys(held[scope] ?? {})]);
    return [...collections].some((collection) => !sameDigest(expected[scope]?.[collection], held[scope]?.[collection]));
  });
}

function sameDigest(a: Digest | undefined, b: Digest | undefined): boolean {
  const count = a?.count ?? 0;
  if (count !== (b?.count ?? 0)) return false;
  return count === 0 || a?.checksum === b?.checksum;
}
