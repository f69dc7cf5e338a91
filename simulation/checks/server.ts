/** The server's tables against each other: feed, counters, digests, history, chains. */
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import { kindOf } from '../../shared/domain/catalogue.ts';
import { findDigestFaults } from '../../server/sync/digestCheck.ts';
import type { World } from '../world.ts';
import { keyOf } from './deviceState.ts';
import type { FeedEntry, ServerState } from './serverState.ts';

export async function checkServer(world: World, state: ServerState): Promise<void> {
  const { report } = world;
  for (const fault of await findDigestFaults(world.database))
    report('SYNC-130', `the digest of ${fault.scope} ${fault.kind} is ${fault.kept}, should be ${fault.computed}`);
  if (state.waiting > 0) report('SYNC-189', `${state.waiting} groups still wait on the server`);
  for (const [scope, rows] of state.feed) checkScope(state, scope, rows, report);
  for (const [scope, head] of Object.entries(state.heads))
    if ((state.feed.get(scope)?.length ?? 0) !== head) report('SYNC-110', `${scope} stands at ${head}`);
  checkHistory(state, report);
  checkFollowers(state, report);
}

type Report = World['report'];

/** Without gaps; of each record the newest row says what is so; older rows name the one that came after them. */
function checkScope(state: ServerState, scope: string, rows: readonly FeedEntry[], report: Report): void {
  const newest = new Map<string, FeedEntry>();
  for (const [index, row] of rows.entries()) {
    if (row.seq !== index + 1) report('SYNC-110', `${scope} has row ${row.seq} at place ${index + 1}`);
    const key = keyOf(row);
    const before = newest.get(key);
    if (before && before.supersededSeq !== row.seq)
      report('SYNC-110', `${scope} ${before.seq} says that ${before.supersededSeq} came after it, not ${row.seq}`);
    if (before && before.version > row.version) report('SYNC-110', `${scope}: ${key} goes back at ${row.seq}`);
    newest.set(key, row);
  }
  for (const [key, row] of newest) {
    const record = state.records.get(key);
    const isMember = record?.scopes.includes(scope) === true;
    if (row.supersededSeq !== null) report('SYNC-110', `${scope}: the newest row of ${key} is superseded`);
    if ((row.type === 'put') !== isMember) report('SYNC-111', `${scope}: ${key} is ${row.type}, member ${isMember}`);
    if (isMember && row.version !== record.version)
      report('SYNC-110', `${scope} has version ${row.version} of ${key}, which is at ${record.version}`);
  }
  for (const [key, record] of state.records)
    if (record.scopes.includes(scope) && !newest.has(key)) report('SYNC-110', `${scope} never heard of ${key}`);
}

function checkHistory(state: ServerState, report: Report): void {
  for (const [key, record] of state.records) {
    const versions = state.history.get(key) ?? [];
    if (versions.some(({ version }, index) => version !== index + 1)) report('SYNC-90', `${key} lacks versions`);
    const last = versions.at(-1);
    if (!last || last.version !== record.version || canonicalJson(last.body) !== canonicalJson(record.body))
      report('SYNC-21', `${key} is not as its history says`);
    const risen = versions.find((version, index) => !version.deleted && versions[index - 1]?.deleted === true);
    if (risen) report('SYNC-188', `${key} was deleted and is back in version ${risen.version}`);
  }
}

/** What follows a record lives where that lives, reviews too. */
function checkFollowers(state: ServerState, report: Report): void {
  for (const [key, record] of state.records) {
    const parent = record.deleted ? null : kindOf(record.collection, record.kind)?.scope.parent?.(record.body);
    const leader = parent ? state.records.get(keyOf(parent)) : null;
    if (leader && !leader.deleted && leader.homeScope !== record.homeScope)
      report(record.collection === 'reviews' ? 'SYNC-88' : 'SYNC-102', `${key} did not move along`);
  }
}
