/** Full-text search over folded words. The index holds words only; texts stay in their records. */
import { searchIndexText, searchTerms, searchTokens } from '../../../shared/base/text.ts';
import type { CollectionName, RecordImage, RecordReference } from '../../../shared/domain/record.ts';
import type { Connection } from './connection.ts';
import { tableOf, type Catalogue } from './recordTables.ts';

/**
 * What a person typed as an FTS5 expression for `:match`: every word must begin some word of the record, in any of its spellings.
 * Quoted, so that no typed character is an operator. null = nothing to search for.
 */
export function matchExpression(text: string): string | null {
  const terms = searchTerms(text).slice(0, MOST_TERMS);
  if (terms.length === 0) return null;
  return terms.map((alternatives) => `(${alternatives.map(prefixQuery).join(' OR ')})`).join(' AND ');
}

/** As {@link matchExpression}, of whole words as they are spelt: for a number that is looked up, where `1` must not walk through everything that begins with it. */
export function wholeWordsExpression(text: string): string | null {
  const words = searchTokens(text).slice(0, MOST_TERMS);
  return words.length === 0 ? null : words.map(quoted).join(' AND ');
}

/**
 * An SQL condition on a column of row numbers of the collection's own table, with `:match` bound to {@link matchExpression}. Both names come
 * from code, never from people.
 */
export const searchRows = (collection: CollectionName, rowColumn: string): string =>
  `${rowColumn} IN (${hitsOf(collection)})`;

/** As {@link searchRows}, on a column of ids, for whoever has no row number: it looks every hit up in its table. */
export const searchCondition = (collection: CollectionName, idColumn: string): string =>
  `${idColumn} IN (SELECT t.id FROM ${tableOf(collection)} t WHERE t.rowid IN (${hitsOf(collection)}))`;

/** The row numbers of every record of the collection that `:match` finds. */
export const hitsOf = (collection: CollectionName): string =>
  `SELECT rowid FROM ${indexOf(collection)} WHERE ${indexOf(collection)} MATCH :match`;

/** Whether a search finds the record of this row number. */
export function createHitTest(
  connection: Connection,
  collection: CollectionName,
  match: string,
): (row: number) => boolean {
  const among = connection.prepare(`${hitsOf(collection)} AND rowid = :row`);
  // As a BigInt: the binding makes a REAL of a number, for which FTS5 takes no notice of the condition at all.
  return (row) => among.get({ match, row: BigInt(row) }) !== undefined;
}

/** The FTS5 table of a collection; its row numbers are those of the record table. */
export const indexOf = (collection: CollectionName): string => `${tableOf(collection)}_search`;

export interface SearchIndex {
  /**
   * Brings the index from the record as it was to the record as it is; null = no such record. The record's row must be there: it is called
   * after a row was written and before one is removed.
   */
  update(reference: RecordReference, before: RecordImage | null, after: RecordImage | null): void;
  /** A record that was not there: nothing of it can be in the index. */
  insert(record: RecordImage, row: number): void;
  /** The words of a record that is there, whatever stood in the index for it. */
  renew(record: RecordImage): void;
}

/** Counts up with each change of what words a kind that is known has: every store's index is then written anew once (knownKinds.ts). */
export const WORD_RULES = 3;

export function createSearchIndex(connection: Connection, catalogue: Catalogue): SearchIndex {
  const prepareFor = (collection: CollectionName) => ({
    find: connection.prepare(`SELECT rowid FROM ${tableOf(collection)} WHERE id = ?`),
    insert: connection.prepare(`INSERT INTO ${indexOf(collection)} (rowid, words) VALUES (?, ?)`),
    remove: connection.prepare(`DELETE FROM ${indexOf(collection)} WHERE rowid = ?`),
  });
  const statements = new Map<CollectionName, ReturnType<typeof prepareFor>>();
  const statementsFor = (collection: CollectionName) => {
    const prepared = statements.get(collection) ?? prepareFor(collection);
    statements.set(collection, prepared);
    return prepared;
  };
  const rowOf = (reference: RecordReference): number =>
    (statementsFor(reference.collection).find.get([reference.id]) as { rowid: number }).rowid;

  return {
    update(reference, before, after) {
      const wordsBefore = before ? searchWords(catalogue, before) : '';
      const wordsAfter = after ? searchWords(catalogue, after) : '';
      if (wordsBefore === wordsAfter) return;
      const { insert, remove } = statementsFor(reference.collection);
      const row = rowOf(reference);
      // Also where nothing should be: an earlier version may have found words where this one finds none.
      if (before) remove.run([row]);
      if (wordsAfter !== '') insert.run([row, wordsAfter]);
    },
    insert(record, row) {
      const words = searchWords(catalogue, record);
      if (words !== '') statementsFor(record.collection).insert.run([row, words]);
    },
    renew(record) {
      const { insert, remove } = statementsFor(record.collection);
      const row = rowOf(record);
      const words = searchWords(catalogue, record);
      remove.run([row]);
      if (words !== '') insert.run([row, words]);
    },
  };
}

/**
 * Merges some pages of a collection's index, without what was deleted; false when there was nothing left to do (FTS5 documentation, "merge"). Begun with a
 * negative number, all parts become one; gone on with, with a positive one.
 */
export function mergeSomePages(connection: Connection, collection: CollectionName, pages: number): boolean {
  const index = indexOf(collection);
  const changesBefore = connection.get<{ changes: number }>('SELECT total_changes() AS changes')?.changes ?? 0;
  connection.run(`INSERT INTO ${index} (${index}, rank) VALUES ('merge', ?)`, [pages]);
  const changesAfter = connection.get<{ changes: number }>('SELECT total_changes() AS changes')?.changes ?? 0;
  return changesAfter - changesBefore >= 2;
}

/** The words under which a record is found, '' for none: a deleted one, one of an unknown kind, or one without text. */
export function searchWords(catalogue: Catalogue, record: RecordImage): string {
  if (record.deleted) return '';
  const kind = catalogue.find((definition) => definition.collection === record.collection)?.kinds[record.kind];
  if (!kind) return '';
  try {
    return searchIndexText(kind.searchText(record.body).join('\n'));
  } catch {
    // A body that a newer version wrote in another shape is kept and shown, only not found.
    return '';
  }
}

/** More words than anyone types; a pasted page must not become a query of thousands of terms. */
const MOST_TERMS = 16;

const quoted = (word: string): string => `"${word.replaceAll('"', '""')}"`;
const prefixQuery = (word: string): string => `${quoted(word)}*`;
