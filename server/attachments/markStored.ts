/** The word that the bytes of an attachment are here, on its way into the record: a version and a feed row like any other change, made by the server. */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { ScopeId } from '../../shared/domain/record.ts';
import type { Transaction } from '../store/database.ts';
import { readEpochs } from '../sync/epochs.ts';
import { writeFeed } from '../sync/feedWriter.ts';
import { writeVersions } from '../sync/recordWriter.ts';
import { rowToRecord, type RecordRow } from '../sync/storedRecord.ts';

/**
 * Only while the bytes are here. Locks (SYNC-51): the record, then the counters of its scopes; who moves its owner waits for the record, and holds no counter.
 * @returns the scopes that moved: none when the record has the word already, or is gone.
 */
export async function markStored(transaction: Transaction, clock: Clock, id: RecordId): Promise<readonly ScopeId[]> {
  const [row] = await transaction.rows<RecordRow>(
    `SELECT r.* FROM records r WHERE r.collection = 'attachments' AND r.id = $1 AND NOT r.deleted AND r.body ->> 'storedAt' IS NULL
       AND EXISTS (SELECT 1 FROM attachment_files f WHERE f.id = r.id AND f.stored_at IS NOT NULL)
     FOR UPDATE`,
    [id],
  );
  if (!row) return [];
  const before = rowToRecord(row);
  const storedAt = instantFromMilliseconds(clock.now());
  const after = { ...before, version: before.version + 1, body: { ...before.body, storedAt } };
  const { current } = await readEpochs(transaction);
  await writeVersions(
    transaction,
    [
      {
        record: after,
        // Who and when of the record stay its people's: device and group are null of what the server did.
        author: after.updatedBy,
        device: null,
        groupHash: null,
        changedPaths: ['storedAt'],
        removed: {},
        bodyChanged: true,
      },
    ],
    current.number,
  );
  const { heads } = await writeFeed(transaction, [{ before, after }]);
  return Object.keys(heads);
}
