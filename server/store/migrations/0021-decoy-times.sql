-- When a decoy's record is written, and when it is deleted, is drawn within hours of the act that stands in the audit log (server/watch/decoys.ts): of those that
-- are there already the time has come.
ALTER TABLE decoys ADD COLUMN load_after timestamptz;
ALTER TABLE decoys ADD COLUMN gone_after timestamptz;
ALTER TABLE decoys ADD COLUMN retired_by uuid;
ALTER TABLE decoys ADD COLUMN retired_device uuid;
