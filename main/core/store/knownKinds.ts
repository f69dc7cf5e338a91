/**
 * What an earlier program received without knowing its kind is kept word for word, found by no search and told by no list. The first program that knows the
 * kind takes it in, before anybody works: its columns, its words, what read models make of it. Judged by what the program that had the store last wrote down of
 * itself. Words whose rules have changed are found as before until they are written anew, a batch at a time, behind the person's work.
 */
import type { CollectionName, RecordImage } from '../../../shared/domain/record.ts';
import type { Connection } from './connection.ts';
import type { Meta } from './meta.ts';
import { runToEnd } from './pacing.ts';
import type { RecordRoad } from './recordRoad.ts';
import { rowToRecord, tableOf, type Catalogue, type RecordRow, type StoredRecord } from './recordTables.ts';
import { indexOf, mergeSomePages, WORD_RULES } from './search.ts';

export interface KnownKinds {
  /** Each `collection/kind`, in the order of the alphabet. */
  readonly kinds: readonly string[];
  /** Those by which every word was written; 0 when nobody knows. */
  readonly wordRules: number;
  /** How far the words are written anew: every collection before this one in the alphabet, and of it the rows up to this one. */
  readonly renewing?: {
    readonly rules: number;
    readonly collection: string;
    readonly after: number;
    /** Its rows are done, and the pages of its index are being merged. */
    readonly isMerging?: true;
  };
}

interface Parts {
  readonly connection: Connection;
  readonly meta: Meta;
  readonly road: RecordRoad;
  readonly catalogue: Catalogue;
}

/** Whether the program that had the store last knew what this one knows, and every word is written by its rules. */
export const areKindsSettled = ({ meta, catalogue }: Pick<Parts, 'meta' | 'catalogue'>): boolean =>
  JSON.stringify(meta.get('knownKinds')) === JSON.stringify(knownKindsOf(catalogue));

/** Takes in what is of new kinds, and notes which words are to be written anew. In the caller's transaction, which {@link areKindsSettled} spares most starts. */
export function settleKnownKinds({ connection, meta, road, catalogue }: Parts): void {
  const before = meta.get('knownKinds');
  takeInCollections(connection, road, catalogue);
  // What came before this was written down had its columns from the migrations of its day, not its words.
  const isNew = (kind: string): boolean => before !== undefined && !before.kinds.includes(kind);
  for (const { collection, kinds } of catalogue) {
    const newKinds = Object.keys(kinds).filter((kind) => isNew(`${collection}/${kind}`));
    if (newKinds.length === 0) continue;
    const table = tableOf(collection, catalogue);
    for (const row of rowsOf(connection, table, 'kind IN (SELECT value FROM json_each(:names))', newKinds)) {
      const record = readRow(collection, row);
      if (record) road.takeIn(record);
    }
  }
  runToEnd(road.settle());
  const now = knownKindsOf(catalogue);
  if (before?.wordRules === WORD_RULES) meta.set('knownKinds', now);
  else
    meta.set('knownKinds', {
      ...now,
      wordRules: before?.wordRules ?? 0,
      renewing:
        before?.renewing?.rules === WORD_RULES ? before.renewing : { rules: WORD_RULES, collection: '', after: 0 },
    });
}

export const areWordsRenewed = ({ meta }: Pick<Parts, 'meta'>): boolean =>
  meta.get('knownKinds')?.renewing === undefined;

/** All words of a small store are renewed before it is shown. */
export const RENEWED_AT_OPENING = 500;
/** So many records a transaction behind the person's work: a few milliseconds of the thread. */
export const RENEWED_AT_ONCE = 100;

/** Writes the words of the next so many records anew and notes how far it came. In the caller's transaction; called until {@link areWordsRenewed}. */
export function renewSomeWords({ connection, meta, road, catalogue }: Parts, most: number): void {
  const known = meta.get('knownKinds');
  if (!known?.renewing) return;
  const { renewing, ...rest } = known;
  let left = most;
  for (const collection of catalogue.map((definition) => definition.collection).toSorted()) {
    if (collection < renewing.collection) continue;
    const after = collection === renewing.collection ? renewing.after : 0;
    const table = tableOf(collection, catalogue);
    const rows = connection.all<NumberedRow>(
      `SELECT rowid, * FROM ${table} WHERE rowid > :after ORDER BY rowid LIMIT :left`,
      { after, left },
    );
    for (const row of rows) {
      const record = readRow(collection, row);
      if (record) road.renewWords(record);
    }
    left -= rows.length;
    const reached = rows.at(-1)?.rowid ?? after;
    if (left > 0) {
      if (after === 0) continue;
      const isMerging = collection === renewing.collection && renewing.isMerging === true;
      if (mergeSomePages(connection, collection, isMerging ? PAGES_MERGED : -PAGES_MERGED)) {
        meta.set('knownKinds', { ...known, renewing: { ...renewing, collection, after: reached, isMerging: true } });
        return;
      }
      mergeDeleted(connection, collection, MERGE_AS_USUAL);
      continue;
    }
    if (after === 0) mergeDeleted(connection, collection, MERGE_NOT);
    meta.set('knownKinds', { ...known, renewing: { rules: renewing.rules, collection, after: reached } });
    return;
  }
  meta.set('knownKinds', { ...rest, wordRules: renewing.rules });
}

/** What a search meets at each row that was deleted made it four times slower, until all that was written before was merged away (11.6 MB of words: 4.5 s in all). */
const PAGES_MERGED = 16;

/** FTS5's own, in percent of a part of the index that are deleted. */
const [MERGE_AS_USUAL, MERGE_NOT] = [10, 0] as const;

/**
 * When FTS5 clears away parts of the index in which much was deleted. To renew a table deletes all there is in it, and such a part is read whole, in whichever write it is
 * the turn of: 0.3 s at 40,000 records, 0.02 s where that waits until the rest is done.
 */
function mergeDeleted(connection: Connection, collection: CollectionName, percent: 0 | 10): void {
  const index = indexOf(collection);
  // Not bound: the binding makes a REAL of a number, which FTS5 does not take.
  connection.exec(`INSERT INTO ${index} (${index}, rank) VALUES ('deletemerge', ${percent})`);
}

const knownKindsOf = (catalogue: Catalogue): KnownKinds => ({
  kinds: catalogue
    .flatMap(({ collection, kinds }) => Object.keys(kinds).map((kind) => `${collection}/${kind}`))
    .toSorted(),
  wordRules: WORD_RULES,
});

/** Records of collections that had no table of their own yet. */
function takeInCollections(connection: Connection, road: RecordRoad, catalogue: Catalogue): void {
  const names = catalogue.map(({ collection }) => collection);
  for (const row of rowsOf(connection, 'other_records', 'collection IN (SELECT value FROM json_each(:names))', names)) {
    const record = readRow((row as NumberedRow & { readonly collection: CollectionName }).collection, row);
    if (!record) continue;
    connection.run('DELETE FROM other_records WHERE rowid = ?', [row.rowid]);
    // Whatever came again since stands in its own table already, and is the newer one.
    if (!road.read(record)) road.put(null, record, record.pending);
  }
}

const ROWS_READ = 1_000;

type NumberedRow = RecordRow & { readonly rowid: number };

/** Every row of the table for which that holds, read in one walk, a page at a time. */
function* rowsOf(
  connection: Connection,
  table: string,
  condition: string,
  names: readonly string[],
): Generator<NumberedRow> {
  const next = connection.prepare(
    `SELECT rowid, * FROM ${table} WHERE rowid > :after AND ${condition} ORDER BY rowid LIMIT ${ROWS_READ}`,
  );
  for (let after = 0; ;) {
    const rows = next.all({ after, names: JSON.stringify(names) }) as NumberedRow[];
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
