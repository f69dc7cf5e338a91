/**
 * Schema version 7: customers have their class, and whom they were merged into, in columns of their own, in the index of the list. Rows keep
 * their numbers: the words of the search hang on them.
 */
import type { Connection } from '../connection.ts';

export function customerColumns(connection: Connection): void {
  // A view that names the table would stand in the way of its new name.
  const view = connection.get<{ sql: string }>(`SELECT sql FROM sqlite_schema WHERE name = 'search_documents'`);
  connection.exec('DROP VIEW search_documents');
  connection.exec(REBUILT);
  connection.exec(view?.sql ?? '');
}

const ENVELOPE =
  'rowid, id, kind, revision, version, deleted, written_at, home_scope, shares, created_by, created_at, updated_by, updated_at, pending';
const COLUMNS =
  'name, name_sort, city, city_sort, phone, stage, channel_role, territory_id, owner_id, parent_id, industry';

/** null for whatever is no text, as the columns' own reader has it; and for a body that is damaged. */
const textOf = (field: string): string =>
  `CASE WHEN json_valid(body) AND json_type(body, '$.${field}') = 'text' THEN nullif(json_extract(body, '$.${field}'), '') END`;

const REBUILT = /* sql */ `
CREATE TABLE customers_rebuilt (
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
  name TEXT,
  name_sort TEXT,
  city TEXT,
  city_sort TEXT,
  phone TEXT,
  stage TEXT,
  channel_role TEXT,
  territory_id TEXT,
  owner_id TEXT,
  parent_id TEXT,
  industry TEXT,
  class TEXT,
  merged_into_id TEXT,
  body TEXT NOT NULL
) STRICT;
INSERT INTO customers_rebuilt (${ENVELOPE}, ${COLUMNS}, class, merged_into_id, body)
  SELECT ${ENVELOPE}, ${COLUMNS}, ${textOf('class')}, ${textOf('mergedIntoId')}, body FROM customers ORDER BY rowid;
DROP TABLE customers;
ALTER TABLE customers_rebuilt RENAME TO customers;
CREATE INDEX customers_listed ON customers (name_sort, id, stage, kind, territory_id, owner_id, city_sort, class, merged_into_id) WHERE deleted = 0;
CREATE INDEX customers_by_city ON customers (city_sort, name_sort) WHERE deleted = 0;
CREATE INDEX customers_by_stage ON customers (stage, name_sort) WHERE deleted = 0;
CREATE INDEX customers_by_update ON customers (updated_at, id) WHERE deleted = 0;
`;
