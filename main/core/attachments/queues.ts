/** Which bytes are to be sent, which to be fetched ahead, and which may go: asked of the store each time, for it is what remembers. */
import type { RecordId } from '../../../shared/base/id.ts';
import { instantFromMilliseconds } from '../../../shared/base/clock.ts';
import type { ReadHandle, RecordStore } from '../store/types.ts';

export interface ToSend {
  readonly id: RecordId;
  readonly size: number;
  /** null: its record is not here any more; it was added here all the same. */
  readonly sha256: string | null;
}

/** Whole here, and head office does not have it: of records that it knows, and of those that went elsewhere before their bytes could go. Oldest first. */
export const filesToSend = (read: ReadHandle): ToSend[] =>
  read.all<ToSend>(
    `SELECT f.id, f.size, json_extract(a.body, '$.sha256') AS sha256 FROM attachment_files f LEFT JOIN attachments a ON a.id = f.id
     WHERE f.whole = 1 AND ((a.id IS NULL AND f.origin = 'here') OR (a.deleted = 0 AND a.stored_at IS NULL AND a.version > 0 AND a.body ->> '$.removedAt' IS NULL))
     ORDER BY f.begun_at, f.file`,
  );

export interface Waiting {
  readonly files: number;
  readonly bytes: number;
}

/** Added here and not at head office yet, whether or not it knows the record. */
export const waitingFiles = (read: ReadHandle): { readonly id: RecordId; readonly size: number }[] =>
  read.all(
    `SELECT f.id, f.size FROM attachment_files f LEFT JOIN attachments a ON a.id = f.id
     WHERE f.whole = 1 AND f.origin = 'here' AND (a.id IS NULL OR (a.deleted = 0 AND a.stored_at IS NULL AND a.body ->> '$.removedAt' IS NULL))`,
  );

/** So large a photo is fetched ahead, at the most. */
const AHEAD_BYTES = 2 * 1024 * 1024;
const AHEAD_AT_ONCE = 50;

/** Photos of the person's own customers, and of what they are sent to: what they will want to see where there is no line. Newest first, read beside the core's thread. */
export const photosToFetch = (
  { readInWorker }: Pick<RecordStore, 'readInWorker'>,
  person: RecordId,
  signal: AbortSignal,
): Promise<{ id: RecordId; size: number }[]> =>
  readInWorker(
    `SELECT a.id, a.size FROM attachments a LEFT JOIN attachment_files f ON f.id = a.id
     WHERE a.deleted = 0 AND a.kind = 'photo' AND a.stored_at IS NOT NULL AND a.size <= :most AND coalesce(f.whole, 0) = 0 AND (
       (a.attached_collection = 'customers' AND EXISTS (SELECT 1 FROM customers c WHERE c.id = a.attached_id AND c.owner_id = :person))
       OR (a.attached_collection = 'serviceRequests' AND EXISTS (SELECT 1 FROM service_requests s WHERE s.id = a.attached_id AND s.assignee_id = :person)))
       AND a.body ->> '$.removedAt' IS NULL
     ORDER BY a.id DESC LIMIT ${AHEAD_AT_ONCE}`,
    { most: AHEAD_BYTES, person },
    signal,
  );

const DAY_MILLISECONDS = 86_400_000;
/** What was added here stays that long after head office had it: until its own backup has it too. */
const OWN_DAYS = 7;
/** As long as somebody may take a removal back here without a line. */
const REMOVED_DAYS = 30;
/** What was begun and given up. */
const GIVEN_UP_DAYS = 1;
/** Whole, and head office knows nothing of its record: as long as a lease, in which all work of this machine reaches it or never does. */
export const MISSED_MILLISECONDS = 30 * DAY_MILLISECONDS;

/** All bytes of attachments on this machine. */
export const bytesHere = (read: ReadHandle): number =>
  read.get<{ bytes: number }>('SELECT coalesce(sum(received), 0) AS bytes FROM attachment_files')?.bytes ?? 0;

/** What can be had again from head office, longest unseen first. What is not there yet is never among them. */
export const filesToEvict = (read: ReadHandle, now: number): { id: RecordId; received: number }[] =>
  read.all(
    `SELECT f.id, f.received FROM attachment_files f JOIN attachments a ON a.id = f.id
     WHERE a.stored_at IS NOT NULL AND (f.origin = 'server' OR a.stored_at < :ownBefore) ORDER BY f.used_at, f.file`,
    { ownBefore: instantFromMilliseconds(now - OWN_DAYS * DAY_MILLISECONDS) },
  );

/**
 * Of what was removed long ago, by this machine's clock and not by that of whoever removed it; and of what was begun and given up. A removal counts once head
 * office has it: until then it may be refused, and the record comes back. What was added here whole, and of which there is no record, is never among them: head
 * office is asked first (`MISSED_MILLISECONDS`).
 */
export const filesToDrop = (read: ReadHandle, now: number): { id: RecordId }[] =>
  read.all(
    `SELECT f.id FROM attachment_files f LEFT JOIN attachments a ON a.id = f.id
     WHERE (a.pending = 0 AND (a.deleted = 1 OR (a.body ->> '$.removedAt' IS NOT NULL AND a.written_at < :removedBefore)))
        OR (a.id IS NULL AND (f.origin = 'server' OR (f.whole = 0 AND f.begun_at < :begunBefore)))`,
    { removedBefore: now - REMOVED_DAYS * DAY_MILLISECONDS, begunBefore: now - GIVEN_UP_DAYS * DAY_MILLISECONDS },
  );
