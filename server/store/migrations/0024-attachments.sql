-- The bytes of attachments (server/attachments). They lie under the attachment's id, not under their hash: nobody gets at what somebody else sent by naming its
-- hash. What an attachment is, and who holds it, stands in records alone.
CREATE TABLE attachment_files (
  id uuid PRIMARY KEY,
  size integer NOT NULL,
  -- Bytes that are here, from the first on.
  received integer NOT NULL DEFAULT 0,
  begun_at timestamptz NOT NULL,
  -- All of them were here, and were those of the record's hash.
  stored_at timestamptz
);

CREATE TABLE attachment_chunks (
  id uuid NOT NULL REFERENCES attachment_files (id) ON DELETE CASCADE,
  n integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (id, n)
);
-- Pictures and PDFs are compressed already.
ALTER TABLE attachment_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;
