-- On which paper a sale's legal numbers are: the rule that was in force when the server took the first of its binding papers in, written down once and for good.
-- Whatever the company decides later, a sale goes on as it began (server/jobs/sales.ts).
CREATE TABLE posting_sales (
  order_id uuid PRIMARY KEY,
  invoiced_by text NOT NULL CHECK (invoiced_by IN ('order', 'invoice')),
  epoch integer NOT NULL
);

-- Papers that may be due for a number, so that no run reads those that have none to get.
CREATE TABLE posting_queue (
  document_id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('order', 'invoice')),
  -- By the paper's own word: numbers are given in this order.
  out_since text NOT NULL
);
CREATE INDEX posting_queue_in_order ON posting_queue (kind, out_since, document_id);

-- How far the job has followed the feed of each scope, as a device's cursor does.
CREATE TABLE posting_cursors (
  scope text PRIMARY KEY,
  seq bigint NOT NULL
);
