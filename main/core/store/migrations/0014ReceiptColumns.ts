/**
 * Schema version 14: of receipts, the method and the day on which a cheque is due stand in columns, so that the register of cheques is an index. Rows keep
 * their numbers: the words of the search hang on them.
 */
import type { Connection } from '../connection.ts';

export function receiptColumns(connection: Connection): void {
  // A view that names the table would stand in the way of its new name.
  const view = connection.get<{ sql: string }>(`SELECT sql FROM sqlite_schema WHERE name = 'search_documents'`);
  connection.exec('DROP VIEW search_documents');
  connection.exec(REBUILT);
  connection.exec(view?.sql ?? '');
}

const KEPT =
  'rowid, id, kind, revision, version, deleted, written_at, home_scope, shares, created_by, created_at, updated_by, updated_at, pending, customer_id, owner_id, number, state, ordered_on, currency, line_count, order_id';

/** null for whatever is no text, as the columns' own reader has it; and for a body that is damaged. */
const textOf = (path: string): string =>
  `CASE WHEN json_valid(body) AND json_type(body, '$.${path}') = 'text' THEN nullif(json_extract(body, '$.${path}'), '') END`;

const RECEIVED = `iif(kind = 'receipt', coalesce(dated_on, ${textOf('receivedOn')}), dated_on)`;
const TOTAL = `CASE WHEN kind <> 'receipt' THEN total
  WHEN json_valid(body) AND json_type(body, '$.amount.amount') = 'integer' THEN json_extract(body, '$.amount.amount') ELSE 0 END`;

const REBUILT = /* sql */ `
CREATE TABLE sales_documents_rebuilt (
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
  owner_id TEXT,
  number TEXT,
  state TEXT,
  ordered_on TEXT,
  currency TEXT,
  total INTEGER,
  line_count INTEGER,
  dated_on TEXT,
  order_id TEXT,
  method TEXT,
  due_on TEXT,
  body TEXT NOT NULL
) STRICT;
INSERT INTO sales_documents_rebuilt (${KEPT}, total, dated_on, method, due_on, body)
  SELECT ${KEPT}, ${TOTAL}, ${RECEIVED}, ${textOf('method')}, ${textOf('cheque.dueOn')}, body FROM sales_documents ORDER BY rowid;
DROP TABLE sales_documents;
ALTER TABLE sales_documents_rebuilt RENAME TO sales_documents;
CREATE INDEX sales_documents_by_customer ON sales_documents (customer_id, dated_on) WHERE deleted = 0;
CREATE INDEX sales_documents_by_order ON sales_documents (order_id, kind) WHERE deleted = 0;
CREATE INDEX sales_documents_listed ON sales_documents (kind, dated_on, id, state, customer_id, total, number) WHERE deleted = 0;
CREATE INDEX sales_documents_by_due ON sales_documents (kind, method, due_on, id, state, customer_id, total, dated_on) WHERE deleted = 0;
`;
