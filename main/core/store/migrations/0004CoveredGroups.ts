/** Schema version 4: since when a group is covered, so that it may go when no backup of the server is ever heard of (SYNC-30). */
export const coveredGroups = /* sql */ `
-- Beside the outbox, whose rows end with their bytes: a column behind those would cost a walk over all of them.
CREATE TABLE outbox_covered (
  n INTEGER PRIMARY KEY REFERENCES outbox (n) ON DELETE CASCADE,
  -- The first handshake that found it covered: milliseconds by the server's clock.
  noted_at INTEGER NOT NULL
) STRICT;
`;
