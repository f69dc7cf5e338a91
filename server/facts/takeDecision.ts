/**
 * A decision on held work that comes back: its effect on the group, which its author sent again and which is held again, is what it had been, and the
 * entry is the one that was signed. Once somebody has decided anew, that stands.
 */
import type { RecordId } from '../../shared/base/id.ts';
import { isPeyvandError } from '../../shared/base/errors.ts';
import type { SignedText } from '../../shared/sync/serverFacts.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import { lockDevices, type DeviceChain } from '../auth/devices.ts';
import { followersOf, inOneTransaction, readParked, settleHeld, toReceived } from '../parking/settleHeld.ts';
import { entryOfText, versionOf, writeEntry, type DecisionEntry } from '../parking/decisionEntry.ts';
import { StillRefused } from '../parking/reapply.ts';
import { applyDue, waitingBehind } from '../parking/release.ts';
import type { Transaction } from '../store/database.ts';
import { readEpochs } from '../sync/epochs.ts';
import { writeFeed } from '../sync/feedWriter.ts';
import type { Organisation } from '../sync/organisation.ts';
import { announceScopes } from '../sync/pokes.ts';
import { describeFault, isPoison } from '../sync/push.ts';
import type { ReceivedGroup } from '../sync/push/receive.ts';
import type { Plan } from '../sync/push/workspace.ts';
import { writeVersions } from '../sync/recordWriter.ts';
import { keyOf } from '../sync/storedRecord.ts';
import type { DecisionStatement } from './decisionStatement.ts';
import type { FactState } from './journal.ts';
import { repeatChanges } from './repeatChanges.ts';

export type FactContext = Pick<DeviceCallContext, 'database' | 'organisation' | 'keys' | 'clock' | 'log'>;

/** Its signature was checked before. Each in a transaction of its own, after which what it released goes the road of a push. */
export async function takeDecision(
  context: FactContext,
  signed: SignedText,
  decision: DecisionStatement,
): Promise<FactState> {
  try {
    const { state, scopes, due } = await inOneTransaction(context, (transaction, plan, organisation) =>
      take(transaction, { context, signed, decision, plan, organisation }),
    );
    await announceScopes(context.database, scopes);
    if (due.length > 0) await applyDue(context, { id: decision.deviceId }, decision.deviceId, due);
    return state;
  } catch (error) {
    // What it needs may still come from another device; meanwhile an administrator may decide anew.
    if (error instanceof StillRefused) return waiting('refused', { ...error.parking.facts, why: error.parking.reason });
    if (isPeyvandError(error) || !isPoison(error)) throw error;
    context.log('facts.decision_failed', { decision: decision.id, ...describeFault(error) });
    return waiting('refused', { why: 'invalid' });
  }
}

interface Taking {
  readonly context: FactContext;
  readonly signed: SignedText;
  readonly decision: DecisionStatement;
  readonly plan: Plan;
  readonly organisation: Organisation;
}

interface Taken {
  readonly state: FactState;
  readonly scopes: readonly string[];
  /** Groups of the device whose wait it ended. */
  readonly due: readonly string[];
}

async function take(transaction: Transaction, taking: Taking): Promise<Taken> {
  const { signed, decision } = taking;
  const chains = await lockDevices(transaction, [decision.deviceId]);
  if (!chains.has(decision.deviceId)) return only(waiting('device_missing'));
  const entry = entryOfText(signed, decision);
  // A group may have two entries by right: its wait was ended, and when it was held then, somebody decided on it.
  const [there] = await transaction.rows<{ id: string; text: string; decision: string }>(
    `SELECT id, text, decision FROM decisions WHERE id = $1 OR (group_hash = $2 AND (decision = 'released') = ($3 = 'released'))
     ORDER BY id <> $1, decided_at LIMIT 1`,
    [decision.id, decision.group ?? null, decision.decision],
  );
  if (there && there.text === signed.text) return only({ state: 'known' });
  // Somebody decided alike in this life: that entry stands for both. What they changed is not told by the word.
  if (there?.decision === decision.decision && there.decision !== 'changed') return only({ state: 'taken' });
  if (there) return only(contradicted('decided_anew', { decision: there.decision }));
  if (decision.group === undefined) return takeLost(transaction, taking, entry);
  if (decision.decision === 'released') return takeReleased(transaction, taking, entry, decision.group);
  return takeOutcome(transaction, taking, entry, decision.group, chains);
}

async function takeOutcome(
  transaction: Transaction,
  taking: Taking,
  entry: DecisionEntry,
  hash: string,
  chains: ReadonlyMap<RecordId, DeviceChain>,
): Promise<Taken> {
  const { decision } = taking;
  const [row] = await transaction.rows<{ outcome: string }>('SELECT outcome FROM ledger WHERE hash = $1', [hash]);
  if (!row) return only(waiting('group_missing'));
  if (row.outcome === 'parked') return repeat(transaction, taking, entry, hash, chains);
  // What had been in its way came back with something else, or never came back.
  if (row.outcome !== 'applied' || decision.decision !== 'applied')
    return only(contradicted('outcome_differs', { outcome: row.outcome, decision: decision.decision }));
  const reply = { type: 'decided', outcome: 'applied', reviews: 0, released: 0, stillHeld: 0 };
  return { state: { state: 'taken' }, scopes: await writeAlone(transaction, entry, taking, reply), due: [] };
}

async function repeat(
  transaction: Transaction,
  { context, decision, plan, organisation }: Taking,
  entry: DecisionEntry,
  hash: string,
  chains: ReadonlyMap<RecordId, DeviceChain>,
): Promise<Taken> {
  const parked = await readParked(transaction, decision.deviceId);
  const held = parked.find((row) => row.hash === hash);
  const [own] = held ? await toReceived(transaction, [held]) : [];
  if (!held || !own) return only(contradicted('unreadable', {}));
  const item = itemOf(own, decision);
  if (item === null) return only(contradicted('changes_unknown', { leftOut: String(decision.changesLeftOut) }));
  const settling = {
    held,
    item: decision.decision === 'discarded' ? null : item,
    followers: await followersOf(transaction, parked, hash),
    facts: decision,
    entry,
  };
  const { movedScopes } = await settleHeld(transaction, settling, plan, chains, { clock: context.clock, organisation });
  return { state: { state: 'taken' }, scopes: movedScopes, due: [] };
}

/** The group as the administrator had it applied; null when the decision does not say enough for that. */
function itemOf(own: ReceivedGroup, decision: DecisionStatement): ReceivedGroup | null {
  if (decision.decision !== 'changed') return own;
  const group = decision.changesLeftOut > 0 ? null : repeatChanges(own.group, decision.changes);
  return group === null ? null : { ...own, group };
}

async function takeReleased(
  transaction: Transaction,
  taking: Taking,
  entry: DecisionEntry,
  hash: string,
): Promise<Taken> {
  const released = await transaction.rows('UPDATE waiting_groups SET released = true WHERE hash = $1 RETURNING 1', [
    hash,
  ]);
  const isDecided =
    released.length === 0 && (await transaction.rows('SELECT 1 FROM ledger WHERE hash = $1', [hash])).length > 0;
  if (released.length === 0 && !isDecided) return only(waiting('group_missing'));
  const scopes = await writeAlone(transaction, entry, taking, [hash]);
  return { state: { state: 'taken' }, scopes, due: isDecided ? [] : [hash] };
}

/** What of the range has come since is there; what waits behind the rest waits no more. */
async function takeLost(transaction: Transaction, taking: Taking, entry: DecisionEntry): Promise<Taken> {
  const { deviceId, first, last } = taking.decision;
  const released = (await waitingBehind(transaction, deviceId, first, last)) ?? [];
  await transaction.rows('UPDATE waiting_groups SET released = true WHERE hash = ANY($1)', [released]);
  const scopes = await writeAlone(transaction, entry, taking, released);
  return { state: { state: 'taken' }, scopes, due: released };
}

/** The entry and the record that tells its author, without an effect on a group. */
async function writeAlone(
  transaction: Transaction,
  entry: DecisionEntry,
  { decision }: Taking,
  reply: unknown,
): Promise<readonly string[]> {
  const { current } = await readEpochs(transaction);
  await writeEntry(transaction, entry, decision, reply, current.number);
  await writeVersions(transaction, [versionOf(entry)], current.number);
  const { sequences } = await writeFeed(transaction, [{ before: null, after: entry.record }]);
  return Object.keys(sequences.get(keyOf(entry.record)) ?? {});
}

const only = (state: FactState): Taken => ({ state, scopes: [], due: [] });
const waiting = (reason: string, facts: Readonly<Record<string, string>> = {}): FactState => ({
  state: 'waiting',
  facts: { ...facts, reason },
});
const contradicted = (reason: string, facts: Readonly<Record<string, string>>): FactState => ({
  state: 'contradicted',
  facts: { ...facts, reason },
});
