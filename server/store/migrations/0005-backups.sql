-- Backups that were read back whole and restored for trial: what devices may rely on.
CREATE TABLE backups (
  id uuid PRIMARY KEY,
  -- The snapshot it shows, and when it had proved good. By the server's clock.
  taken_at timestamptz NOT NULL,
  verified_at timestamptz NOT NULL,
  epoch integer NOT NULL,
  row_count bigint NOT NULL,
  -- Of its manifest, SHA-256 in hex: tells which backup this is, wherever it lies now.
  manifest_hash text NOT NULL
);

-- The epoch in which an administrator opened posting; null while nobody ever did. A new epoch begins with posting closed, however it began.
ALTER TABLE installation ADD COLUMN posting_epoch integer;
