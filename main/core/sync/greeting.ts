/** The first message of a round, and what follows from its answer: the same over a line and in a bundle. */
import { z } from 'zod';
import { instantFromMilliseconds, instantToMilliseconds } from '../../../shared/base/clock.ts';
import { instantSchema } from '../../../shared/sync/operation.ts';
import {
  HELD_GROUPS_MAXIMUM,
  PROTOCOL_VERSION,
  type GroupOutcome,
  type HandshakeReply,
  type HandshakeRequest,
  type HeldOutcome,
} from '../../../shared/sync/protocol.ts';
import type { SyncEngineOptions } from './engine.ts';
import { noteGreeting } from './serverFacts.ts';

/**
 * @param at By this machine's clock, in milliseconds.
 * @param nonce What a lease is asked for with; none for a greeting whose answer comes when it comes.
 */
export function writeHandshake(
  { store, schemaVersions, programVersion }: Pick<SyncEngineOptions, 'store' | 'schemaVersions' | 'programVersion'>,
  at: number,
  nonce?: string,
): HandshakeRequest {
  const sync = store.sync;
  const held = sync.heldGroups(HELD_GROUPS_MAXIMUM);
  return {
    protocol: PROTOCOL_VERSION,
    device: store.identity.device,
    deviceTime: instantFromMilliseconds(at),
    last: sync.lastGroup(),
    epoch: store.identity.epoch,
    schema: { ...schemaVersions },
    numbersUsed: sync.numbersUsed(),
    ...(programVersion === undefined ? {} : { program: programVersion }),
    ...(held.length > 0 ? { held } : {}),
    // Only with all of them: a group that is held and not named would count as done with.
    ...(held.length < HELD_GROUPS_MAXIMUM ? { confirmed: sync.confirmedThrough() } : {}),
    ...(nonce === undefined ? {} : { nonce }),
  };
}

export function takeHandshake({ store, log }: Pick<SyncEngineOptions, 'store' | 'log'>, reply: HandshakeReply): void {
  const sync = store.sync;
  const knownEpoch = store.identity.epoch;
  // Before the epoch: with it known and this not, what the server lacks would not be asked for by a bundle.
  noteGreeting(store, reply);
  if (reply.epoch !== knownEpoch) {
    // The server was restored: it gets back what it lost before anything of its older state is taken. In this order: after a cut in
    // between the next round meets the old epoch again, and sees once more to what the server lacks.
    if (knownEpoch !== null)
      log('sync.epoch_changed', { requeued: sync.requeueAfter(reply.last?.n ?? 0, reply.last?.hash) });
    sync.setEpoch(reply.epoch);
  }
  if (sync.view() !== reply.view) {
    // Another role or a newer client: everything held is fetched anew, and what may no longer be held is swept with it.
    sync.dropStaging();
    for (const scope of Object.keys(sync.cursor())) sync.reopenScope(scope);
    sync.setView(reply.view);
  }
  // Held work that was decided: its effect, or that there is none, shows together with the decision, at the next checkpoint.
  if (reply.decided && reply.decided.length > 0) sync.recordOutcomes(reply.decided.map(heldToOutcome));
  sync.setDurableThrough(reply.durableThrough, leaseOf(reply));
  sync.addNumberBlocks(reply.numberBlocks);
}

const leaseSchema = z.object({ issuedAt: instantSchema, until: instantSchema });

/** null for a lease that this version cannot read: then nothing is forgotten by time. */
function leaseOf({ lease, serverTime }: HandshakeReply): { now: number; length: number } | null {
  const parsed = leaseSchema.safeParse(parseJson(lease.text));
  if (!parsed.success) return null;
  const length = instantToMilliseconds(parsed.data.until) - instantToMilliseconds(parsed.data.issuedAt);
  return { now: instantToMilliseconds(serverTime), length };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Nothing of a discarded group is in the feed but the decision: once that is here, the group is done with like any other. */
const heldToOutcome = ({ hash, outcome, reason, facts, covers, reviews }: HeldOutcome): GroupOutcome =>
  outcome === 'parked'
    ? { hash, outcome, reason: reason ?? 'invalid', facts: facts ?? {}, covers }
    : { hash, outcome: 'applied', covers, reviews };
