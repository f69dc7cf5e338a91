/** Writes down what became of groups: the ledger by which a group is applied once, waiting groups, the ends of chains and branches. */
import type { Instant } from '../../../shared/base/clock.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import type { HeadVector } from '../../../shared/sync/protocol.ts';
import type { DeviceChain } from '../../auth/devices.ts';
import type { Transaction } from '../../store/database.ts';
import type { KnownChains, LedgerRow, Sequence } from './chain.ts';
import { parentKey } from './chain.ts';
import type { ReceivedGroup } from './receive.ts';

export type Decision = Pick<LedgerRow, 'hash' | 'outcome' | 'reason' | 'facts' | 'reviews'> & {
  readonly covers: HeadVector;
  /** Given before, confirmed by its device, and then dropped: `covers` and `reviews` are empty. */
  readonly confirmed?: boolean;
};

/**
 * One row per decided group, in the transaction of its effects. @param groups parallel to `decisions`. @param known What waits of them.
 * @param moments When each of them happened, by hash (`moments.ts`).
 */
export async function writeLedger(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  decisions: readonly Decision[],
  deliveredBy: RecordId,
  epoch: number,
  { waiting }: Pick<KnownChains, 'waiting'>,
  moments: ReadonlyMap<string, Instant>,
): Promise<void> {
  const rows = groups.flatMap((item, index) => {
    const decision = decisions[index];
    if (!decision) return [];
    const { hash, bytes, signature, group } = item;
    return [
      {
        ...decision,
        hash,
        bytes,
        signature,
        device: group.device,
        n: group.n,
        parent: group.parent,
        author: group.author,
        happened_at: moments.get(hash) ?? null,
      },
    ];
  });
  if (rows.length === 0) return;
  await transaction.rows(
    `INSERT INTO ledger (hash, device, n, parent, author, outcome, reason, facts, covers, reviews, bytes, signature, happened_at, delivered_by, epoch)
     SELECT hash, device, n, parent, author, outcome, reason, facts, covers, reviews, bytes, signature, happened_at, $2, $3
     FROM json_to_recordset($1::json) AS g(hash text, device uuid, n integer, parent text, author uuid, outcome text, reason text,
       facts jsonb, covers jsonb, reviews uuid[], bytes text, signature text, happened_at text)`,
    [JSON.stringify(rows), deliveredBy, epoch],
  );
  const waited = rows.map(({ hash }) => hash).filter((hash) => waiting.has(hash));
  if (waited.length > 0) await transaction.rows('DELETE FROM waiting_groups WHERE hash = ANY($1)', [waited]);
}

/** Gives parked groups another outcome, or another reason. What is as it was stays untouched. */
export async function reviseLedger(transaction: Transaction, decisions: readonly Decision[]): Promise<void> {
  if (decisions.length === 0) return;
  await transaction.rows(
    `UPDATE ledger l SET outcome = d.outcome, reason = d.reason, facts = d.facts, covers = d.covers, reviews = d.reviews,
       confirmed = false, decided_at = now()
     FROM json_to_recordset($1::json) AS d(hash text, outcome text, reason text, facts jsonb, covers jsonb, reviews uuid[])
     WHERE l.hash = d.hash AND l.outcome = 'parked' AND (d.outcome <> 'parked' OR d.reason <> l.reason OR d.facts <> l.facts)`,
    [JSON.stringify(decisions)],
  );
}

/** Keeps what must wait, and moves the ends of the chains of what was taken: applied, parked or waiting alike. */
export async function writeChains(
  transaction: Transaction,
  { toApply, waiting, stopped }: Sequence,
  known: KnownChains,
  chains: ReadonlyMap<RecordId, DeviceChain>,
  deliveredBy: RecordId,
): Promise<void> {
  if (waiting.length > 0) {
    await transaction.rows(
      `INSERT INTO waiting_groups (hash, device, n, waits_for, bytes, signature, stopped, delivered_by)
       SELECT hash, device, n, waits_for, bytes, signature, stopped, $2 FROM json_to_recordset($1::json)
         AS g(hash text, device uuid, n integer, waits_for text, bytes text, signature text, stopped boolean)
       ON CONFLICT (hash) DO UPDATE SET waits_for = excluded.waits_for`,
      [
        JSON.stringify(
          waiting.map(({ group: { hash, bytes, signature, group }, waitsFor }) => ({
            hash,
            bytes,
            signature,
            device: group.device,
            n: group.n,
            waits_for: waitsFor,
            stopped: stopped.has(hash),
          })),
        ),
        deliveredBy,
      ],
    );
  }
  const taken = [...toApply, ...waiting.map(({ group }) => group)];
  const branches = branchesAmong(toApply, known);
  if (branches.length > 0) {
    await transaction.rows(
      `INSERT INTO branches (device, parent, hash) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING`,
      [
        branches.map(({ group }) => group.device),
        branches.map(({ group }) => group.parent ?? ''),
        branches.map(({ hash }) => hash),
      ],
    );
  }
  const branched = new Set(branches.map(({ group }) => group.device));
  for (const [device, own] of Map.groupBy(taken, ({ group }) => group.device)) {
    const last = own.reduce((highest, item) => (item.group.n > highest.group.n ? item : highest));
    const chain = chains.get(device);
    if (last.group.n <= (chain?.lastN ?? 0) && !branched.has(device)) continue;
    await transaction.rows(
      `UPDATE devices SET branched = branched OR $4,
         last_hash = CASE WHEN $2 > last_n THEN $3 ELSE last_hash END, last_n = greatest(last_n, $2) WHERE id = $1`,
      [device, last.group.n, last.hash, branched.has(device)],
    );
  }
}

/** Second children of one parent: a restored or cloned device. Accepted like the first. */
export function branchesAmong(
  groups: readonly ReceivedGroup[],
  known: Pick<KnownChains, 'childrenOf'>,
): ReceivedGroup[] {
  const firstChild = new Map<string, string>();
  return groups.filter(({ hash, group }) => {
    const key = parentKey(group.device, group.parent);
    const first = known.childrenOf.get(key)?.values().next().value ?? firstChild.get(key);
    if (first === undefined) firstChild.set(key, hash);
    return first !== undefined && first !== hash;
  });
}
