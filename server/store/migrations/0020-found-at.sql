-- When the server heard of a finding: `at` is told by the device of whoever it is about, who can put it anywhere in the list.
ALTER TABLE findings ADD COLUMN found_at timestamptz NOT NULL DEFAULT now();
UPDATE findings SET found_at = least(at, now());
DROP INDEX findings_open;
DROP INDEX findings_by_time;
CREATE INDEX findings_open ON findings (found_at) WHERE settled_at IS NULL;
CREATE INDEX findings_by_found ON findings (found_at);
