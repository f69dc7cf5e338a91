-- When the person acted, by the server's clock as well as is known, and never before the group that it follows (server/sync/push/moments.ts). Null for what was
-- decided before this was written down.
ALTER TABLE ledger ADD COLUMN happened_at text;
