/** Schema version 8: the installed base and requests for service: their tables, their indexes, and their words beside those of the others. */
import type { Connection } from '../connection.ts';

export function service(connection: Connection): void {
  connection.exec(TABLES);
  const view = connection.get<{ sql: string }>(`SELECT sql FROM sqlite_schema WHERE name = 'search_documents'`);
  connection.exec('DROP VIEW search_documents');
  connection.exec(`${view?.sql ?? ''}\nUNION ALL ${['assets', 'service_requests'].map(wordsOf).join('\nUNION ALL ')}`);
}

const wordsOf = (table: string): string =>
  `SELECT '${table}' AS record_table, t.id AS id FROM ${table}_search_docsize d LEFT JOIN ${table} t ON t.rowid = d.id`;

const ENVELOPE = `
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
  pending INTEGER NOT NULL,`;

const SEARCH = `
  words,
  content = '',
  contentless_delete = 1,
  detail = none,
  prefix = '1 2 3 4',
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'"`;

const TABLES = /* sql */ `
CREATE TABLE assets (${ENVELOPE}
  customer_id TEXT,
  product_id TEXT,
  name TEXT,
  name_sort TEXT,
  serial TEXT,
  installed_on TEXT,
  warranty_until TEXT,
  removed_on TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX assets_by_customer ON assets (customer_id, name_sort, id, removed_on) WHERE deleted = 0;
CREATE INDEX assets_by_product ON assets (product_id) WHERE deleted = 0;
CREATE INDEX assets_listed ON assets (name_sort, id, customer_id, warranty_until, removed_on) WHERE deleted = 0;
CREATE INDEX assets_by_warranty ON assets (warranty_until, id, removed_on) WHERE deleted = 0;
CREATE VIRTUAL TABLE assets_search USING fts5(${SEARCH}
);

CREATE TABLE service_requests (${ENVELOPE}
  customer_id TEXT,
  assignee_id TEXT,
  contract_id TEXT,
  subject TEXT,
  state TEXT,
  priority TEXT,
  received_at TEXT,
  due_sort TEXT,
  planned_on TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX service_requests_by_customer ON service_requests (customer_id, received_at) WHERE deleted = 0;
CREATE INDEX service_requests_by_contract ON service_requests (contract_id, received_at) WHERE deleted = 0;
CREATE INDEX service_requests_by_state ON service_requests (state, due_sort, id, assignee_id, customer_id, kind, priority) WHERE deleted = 0;
CREATE INDEX service_requests_listed ON service_requests (received_at, id, state, assignee_id, customer_id, kind, priority) WHERE deleted = 0;
CREATE VIRTUAL TABLE service_requests_search USING fts5(${SEARCH}
);
`;
