/** The side of the store that sync works with: outbox, staging, cursor, digests, scopes, numbers. */
import { instantFromMilliseconds } from '../../../shared/base/clock.ts';
import { createError } from '../../../shared/base/errors.ts';
import type { HeadVector } from '../../../shared/sync/protocol.ts';
import { applySteps, readCursor, type ApplyParts } from './applyCheckpoint.ts';
import { WRITER_CACHE } from './connection.ts';
import { groupsToForget } from './keptGroups.ts';
import { putLocal } from './localValues.ts';
import { addNumberBlocks, numbersUsed } from './numbers.ts';
import { requeueGroups, requeueRefused, writeOutcomes } from './outcomes.ts';
import { runInSlices, runToEnd, type Pacing } from './pacing.ts';
import { eraseSteps, purgeSteps, requireNothingUnsent } from './purge.ts';
import { withStoreErrors } from './sqliteErrors.ts';
import { takePagesSteps } from './takePages.ts';
import type { StoreChange, SyncStore } from './types.ts';
import type { Upkeep } from './upkeep.ts';
import type { Writer } from './writer.ts';

export interface SyncStoreOptions {
  readonly parts: ApplyParts;
  readonly writer: Writer;
  readonly pacing: Pacing;
  readonly upkeep: Upkeep;
  /** Speaks of what was written since the last time. */
  readonly announce: (origin: StoreChange['origin'], syncMoved: boolean) => void;
}

export function createSyncStore({ parts, writer, pacing, upkeep, announce }: SyncStoreOptions): SyncStore {
  const { connection, meta, outbox, staging } = parts;

  const cursor = (): HeadVector => readCursor(connection);

  /** A small write that moves sync state. */
  const write = (work: () => void): void => {
    writer.write(work);
    announce('sync', true);
  };

  async function eraseTraces(signal?: AbortSignal): Promise<void> {
    if (meta.get('unerased') !== true) return;
    await runInSlices(withSmallWrites(writer, eraseSteps(connection)), pacing, () => {
      if (signal?.aborted) throw createError('cancelled');
    });
    await upkeep.truncateLog();
    writer.write(() => meta.set('unerased', false));
  }

  /** While it is filled for the first time the writer's cache grows with the file, and is given back behind it (bench/sync/README.md). */
  const sizeCache = (): void => {
    const isFilling = meta.get('firstCheckpointDone') !== true;
    const pages = isFilling ? (connection.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0) : 0;
    const megabytes = Math.round(Math.min(Math.max(pages / PAGES_PER_CACHE_MEGABYTE, WRITER_CACHE), FIRST_FILL_CACHE));
    connection.pragma(`cache_size = ${-1_024 * megabytes}`);
    if (!isFilling) connection.pragma('shrink_memory');
  };

  const reopen = (scope: string): void => {
    staging.dropScope(scope);
    connection.run('UPDATE cursors SET sequence = 0 WHERE scope = ?', [scope]);
  };

  return {
    lastGroup: () => meta.get('chain') ?? null,
    outbox: (limit, skip, bytes) => withStoreErrors(() => outbox.toSend(limit, skip, bytes)),
    counts() {
      const count = (sql: string) => connection.get<{ count: number }>(sql, [])?.count ?? 0;
      return withStoreErrors(() => ({
        pending: count(`SELECT count(*) AS count FROM outbox WHERE state IN ('pending', 'waiting')`),
        parked: count(`SELECT count(*) AS count FROM outbox WHERE state = 'parked'`),
        refused: count(`SELECT count(*) AS count FROM outbox WHERE state = 'parked' AND reason = 'refused'`),
        reviews:
          connection.get<{ count: number }>(
            `SELECT count(*) AS count FROM reviews WHERE deleted = 0 AND status = 'open' AND (decider_id = ? OR decider_id IS NULL)`,
            [meta.identity().person],
          )?.count ?? 0,
      }));
    },
    heldGroups: (limit) =>
      withStoreErrors(() =>
        connection.all<{ hash: string; reason: string }>(
          `SELECT hash, reason FROM outbox WHERE state = 'parked' AND reason <> 'refused' ORDER BY n LIMIT ?`,
          [limit],
        ),
      ),
    confirmedThrough: () =>
      withStoreErrors(() => {
        const open = connection.get<{ n: number | null }>(
          `SELECT min(device_n) AS n FROM outbox WHERE device = ? AND state IN ('pending', 'waiting')`,
          [meta.identity().device],
        );
        return open?.n ? open.n - 1 : (meta.get('chain')?.n ?? 0);
      }),
    recordOutcomes: (outcomes) => write(() => writeOutcomes(parts, outcomes, cursor())),
    requeueAfter(n, hash) {
      const count = writer.write(() =>
        requeueGroups(parts, meta.identity().device, hash === undefined ? { n } : { n, hash }),
      );
      announce('sync', true);
      return count;
    },
    requeueRefused() {
      // Mostly there is nothing, and each write is a sync of the disk.
      const refused = `SELECT 1 FROM outbox WHERE state = 'parked' AND reason = 'refused' LIMIT 1`;
      if (withStoreErrors(() => connection.get(refused, [])) === undefined) return 0;
      const requeued = writer.write(() => requeueRefused(parts));
      announce('sync', true);
      return requeued;
    },
    setDurableThrough(n, lease = null) {
      const forget = withStoreErrors(() => groupsToForget(connection, meta.identity().device, n, lease));
      if (forget) write(forget);
    },
    cursor: () => withStoreErrors(cursor),
    stagePage(token, scope, rows, next) {
      writer.writeAlone(() => runToEnd(takePagesSteps(parts, token, [{ scope, rows, next }])));
      announce('bulk', false);
    },
    async takePages(token, pages) {
      if (meta.get('firstCheckpointDone') !== true) sizeCache();
      try {
        await writer.runJob(() => takePagesSteps(parts, token, pages), { isShared: true });
      } finally {
        announce('bulk', false);
      }
      await upkeep.logFolded();
    },
    staging: () => withStoreErrors(() => staging.state()),
    beginCheckpoint: (token, heads, scopes) => writer.writeAlone(() => staging.begin(token, heads, scopes)),
    dropStaging: () => writer.writeAlone(() => staging.drop()),
    async applyCheckpoint({ onProgress = () => undefined, signal }) {
      const isFirst = meta.get('firstCheckpointDone') !== true;
      const options = signal ? { signal } : {};
      try {
        if (isFirst) await writer.runJob(() => parts.road.rebuildModels(), options);
        await writer.runJob(() => applySteps(parts, onProgress), options);
        if (isFirst) sizeCache();
      } finally {
        // Also when it failed: small writes that had joined it were made all the same.
        announce(isFirst ? 'bulk' : 'sync', true);
      }
    },
    digests(scopes) {
      const rows = withStoreErrors(() =>
        connection.all<{ scope: string; collection: string; count: number; checksum: string }>(
          'SELECT scope, collection, count, checksum FROM scope_digests WHERE count > 0',
        ),
      );
      const ofScope = (scope: string) =>
        rows
          .filter((row) => row.scope === scope)
          .map(({ collection, count, checksum }) => [collection, { count, checksum }] as const);
      return Object.fromEntries(scopes.map((scope) => [scope, Object.fromEntries(ofScope(scope))]));
    },
    async purgeScope(scope, signal) {
      requireNothingUnsent(connection, scope);
      try {
        await writer.runJob(() => purgeSteps(parts, scope, cursor), signal ? { signal } : {});
      } finally {
        announce('purge', true);
      }
      await eraseTraces(signal);
    },
    eraseTraces,
    reopenScope: (scope) => writer.writeAlone(() => reopen(scope)),
    view: () => meta.get('view') ?? null,
    setView: (view) => write(() => meta.set('view', view)),
    setEpoch(epoch) {
      const identity = meta.identity();
      if (identity.epoch === epoch) return;
      writer.writeAlone(() => {
        meta.set('identity', { ...identity, epoch });
        // The device's first contact: nothing here is of another epoch.
        if (identity.epoch === null) return;
        staging.drop();
        for (const scope of Object.keys(cursor())) reopen(scope);
        connection.run(`UPDATE outbox SET state = 'pending', covers = NULL WHERE state = 'acknowledged'`);
        meta.set('epochChanged', true);
        // Until the first checkpoint of a new one the bases stay of the epoch that they came in.
        if (!meta.get('baseEpoch')) meta.set('baseEpoch', identity.epoch);
      });
      announce('sync', true);
    },
    differsFrom({ n, hash }) {
      const chain = meta.get('chain') ?? null;
      if (chain === null || n > chain.n) return true;
      if (n === chain.n) return hash !== chain.hash;
      const own = connection.get<{ hash: string }>('SELECT hash FROM outbox WHERE device = ? AND device_n = ?', [
        meta.identity().device,
        n,
      ]);
      // One that is not kept any more was covered: the server had it.
      return own !== undefined && own.hash !== hash;
    },
    takeIdentity: ({ device, deviceCode }, localValues, blocks = []) =>
      write(() => {
        meta.set('identity', { ...meta.identity(), device, deviceCode });
        for (const { area, key, value } of localValues) putLocal(connection, area, key, value);
        addNumberBlocks(connection, blocks);
      }),
    addNumberBlocks: (blocks) => write(() => addNumberBlocks(connection, blocks)),
    numbersUsed: () => withStoreErrors(() => numbersUsed(connection)),
    setClockOffset(milliseconds) {
      const known = meta.get('clockOffset');
      // No measurement is more exact than that, and each write is a sync of the disk.
      if (known !== undefined && Math.abs(known - milliseconds) < CLOCK_NOISE_MILLISECONDS) return;
      write(() => meta.set('clockOffset', Math.round(milliseconds)));
    },
    lastContactAt: () => meta.get('lastContactAt') ?? null,
    setLastContactAt: (at) => write(() => meta.set('lastContactAt', instantFromMilliseconds(Date.parse(at)))),
    firstSyncDone: () => meta.get('firstCheckpointDone') === true,
  };
}

const CLOCK_NOISE_MILLISECONDS = 20;

/** Gives every step a transaction, unless a job holds one just then: erasing can wait. */
function* withSmallWrites(writer: Writer, steps: Generator<void, void>): Generator<void, void> {
  for (;;) {
    if (writer.isJobRunning) {
      yield;
      continue;
    }
    if (steps.next().done) return;
    yield;
  }
}

/**
 * Names, customers and words come in no order, so that each row of a first fill touches pages all over the indexes. The cache holds a sixth of the
 * file, up to so many megabytes.
 */
const FIRST_FILL_CACHE = 256;
const PAGES_PER_CACHE_MEGABYTE = 256 * 6;
