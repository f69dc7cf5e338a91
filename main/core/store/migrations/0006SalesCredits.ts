/** Schema version 6: the collection of sales credits (SYNC-104): its table, its indexes, and its words beside those of the others. */
export const salesCredits = /* sql */ `
CREATE TABLE sales_credits (
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
  person_id TEXT,
  sales_document_id TEXT,
  customer_id TEXT,
  document_date TEXT,
  state TEXT,
  currency TEXT,
  amount INTEGER,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX sales_credits_by_person ON sales_credits (person_id, state, document_date, currency, amount) WHERE deleted = 0;
CREATE INDEX sales_credits_by_document ON sales_credits (sales_document_id) WHERE deleted = 0;

CREATE VIRTUAL TABLE sales_credits_search USING fts5(
  words,
  content = '',
  contentless_delete = 1,
  detail = none,
  prefix = '1 2 3 4',
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
);

DROP VIEW search_documents;
CREATE VIEW search_documents AS
${[
  'customers',
  'products',
  'stock',
  'opportunities',
  'sales_documents',
  'contracts',
  'activities',
  'organisation',
  'reviews',
  'sales_credits',
]
  .map(
    (table) =>
      `SELECT '${table}' AS record_table, t.id AS id FROM ${table}_search_docsize d LEFT JOIN ${table} t ON t.rowid = d.id`,
  )
  .join('\nUNION ALL ')};
`;
