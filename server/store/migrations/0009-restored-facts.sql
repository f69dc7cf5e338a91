-- What devices brought back after a restore, under the server's own signature (SYNC-33). What was signed stays as it was signed.
CREATE TABLE restored_facts (
  -- SHA-256 of the text, in hex.
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('invoice', 'decision', 'receipt', 'mark')),
  text text NOT NULL,
  signature text NOT NULL,
  -- The order; the group, of a range that was declared lost the decision; the receipt.
  subject text NOT NULL,
  -- Of an invoice: its place in the books.
  year integer,
  serial integer,
  -- waiting: for the order or the group. contradicted: something else is there; an administrator must look.
  state text NOT NULL CHECK (state IN ('taken', 'waiting', 'contradicted')),
  -- Why it waits or is contradicted.
  facts jsonb NOT NULL DEFAULT '{}',
  brought_by uuid NOT NULL,
  epoch integer NOT NULL,
  came_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX restored_facts_open ON restored_facts (kind, subject) WHERE state = 'waiting';
CREATE INDEX restored_facts_in_books ON restored_facts (year, serial) WHERE year IS NOT NULL;

-- The epoch in which a device last offered all that it holds of such facts.
ALTER TABLE devices ADD COLUMN facts_epoch integer NOT NULL DEFAULT 0;
