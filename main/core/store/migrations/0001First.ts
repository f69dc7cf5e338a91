/**
 * Schema version 1. A shipped migration is history: it is never edited, and the tables are written out so that a later catalogue cannot
 * change what it made. `tables.test.ts` fails when the catalogue and the newest schema differ.
 *
 * Long, for it is the whole schema of the first release in one text, and stays so: tables of records with their indexes, read
 * models, search, then what sync needs (outbox, bases, scopes, staging, number blocks) and what this device keeps for itself.
 */
export const first = /* sql */ `
-- Records as shown: the server's base with pending work on top. A table per collection, real columns before the body.
CREATE TABLE customers (
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
  body TEXT NOT NULL
) STRICT;
CREATE INDEX customers_listed ON customers (name_sort, id, stage, kind, territory_id, owner_id, city_sort) WHERE deleted = 0;
CREATE INDEX customers_by_city ON customers (city_sort, name_sort) WHERE deleted = 0;
CREATE INDEX customers_by_stage ON customers (stage, name_sort) WHERE deleted = 0;
CREATE INDEX customers_by_update ON customers (updated_at, id) WHERE deleted = 0;

CREATE TABLE products (
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
  code TEXT,
  category TEXT,
  discontinued INTEGER,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX products_by_name ON products (name_sort, id) WHERE deleted = 0;

CREATE TABLE stock (
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
  product_id TEXT,
  place_id TEXT,
  quantity INTEGER,
  as_of TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX stock_by_product ON stock (product_id) WHERE deleted = 0;

CREATE TABLE opportunities (
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
  customer_id TEXT,
  owner_id TEXT,
  product_id TEXT,
  stage TEXT,
  amount INTEGER,
  currency TEXT,
  expected_close_on TEXT,
  closed_on TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX opportunities_by_stage ON opportunities (stage, expected_close_on) WHERE deleted = 0;
CREATE INDEX opportunities_by_customer ON opportunities (customer_id) WHERE deleted = 0;

CREATE TABLE sales_documents (
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
  body TEXT NOT NULL
) STRICT;
CREATE INDEX sales_documents_by_customer ON sales_documents (customer_id, ordered_on) WHERE deleted = 0;
CREATE INDEX sales_documents_listed ON sales_documents (ordered_on, id, kind, state, customer_id, total, number) WHERE deleted = 0;

CREATE TABLE contracts (
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
  title TEXT,
  number TEXT,
  starts_on TEXT,
  ends_on TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX contracts_by_customer ON contracts (customer_id) WHERE deleted = 0;
CREATE INDEX contracts_by_end ON contracts (ends_on) WHERE deleted = 0;

CREATE TABLE activities (
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
  subject TEXT,
  happened_at TEXT,
  planned_at TEXT,
  outcome TEXT,
  duration_minutes INTEGER,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX activities_by_customer ON activities (customer_id, happened_at) WHERE deleted = 0;
CREATE INDEX activities_by_owner ON activities (owner_id, planned_at) WHERE deleted = 0;
CREATE INDEX activities_by_time ON activities (happened_at, planned_at, id, owner_id) WHERE deleted = 0;

CREATE TABLE organisation (
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
  branch_id TEXT,
  role TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX organisation_by_name ON organisation (name_sort) WHERE deleted = 0;

CREATE TABLE reviews (
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
  status TEXT,
  record_id TEXT,
  decider_id TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_by_status ON reviews (status, id) WHERE deleted = 0;


-- Collections of newer versions, kept verbatim.
CREATE TABLE other_records (
  rowid INTEGER PRIMARY KEY,
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
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
  body TEXT NOT NULL,
  UNIQUE (collection, id)
) STRICT;

-- Read models: recomputed per touched key, in the transaction that touched it.
CREATE TABLE order_lines (
  order_id TEXT NOT NULL,
  line_id TEXT NOT NULL,
  customer_id TEXT,
  product_id TEXT,
  ordered_on TEXT,
  state TEXT,
  quantity INTEGER NOT NULL,
  net_amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  PRIMARY KEY (order_id, line_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_lines_by_product ON order_lines (product_id, ordered_on, customer_id);
CREATE INDEX order_lines_by_customer ON order_lines (customer_id, product_id);

CREATE TABLE purchases (
  customer_id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  first_on TEXT NOT NULL,
  last_on TEXT NOT NULL,
  order_count INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  PRIMARY KEY (customer_id, product_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX purchases_by_product ON purchases (product_id, last_on, customer_id);

CREATE TABLE customer_summary (
  customer_id TEXT NOT NULL PRIMARY KEY,
  last_contact_at TEXT,
  last_order_on TEXT,
  order_count INTEGER NOT NULL,
  open_orders INTEGER NOT NULL,
  open_opportunities INTEGER NOT NULL,
  revenue_amount INTEGER NOT NULL,
  revenue_currency TEXT,
  revenue TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_summary_by_contact ON customer_summary (last_contact_at);
CREATE INDEX customer_summary_by_order ON customer_summary (last_order_on);
CREATE INDEX customer_summary_by_revenue ON customer_summary (revenue_amount);

CREATE TABLE pipeline_facts (
  stage TEXT NOT NULL,
  currency TEXT NOT NULL,
  count INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (stage, currency)
) STRICT, WITHOUT ROWID;
CREATE INDEX opportunities_by_worth ON opportunities (stage, currency, amount) WHERE deleted = 0;

-- Search: folded words only, no copy of the text. Deleting works by rowid.
CREATE TABLE search_documents (
  rowid INTEGER PRIMARY KEY,
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  UNIQUE (collection, id)
) STRICT;
CREATE VIRTUAL TABLE search_text USING fts5(
  words,
  content = '',
  contentless_delete = 1,
  detail = none,
  prefix = '1 2 3',
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
);

-- Work that leaves this device. n: the order of commits here; device and device_n: the place in that device's chain.
CREATE TABLE outbox (
  n INTEGER PRIMARY KEY,
  device TEXT NOT NULL,
  device_n INTEGER NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  parent TEXT,
  signature TEXT NOT NULL,
  occurred_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'waiting', 'acknowledged', 'parked', 'covered')),
  -- The server's base already holds the effect (a covered group that a restored server asked for again).
  in_base INTEGER NOT NULL DEFAULT 0,
  covers TEXT,
  reason TEXT,
  outcome TEXT,
  -- Last, because it is long: what stands behind it would cost a walk over all of its pages.
  bytes TEXT NOT NULL,
  UNIQUE (device, device_n)
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state, n);
CREATE TABLE outbox_records (
  n INTEGER NOT NULL REFERENCES outbox (n) ON DELETE CASCADE,
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (collection, id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_records_by_group ON outbox_records (n);

-- The server's base of every record with unconfirmed work. image is null for a record that the server has never shown us.
CREATE TABLE base_records (
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  image TEXT,
  PRIMARY KEY (collection, id)
) STRICT;

-- What is held, and why: a record goes with its last scope. listed: the serial of the checkpoint that last named it.
CREATE TABLE record_scopes (
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  scope TEXT NOT NULL,
  listed INTEGER NOT NULL,
  PRIMARY KEY (collection, id, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_scopes_by_scope ON record_scopes (scope, collection, id);
CREATE TABLE scope_digests (
  scope TEXT NOT NULL,
  collection TEXT NOT NULL,
  count INTEGER NOT NULL,
  checksum TEXT NOT NULL,
  PRIMARY KEY (scope, collection)
) STRICT, WITHOUT ROWID;

-- Where each scope stands (visible) and where its staging stands.
CREATE TABLE cursors (scope TEXT NOT NULL PRIMARY KEY, sequence INTEGER NOT NULL) STRICT, WITHOUT ROWID;
-- The checkpoint being fetched: one row at most. heads: JSON.
CREATE TABLE checkpoint (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  token TEXT NOT NULL,
  heads TEXT NOT NULL
) STRICT;
-- serial: the checkpoint serial at which staging of the scope began; whole: fetched from zero, so what is not listed goes.
CREATE TABLE staged_positions (
  scope TEXT NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL,
  serial INTEGER NOT NULL,
  whole INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE staged_rows (
  rowid INTEGER PRIMARY KEY,
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  scope TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  version INTEGER NOT NULL,
  -- The record as JSON; null when it left the scope.
  image TEXT,
  UNIQUE (collection, id, scope)
) STRICT;

-- Printed numbers leased to this device. next > last: used up.
CREATE TABLE number_blocks (
  series TEXT NOT NULL,
  code TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (series, code, first)
) STRICT, WITHOUT ROWID;

-- JSON values: who this store belongs to, chain, clock, view.
CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- Drafts, saved views and settings of this device: JSON, never synced.
CREATE TABLE local_values (
  area TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (area, key)
) STRICT, WITHOUT ROWID;
`;
