/**
 * Schema version 2: what the tables of RxStorage need. The tables of documents themselves are made when they are first used
 * (`rxStorage/documents/`), one for each collection and schema version of each database.
 */
export const documentTables = /* sql */ `
CREATE TABLE document_tables (
  -- The table is named after it; never given twice.
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  database_name TEXT NOT NULL,
  collection_name TEXT NOT NULL,
  schema_version INTEGER NOT NULL,
  -- JSON: the primary key, the paths that have columns, the indexes.
  shape TEXT NOT NULL,
  -- JSON: those of the paths on which something else was written than text, numbers, booleans and null.
  other_paths TEXT NOT NULL,
  -- The highest place in the order of changes that was ever taken, when the rows no longer tell; and how many rows came in below it.
  high_written_at REAL,
  high_id TEXT,
  late_count INTEGER NOT NULL DEFAULT 0,
  UNIQUE (database_name, collection_name, schema_version)
) STRICT;

CREATE TABLE document_attachments (
  rowid INTEGER PRIMARY KEY,
  table_number INTEGER NOT NULL,
  document_id TEXT NOT NULL,
  attachment_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  type TEXT NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (table_number, document_id, attachment_id)
) STRICT;
`;
