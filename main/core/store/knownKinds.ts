/**
 * What an earlier program received without knowing its kind is kept word for word, found by no search and told by no list. The first program that knows the
 * kind takes it in: its columns, its words, what read models make of it. Judged by what the program that had the store last wrote down of itself.
 */
import type { RecordImage } from '../../../shared/domain/record.ts';
import type { Connection } from './connection.ts';
import type { Meta } from './meta.ts';
import type { RecordRoad } from './recordRoad.ts';
import { rowToRecord, tableOf, type Catalogue, type RecordRow, type StoredRecord } from './recordTables.ts';
import { WORD_RULES } from './search.ts';

export interface KnownKinds {
  /** Each `collection/kind`, in the order of the alphabet. */
  readonly kinds: readonly string[];
  readonly wordRules: number;
}

interface Parts {
  readonly connection: Connection;
  readonly meta: Meta;
  readonly road: RecordRoad;
  readonly catalogue: Catalogue;
}

/** Whether the program that had the store last knew what this one knows. */
export const areKindsSettled = ({ meta, catalogue }: Pick<Parts, 'meta' | 'catalogue'>): boolean =>
  JSON.stringify(meta.get('knownKinds')) === JSON.stringify(knownKindsOf(catalogue));

/** In the caller's transaction, which {@link areKindsSettled} spares most starts. */
export function settleKnownKinds({ connection, meta, road, catalogue }: Parts): void {
  const before = meta.get('knownKinds');
  takeInCollections(connection, road, catalogue);
  // What came before this was written down had its columns from the migrations of its day, not its words.
  const isNew = (kind: string): boolean => before !== undefined && !before.kinds.includes(kind);
  const areWordsOld = before?.wordRules !== WORD_RULES;
  for (const { collection, kinds } of catalogue)
    for (const kind of Object.keys(kinds)) {
      const isKindNew = isNew(`${collection}/${kind}`);
      if (!isKindNew && !areWordsOld) continue;
      for (const record of recordsOf(connection, catalogue, collection, kind))
        if (isKindNew) road.takeIn(record);
        else road.renewWords(record);
    }
  drain(road.settle());
  meta.set('knownKinds', knownKindsOf(catalogue));
}

const knownKindsOf = (catalogue: Catalogue): KnownKinds => ({
  kinds: catalogue
    .flatMap(({ collection, kinds }) => Object.keys(kinds).map((kind) => `${collection}/${kind}`))
    .toSorted(),
  wordRules: WORD_RULES,
});

/** Records of collections that had no table of their own yet. */
function takeInCollections(connection: Connection, road: RecordRoad, catalogue: Catalogue): void {
  for (const { collection } of catalogue)
    for (const row of pages(connection, 'other_records', 'collection = :name', collection)) {
      const record = readRow(collection, row);
      if (!record) continue;
      connection.run('DELETE FROM other_records WHERE rowid = ?', [row.rowid]);
      // Whatever came again since stands in its own table already, and is the newer one.
      if (!road.read(record)) road.put(null, record, record.pending);
    }
}

function* recordsOf(
  connection: Connection,
  catalogue: Catalogue,
  collection: RecordImage['collection'],
  kind: string,
): Generator<StoredRecord> {
  for (const row of pages(connection, tableOf(collection, catalogue), 'kind = :name', kind)) {
    const record = readRow(collection, row);
    if (record) yield record;
  }
}

const ROWS_READ = 1_000;

type NumberedRow = RecordRow & { readonly rowid: number };

function* pages(connection: Connection, table: string, condition: string, name: string): Generator<NumberedRow> {
  const next = connection.prepare(
    `SELECT rowid, * FROM ${table} WHERE rowid > :after AND ${condition} ORDER BY rowid LIMIT ${ROWS_READ}`,
  );
  for (let after = 0; ;) {
    const rows = next.all({ after, name }) as NumberedRow[];
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.rowid;
  }
}

/** One unreadable body must not keep a person from all the others; the integrity check names it. */
function readRow(collection: RecordImage['collection'], row: NumberedRow): StoredRecord | null {
  try {
    return rowToRecord(collection, row);
  } catch {
    return null;
  }
}

function drain(steps: Generator<void, void>): void {
  while (!steps.next().done);
}
