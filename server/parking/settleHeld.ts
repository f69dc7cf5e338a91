/**
 * What a decision does to a held group, in the transaction of whoever decides, or brings back a decision that a restored server forgot: its effect, the
 * release of what waited behind it, and the entry that tells its author.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { DecideReply } from '../../shared/contract/parking.ts';
import { readGroup } from '../../shared/sync/group.ts';
import { liftGroup } from '../../shared/sync/lift.ts';
import type { SignedGroup } from '../../shared/sync/operation.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import { findDevices, type DeviceChain } from '../auth/devices.ts';
import { isRetryable, type Queryable, type Transaction } from '../store/database.ts';
import { readEpochs } from '../sync/epochs.ts';
import type { Organisation } from '../sync/organisation.ts';
import { reviseLedger, type Decision } from '../sync/push/ledger.ts';
import type { ReceivedGroup } from '../sync/push/receive.ts';
import { EMPTY_PLAN, PlanGrew, type Plan } from '../sync/push/workspace.ts';
import { writeEntry, type DecisionEntry, type EntryFacts } from './decisionEntry.ts';
import { reapply } from './reapply.ts';

const TRIES_MAXIMUM = 30;
const PAUSE_MILLISECONDS = 5;

export interface Settling {
  readonly held: ParkedRow;
  /** The group as it is to be applied; null when it is discarded. */
  readonly item: ReceivedGroup | null;
  /** What waits behind it, in the order of the chain. */
  readonly followers: readonly ReceivedGroup[];
  readonly facts: EntryFacts;
  readonly entry: DecisionEntry;
  /** Who decides, where it is in this moment; left out where a decision comes back that was made before. */
  readonly asking?: RecordId;
}

export interface Settled {
  readonly reply: DecideReply;
  readonly movedScopes: readonly string[];
}

/** After the device's lock. @throws StillRefused when the group still cannot be applied; `PlanGrew` as a push does. */
export async function settleHeld(
  transaction: Transaction,
  { held, item, followers, facts, entry, asking }: Settling,
  plan: Plan,
  chains: ReadonlyMap<RecordId, DeviceChain>,
  surroundings: { readonly clock: Clock; readonly organisation: Organisation },
): Promise<Settled> {
  const { hash } = held;
  const applied = await reapply(
    transaction,
    {
      groups: item ? [item, ...followers] : followers,
      decided: [hash],
      // Letting it through is the administrator's act: their rights count. What its author does next is judged as ever.
      judgedAs: new Map([[hash, facts.decidedBy]]),
      ...(asking === undefined ? {} : { asking }),
      entry,
    },
    item ? hash : null,
    plan,
    chains,
    surroundings,
  );
  if (!item) await reviseLedger(transaction, [discarded(held, applied.entryCovers)]);
  const reply = replyOf(hash, !item, applied.decisions);
  const { current } = await readEpochs(transaction);
  await writeEntry(transaction, entry, facts, reply, current.number);
  return { reply, movedScopes: applied.movedScopes };
}

const discarded = (held: ParkedRow, covers: Decision['covers']): Decision => ({
  hash: held.hash,
  outcome: 'discarded',
  reason: held.reason,
  facts: held.facts,
  covers,
  reviews: [],
});

function replyOf(hash: string, isDiscard: boolean, decisions: readonly Decision[]): DecideReply {
  const followers = decisions.filter((decision) => decision.hash !== hash);
  return {
    type: 'decided',
    outcome: isDiscard ? 'discarded' : 'applied',
    reviews: decisions.find((decision) => decision.hash === hash)?.reviews.length ?? 0,
    released: followers.filter(({ outcome }) => outcome === 'applied').length,
    stillHeld: followers.filter(({ outcome }) => outcome === 'parked').length,
  };
}

// ---- what is held ---------------------------------------------------------------------------------------------------

export interface ParkedRow extends SignedGroup {
  readonly reason: string | null;
  readonly facts: Record<string, string>;
}

/** The parked groups of a device and its line, in the order of the chain. */
export const readParked = (database: Queryable, device: RecordId): Promise<ParkedRow[]> =>
  database.rows<ParkedRow>(
    `SELECT hash, bytes, signature, reason, facts FROM ledger
     WHERE device = ANY(ARRAY(SELECT id FROM devices WHERE line = (SELECT line FROM devices WHERE id = $1))) AND outcome = 'parked'
     ORDER BY n, hash`,
    [device],
  );

/** Their signatures were checked when they came. */
export async function toReceived(database: Queryable, rows: readonly ParkedRow[]): Promise<ReceivedGroup[]> {
  const read = rows.flatMap(({ hash, bytes, signature }) => {
    const group = readGroup({ hash, bytes, signature });
    return group.ok ? [{ hash, bytes, signature, group: liftGroup(group.value) }] : [];
  });
  const devices = await findDevices(database, [...new Set(read.map(({ group }) => group.device))]);
  return read.flatMap((item) => {
    const device = devices.get(item.group.device);
    return device ? [{ ...item, device }] : [];
  });
}

/** Of `parked`, what waits behind other held work of the device: all of it is tried when one of them is decided. */
export const followersOf = (
  database: Queryable,
  parked: readonly ParkedRow[],
  hash: string,
): Promise<ReceivedGroup[]> =>
  toReceived(
    database,
    parked.filter((row) => row.reason === 'behind_parked' && row.hash !== hash),
  );

/** With the tries of a push: the plan of locks grows, and other transactions get in the way. */
export async function inOneTransaction<Result>(
  context: Pick<DeviceCallContext, 'database' | 'organisation'>,
  work: (transaction: Transaction, plan: Plan, organisation: Organisation) => Promise<Result>,
): Promise<Result> {
  let plan = EMPTY_PLAN;
  for (let tries = 1; ; tries += 1) {
    try {
      const organisation = await context.organisation.read(context.database);
      return await context.database.transaction((transaction) => work(transaction, plan, organisation));
    } catch (error) {
      if (tries >= TRIES_MAXIMUM) throw error;
      if (error instanceof PlanGrew) plan = error.plan;
      else if (isRetryable(error)) await wait(PAUSE_MILLISECONDS * tries * Math.random());
      else throw error;
    }
  }
}
