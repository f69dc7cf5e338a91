-- What the server does by itself (server/jobs): whose turn it is, and what the last run did. Times are the database's own.
CREATE TABLE jobs (
  name text PRIMARY KEY,
  -- A node that died keeps its turn until this moment.
  taken_by text,
  taken_until timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  -- Counts of the last run that ended well.
  report jsonb NOT NULL DEFAULT '{}',
  -- Of the last run, null when it ended well.
  error text
);

-- Where a scope's counter stood at a moment: what tells which heads somebody may still hold. By the server's clock, as tokens and leases are.
CREATE TABLE scope_heads (
  scope text NOT NULL,
  noted_at timestamptz NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (scope, noted_at)
);

-- How far a scope's feed was tidied.
CREATE TABLE scope_upkeep (
  scope text PRIMARY KEY,
  -- Rows superseded up to here are gone.
  compacted_to bigint NOT NULL DEFAULT 0,
  -- Tombstones up to here are gone. Below the floor of scope_counters while some of them wait for tokens to expire.
  collected_to bigint NOT NULL DEFAULT 0,
  -- No tombstone above the floor lies below this.
  searched_to bigint NOT NULL DEFAULT 0,
  floor_raised_at timestamptz
);

CREATE INDEX feed_superseded ON feed (scope, superseded_seq) WHERE superseded_seq IS NOT NULL;
