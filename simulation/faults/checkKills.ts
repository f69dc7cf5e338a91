/** What head office must have when the kills are over: every write that a person was told is saved, once. */
import type { Database } from '../../server/store/database.ts';
import { findDigestFaults } from '../../server/sync/digestCheck.ts';
import type { SavedWrite } from './coreProcess.ts';

export async function checkKills(
  database: Database,
  saved: readonly SavedWrite[],
  find: (rule: string, message: string) => void,
): Promise<void> {
  const records = await database.rows<{ id: string; deleted: boolean; text: string }>(
    'SELECT id, deleted, body::text AS text FROM records',
  );
  const byId = new Map(records.map((record) => [record.id, record]));
  for (const { collection, id, token } of saved) {
    const record = byId.get(id);
    if (!record || record.deleted || !record.text.includes(token))
      find('SYNC-180', `${token} of ${collection}/${id} was said to be saved and is not at head office`);
  }
  const doubled = await database.rows<{ group_hash: string; id: string; count: number }>(
    `SELECT group_hash, id, count(*) AS count FROM history WHERE group_hash IS NOT NULL GROUP BY group_hash, id HAVING count(*) > 1`,
  );
  for (const { group_hash, id, count } of doubled)
    find('SYNC-20', `group ${group_hash.slice(0, 6)} changed ${id} ${count} times`);
  const held = await database.rows<{ outcome: string; reason: string; count: number }>(
    "SELECT outcome, reason, count(*) AS count FROM ledger WHERE outcome <> 'applied' GROUP BY outcome, reason",
  );
  for (const { outcome, reason, count } of held) find('SYNC-40', `${count} groups are ${outcome}: ${reason}`);
  const [{ waiting } = { waiting: 0 }] = await database.rows<{ waiting: number }>(
    'SELECT count(*) AS waiting FROM waiting_groups',
  );
  if (waiting > 0) find('SYNC-189', `${waiting} groups still wait`);
  const gaps = await database.rows<{ scope: string; seq: number; rows: number }>(
    `SELECT c.scope, c.seq, count(f.seq) AS rows FROM scope_counters c LEFT JOIN feed f ON f.scope = c.scope
     GROUP BY c.scope, c.seq HAVING count(f.seq) <> c.seq OR coalesce(max(f.seq), 0) <> c.seq`,
  );
  for (const { scope, seq, rows } of gaps) find('SYNC-110', `${scope} stands at ${seq} and has ${rows} rows`);
  const branches = await database.rows<{ device: string }>(
    'SELECT DISTINCT device FROM ledger GROUP BY device, n HAVING count(*) > 1',
  );
  for (const { device } of branches) find('SYNC-9', `the chain of ${device} has a branch, and no disk was copied`);
  for (const { scope, kind, kept, computed } of await findDigestFaults(database))
    find('SYNC-130', `the digest of ${scope} ${kind} is ${kept}, should be ${computed}`);
}
