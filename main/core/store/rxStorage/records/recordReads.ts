/** Reading documents out of one record table. */
import type { CollectionName } from '../../../../../shared/domain/record.ts';
import type { Connection } from '../../connection.ts';
import { tableOf } from '../../recordTables.ts';
import { withStoreErrors } from '../../sqliteErrors.ts';
import { documentColumns, rowToDocument, type DocumentRow, type RecordDocumentData } from './recordDocument.ts';

export interface RowState {
  readonly id: string;
  readonly revision: number;
}

export interface RecordReads {
  /** In no order; deleted ones too. */
  documents(ids: readonly string[]): RecordDocumentData[];
  /** As {@link documents}, without the content. */
  states(ids: readonly string[]): RowState[];
}

/** @param reader Sees the last commit. */
export function createRecordReads(reader: Connection, collection: CollectionName): RecordReads {
  const table = tableOf(collection);
  // The ids drive the lookups, one per id.
  const source = `FROM json_each(?) wanted CROSS JOIN ${table} t ON t.id = wanted.value`;
  return {
    documents: (ids) =>
      withStoreErrors(() =>
        reader
          .all<DocumentRow>(`SELECT ${documentColumns(collection)} ${source}`, [JSON.stringify(ids)])
          .map((row) => rowToDocument(collection, row)),
      ),
    states: (ids) =>
      withStoreErrors(() => reader.all<RowState>(`SELECT t.id, t.revision ${source}`, [JSON.stringify(ids)])),
  };
}
