/**
 * Schema version 17: why machines failed and customers complained stands in columns, with when that came in and which machines it was about, so that causes
 * are added up out of one index. Rows keep their numbers: the words of the search hang on them.
 */
import type { Connection } from '../connection.ts';

export function requestCauses(connection: Connection): void {
  // A view that names the table would stand in the way of its new name.
  const view = connection.get<{ sql: string }>(`SELECT sql FROM sqlite_schema WHERE name = 'search_documents'`);
  connection.exec('DROP VIEW search_documents');
  connection.exec(REBUILT);
  connection.exec(view?.sql ?? '');
}

const KEPT =
  'rowid, id, kind, revision, version, deleted, written_at, home_scope, shares, created_by, created_at, updated_by, updated_at, pending, customer_id, assignee_id, contract_id, subject, state, priority, received_at, due_sort, planned_on';

/** The texts of a list, as the columns' own reader has them; null for none, and for a body that is damaged. */
const textsOf = (field: string): string =>
  `CASE WHEN json_valid(body) AND json_type(body, '$.${field}') = 'array' THEN
    (SELECT CASE WHEN count(*) > 0 THEN json_group_array(value) END FROM json_each(body, '$.${field}') WHERE type = 'text') END`;

const CAUSES = textsOf('causes');

const REBUILT = /* sql */ `
CREATE TABLE service_requests_rebuilt (
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
  customer_id TEXT,
  assignee_id TEXT,
  contract_id TEXT,
  subject TEXT,
  state TEXT,
  priority TEXT,
  received_at TEXT,
  due_sort TEXT,
  planned_on TEXT,
  causes TEXT,
  caused_at TEXT,
  asset_ids TEXT,
  body TEXT NOT NULL
) STRICT;
INSERT INTO service_requests_rebuilt (${KEPT}, causes, caused_at, asset_ids, body)
  SELECT ${KEPT}, ${CAUSES}, iif(${CAUSES} IS NULL, NULL, received_at), ${textsOf('assetIds')}, body FROM service_requests ORDER BY rowid;
DROP TABLE service_requests;
ALTER TABLE service_requests_rebuilt RENAME TO service_requests;
CREATE INDEX service_requests_by_customer ON service_requests (customer_id, received_at) WHERE deleted = 0;
CREATE INDEX service_requests_by_contract ON service_requests (contract_id, received_at) WHERE deleted = 0;
CREATE INDEX service_requests_by_state ON service_requests (state, due_sort, id, assignee_id, customer_id, kind, priority) WHERE deleted = 0;
CREATE INDEX service_requests_listed ON service_requests (received_at, id, state, assignee_id, customer_id, kind, priority) WHERE deleted = 0;
CREATE INDEX service_requests_by_cause ON service_requests (caused_at, id, kind, assignee_id, customer_id, causes, asset_ids) WHERE deleted = 0;
`;
