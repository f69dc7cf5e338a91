/** The server's base of every record with unconfirmed work, kept beside the row that is shown. */
import type { RecordImage, RecordReference } from '../../../shared/domain/record.ts';
import { liftBody } from '../../../shared/sync/lift.ts';
import type { Connection } from './connection.ts';
import type { StoredRecord } from './recordTables.ts';

export interface KeptBase {
  /** null: the server has never shown us the record. */
  readonly image: RecordImage | null;
}

export interface BaseRecords {
  /** null when the record has no unconfirmed work: then the row itself is the base. */
  read(reference: RecordReference): KeptBase | null;
  /** Before the first unconfirmed change: sets the row, as it was, aside. */
  keep(before: StoredRecord | null, reference: RecordReference): void;
  write(reference: RecordReference, image: RecordImage | null): void;
  remove(reference: RecordReference): void;
}

export function createBaseRecords(connection: Connection): BaseRecords {
  const read = connection.prepare('SELECT image FROM base_records WHERE collection = ? AND id = ?');
  const keep = connection.prepare(
    'INSERT OR IGNORE INTO base_records (collection, id, version, image) VALUES (?, ?, ?, ?)',
  );
  const write = connection.prepare(
    `INSERT INTO base_records (collection, id, version, image) VALUES (?, ?, ?, ?)
     ON CONFLICT (collection, id) DO UPDATE SET version = excluded.version, image = excluded.image`,
  );
  const remove = connection.prepare('DELETE FROM base_records WHERE collection = ? AND id = ?');
  return {
    read({ collection, id }) {
      const row = read.get([collection, id]) as { image: string | null } | undefined;
      if (!row) return null;
      if (row.image === null) return { image: null };
      const image = JSON.parse(row.image) as RecordImage;
      return { image: { ...image, body: liftBody(image, image.body) } };
    },
    keep(before, { collection, id }) {
      keep.run([collection, id, before?.version ?? 0, before ? JSON.stringify(imageOf(before)) : null]);
    },
    write({ collection, id }, image) {
      write.run([collection, id, image?.version ?? 0, image ? JSON.stringify(image) : null]);
    },
    remove({ collection, id }) {
      remove.run([collection, id]);
    },
  };
}

/** The record without what is known of it here alone. */
export function imageOf({
  revision: _revision,
  pending: _pending,
  writtenAt: _writtenAt,
  ...image
}: StoredRecord): RecordImage {
  return image;
}
