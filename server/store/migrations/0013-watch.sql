-- What leavers would carry away, and how it is noticed (server/watch): rows set aside for exports, what was exported, how much people read, decoy customers,
-- and findings for an administrator.

-- One row per person, to be locked: of all their devices one asks for rows at a time.
CREATE TABLE export_people (
  person uuid PRIMARY KEY
);

-- Rows that were set aside, before anything was written: for one export, or for a device's days without a line.
CREATE TABLE export_allowances (
  id uuid PRIMARY KEY,
  person uuid NOT NULL,
  device uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('export', 'offline')),
  rows integer NOT NULL,
  issued_at timestamptz NOT NULL,
  until timestamptz NOT NULL,
  -- Of the invisible mark (shared/domain/exports/phoneMark.ts).
  mark text NOT NULL
);
CREATE INDEX export_allowances_by_person ON export_allowances (person, issued_at);
CREATE INDEX export_allowances_by_device ON export_allowances (device, until) WHERE kind = 'offline';

CREATE TABLE exports (
  id uuid PRIMARY KEY,
  allowance uuid NOT NULL REFERENCES export_allowances,
  person uuid NOT NULL,
  device uuid NOT NULL,
  list text NOT NULL,
  format text NOT NULL,
  rows integer NOT NULL,
  reason text NOT NULL,
  offline boolean NOT NULL,
  -- By the device's clock where it was without a line.
  at timestamptz NOT NULL
);
CREATE INDEX exports_by_time ON exports (at);
CREATE INDEX exports_by_allowance ON exports (allowance);

-- Pages of customers per hour, as devices tell.
CREATE TABLE reading_hours (
  device uuid NOT NULL,
  hour timestamptz NOT NULL,
  person uuid NOT NULL,
  pages integer NOT NULL,
  PRIMARY KEY (device, hour)
);
CREATE INDEX reading_hours_by_person ON reading_hours (person, hour);

-- Rows of the feed that a device fetched, in steps (see pullMeter.ts).
CREATE TABLE pulled_rows (
  line uuid NOT NULL,
  day date NOT NULL,
  rows bigint NOT NULL,
  PRIMARY KEY (line, day)
);

-- That a customer is a decoy stands here and nowhere else: nothing of it is in the record.
CREATE TABLE decoys (
  customer uuid PRIMARY KEY,
  person uuid NOT NULL,
  name text NOT NULL,
  phone text NOT NULL,
  email text NOT NULL,
  -- What the record is made of, until it is made.
  draft jsonb NOT NULL,
  made_by uuid NOT NULL,
  made_at timestamptz NOT NULL,
  retired_at timestamptz
);
-- Normalised numbers and addresses (shared/domain/watch/contactKeys.ts): each is one decoy's.
CREATE TABLE decoy_keys (
  key text PRIMARY KEY,
  customer uuid NOT NULL REFERENCES decoys
);

-- How far the feed of each scope was looked through for copies of decoys.
CREATE TABLE decoy_cursors (
  scope text PRIMARY KEY,
  seq bigint NOT NULL
);

CREATE TABLE findings (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  person uuid,
  device uuid,
  at timestamptz NOT NULL,
  facts jsonb NOT NULL,
  -- Of one thing that is noticed again and again, once.
  cause text UNIQUE,
  settled_by uuid,
  settled_at timestamptz,
  note text NOT NULL DEFAULT ''
);
CREATE INDEX findings_open ON findings (at) WHERE settled_at IS NULL;
CREATE INDEX findings_by_time ON findings (at);
