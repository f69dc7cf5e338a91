-- The audit log: what people and the server did that somebody may ask about years later. Entries are added and never changed: each names the hash of
-- the one before it (shared/domain/audit/chain.ts), and the database itself refuses to change or remove one. Whoever may alter the schema can take
-- that refusal away; what they do to the entries then breaks the chain.

CREATE TABLE audit_entries (
  seq bigint PRIMARY KEY,
  -- An instant as text, exactly as it was hashed.
  at text NOT NULL,
  person uuid,
  device uuid,
  action text NOT NULL,
  subject text,
  facts jsonb NOT NULL,
  previous text NOT NULL,
  hash text NOT NULL UNIQUE
);
CREATE INDEX audit_entries_by_person ON audit_entries (person, seq);
CREATE INDEX audit_entries_by_action ON audit_entries (action, seq);
CREATE INDEX audit_entries_by_time ON audit_entries (at);

-- The end of the chain: its row lock is the last one that a transaction takes, behind the counters of the feed.
CREATE TABLE audit_head (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  seq bigint NOT NULL DEFAULT 0,
  hash text NOT NULL DEFAULT ''
);
INSERT INTO audit_head DEFAULT VALUES;

-- Devices' own chains as they came, verbatim. A device that was cloned writes two entries of one number: both are kept.
CREATE TABLE device_audit (
  device uuid NOT NULL,
  seq bigint NOT NULL,
  hash text NOT NULL,
  previous text NOT NULL,
  -- Canonical JSON of the content, whose SHA-256 is the hash.
  content text NOT NULL,
  signature text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (device, seq, hash)
);

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit log is only added to' USING ERRCODE = 'insufficient_privilege';
END $$;

-- An empty table may be emptied: a restore empties what migrations filled, and fills it from the backup.
CREATE FUNCTION refuse_audit_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  filled boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO filled;
  IF filled THEN
    RAISE EXCEPTION 'The audit log is only added to' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER audit_entries_unchanged BEFORE UPDATE OR DELETE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_entries_kept BEFORE TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_truncate();
CREATE TRIGGER device_audit_unchanged BEFORE UPDATE OR DELETE ON device_audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER device_audit_kept BEFORE TRUNCATE ON device_audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_truncate();

-- What the administrator is shown of a device besides: the version of the program that it runs, as it told with its last greeting.
ALTER TABLE devices ADD COLUMN program text;
