/** Reading committed data through a connection that cannot write. */
import type { RecordReference } from '../../../shared/domain/record.ts';
import type { Connection } from './connection.ts';
import { rowToRecord, tableOf, type Catalogue, type RecordRow } from './recordTables.ts';
import { withStoreErrors } from './sqliteErrors.ts';
import type { HeldRecord, ReadHandle, SqlValue } from './types.ts';

/** `connection` must be opened with read rights: then no SQL text whatever can write. */
export function createReadHandle(connection: Connection, catalogue: Catalogue): ReadHandle {
  return {
    record: (reference) => withStoreErrors(() => readRecord(connection, catalogue, reference)),
    all: <Row>(sql: string, parameters?: Readonly<Record<string, SqlValue>>) =>
      withStoreErrors(() => connection.all<Row>(sql, parameters)),
    get: <Row>(sql: string, parameters?: Readonly<Record<string, SqlValue>>) =>
      withStoreErrors(() => connection.get<Row>(sql, parameters)),
  };
}

function readRecord(
  connection: Connection,
  catalogue: Catalogue,
  { collection, id }: RecordReference,
): HeldRecord | null {
  const table = tableOf(collection, catalogue);
  const isOther = table === 'other_records';
  const row = connection.get<RecordRow>(
    `SELECT * FROM ${table} WHERE ${isOther ? 'collection = ? AND ' : ''}id = ?`,
    isOther ? [collection, id] : [id],
  );
  if (!row) return null;
  const { writtenAt: _writtenAt, ...record } = rowToRecord(collection, row);
  return { ...record, held: record.pending ? readHeld(connection, collection, id) : null };
}

/** The oldest parked group that touches it gives the reason. */
function readHeld(connection: Connection, collection: string, id: string): { reason: string } | null {
  const parked = connection.get<{ reason: string | null }>(
    `SELECT o.reason FROM outbox_records r JOIN outbox o ON o.n = r.n WHERE r.collection = ? AND r.id = ? AND o.state = 'parked' ORDER BY r.n LIMIT 1`,
    [collection, id],
  );
  return parked ? { reason: parked.reason ?? 'invalid' } : null;
}
