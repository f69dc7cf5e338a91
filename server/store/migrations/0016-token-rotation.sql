-- A device's bearer token changes about once an hour of contact (server/auth/tokens.ts). token_at: when the present one began; null of one that never was in a
-- greeting. next_token_hash: of the one that was offered and not used yet.
ALTER TABLE devices ADD COLUMN token_at timestamptz;
ALTER TABLE devices ADD COLUMN next_token_hash text;
CREATE UNIQUE INDEX devices_by_next_token ON devices (next_token_hash) WHERE next_token_hash IS NOT NULL;

-- Tokens that were replaced: whoever comes with one holds a copy. reused_at: of the use that an administrator was told of.
CREATE TABLE retired_tokens (
  hash text PRIMARY KEY,
  device uuid NOT NULL REFERENCES devices (id),
  retired_at timestamptz NOT NULL,
  reused_at timestamptz
);
CREATE INDEX retired_tokens_by_device ON retired_tokens (device) WHERE reused_at IS NOT NULL;
