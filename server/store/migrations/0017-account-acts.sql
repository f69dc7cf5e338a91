-- Whose hand was last on an account: who made it, opened it, changed its person's role or set its password (server/administration/accountActs.ts). Whoever knows a
-- password that they set themselves can act as its person: the word of one who approves a recovery does not count while that may be so.
CREATE TABLE account_acts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person uuid NOT NULL,
  act text NOT NULL CHECK (act IN ('made', 'opened', 'role', 'password')),
  -- null: the server's own command line.
  by_person uuid,
  at timestamptz NOT NULL
);
CREATE INDEX account_acts_by_person ON account_acts (person, at);

-- What was done before stands in the audit log.
INSERT INTO account_acts (person, act, by_person, at)
SELECT subject::uuid,
  CASE action WHEN 'person.created' THEN 'made' WHEN 'person.accountOpened' THEN 'opened' WHEN 'person.roleChanged' THEN 'role' ELSE 'password' END,
  person, at::timestamptz
FROM audit_entries
WHERE action IN ('person.created', 'person.accountOpened', 'person.roleChanged', 'person.passwordSet')
  AND subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
ORDER BY seq;

-- At which device somebody agreed; null of what was agreed before this was written down.
ALTER TABLE recovery_approvals ADD COLUMN device uuid;
-- By the database's clock, as enrolments are: was a device there before the request?
ALTER TABLE recovery_requests ADD COLUMN made_at timestamptz NOT NULL DEFAULT now();
