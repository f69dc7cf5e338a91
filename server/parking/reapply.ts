/**
 * Parked groups put through the road of a push once more, in one transaction with what was decided about them: the same locks in the same
 * order, the same merge, the same feed. Only the ledger differs: their rows are there and get another outcome.
 */
import type { Clock } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { HeadVector } from '../../shared/sync/protocol.ts';
import { requireAtWork } from '../administration/asking.ts';
import type { DeviceChain } from '../auth/devices.ts';
import type { Transaction } from '../store/database.ts';
import { readEpochs } from '../sync/epochs.ts';
import { writeFeed } from '../sync/feedWriter.ts';
import type { Organisation } from '../sync/organisation.ts';
import { writeVersions } from '../sync/recordWriter.ts';
import { keyOf } from '../sync/storedRecord.ts';
import { applyInMemory, movementsOf, scopesTouched, toDecision, type Result } from '../sync/push/applyBatch.ts';
import type { Parking } from '../sync/push/applyGroup.ts';
import { auditApprovals } from '../sync/push/approvals.ts';
import { readChains, type Sequence } from '../sync/push/chain.ts';
import { auditPush } from '../sync/push/auditPush.ts';
import { reviseLedger, type Decision } from '../sync/push/ledger.ts';
import type { ReceivedGroup } from '../sync/push/receive.ts';
import { loadWorkspace, type Plan } from '../sync/push/workspace.ts';
import { versionOf, type DecisionEntry } from './decisionEntry.ts';

export interface Reapplication {
  /** The decided group first where it is to be applied, then what waited behind it, in the order of the chain. */
  readonly groups: readonly ReceivedGroup[];
  /** Hashes of parked groups behind which nothing waits any more, besides `groups`. */
  readonly decided: readonly string[];
  readonly judgedAs: ReadonlyMap<string, RecordId>;
  /** Who decides in this moment: locked among the roots, in the one order of all, and judged once more behind their locks. */
  readonly asking?: RecordId;
  /** Written along, in the same feed. */
  readonly entry: DecisionEntry | null;
}

export interface Reapplied {
  /** Parallel to the groups. */
  readonly decisions: readonly Decision[];
  /** Where the author's own scope now holds the entry; empty without one. */
  readonly entryCovers: HeadVector;
  readonly movedScopes: readonly string[];
}

/** Nothing may be written: rolls the transaction back. */
export class StillRefused extends Error {
  readonly parking: Parking;

  constructor(parking: Parking) {
    super('A parked group still cannot be applied');
    this.parking = parking;
  }
}

/**
 * After the device's lock. @param mustApply Hash of the group without which nothing is written.
 * @throws StillRefused when that cannot be applied; `PlanGrew` as a push does; PeyvandError `permission_denied` of somebody who may decide no more.
 */
export async function reapply(
  transaction: Transaction,
  { groups, decided, judgedAs, asking, entry }: Reapplication,
  mustApply: string | null,
  plan: Plan,
  chains: ReadonlyMap<RecordId, DeviceChain>,
  { clock, organisation }: { readonly clock: Clock; readonly organisation: Organisation },
): Promise<Reapplied> {
  const read = await readChains(transaction, groups, chains.keys());
  // They were taken long ago: what they were built on is waited for no more.
  const known = {
    ...read,
    waiting: new Map(groups.map(({ hash }) => [hash, { receivedAt: 0, released: true, stopped: false }])),
  };
  // Nor are they held because their device was stopped: somebody has decided, or it was lifted.
  const sequence: Sequence = { toApply: [...groups], waiting: [], decided: new Map(), stopped: new Map() };
  const epochs = await readEpochs(transaction);
  const askingKey = asking === undefined ? null : keyOf({ collection: 'organisation', id: asking });
  const parents = askingKey === null ? plan.parents : plan.parents.union(new Set([askingKey]));
  const workspace = await loadWorkspace(transaction, groups, { ...plan, parents }, epochs.current.epoch);
  if (askingKey !== null) requireAtWork(workspace.before.get(askingKey), 'parking.decide');
  const results = await applyInMemory(
    transaction,
    sequence,
    workspace,
    epochs,
    chains,
    known,
    { clock, organisation },
    { decided: [...decided, ...groups.map(({ hash }) => hash)], judgedAs },
  );
  refuseUnlessApplied(results, mustApply);
  if (entry) {
    workspace.versions.push(versionOf(entry));
    workspace.records.set(keyOf(entry.record), entry.record);
  }
  await writeVersions(transaction, workspace.versions, epochs.current.number);
  const feed = await writeFeed(
    transaction,
    movementsOf(workspace),
    results.flatMap(({ work }) => (work ? scopesTouched(workspace, work) : [])),
  );
  const entryCovers = (entry && feed.sequences.get(keyOf(entry.record))) ?? {};
  const decisions = results.map((result): Decision => {
    const decision = toDecision(result, workspace, feed.heads, feed.sequences);
    // The author sees the work and who let it through in one moment.
    return decision.hash === mustApply ? { ...decision, covers: raised(decision.covers, entryCovers) } : decision;
  });
  await reviseLedger(transaction, decisions);
  await auditPush(transaction, workspace);
  await auditApprovals(
    transaction,
    results.map(({ work }) => work),
  );
  return {
    decisions,
    entryCovers,
    movedScopes: [...new Set([...feed.sequences.values()].flatMap((sequences) => Object.keys(sequences)))],
  };
}

function refuseUnlessApplied(results: readonly Result[], mustApply: string | null): void {
  const own = results.find(({ item }) => item.hash === mustApply);
  if (own?.parking) throw new StillRefused(own.parking);
}

const raised = (covers: HeadVector, more: HeadVector): HeadVector => {
  const result: Record<string, number> = { ...covers };
  for (const [scope, seq] of Object.entries(more)) result[scope] = Math.max(seq, result[scope] ?? 0);
  return result;
};
