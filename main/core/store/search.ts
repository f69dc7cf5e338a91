/** Full-text search over folded words. The index holds words only; texts stay in their records. */
import { searchIndexText, searchTerms } from '../../../shared/base/text.ts';
import type { CollectionName, RecordImage, RecordReference } from '../../../shared/domain/record.ts';
import type { Connection } from './connection.ts';
import type { Catalogue } from './recordTables.ts';

/**
 * What a person typed as an FTS5 expression for `:match`: every word must begin some word of the record, in any of its spellings.
 * Quoted, so that no typed character is an operator. null = nothing to search for.
 */
export function matchExpression(text: string): string | null {
  const terms = searchTerms(text).slice(0, MOST_TERMS);
  if (terms.length === 0) return null;
  return terms.map((alternatives) => `(${alternatives.map(prefixQuery).join(' OR ')})`).join(' AND ');
}

/** An SQL condition on an id column, with `:match` bound to {@link matchExpression}. Both names come from code, never from people. */
export const searchCondition = (collection: CollectionName, idColumn: string): string =>
  `${idColumn} IN (SELECT d.id FROM search_text s JOIN search_documents d ON d.rowid = s.rowid WHERE s.search_text MATCH :match AND d.collection = '${collection}')`;

export interface SearchIndex {
  /** Brings the index from the record as it was to the record as it is; null = no such record. */
  update(reference: RecordReference, before: RecordImage | null, after: RecordImage | null): void;
}

export function createSearchIndex(connection: Connection, catalogue: Catalogue): SearchIndex {
  const find = connection.prepare('SELECT rowid FROM search_documents WHERE collection = ? AND id = ?');
  const insertDocument = connection.prepare('INSERT INTO search_documents (collection, id) VALUES (?, ?)');
  const deleteDocument = connection.prepare('DELETE FROM search_documents WHERE rowid = ?');
  const insertWords = connection.prepare('INSERT INTO search_text (rowid, words) VALUES (?, ?)');
  const deleteWords = connection.prepare('DELETE FROM search_text WHERE rowid = ?');

  return {
    update({ collection, id }, before, after) {
      const wordsBefore = before ? searchWords(catalogue, before) : '';
      const wordsAfter = after ? searchWords(catalogue, after) : '';
      if (wordsBefore === wordsAfter) return;
      const known = find.get([collection, id]) as { rowid: number } | undefined;
      if (known) deleteWords.run([known.rowid]);
      if (wordsAfter !== '')
        insertWords.run([known?.rowid ?? insertDocument.run([collection, id]).lastInsertRowid, wordsAfter]);
      else if (known) deleteDocument.run([known.rowid]);
    },
  };
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

const prefixQuery = (word: string): string => `"${word.replaceAll('"', '""')}"*`;
