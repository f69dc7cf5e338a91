/**
 * The feed: one row per change in every scope of which a record is, or was, a member, numbered without gaps. The counters are
 * locked here, by scope, once, as the last locks of a transaction: then commit order is sequence order.
 */
import type { CollectionName, ScopeId } from '../../shared/domain/record.ts';
import { addChecksum, recordChecksum, subtractChecksum } from '../../shared/sync/checksum.ts';
import type { HeadVector } from '../../shared/sync/protocol.ts';
import type { Transaction } from '../store/database.ts';
import { keyOf, membershipsOf, type StoredRecord } from './storedRecord.ts';

/** What a transaction did to a record, from before it to after it, however many versions lie between. */
export interface Movement {
  readonly before: StoredRecord | null;
  readonly after: StoredRecord;
}

export interface FeedReceipt {
  /** The last sequence of each scope concerned, after this transaction. */
  readonly heads: HeadVector;
  /** Per record, where the feed now holds it: scope to sequence, scopes that it left included. */
  readonly sequences: ReadonlyMap<string, HeadVector>;
}

interface FeedRow {
  readonly scope: ScopeId;
  readonly type: 'put' | 'leave';
  readonly collection: CollectionName;
  readonly id: string;
  readonly version: number;
  readonly seq: number;
}

/**
 * @param alsoHeadsOf scopes whose heads the caller wants although nothing moves in them (work that changed nothing is covered by these).
 *   They are not locked: what the caller read is committed and so lies below the head.
 */
export async function writeFeed(
  transaction: Transaction,
  movements: readonly Movement[],
  alsoHeadsOf: Iterable<ScopeId> = [],
): Promise<FeedReceipt> {
  const moves = movements.flatMap(({ before, after }) => rowsOf(before, after));
  const scopes = [...new Set(moves.map(({ scope }) => scope))].toSorted();
  const heads = await readHeads(transaction, new Set(alsoHeadsOf).difference(new Set(scopes)));
  // Where a record lives already there is a counter: whoever put it there made it, in the same transaction.
  const lived = new Set(movements.flatMap(({ before }) => (before ? membershipsOf(before) : [])));
  Object.assign(heads, await lockCounters(transaction, scopes, lived));

  const rows: FeedRow[] = [];
  const sequences = new Map<string, Record<ScopeId, number>>();
  for (const move of moves) {
    const seq = (heads[move.scope] ?? 0) + 1;
    heads[move.scope] = seq;
    rows.push({ ...move, seq });
    const key = keyOf(move);
    sequences.set(key, { ...sequences.get(key), [move.scope]: seq });
  }
  if (rows.length > 0)
    await writeRows(
      transaction,
      rows,
      new Set(movements.filter(({ before }) => before).map(({ after }) => keyOf(after))),
      heads,
      digestsMovedBy(movements),
    );
  return { heads, sequences };
}

function rowsOf(before: StoredRecord | null, after: StoredRecord): Omit<FeedRow, 'seq'>[] {
  const { collection, id, version } = after;
  const now = membershipsOf(after);
  const left = before ? membershipsOf(before).filter((scope) => !now.includes(scope)) : [];
  return [
    ...now.map((scope) => ({ scope, type: 'put' as const, collection, id, version })),
    ...left.map((scope) => ({ scope, type: 'leave' as const, collection, id, version })),
  ];
}

async function readHeads(transaction: Transaction, scopes: ReadonlySet<ScopeId>): Promise<Record<ScopeId, number>> {
  const wanted = [...scopes];
  if (wanted.length === 0) return {};
  const rows = await transaction.rows<{ scope: string; seq: number }>(
    'SELECT scope, seq FROM scope_counters WHERE scope = ANY($1)',
    [wanted],
  );
  return {
    ...Object.fromEntries(wanted.map((scope) => [scope, 0])),
    ...Object.fromEntries(rows.map(({ scope, seq }) => [scope, seq])),
  };
}

/** @param known Scopes that have a counter for certain. For the others one is made first, whoever else may be making it too. */
async function lockCounters(
  transaction: Transaction,
  scopes: readonly ScopeId[],
  known: ReadonlySet<ScopeId>,
): Promise<Record<ScopeId, number>> {
  if (scopes.length === 0) return {};
  if (scopes.some((scope) => !known.has(scope)))
    await transaction.rows(
      'INSERT INTO scope_counters (scope) SELECT s FROM unnest($1::text[]) AS t(s) ORDER BY s ON CONFLICT DO NOTHING',
      [scopes],
    );
  const rows = await transaction.rows<{ scope: string; seq: number }>(
    'SELECT scope, seq FROM scope_counters WHERE scope = ANY($1) ORDER BY scope FOR UPDATE',
    [scopes],
  );
  if (rows.length !== scopes.length) throw new Error('A scope that holds records has no counter');
  return Object.fromEntries(rows.map(({ scope, seq }) => [scope, seq]));
}

/** @param known Keys of records that had rows before: only theirs can be superseded. */
async function writeRows(
  transaction: Transaction,
  rows: readonly FeedRow[],
  known: ReadonlySet<string>,
  heads: HeadVector,
  digests: readonly DigestChange[],
): Promise<void> {
  // Before the new rows are there: at most one row of a record in a scope is the newest, and an index says so.
  const superseding = rows.filter((row) => known.has(keyOf(row)));
  if (superseding.length > 0) {
    await transaction.rows(
      // OFFSET 0 keeps the order of the join: row by row through the index. Left to itself the planner, which takes NULL for rare,
      // walks every newest row of the feed for each of ours, with the counters locked.
      `UPDATE feed f SET superseded_seq = found.next FROM (
         SELECT r.scope, r.seq AS next, newest.seq FROM ${ROWS} CROSS JOIN LATERAL (
           SELECT n.seq FROM feed n WHERE n.scope = r.scope AND n.collection = r.collection AND n.id = r.id AND n.superseded_seq IS NULL OFFSET 0
         ) newest OFFSET 0
       ) found WHERE f.scope = found.scope AND f.seq = found.seq`,
      columnsOf(superseding),
    );
  }
  const scopes = [...new Set(rows.map(({ scope }) => scope))];
  // Three tables, in no order among themselves: the counters are locked, and a digest is only moved under its scope's counter.
  await transaction.rows(
    `WITH counted AS (
       UPDATE scope_counters c SET seq = t.seq FROM unnest($7::text[], $8::bigint[]) AS t(scope, seq) WHERE c.scope = t.scope
     ), summed AS (
       INSERT INTO scope_digests AS d (scope, collection, kind, count, checksum)
       SELECT * FROM unnest($9::text[], $10::text[], $11::text[], $12::bigint[], $13::numeric[])
       ON CONFLICT (scope, collection, kind) DO UPDATE SET
         count = d.count + excluded.count, checksum = mod(d.checksum + excluded.checksum, 18446744073709551616)
     )
     INSERT INTO feed (scope, seq, type, collection, id, version) SELECT * FROM ${ROWS}`,
    [
      ...columnsOf(rows),
      scopes,
      scopes.map((scope) => heads[scope] ?? 0),
      digests.map(({ scope }) => scope),
      digests.map(({ collection }) => collection),
      digests.map(({ kind }) => kind),
      digests.map(({ count }) => count),
      digests.map(({ checksum }) => checksum.toString()),
    ],
  );
}

const ROWS =
  'unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::uuid[], $6::int[]) AS r(scope, seq, type, collection, id, version)';

const columnsOf = (rows: readonly FeedRow[]): unknown[][] => [
  rows.map(({ scope }) => scope),
  rows.map(({ seq }) => seq),
  rows.map(({ type }) => type),
  rows.map(({ collection }) => collection),
  rows.map(({ id }) => id),
  rows.map(({ version }) => version),
];

interface DigestChange {
  readonly scope: ScopeId;
  readonly collection: string;
  readonly kind: string;
  count: number;
  checksum: bigint;
}

/** Count and checksum of living records, moved by differences: sums, so the order does not matter. */
function digestsMovedBy(movements: readonly Movement[]): DigestChange[] {
  const changes = new Map<string, DigestChange>();
  const add = (record: StoredRecord | null, sign: 1 | -1): void => {
    if (!record || record.deleted) return;
    const own = recordChecksum(record.id, record.version);
    for (const scope of membershipsOf(record)) {
      const key = `${scope}\n${record.collection}\n${record.kind}`;
      const change = changes.get(key) ?? {
        scope,
        collection: record.collection,
        kind: record.kind,
        count: 0,
        checksum: 0n,
      };
      change.count += sign;
      change.checksum = sign === 1 ? addChecksum(change.checksum, own) : subtractChecksum(change.checksum, own);
      changes.set(key, change);
    }
  };
  for (const { before, after } of movements) {
    add(before, -1);
    add(after, 1);
  }
  return [...changes.values()].filter(({ count, checksum }) => count !== 0 || checksum !== 0n);
}
