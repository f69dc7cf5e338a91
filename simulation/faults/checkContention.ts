/** What must be so when the writers have stopped: nothing missed by a reader, nothing applied twice, nothing lost that was acknowledged. */
import type { Database } from '../../server/store/database.ts';
import { findDigestFaults } from '../../server/sync/digestCheck.ts';
import type { SentGroup } from './contend.ts';
import type { FeedReader } from './feedReader.ts';

export interface Finding {
  readonly rule: string;
  readonly message: string;
}

export async function checkContention(
  database: Database,
  readers: readonly FeedReader[],
  sent: readonly SentGroup[],
): Promise<Finding[]> {
  const findings: Finding[] = readers.flatMap((reader) => reader.findings);
  const find = (rule: string, message: string): void => void findings.push({ rule, message });
  await checkMissed(database, readers, find);
  await checkSent(database, sent, find);
  await checkTables(database, find);
  return findings;
}

type Find = (rule: string, message: string) => void;

/** Every living record in every scope that a reader reads, at its version. */
async function checkMissed(database: Database, readers: readonly FeedReader[], find: Find): Promise<void> {
  const records = await database.rows<{ collection: string; id: string; version: number; scopes: string[] }>(
    'SELECT collection, id, version, array_prepend(home_scope, shares) AS scopes FROM records',
  );
  for (const [index, { held }] of readers.entries())
    for (const [scope, members] of held) {
      const expected = records.filter(({ scopes }) => scopes.includes(scope));
      for (const { collection, id, version } of expected) {
        const known = members.get(`${collection}/${id}`);
        if (known !== version)
          find(
            'SYNC-110',
            `reader ${index} missed ${collection}/${id} v${version} of ${scope}, has ${known ?? 'nothing'}`,
          );
      }
      if (members.size > expected.length)
        find('SYNC-111', `reader ${index} holds ${members.size} records of ${scope}, which has ${expected.length}`);
    }
}

async function checkSent(database: Database, sent: readonly SentGroup[], find: Find): Promise<void> {
  const ledger = await database.rows<{ hash: string; outcome: string }>('SELECT hash, outcome FROM ledger');
  const outcomes = new Map(ledger.map(({ hash, outcome }) => [hash, outcome]));
  const versions = await database.rows<{ group_hash: string; id: string; count: number }>(
    `SELECT group_hash, id, count(*) AS count FROM history WHERE group_hash IS NOT NULL AND collection <> 'reviews' AND changed_paths <> '{}'
     GROUP BY group_hash, id`,
  );
  for (const { group_hash, id, count } of versions)
    if (count > 1) find('SYNC-20', `a group changed ${id} ${count} times (${group_hash.slice(0, 6)})`);
  const [{ texts } = { texts: '' }] = await database.rows<{ texts: string }>(
    "SELECT string_agg(body::text, ' ') AS texts FROM records",
  );
  for (const { group, operations, outcome } of sent) {
    const kept = outcomes.get(group.hash);
    // A waiting one is answered so when its parent was still on its way, and is applied with that.
    if (outcome === 'parked' || outcome === 'refused') find('SYNC-40', `a good group was ${outcome}`);
    if (kept !== 'applied') find('SYNC-180', `a group that was answered "${outcome}" is ${kept ?? 'nowhere'}`);
    for (const tag of operations.flatMap((operation) => tagsOf(operation)))
      if (!texts.includes(tag)) find('SYNC-180', `the tag ${tag} is in no record`);
  }
  const branched = await database.rows<{ id: string }>(
    `SELECT d.id FROM devices d WHERE NOT d.branched AND (SELECT count(*) FROM ledger l WHERE l.device = d.id AND l.n = 1) > 1`,
  );
  for (const { id } of branched) find('SYNC-22', `${id} has two first groups and counts as one chain`);
}

const tagsOf = (operation: SentGroup['operations'][number]): string[] =>
  operation.act === 'patch' ? operation.changes.flatMap((change) => (change.do === 'add' ? [change.value] : [])) : [];

async function checkTables(database: Database, find: Find): Promise<void> {
  const scopes = await database.rows<{ scope: string; seq: number; rows: number; highest: number }>(
    `SELECT c.scope, c.seq, count(f.seq) AS rows, coalesce(max(f.seq), 0) AS highest
     FROM scope_counters c LEFT JOIN feed f ON f.scope = c.scope GROUP BY c.scope, c.seq`,
  );
  for (const { scope, seq, rows, highest } of scopes)
    if (seq !== rows || seq !== highest)
      find('SYNC-110', `${scope} stands at ${seq} and has ${rows} rows up to ${highest}`);
  const astray = await database.rows<{ id: string }>(
    `SELECT r.id FROM records r JOIN records p ON p.collection = r.parent_collection AND p.id = r.parent_id
     WHERE r.home_scope <> p.home_scope AND NOT r.deleted`,
  );
  for (const { id } of astray) find('SYNC-102', `${id} lies elsewhere than what it follows`);
  for (const { scope, kind, kept, computed } of await findDigestFaults(database))
    find('SYNC-130', `the digest of ${scope} ${kind} is ${kept}, should be ${computed}`);
}
