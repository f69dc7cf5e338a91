/** Chains: what of a batch the ledger has, what may be applied now, and what waits for something that has not arrived. */
import type { Clock, Instant } from '../../../shared/base/clock.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import type { GroupOutcome, HeadVector } from '../../../shared/sync/protocol.ts';
import type { DeviceStop } from '../../auth/devices.ts';
import { LEASE_DAYS } from '../../auth/lease.ts';
import type { Transaction } from '../../store/database.ts';
import type { ReceivedGroup } from './receive.ts';

export interface LedgerRow {
  readonly hash: string;
  readonly device: RecordId;
  readonly n: number;
  readonly parent: string | null;
  readonly outcome: 'applied' | 'parked' | 'discarded';
  readonly reason: string | null;
  readonly facts: Record<string, string>;
  readonly covers: HeadVector;
  readonly reviews: string[];
  /** Its device has the answer; where the feed holds the group is not kept. */
  readonly confirmed: boolean;
  /** See `moments.ts`; null where it was not written down. */
  readonly happenedAt: Instant | null;
}

/** What the database knows about the chains of a batch, read after the device locks. */
export interface KnownChains {
  /** Keyed by hash: the batch's own groups, their parents, and the groups that their bases contain. */
  readonly ledger: ReadonlyMap<string, LedgerRow>;
  /** Hashes of groups kept because something was missing, with the day they came, and whether their device was stopped then. */
  readonly waiting: ReadonlyMap<string, WaitingGroup>;
  /** Of groups of the batch that were here before, held or waiting: when they came (milliseconds). */
  readonly arrivedAt: ReadonlyMap<string, number>;
  /** Hashes that already have a child: another child makes a branch. null stands for the beginning of a device's chain. */
  readonly childrenOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether any group of these lines is parked. */
  readonly anyHeld: boolean;
}

interface WaitingGroup {
  readonly receivedAt: number;
  readonly released: boolean;
  readonly stopped: boolean;
}

export interface Sequence {
  /** In an order in which every group comes after its parent. */
  readonly toApply: ReceivedGroup[];
  readonly waiting: { readonly group: ReceivedGroup; readonly waitsFor: string | null }[];
  /** Keyed by hash: replays and refusals. */
  readonly decided: Map<string, LedgerRow | Extract<GroupOutcome, { outcome: 'refused' }>>;
  /** Keyed by hash: what is held because its device was stopped (`stopped.ts`). */
  readonly stopped: ReadonlyMap<string, DeviceStop>;
}

const DAY_MILLISECONDS = 86_400_000;

/** Whatever has waited since before this is waited for no more (milliseconds). */
export const longestWaitSince = (clock: Clock): number => clock.now() - LEASE_DAYS * DAY_MILLISECONDS;

/** Its wait has ended: an administrator said so, or the lease has passed. It is then applied as well as can be. */
export function isReleased({ waiting }: KnownChains, hash: string, clock: Clock): boolean {
  const kept = waiting.get(hash);
  return kept !== undefined && (kept.released || kept.receivedAt < longestWaitSince(clock));
}

/** One statement: what it finds is of one moment after the device locks. @param devices All of the lines, as they were locked. */
export async function readChains(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  devices: Iterable<RecordId>,
): Promise<KnownChains> {
  const hashes = new Set<string>();
  for (const { hash, group } of groups)
    for (const known of [hash, group.parent, ...groupsSeenBy({ group })]) if (known !== null) hashes.add(known);
  const rows = await transaction.rows<ChainRow>(
    `SELECT 'decided' AS what, hash, device, n, parent, outcome, reason, facts, covers, reviews, confirmed,
       happened_at AS "happenedAt", decided_at AS received_at, NULL::boolean AS released, NULL::boolean AS stopped FROM ledger WHERE hash = ANY($1)
     UNION ALL SELECT 'child', l.hash, l.device, NULL, l.parent, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
       FROM (SELECT DISTINCT device, n FROM unnest($3::uuid[], $4::int[]) AS t(device, n)) g JOIN ledger l USING (device, n)
     UNION ALL SELECT 'waiting', hash, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, received_at, released, stopped
       FROM waiting_groups WHERE hash = ANY($2)
     UNION ALL (SELECT 'held', hash, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
       FROM ledger WHERE outcome = 'parked' AND device = ANY($5::uuid[]) LIMIT 1)`,
    [
      [...hashes],
      groups.map(({ hash }) => hash),
      groups.map(({ group }) => group.device),
      groups.map(({ group }) => group.n),
      [...devices],
    ],
  );
  const ledger = new Map<string, LedgerRow>();
  const waiting = new Map<string, WaitingGroup>();
  const arrivedAt = new Map<string, number>();
  const own = new Set(groups.map(({ hash }) => hash));
  const childrenOf = new Map<string, Set<string>>();
  let anyHeld = false;
  for (const row of rows) {
    if (row.what === 'held') anyHeld = true;
    else if (row.what === 'decided') {
      ledger.set(row.hash, row);
      if (own.has(row.hash)) arrivedAt.set(row.hash, row.received_at.getTime());
    } else if (row.what === 'waiting') {
      const receivedAt = row.received_at.getTime();
      waiting.set(row.hash, { receivedAt, released: row.released, stopped: row.stopped });
      arrivedAt.set(row.hash, receivedAt);
    } else {
      const key = parentKey(row.device, row.parent);
      childrenOf.set(key, (childrenOf.get(key) ?? new Set()).add(row.hash));
    }
  }
  return { ledger, waiting, arrivedAt, childrenOf, anyHeld };
}

type ChainRow =
  | ({ readonly what: 'decided'; readonly received_at: Date } & LedgerRow)
  | { readonly what: 'child'; readonly hash: string; readonly device: RecordId; readonly parent: string | null }
  | {
      readonly what: 'waiting';
      readonly hash: string;
      readonly received_at: Date;
      readonly released: boolean;
      readonly stopped: boolean;
    }
  | { readonly what: 'held' };

/** A place in a device's chain by which siblings are told. */
export const parentKey = (device: RecordId, parent: string | null): string => `${device} ${parent ?? ''}`;

export function sequenceGroups(
  groups: readonly ReceivedGroup[],
  known: KnownChains,
  stopped: Sequence['stopped'],
  clock: Clock,
): Sequence {
  const sequence: Sequence = { toApply: [], waiting: [], decided: new Map(), stopped };
  /** Groups that this batch makes known, with their places. */
  const accepted = new Map<string, { device: RecordId; n: number }>();
  const find = (hash: string): { device: RecordId; n: number } | undefined =>
    known.ledger.get(hash) ?? accepted.get(hash);

  for (const item of parentsFirst(groups)) {
    const { hash, group } = item;
    const row = known.ledger.get(hash);
    if (row) {
      sequence.decided.set(hash, row);
      continue;
    }
    const parent = group.parent === null ? null : find(group.parent);
    const isOfItsChain = parent && (parent.device === group.device || group.parent === item.device.continues?.hash);
    if (parent && (!isOfItsChain || parent.n !== group.n - 1)) {
      sequence.decided.set(hash, { hash, outcome: 'refused', code: 'invalid_input' });
      continue;
    }
    const missing = parent === undefined ? group.parent : groupsSeenBy(item).find((seen) => !find(seen));
    if (missing !== undefined && missing !== null && !isReleased(known, hash, clock))
      sequence.waiting.push({ group: item, waitsFor: missing });
    else {
      accepted.set(hash, { device: group.device, n: group.n });
      sequence.toApply.push(item);
    }
  }
  return sequence;
}

/** Groups of the own device that the author's base contained, as the patches say. */
export function groupsSeenBy({ group }: Pick<ReceivedGroup, 'group'>): string[] {
  const seen = group.operations.flatMap((operation) =>
    operation.act === 'create' ? [] : (operation.seen.group ?? []),
  );
  return [...new Set(seen)];
}

/** The order sent, except that a device's groups come in the order of their numbers. */
function parentsFirst(groups: readonly ReceivedGroup[]): ReceivedGroup[] {
  const byDevice = Map.groupBy(groups, ({ group }) => group.device);
  const queues = new Map(
    [...byDevice].map(([device, own]) => [device, own.toSorted((a, b) => a.group.n - b.group.n).values()]),
  );
  return groups.flatMap(({ group }) => queues.get(group.device)?.next().value ?? []);
}
