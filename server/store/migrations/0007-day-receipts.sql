-- Receipts of closed days (SYNC-167). What was signed stays as it was signed.
CREATE TABLE day_receipts (
  id uuid PRIMARY KEY,
  day text NOT NULL,
  -- Whose day: a person or a branch.
  subject uuid NOT NULL,
  closing integer NOT NULL,
  person uuid NOT NULL,
  device uuid NOT NULL,
  closed_at timestamptz NOT NULL,
  text text NOT NULL,
  signature text NOT NULL,
  epoch integer NOT NULL,
  UNIQUE (subject, day, closing)
);

-- A day's work is found without reading everything. Bytes compare as time does, whatever the database's own order of letters.
CREATE INDEX records_documents_by_day ON records ((body->>'orderedOn') COLLATE "C") WHERE collection = 'salesDocuments';
CREATE INDEX records_activities_by_time ON records ((body->>'happenedAt') COLLATE "C") WHERE collection = 'activities';
CREATE INDEX records_contracts_by_time ON records (created_at COLLATE "C") WHERE collection = 'contracts';
