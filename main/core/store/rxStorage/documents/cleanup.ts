/** Tombstones that are old enough go for good. */
import type { Connection } from '../../connection.ts';
import { removeAttachmentsOf } from './attachments.ts';
import type { DocumentTable } from './documentTable.ts';
import { tableName } from './tableShape.ts';
import { noteTable } from './tableRegistry.ts';

/** So many at once, inside the caller's transaction. */
const TOMBSTONES_MAXIMUM = 1_000;

/** @returns whether none is left that was written at or before `until`. */
export function removeTombstones(writer: Connection, table: DocumentTable, until: number): boolean {
  const name = tableName(table.number);
  const old = writer.all<{ rowid: number; id: string }>(
    `SELECT rowid, id FROM ${name} WHERE deleted = 1 AND written_at <= ? ORDER BY written_at LIMIT ?`,
    [until, TOMBSTONES_MAXIMUM + 1],
  );
  if (old.length === 0) return true;
  // The rows no longer tell how far the order of changes has come.
  noteTable(writer, table);
  const remove = writer.prepare(`DELETE FROM ${name} WHERE rowid = ?`);
  for (const { rowid, id } of old.slice(0, TOMBSTONES_MAXIMUM)) {
    removeAttachmentsOf(writer, table.number, id);
    remove.run([rowid]);
  }
  return old.length <= TOMBSTONES_MAXIMUM;
}
