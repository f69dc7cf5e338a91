-- What administrators decided about held work. The decision is an entry of its own, signed by the server; the group's bytes stay as they came.
CREATE TABLE decisions (
  -- Also the id of the record that tells the author (collection reviews, kind decision).
  id uuid PRIMARY KEY,
  decision text NOT NULL CHECK (decision IN ('applied', 'changed', 'discarded', 'released', 'lost')),
  -- null: a range of a chain that nobody has any more.
  group_hash text,
  device uuid NOT NULL REFERENCES devices,
  first_n integer NOT NULL,
  last_n integer NOT NULL,
  decided_by uuid NOT NULL,
  decided_at timestamptz NOT NULL,
  -- What was signed, and what was answered: asking again with the same id gets the same answer.
  text text NOT NULL,
  signature text NOT NULL,
  reply jsonb NOT NULL,
  epoch integer NOT NULL
);
CREATE INDEX decisions_by_group ON decisions (group_hash);
CREATE INDEX decisions_by_chain ON decisions (device, last_n);

-- True once the device has said that the answer arrived: then only the outcome is kept of it.
ALTER TABLE ledger ADD COLUMN confirmed boolean NOT NULL DEFAULT false;
CREATE INDEX ledger_unconfirmed ON ledger (device, n) WHERE NOT confirmed AND outcome = 'applied';
