/**
 * Many groups in one READ COMMITTED transaction, set-based: lock, merge in memory, write, and only then take the scope counters. The one
 * lock order: device rows; scope roots; records by id; counters by scope.
 */
import { instantFromMilliseconds, type Clock, type Instant } from '../../../shared/base/clock.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import type { ScopeId } from '../../../shared/domain/record.ts';
import type { GroupOutcome, HeadVector } from '../../../shared/sync/protocol.ts';
import { lockDevices, type DeviceChain } from '../../auth/devices.ts';
import type { Transaction } from '../../store/database.ts';
import type { Epochs } from '../epochs.ts';
import { writeFeed } from '../feedWriter.ts';
import type { Organisation } from '../organisation.ts';
import { writeVersions } from '../recordWriter.ts';
import { keyOf, membershipsOf } from '../storedRecord.ts';
import { readAncestry } from './ancestry.ts';
import { readForApprovals } from './approvalReads.ts';
import { auditApprovals } from './approvals.ts';
import { applyGroup, type Parking, type Surroundings } from './applyGroup.ts';
import { auditPush } from './auditPush.ts';
import { isReleased, readChains, sequenceGroups, type KnownChains, type LedgerRow, type Sequence } from './chain.ts';
import { createGroupWork, takeOver, type GroupWork } from './groupWork.ts';
import { readPapersOfOrders } from './cancelledOrders.ts';
import { readOrdersOfPapers } from './papers.ts';
import { readServices } from './paperStock.ts';
import { readCodeBearers } from './productCodes.ts';
import { heldWorkOf, mustWaitBehind, readHeldWork, type HeldWork } from './held.ts';
import { branchesAmong, writeChains, writeLedger, type Decision } from './ledger.ts';
import { momentsOf } from './moments.ts';
import { claimNumbers } from './numbers.ts';
import { devicesOf, type ReceivedGroup } from './receive.ts';
import { readOrdersOfQuotes } from './reopenedQuotes.ts';
import { findStopped, parkStopped } from './stopped.ts';
import { loadWorkspace, PlanGrew, type Plan, type Workspace } from './workspace.ts';

export interface BatchContext {
  readonly clock: Clock;
  readonly organisation: Organisation;
  readonly epochs: Epochs;
  /** The device that brought the groups, its own or others'. */
  readonly deliveredBy: RecordId;
}

/** Parked groups that are looked at once more (server/parking). */
export interface SecondLook {
  /** Hashes behind which nothing of this batch waits any more: its own, and what was decided. */
  readonly decided: readonly string[];
  /** Keyed by hash: with whose rights a group is judged about which somebody decided. */
  readonly judgedAs: ReadonlyMap<string, RecordId>;
}

/** What became of a group, before what its reader may know is filtered out. */
export type BatchOutcome =
  | Decision
  | { readonly hash: string; readonly outcome: 'waiting'; readonly for: string | null }
  | Extract<GroupOutcome, { outcome: 'refused' }>;

export interface BatchResult {
  /** Keyed by hash. */
  readonly outcomes: ReadonlyMap<string, BatchOutcome>;
  readonly movedScopes: readonly ScopeId[];
}

export async function applyBatch(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  plan: Plan,
  context: BatchContext,
): Promise<BatchResult> {
  const chains = await lockDevices(transaction, devicesOf(groups));
  const known = await readChains(transaction, groups, chains.keys());
  const stopped = await findStopped(transaction, groups, chains, known);
  const sequence = sequenceGroups(groups, known, stopped, context.clock);
  if (sequence.toApply.length === 0) {
    await writeChains(transaction, sequence, known, chains, context.deliveredBy);
    return { outcomes: outcomesOf(sequence, []), movedScopes: [] };
  }

  const { epochs } = context;
  const workspace = await loadWorkspace(transaction, sequence.toApply, plan, epochs.current.epoch);
  const results = await applyInMemory(transaction, sequence, workspace, epochs, chains, known, context);

  await writeVersions(transaction, workspace.versions, epochs.current.number);
  await writeChains(transaction, sequence, known, chains, context.deliveredBy);
  const feed = await writeFeed(
    transaction,
    movementsOf(workspace),
    results.flatMap(({ work }) => (work ? scopesTouched(workspace, work) : [])),
  );
  const decisions = results.map((result) => toDecision(result, workspace, feed.heads, feed.sequences));
  await writeLedger(
    transaction,
    results.map(({ item }) => item),
    decisions,
    context.deliveredBy,
    epochs.current.number,
    known,
    new Map(results.map(({ item, at }) => [item.hash, at])),
  );
  await auditPush(transaction, workspace);
  await auditApprovals(
    transaction,
    results.map(({ work }) => work),
  );
  return {
    outcomes: outcomesOf(sequence, decisions),
    movedScopes: [...new Set([...feed.sequences.values()].flatMap((sequences) => Object.keys(sequences)))],
  };
}

export interface Result {
  readonly item: ReceivedGroup;
  /** When it happened. */
  readonly at: Instant;
  readonly work: GroupWork | null;
  readonly parking: Parking | null;
}

export async function applyInMemory(
  transaction: Transaction,
  sequence: Sequence,
  workspace: Workspace,
  epochs: Epochs,
  chains: ReadonlyMap<RecordId, DeviceChain>,
  known: KnownChains,
  { clock, organisation: organisationBefore }: Pick<BatchContext, 'clock' | 'organisation'>,
  secondLook?: SecondLook,
): Promise<Result[]> {
  const { toApply } = sequence;
  const now = clock.now();
  const arrivals = new Map(
    [...known.arrivedAt].map(([hash, at]) => [hash, instantFromMilliseconds(Math.min(now, at))]),
  );
  const branchedBefore = [...chains].filter(([, chain]) => chain.branched).map(([device]) => device);
  const branched = new Set([...branchedBefore, ...devicesOf(branchesAmong(toApply, known))]);
  const surroundings: Surroundings = {
    workspace,
    ancestry: await readAncestry(transaction, toApply, branched, chains),
    numbers: await claimNumbers(transaction, toApply),
    orders: await readOrdersOfPapers(transaction, toApply, workspace),
    papersOfOrders: await readPapersOfOrders(transaction, toApply, workspace),
    ordersOfQuotes: await readOrdersOfQuotes(transaction, toApply, workspace),
    services: await readServices(transaction, toApply, workspace),
    codeBearers: await readCodeBearers(transaction, toApply),
    approvals: await readForApprovals(transaction, toApply, workspace, organisationBefore, {
      now,
      firstArrival: Math.min(now, ...known.arrivedAt.values()),
    }),
    numberOf: numbersByHash(toApply, known.ledger),
    epoch: epochs.current.number,
    epochNumber: epochs.numberOf,
  };
  const lineOf = (device: RecordId): RecordId => chains.get(device)?.line ?? device;
  const heldByDevice = known.anyHeld
    ? await readHeldWork(transaction, [...chains.keys()], secondLook?.decided)
    : new Map<RecordId, HeldWork[]>();
  const held = Map.groupBy(
    heldByDevice.values().flatMap((own) => own),
    ({ device }) => lineOf(device),
  );
  const moments = momentsOf(toApply, known, now);
  const results: Result[] = [];
  const ahead = new Set<string>();
  let organisation = organisationBefore;

  for (const item of toApply) {
    const waitsForParent = item.group.parent !== null && ahead.has(item.group.parent);
    if (waitsForParent || (isAhead(item, surroundings) && !isReleased(known, item.hash, clock))) {
      ahead.add(item.hash);
      sequence.waiting.push({ group: item, waitsFor: waitsForParent ? item.group.parent : null });
      continue;
    }
    const behind = held
      .get(lineOf(item.group.device))
      ?.find(
        (work) => mustWaitBehind(item.group, work) && surroundings.ancestry.isOwnEarlier(item, work.device, work.hash),
      );
    const at = moments.get(item.hash) ?? instantFromMilliseconds(now);
    const work = createGroupWork(item, epochs.current.number, at, organisation, {
      judgedAs: secondLook?.judgedAs.get(item.hash) ?? null,
      arrivedAt: arrivals.get(item.hash) ?? instantFromMilliseconds(now),
    });
    const stop = sequence.stopped.get(item.hash);
    const parking =
      stop !== undefined
        ? parkStopped(stop)
        : behind
          ? { reason: 'behind_parked' as const, facts: { behind: behind.hash } }
          : applyGroup(surroundings, work);
    if (parking) {
      const line = lineOf(item.group.device);
      held.set(line, [...(held.get(line) ?? []), heldWorkOf(item.hash, item.group)]);
    } else {
      takeOver(workspace, work);
      organisation = work.organisation;
    }
    results.push({ item, at, work: parking ? null : work, parking });
  }
  // All that was missing at once: a push that moves a thousand customers begins again once and not a thousand times.
  const { parents, movers, written } = workspace.learnt;
  if (parents.size + movers.size + written.size > 0) throw new PlanGrew(workspace.plan, workspace.learnt);
  return results;
}

/**
 * Built on a state that this server had in an earlier life and lost: it waits for the groups that made that state. The lease's length
 * ends that wait (see chain.ts), and the merge then works by the values seen.
 */
function isAhead({ group }: ReceivedGroup, { workspace, epoch, epochNumber }: Surroundings): boolean {
  return group.operations.some((operation) => {
    if (operation.act === 'create' || epochNumber(operation.seen.epoch) === epoch) return false;
    return operation.seen.version > (workspace.records.get(keyOf(operation))?.version ?? 0);
  });
}

function numbersByHash(
  toApply: readonly ReceivedGroup[],
  ledger: ReadonlyMap<string, LedgerRow>,
): (hash: string) => number {
  const own = new Map(toApply.map(({ hash, group }) => [hash, group.n]));
  return (hash) => own.get(hash) ?? ledger.get(hash)?.n ?? 0;
}

export const movementsOf = (workspace: Workspace) =>
  [...new Set(workspace.versions.map(({ record }) => keyOf(record)))].flatMap((key) => {
    const after = workspace.records.get(key);
    return after ? [{ before: workspace.before.get(key) ?? null, after }] : [];
  });

export function scopesTouched(workspace: Workspace, work: GroupWork): ScopeId[] {
  return [...work.touched].flatMap((key) => {
    const record = workspace.records.get(key);
    return record ? membershipsOf(record) : [];
  });
}

export function toDecision(
  { item, work, parking }: Result,
  workspace: Workspace,
  heads: HeadVector,
  sequences: ReadonlyMap<string, HeadVector>,
): Decision {
  const { hash } = item;
  if (parking)
    return { hash, outcome: 'parked', reason: parking.reason, facts: parking.facts, covers: {}, reviews: [] };
  const covers: Record<ScopeId, number> = {};
  const raise = (scope: ScopeId, seq: number): void => void (covers[scope] = Math.max(seq, covers[scope] ?? 0));
  for (const key of [...(work?.touched ?? []), ...(work?.records.keys() ?? [])]) {
    const own = sequences.get(key);
    for (const [scope, seq] of Object.entries(own ?? {})) raise(scope, seq);
    // Nothing of the record moved: what made the group change nothing lies below the head.
    const record = workspace.records.get(key);
    if (!own && record) for (const scope of membershipsOf(record)) raise(scope, heads[scope] ?? 0);
  }
  return { hash, outcome: 'applied', reason: null, facts: {}, covers, reviews: [...(work?.reviews ?? [])] };
}

function outcomesOf(sequence: Sequence, decisions: readonly Decision[]): Map<string, BatchOutcome> {
  const outcomes = new Map<string, BatchOutcome>();
  for (const [hash, decided] of sequence.decided) outcomes.set(hash, decided);
  for (const { group, waitsFor } of sequence.waiting)
    outcomes.set(group.hash, { hash: group.hash, outcome: 'waiting', for: waitsFor });
  for (const decision of decisions) outcomes.set(decision.hash, decision);
  return outcomes;
}
