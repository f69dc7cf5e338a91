/**
 * Bytes of attachments that nobody will ask for again: of records that were removed long ago, and what was begun and given up. Until then somebody may take the
 * removal back, or a laptop may come out of a drawer and go on where it was cut off.
 */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import type { Database } from '../store/database.ts';

const DAY_MILLISECONDS = 86_400_000;
/** As long as a removal can be taken back. */
const REMOVED_DAYS = 90;
const BATCH_SIZE = 200;

/** `removed`: files of which the bytes are gone. Each statement is a transaction: it may be cut anywhere and run twice at once. */
export async function collectAttachments(
  database: Database,
  clock: Clock,
  isStopped: () => boolean = () => false,
): Promise<{ readonly removed: number }> {
  const before = instantFromMilliseconds(clock.now() - REMOVED_DAYS * DAY_MILLISECONDS);
  let removed = 0;
  for (let found = BATCH_SIZE; found === BATCH_SIZE && !isStopped();) {
    const gone = await database.rows(
      `DELETE FROM attachment_files WHERE id IN (
         SELECT f.id FROM attachment_files f LEFT JOIN records r ON r.collection = 'attachments' AND r.id = f.id
         WHERE f.begun_at < $1 AND (f.stored_at IS NULL OR r.id IS NULL OR ((r.deleted OR r.body ->> 'removedAt' < $2) AND r.updated_at < $2))
         LIMIT ${BATCH_SIZE}
       ) RETURNING 1`,
      [before, before],
    );
    found = gone.length;
    removed += found;
  }
  return { removed };
}
