-- A restored or cloned device takes a new identity (SYNC-23): a device of its own whose chain goes on where the earlier one's stood.
-- All identities of one enrolment are one line: a group has seen what its line did before it.
ALTER TABLE devices ADD COLUMN line uuid;
UPDATE devices SET line = id;
ALTER TABLE devices ALTER COLUMN line SET NOT NULL;
-- The group that the first of its own follows; null when it begins a chain.
ALTER TABLE devices ADD COLUMN continues_n integer;
ALTER TABLE devices ADD COLUMN continues_hash text;
CREATE INDEX devices_by_line ON devices (line);
