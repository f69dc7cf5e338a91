-- The server's tables, first version. A shipped migration is history: never edited, only followed by the next number.

-- One row per life of this database: the first at creation, one more after each restore from a backup (SYNC.md, "Operations").
CREATE TABLE epochs (
  number integer PRIMARY KEY,
  epoch text NOT NULL UNIQUE,
  began_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO epochs (number, epoch) VALUES (1, replace(gen_random_uuid()::text, '-', ''));

-- What this installation is: the company it belongs to and the keys it signs with (their public half; the private stay outside).
CREATE TABLE installation (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  company_id uuid NOT NULL DEFAULT gen_random_uuid(),
  company_name text NOT NULL DEFAULT '',
  sample boolean NOT NULL DEFAULT false,
  signing_key text
);
INSERT INTO installation DEFAULT VALUES;

-- ---- people and devices -----------------------------------------------------------------------------------------

CREATE TABLE accounts (
  person_id uuid PRIMARY KEY,
  -- Folded, so that letter case and Persian or Arabic forms of one letter make no second account.
  login text NOT NULL UNIQUE,
  password_hash text NOT NULL,
  disabled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Only of a sample company: what its sign-in page lists, passwords included.
CREATE TABLE sample_users (
  login text PRIMARY KEY,
  password text NOT NULL,
  name_fa text NOT NULL,
  name_en text NOT NULL,
  role text NOT NULL,
  territory text,
  place integer GENERATED ALWAYS AS IDENTITY
);

-- Attempts to sign in, as rate-limiter-flexible keeps them. Rows of the past are removed at start.
CREATE TABLE attempts (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);

CREATE TABLE devices (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  name text NOT NULL,
  signing_key text NOT NULL,
  code text NOT NULL UNIQUE,
  -- SHA-256 of the bearer token: who reads this table cannot act as a device.
  token_hash text NOT NULL UNIQUE,
  -- Schema versions that the device said it knows, per collection: part of its view.
  schema_known jsonb NOT NULL DEFAULT '{}',
  -- The end of its longest chain known here, whatever became of the group.
  last_n integer NOT NULL DEFAULT 0,
  last_hash text,
  -- True once two groups named the same parent (a restored or cloned device).
  branched boolean NOT NULL DEFAULT false,
  durable_through integer NOT NULL DEFAULT 0,
  enrolled_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX devices_by_person ON devices (person_id);

CREATE TABLE number_blocks (
  series text NOT NULL,
  code text NOT NULL,
  first integer NOT NULL,
  last integer NOT NULL,
  -- The highest number of the block known to be on paper, first - 1 while none is.
  used integer NOT NULL,
  device uuid NOT NULL REFERENCES devices,
  epoch integer NOT NULL,
  leased_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (series, code, first)
);

-- Every number that is on some paper, for ever: also when its group was parked or its record deleted.
CREATE TABLE printed_numbers (
  number text PRIMARY KEY,
  collection text NOT NULL,
  record_id uuid NOT NULL,
  group_hash text NOT NULL
);

-- ---- operation groups -------------------------------------------------------------------------------------------

-- One row per group that was decided, by hash: what makes "exactly once" true.
CREATE TABLE ledger (
  hash text PRIMARY KEY,
  device uuid NOT NULL,
  n integer NOT NULL,
  parent text,
  author uuid NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('applied', 'parked', 'discarded')),
  reason text,
  facts jsonb NOT NULL DEFAULT '{}',
  -- Scope to sequence: where the feed holds what the group did.
  covers jsonb NOT NULL DEFAULT '{}',
  reviews uuid[] NOT NULL DEFAULT '{}',
  bytes text NOT NULL,
  signature text NOT NULL,
  -- Who brought it: the device itself, or another one as a courier.
  delivered_by uuid NOT NULL,
  epoch integer NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  decided_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ledger_by_chain ON ledger (device, n);
CREATE INDEX ledger_parked ON ledger (device, n) WHERE outcome = 'parked';

-- Groups whose parent, or the group that their base contains, has not arrived: kept, so that a courier need not come twice.
CREATE TABLE waiting_groups (
  hash text PRIMARY KEY,
  device uuid NOT NULL,
  n integer NOT NULL,
  -- null: it waits for a state of a record that this epoch does not have yet.
  waits_for text,
  bytes text NOT NULL,
  signature text NOT NULL,
  delivered_by uuid NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  released boolean NOT NULL DEFAULT false
);
CREATE INDEX waiting_groups_by_device ON waiting_groups (device, n);
CREATE INDEX waiting_groups_by_cause ON waiting_groups (waits_for);

-- A second child of one parent, for the administrator's eyes: both children are accepted alike.
CREATE TABLE branches (
  device uuid NOT NULL,
  parent text NOT NULL,
  hash text NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (device, parent, hash)
);

-- ---- records ----------------------------------------------------------------------------------------------------

CREATE TABLE records (
  collection text NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  version integer NOT NULL,
  home_scope text NOT NULL,
  shares text[] NOT NULL,
  -- The record that its scopes follow.
  parent_collection text,
  parent_id uuid,
  created_by uuid NOT NULL,
  created_at text NOT NULL,
  updated_by uuid NOT NULL,
  updated_at text NOT NULL,
  deleted boolean NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (collection, id)
);
CREATE INDEX records_by_parent ON records (parent_collection, parent_id) WHERE parent_id IS NOT NULL;

-- Append-only: every version that ever was, with its image. Pull pages read the images of their rows here.
CREATE TABLE history (
  collection text NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  kind text NOT NULL,
  home_scope text NOT NULL,
  shares text[] NOT NULL,
  created_by uuid NOT NULL,
  created_at text NOT NULL,
  updated_by uuid NOT NULL,
  updated_at text NOT NULL,
  deleted boolean NOT NULL,
  body jsonb NOT NULL,
  -- Who made this version, with which device and group; device and group are null for what the server or an import did.
  author uuid NOT NULL,
  device uuid,
  group_hash text,
  epoch integer NOT NULL,
  changed_paths text[] NOT NULL,
  -- List elements that it took out, keyed by path: the merge asks for them (RemovedElements).
  removed jsonb,
  PRIMARY KEY (collection, id, version)
);

-- ---- the feed ---------------------------------------------------------------------------------------------------

-- The last sequence given in a scope. Its row lock is taken last and once, so commit order is sequence order, without gaps.
CREATE TABLE scope_counters (
  scope text PRIMARY KEY,
  seq bigint NOT NULL DEFAULT 0,
  -- Tombstones and leave rows up to here may have been removed: a cursor below it begins again from zero.
  floor bigint NOT NULL DEFAULT 0
);

-- Count and checksum of the living records of a scope, kept under the counter's lock.
CREATE TABLE scope_digests (
  scope text NOT NULL,
  collection text NOT NULL,
  kind text NOT NULL,
  count bigint NOT NULL,
  checksum numeric(20) NOT NULL,
  PRIMARY KEY (scope, collection, kind)
);

CREATE TABLE feed (
  scope text NOT NULL,
  seq bigint NOT NULL,
  type text NOT NULL CHECK (type IN ('put', 'leave')),
  collection text NOT NULL,
  id uuid NOT NULL,
  -- The version whose image a put carries; of a leave, the version that left.
  version integer NOT NULL,
  -- The next row of the same record in the same scope; null while this is the newest.
  superseded_seq bigint,
  PRIMARY KEY (scope, seq)
);
CREATE UNIQUE INDEX feed_newest ON feed (scope, collection, id) WHERE superseded_seq IS NULL;

-- Locks records in the order given, each in its own mode: a single statement knows only one mode, and two would break the one order.
CREATE FUNCTION lock_records(collections text[], ids uuid[], exclusive boolean[]) RETURNS SETOF records LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1 .. cardinality(ids) LOOP
    IF exclusive[i] THEN
      RETURN QUERY SELECT * FROM records r WHERE r.collection = collections[i] AND r.id = ids[i] FOR UPDATE;
    ELSE
      RETURN QUERY SELECT * FROM records r WHERE r.collection = collections[i] AND r.id = ids[i] FOR SHARE;
    END IF;
  END LOOP;
END;
$$;
