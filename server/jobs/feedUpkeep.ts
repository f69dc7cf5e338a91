/**
 * Keeps the feed as long as what it tells is new to somebody, and no longer. Two things go:
 *
 * - **superseded rows**, once the row that replaced them lies at or below the oldest head that a pull token may still hold. A page lists rows that
 *   nothing up to its head replaced, so no page of any token lists them, whatever the cursor;
 * - **tombstones** (a record that left the scope, or was deleted), once they are older than the oldest valid lease. A cursor that lies before one
 *   must not go on as if nothing had been there: first the scope's floor is raised, which makes such a cursor begin again from zero
 *   (`mustReopen` in pull.ts), and the rows go only when every token that was written before has expired: its pages may be on their way.
 *
 * What goes is rows of `feed` alone. The images that pages show are rows of `history`, which is the audit trail: each version of a record is
 * written once, there, and stays (docs/decisions). So does the deleted record itself: a late create behind it must find it deleted.
 *
 * No lock is waited for but a counter's, by one statement of one row that raises a floor: rows that a push has in hand are passed over.
 */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import type { ScopeId } from '../../shared/domain/record.ts';
import { LEASE_DAYS } from '../auth/lease.ts';
import type { Database } from '../store/database.ts';
import { PULL_TOKEN_MILLISECONDS } from '../sync/pullToken.ts';

export interface FeedUpkeepReport {
  /** Superseded rows that are gone. */
  readonly compacted: number;
  /** Scopes whose floor was raised. */
  readonly floorsRaised: number;
  /** Tombstones that are gone. */
  readonly collected: number;
}

export interface FeedUpkeepOptions {
  /** Places of a feed per statement, so at the most that many rows. */
  readonly batchSize?: number;
  /** Asked between statements: true ends the run early, with what was done so far. */
  readonly isStopped?: () => boolean;
}

const HOUR_MILLISECONDS = 3_600_000;
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;
/** Clocks of nodes differ, and a statement takes its time. */
const SKEW_MILLISECONDS = HOUR_MILLISECONDS;
const TOKEN_MILLISECONDS = PULL_TOKEN_MILLISECONDS + SKEW_MILLISECONDS;
const LEASE_MILLISECONDS = LEASE_DAYS * DAY_MILLISECONDS + SKEW_MILLISECONDS;
/** Rows stay up to this much longer than they must; noted more often, the notes would outgrow what they save. */
const NOTE_MILLISECONDS = 6 * HOUR_MILLISECONDS;
const BATCH_SIZE = 1_000;
/** How much of a feed one statement looks through for tombstones. */
const SEARCH_SIZE = 20_000;

/** One run over all scopes. May be cut anywhere and run twice at once: each statement is a transaction and leaves what is true. */
export async function collectFeed(
  database: Database,
  clock: Clock,
  { batchSize = BATCH_SIZE, isStopped = () => false }: FeedUpkeepOptions = {},
): Promise<FeedUpkeepReport> {
  const now = clock.now();
  const context: Context = { database, now, batchSize, isStopped };
  await noteHeads(context);
  const compacted = await compactSuperseded(context);
  const collected = await collectTombstones(context);
  const floorsRaised = await raiseFloors(context);
  return { compacted, floorsRaised, collected };
}

interface Context {
  readonly database: Database;
  /** When the run began, in milliseconds. */
  readonly now: number;
  readonly batchSize: number;
  readonly isStopped: () => boolean;
}

// ---- what may still be held ----------------------------------------------------------------------------------

async function noteHeads({ database, now }: Context): Promise<void> {
  await database.rows(
    `INSERT INTO scope_heads (scope, noted_at, seq)
     SELECT c.scope, $1, c.seq FROM scope_counters c LEFT JOIN LATERAL (
       SELECT h.seq, h.noted_at FROM scope_heads h WHERE h.scope = c.scope ORDER BY h.noted_at DESC LIMIT 1
     ) last ON true
     WHERE last.seq IS NULL OR (last.seq < c.seq AND last.noted_at <= $2)
     ON CONFLICT DO NOTHING`,
    [before(now), before(now - NOTE_MILLISECONDS)],
  );
  await database.rows(
    `DELETE FROM scope_heads h USING (
       SELECT scope, max(noted_at) AS noted_at FROM scope_heads WHERE noted_at <= $1 GROUP BY scope
     ) kept WHERE h.scope = kept.scope AND h.noted_at < kept.noted_at`,
    [before(now - LEASE_MILLISECONDS)],
  );
}

const before = (milliseconds: number): string => instantFromMilliseconds(milliseconds);

/** Of a scope, the newest note of `noted_at <= $1`: whoever was told a head since was told one at least as high. */
const HEAD_AT = `SELECT DISTINCT ON (scope) scope, seq FROM scope_heads WHERE noted_at <= $1 ORDER BY scope, noted_at DESC`;

// ---- superseded rows -----------------------------------------------------------------------------------------

async function compactSuperseded(context: Context): Promise<number> {
  const { database, now } = context;
  const oldestHeads = await database.rows<{ scope: ScopeId; seq: number; compacted_to: number }>(
    `SELECT head.scope, head.seq, coalesce(u.compacted_to, 0) AS compacted_to FROM (${HEAD_AT}) head LEFT JOIN scope_upkeep u USING (scope)
     WHERE head.seq > coalesce(u.compacted_to, 0) ORDER BY head.scope`,
    [before(now - TOKEN_MILLISECONDS)],
  );
  let compacted = 0;
  for (const { scope, seq, compacted_to } of oldestHeads) {
    const { count, isComplete } = await deleteInBatches(
      context,
      'SELECT f.scope, f.seq FROM feed f WHERE f.scope = $1 AND f.superseded_seq > $2 AND f.superseded_seq <= $3',
      [scope, compacted_to, seq],
    );
    compacted += count;
    if (!isComplete) break;
    await database.rows(
      `INSERT INTO scope_upkeep AS u (scope, compacted_to) VALUES ($1, $2)
       ON CONFLICT (scope) DO UPDATE SET compacted_to = greatest(u.compacted_to, excluded.compacted_to)`,
      [scope, seq],
    );
  }
  return compacted;
}

/**
 * @param selection gives `scope` and `seq` of the rows of the scope `$1` whose place lies behind `$2`, up to `$3`. A window of places at a time, not so
 *   many rows at a time: those would have to be sorted, and looked for behind the dead rows of every batch before.
 */
async function deleteInBatches(
  { database, batchSize, isStopped }: Context,
  selection: string,
  [scope, from, to]: readonly [ScopeId, number, number],
): Promise<{ count: number; isComplete: boolean }> {
  let count = 0;
  for (let after = from; after < to; after += batchSize) {
    if (isStopped()) return { count, isComplete: false };
    // In a transaction for how that plans: by the index, row by row (database.ts).
    const gone = await database.transaction((transaction) =>
      transaction.rows(
        `WITH chosen AS MATERIALIZED (${selection} FOR UPDATE OF f SKIP LOCKED)
         DELETE FROM feed f USING chosen WHERE f.scope = chosen.scope AND f.seq = chosen.seq RETURNING f.seq`,
        [scope, after, Math.min(to, after + batchSize)],
      ),
    );
    count += gone.length;
  }
  return { count, isComplete: true };
}

// ---- tombstones ----------------------------------------------------------------------------------------------

/** Of a row that is the newest of its record in its scope. */
const IS_TOMBSTONE = `f.superseded_seq IS NULL AND (f.type = 'leave' OR r.deleted)`;
const FEED_WITH_RECORDS = 'feed f LEFT JOIN records r ON r.collection = f.collection AND r.id = f.id';

/** Those below a floor that was raised so long ago that no token of before is good any more. */
async function collectTombstones(context: Context): Promise<number> {
  const { database, now } = context;
  const ready = await database.rows<{ scope: ScopeId; collected_to: number; floor: number }>(
    `SELECT u.scope, u.collected_to, c.floor FROM scope_upkeep u JOIN scope_counters c USING (scope)
     WHERE u.collected_to < c.floor AND u.floor_raised_at <= $1 ORDER BY u.scope`,
    [before(now - TOKEN_MILLISECONDS)],
  );
  let collected = 0;
  for (const { scope, collected_to: from, floor } of ready) {
    const { count, isComplete } = await deleteInBatches(
      context,
      `SELECT f.scope, f.seq FROM ${FEED_WITH_RECORDS} WHERE f.scope = $1 AND f.seq > $2 AND f.seq <= $3 AND ${IS_TOMBSTONE}`,
      [scope, from, floor],
    );
    collected += count;
    if (!isComplete) break;
    await database.rows('UPDATE scope_upkeep SET collected_to = greatest(collected_to, $2) WHERE scope = $1', [
      scope,
      floor,
    ]);
  }
  return collected;
}

/** Up to the newest tombstone that every valid lease is younger than. One step at a time: the last one's rows must be gone. */
async function raiseFloors({ database, now, isStopped }: Context): Promise<number> {
  const searchable = await database.rows<{ scope: ScopeId; from: number; to: number }>(
    `SELECT head.scope, coalesce(u.searched_to, 0) AS "from", head.seq AS "to"
     FROM (${HEAD_AT}) head JOIN scope_counters c USING (scope) LEFT JOIN scope_upkeep u USING (scope)
     WHERE head.seq > coalesce(u.searched_to, 0) AND coalesce(u.collected_to, 0) >= c.floor ORDER BY head.scope`,
    [before(now - LEASE_MILLISECONDS)],
  );
  let raised = 0;
  for (const { scope, from, to } of searchable) {
    let newest: number | null = null;
    for (let after = from; after < to; after += SEARCH_SIZE) {
      if (isStopped()) return raised;
      const [found] = await database.rows<{ seq: number | null }>(
        `SELECT max(f.seq) AS seq FROM ${FEED_WITH_RECORDS} WHERE f.scope = $1 AND f.seq > $2 AND f.seq <= $3 AND ${IS_TOMBSTONE}`,
        [scope, after, Math.min(to, after + SEARCH_SIZE)],
      );
      newest = found?.seq ?? newest;
    }
    await database.transaction(async (transaction) => {
      await transaction.rows(
        `INSERT INTO scope_upkeep AS u (scope, searched_to, floor_raised_at) VALUES ($1, $2, $3)
         ON CONFLICT (scope) DO UPDATE SET searched_to = excluded.searched_to, floor_raised_at = excluded.floor_raised_at`,
        [scope, to, before(now)],
      );
      // The counter last, as everywhere.
      if (newest !== null)
        await transaction.rows('UPDATE scope_counters SET floor = greatest(floor, $2) WHERE scope = $1', [
          scope,
          newest,
        ]);
    });
    if (newest !== null) raised += 1;
  }
  return raised;
}
