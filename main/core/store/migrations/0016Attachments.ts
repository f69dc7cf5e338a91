/** Schema version 16: attachments as records, with their words beside those of the others; and the bytes of those that are on this machine. */
import type { Connection } from '../connection.ts';

export function attachments(connection: Connection): void {
  connection.exec(TABLES);
  const view = connection.get<{ sql: string }>(`SELECT sql FROM sqlite_schema WHERE name = 'search_documents'`);
  connection.exec('DROP VIEW search_documents');
  connection.exec(
    `${view?.sql ?? ''}\nUNION ALL SELECT 'attachments' AS record_table, t.id AS id FROM attachments_search_docsize d LEFT JOIN attachments t ON t.rowid = d.id`,
  );
}

const TABLES = /* sql */ `
CREATE TABLE attachments (
  rowid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  revision INTEGER NOT NULL,
  version INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  written_at INTEGER NOT NULL,
  home_scope TEXT,
  shares TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_by TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  pending INTEGER NOT NULL,
  attached_collection TEXT,
  attached_id TEXT,
  name TEXT,
  size INTEGER,
  stored_at TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX attachments_by_owner ON attachments (attached_id, attached_collection, id) WHERE deleted = 0;
CREATE INDEX attachments_by_arrival ON attachments (stored_at, id, kind, size) WHERE deleted = 0;
CREATE VIRTUAL TABLE attachments_search USING fts5(
  words,
  content = '',
  contentless_delete = 1,
  detail = none,
  prefix = '1 2 3 4',
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
);

-- The bytes of an attachment, under its id, whose record may not be here: not yet, or no more. received: how many of them are here, from the first on.
-- whole: all of them, and they are those of its hash. origin: added here, or fetched; used_at: when somebody last looked, in milliseconds, by which room is made.
-- missed_at: when head office first said, in milliseconds, that it knows no such attachment.
CREATE TABLE attachment_files (
  file INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  received INTEGER NOT NULL DEFAULT 0,
  whole INTEGER NOT NULL DEFAULT 0,
  origin TEXT NOT NULL CHECK (origin IN ('here', 'server')),
  begun_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  missed_at INTEGER
) STRICT;
CREATE TABLE attachment_chunks (
  file INTEGER NOT NULL REFERENCES attachment_files (file) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (file, n)
) STRICT;

-- Whatever takes a record away takes its bytes, in the same transaction. But what was added here and has not reached head office is somebody's work: it is handed in
-- first (main/core/attachments/transfer.ts), whoever may see it by now.
CREATE TRIGGER attachments_gone AFTER DELETE ON attachments BEGIN
  DELETE FROM attachment_files WHERE id = old.id AND NOT (origin = 'here' AND whole = 1 AND old.stored_at IS NULL);
END;
`;
