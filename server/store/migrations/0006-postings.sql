-- Numbers of the books: the job's own ledger (server/jobs/postOrders.ts). An order is in here once, for ever.
CREATE TABLE postings (
  order_id uuid PRIMARY KEY,
  -- null: it was confirmed before posting was opened for the first time, so its invoice is in other books.
  year integer,
  serial integer,
  posted_at timestamptz,
  signature text,
  epoch integer NOT NULL,
  UNIQUE (year, serial),
  CHECK ((year IS NULL) = (serial IS NULL) AND (year IS NULL) = (posted_at IS NULL) AND (year IS NULL) = (signature IS NULL))
);

-- The last serial of a year. Its row is locked after the orders and before the counters of scopes, by the job alone.
CREATE TABLE posting_series (
  year integer PRIMARY KEY,
  serial integer NOT NULL DEFAULT 0
);

-- What the job looks for: confirmed orders without their number. One that was imported has its invoice where it came from.
CREATE INDEX records_unposted ON records ((body ->> 'confirmedAt'), id)
  WHERE collection = 'salesDocuments' AND kind = 'order' AND NOT deleted AND body ->> 'state' = 'confirmed' AND NOT body ? 'invoice' AND NOT body ? 'source';
