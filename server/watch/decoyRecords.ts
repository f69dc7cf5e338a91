/**
 * Records of decoys, as they come and go: at drawn times within hours of what the audit log tells. Who reads that log, or compares what came when, does not find out.
 */
import { instantFromMilliseconds, type Clock, type Instant } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Randomness } from '../../shared/base/randomness.ts';
import type { Database, Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { bulkLoad, type RecordDraft } from '../sync/bulkLoad.ts';
import { readEpochs } from '../sync/epochs.ts';
import { writeFeed } from '../sync/feedWriter.ts';
import { announceScopes } from '../sync/pokes.ts';
import { writeVersions } from '../sync/recordWriter.ts';
import { rowToRecord, type RecordRow } from '../sync/storedRecord.ts';

export const SPREAD_MILLISECONDS = 6 * 3_600_000;

export function withinHours(clock: Clock, randomness: Randomness): Instant {
  const drawn = new DataView(randomness.bytes(4).buffer).getUint32(0) / 2 ** 32;
  return instantFromMilliseconds(clock.now() + Math.floor(drawn * SPREAD_MILLISECONDS));
}

/** Records of decoys whose time has come and that are not there yet. */
export async function loadDecoys(database: Database, clock: Clock): Promise<number> {
  const rows = await database.rows<{ draft: RecordDraft }>(
    `SELECT d.draft FROM decoys d WHERE d.retired_at IS NULL AND (d.load_after IS NULL OR d.load_after <= $1::timestamptz)
     AND NOT EXISTS (SELECT 1 FROM records r WHERE r.collection = 'customers' AND r.id = d.customer)`,
    [instantFromMilliseconds(clock.now())],
  );
  if (rows.length === 0) return 0;
  const { created } = await bulkLoad(
    database,
    rows.map(({ draft }) => draft),
  );
  return created;
}

/** Records of those that were taken out and whose time has come. */
export async function removeRetired(database: Database, clock: Clock): Promise<void> {
  const due = await database.rows<Removal>(
    `SELECT d.customer, d.retired_by AS author, d.retired_device AS device FROM decoys d
     JOIN records r ON r.collection = 'customers' AND r.id = d.customer
     WHERE d.gone_after <= $1::timestamptz AND d.retired_by IS NOT NULL AND NOT r.deleted ORDER BY d.customer`,
    [instantFromMilliseconds(clock.now())],
  );
  for (const removal of due)
    await announceScopes(database, await retried(database, (transaction) => remove(transaction, clock, removal)));
}

interface Removal {
  readonly customer: RecordId;
  /** Who took it out, and where: as of any record that somebody deletes. */
  readonly author: RecordId;
  readonly device: RecordId | null;
}

/** @returns the scopes that it was in. */
async function remove(
  transaction: Transaction,
  clock: Clock,
  { customer, author, device }: Removal,
): Promise<string[]> {
  const [row] = await transaction.rows<RecordRow>(
    "SELECT * FROM records WHERE collection = 'customers' AND id = $1 AND NOT deleted FOR UPDATE",
    [customer],
  );
  if (!row) return [];
  const before = rowToRecord(row);
  const updatedAt = instantFromMilliseconds(clock.now());
  const after = { ...before, version: before.version + 1, updatedBy: author, updatedAt, deleted: true };
  const { current } = await readEpochs(transaction);
  const version = { record: after, author, device, groupHash: null, changedPaths: [''] };
  await writeVersions(transaction, [{ ...version, removed: {}, bodyChanged: true }], current.number);
  return Object.keys((await writeFeed(transaction, [{ before, after }])).heads);
}
