-- Secrets that open the keyring of a device (server/recovery): sealed to the server's key by the device, which lies outside this database.
CREATE TABLE recovery_shares (
  id uuid PRIMARY KEY,
  -- All identities of one enrolment have one keyring.
  line uuid NOT NULL,
  person_id uuid NOT NULL,
  sealed bytea NOT NULL,
  deposited_at timestamptz NOT NULL
);
CREATE INDEX recovery_shares_by_line ON recovery_shares (line);

-- Somebody asks for one, by the account's password. Rows stay: they are short, rare, and what the audit speaks of.
CREATE TABLE recovery_requests (
  id uuid PRIMARY KEY,
  share uuid NOT NULL,
  line uuid NOT NULL,
  person_id uuid NOT NULL,
  -- X25519, raw, base64url: what it will be answered to.
  reply_key text NOT NULL,
  -- SHA-256 of what the machine asks for the state with.
  secret_hash text NOT NULL,
  requested_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'approved', 'released', 'refused', 'replaced')),
  wrong_codes integer NOT NULL DEFAULT 0,
  -- null: too many wrong check codes.
  refused_by uuid,
  released_at timestamptz,
  -- What was released, for an answer that was lost on its way; gone when the device has taken another secret.
  released bytea
);
CREATE INDEX recovery_requests_by_line ON recovery_requests (line);
CREATE INDEX recovery_requests_by_time ON recovery_requests (requested_at);

CREATE TABLE recovery_approvals (
  request uuid NOT NULL REFERENCES recovery_requests (id),
  person_id uuid NOT NULL,
  -- One of each: the one who manages devices, and the second person.
  stands_as text NOT NULL CHECK (stands_as IN ('manages', 'second')),
  approved_at timestamptz NOT NULL,
  PRIMARY KEY (request, person_id),
  UNIQUE (request, stands_as)
);
