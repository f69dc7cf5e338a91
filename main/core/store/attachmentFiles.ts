/**
 * The bytes of attachments on this machine: chunks in the same encrypted file as the records (docs/decisions/0032-attachments.md). So whatever is done to that file is
 * done to them: a backup has them, another key covers them, an erased key takes them along, and they go in the transaction in which their record goes.
 */
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../shared/base/clock.ts';
import { createError } from '../../../shared/base/errors.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import { chunkAt, chunksOf, requireChunk, requireSize } from '../../../shared/domain/attachments/chunks.ts';
import type { Connection } from './connection.ts';
import { withStoreErrors } from './sqliteErrors.ts';
import type { Writer } from './writer.ts';

export interface AttachmentFile {
  readonly id: RecordId;
  readonly size: number;
  /** Bytes that are here, from the first on. */
  readonly received: number;
  /** All of them, and they are those of their hash. */
  readonly whole: boolean;
  /** Added on this machine, or fetched from head office. */
  readonly origin: 'here' | 'server';
}

export interface AttachmentFiles {
  of(id: RecordId): AttachmentFile | null;
  /**
   * Makes a place for so many bytes; what came of them before stays, so that whoever was cut off goes on at `received`. A place of another size, or of other
   * origin, is made anew. A whole one stays as it is.
   * @throws PeyvandError `attachment_too_large`.
   */
  begin(file: Pick<AttachmentFile, 'id' | 'size' | 'origin'>): AttachmentFile;
  /**
   * The next bytes: a whole chunk, or what is left of the file. What is here already is passed over.
   * @returns how many bytes are here now; where to go on, whatever was offered.
   * @throws PeyvandError `invalid_input` for a chunk of another length or beyond the end, `not_found` when nothing was begun, `disk_full`.
   */
  append(id: RecordId, offset: number, bytes: Uint8Array): number;
  /** SHA-256, in hex, of what is here, when that is all. @throws PeyvandError `not_found`, `invalid_input` (`reason: 'incomplete'`). */
  hash(id: RecordId): Promise<string>;
  /** From now on it counts as whole: its hash was found right. */
  settle(id: RecordId): void;
  /** A chunk, counted from 0; null when it is not here. */
  chunk(id: RecordId, n: number): Uint8Array | null;
  /** Somebody looked at it. */
  touch(id: RecordId): void;
  /** Head office knows no such attachment. @returns when it first said so, `now` unless it was before; both in milliseconds. */
  miss(id: RecordId, now: number): number;
  remove(id: RecordId): void;
}

export interface AttachmentFilesOptions {
  readonly connection: Connection;
  readonly writer: Pick<Writer, 'write'>;
  readonly clock: Clock;
}

interface FileRow {
  readonly file: number;
  readonly id: string;
  readonly size: number;
  readonly received: number;
  readonly whole: number;
  readonly origin: AttachmentFile['origin'];
}

export function createAttachmentFiles({ connection, writer, clock }: AttachmentFilesOptions): AttachmentFiles {
  const rowOf = (id: RecordId): FileRow | undefined =>
    withStoreErrors(() =>
      connection.get<FileRow>('SELECT file, id, size, received, whole, origin FROM attachment_files WHERE id = ?', [
        id,
      ]),
    );
  const chunkOf = (file: number, n: number): Uint8Array | null =>
    withStoreErrors(
      () =>
        connection.get<{ bytes: Uint8Array }>('SELECT bytes FROM attachment_chunks WHERE file = ? AND n = ?', [file, n])
          ?.bytes ?? null,
    );

  return {
    of(id) {
      const row = rowOf(id);
      return row ? rowToFile(row) : null;
    },
    begin({ id, size, origin }) {
      requireSize(size);
      const row = rowOf(id);
      if (row && (row.whole === 1 || (row.size === size && row.origin === origin))) return rowToFile(row);
      writer.write(() => {
        connection.run('DELETE FROM attachment_files WHERE id = ?', [id]);
        connection.run('INSERT INTO attachment_files (id, size, origin, begun_at, used_at) VALUES (?, ?, ?, ?, ?)', [
          id,
          size,
          origin,
          clock.now(),
          clock.now(),
        ]);
      });
      return { id, size, received: 0, whole: false, origin };
    },
    append(id, offset, bytes) {
      const row = rowOf(id);
      if (!row) throw createError('not_found', { what: 'attachment_file' });
      if (row.whole === 1 || offset !== row.received) return row.received;
      requireChunk(row.size, offset, bytes.length);
      const received = offset + bytes.length;
      writer.write(() => {
        connection.run('INSERT INTO attachment_chunks (file, n, bytes) VALUES (?, ?, ?)', [
          row.file,
          chunkAt(offset),
          bytes,
        ]);
        connection.run('UPDATE attachment_files SET received = ? WHERE file = ?', [received, row.file]);
      });
      return received;
    },
    async hash(id) {
      const row = rowOf(id);
      if (!row) throw createError('not_found', { what: 'attachment_file' });
      if (row.received !== row.size) throw createError('invalid_input', { reason: 'incomplete' });
      const hash = createHash('sha256');
      for (let n = 0; n < chunksOf(row.size); n += 1) {
        const bytes = chunkOf(row.file, n);
        if (!bytes) throw createError('not_found', { what: 'attachment_file' });
        hash.update(bytes);
        if (n % CHUNKS_A_TURN === CHUNKS_A_TURN - 1) await nextTurn();
      }
      return hash.digest('hex');
    },
    settle: (id) => writer.write(() => void connection.run('UPDATE attachment_files SET whole = 1 WHERE id = ?', [id])),
    chunk(id, n) {
      const row = rowOf(id);
      return row ? chunkOf(row.file, n) : null;
    },
    touch: (id) =>
      writer.write(
        () => void connection.run('UPDATE attachment_files SET used_at = ? WHERE id = ?', [clock.now(), id]),
      ),
    miss: (id, now) =>
      writer.write(() => {
        connection.run('UPDATE attachment_files SET missed_at = coalesce(missed_at, ?) WHERE id = ?', [now, id]);
        const row = connection.get<{ missedAt: number }>(
          'SELECT missed_at AS missedAt FROM attachment_files WHERE id = ?',
          [id],
        );
        return row?.missedAt ?? now;
      }),
    remove: (id) => writer.write(() => void connection.run('DELETE FROM attachment_files WHERE id = ?', [id])),
  };
}

/** A megabyte is hashed in a few milliseconds; then somebody else's turn. */
const CHUNKS_A_TURN = 8;

const rowToFile = ({ id, size, received, whole, origin }: FileRow): AttachmentFile => ({
  id,
  size,
  received,
  whole: whole === 1,
  origin,
});
