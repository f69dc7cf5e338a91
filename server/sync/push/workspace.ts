/**
 * Everything a batch of groups needs, locked in the one order that all transactions keep and read under these locks: scope roots by
 * id, then records by id. (Device rows come before, counters after: see push.ts and feedWriter.ts.)
 *
 * What must be locked is guessed from rows read without locks. Where the guess was wrong (a parent changed meanwhile, a merged record
 * names another parent, a record turns out to move), `PlanGrew` is thrown and the transaction begins again with what was learnt.
 */
import type { Instant } from '../../../shared/base/clock.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import type { RecordReference } from '../../../shared/domain/record.ts';
import { liftHistory } from '../../../shared/sync/lift.ts';
import type { RemovedElements } from '../../../shared/sync/mergeTypes.ts';
import type { Transaction } from '../../store/database.ts';
import type { NewVersion } from '../recordWriter.ts';
import {
  definitionOf,
  keyColumns,
  keyOf,
  rowToRecord,
  textIn,
  type RecordRow,
  type StoredRecord,
} from '../storedRecord.ts';
import { mayBind } from './binding.ts';
import { namedByAssignments } from './namedByAssignments.ts';
import type { ReceivedGroup } from './receive.ts';

/** What earlier tries of this transaction learnt. */
export interface Plan {
  /** Records that others turned out to follow. */
  readonly parents: ReadonlySet<string>;
  /** Records whose scopes change, so that what follows them must be locked and moved too. */
  readonly movers: ReadonlySet<string>;
  /** Scope roots that no operation names and that are changed all the same. */
  readonly written: ReadonlySet<string>;
}

export const EMPTY_PLAN: Plan = { parents: new Set(), movers: new Set(), written: new Set() };

/** Not a failure: the transaction rolls back and begins again with a larger plan. */
export class PlanGrew extends Error {
  readonly plan: Plan;

  constructor(
    plan: Plan,
    added: { parents?: Iterable<string>; movers?: Iterable<string>; written?: Iterable<string> },
  ) {
    super('The plan of a push grew');
    this.plan = {
      parents: plan.parents.union(new Set(added.parents)),
      movers: plan.movers.union(new Set(added.movers)),
      written: plan.written.union(new Set(added.written)),
    };
  }
}

export interface HistoryEntry {
  readonly version: number;
  readonly epoch: number;
  readonly author: RecordId;
  readonly device: RecordId | null;
  readonly groupHash: string | null;
  readonly paths: readonly string[];
  readonly removed: RemovedElements;
}

/** The chain to which a review's `mine` belongs. */
export interface ReviewOrigin {
  readonly device: RecordId;
  /** Of the last group that clashed here. */
  readonly n: number;
}

export interface Workspace {
  readonly plan: Plan;
  /** What turned out to be missing from the plan while the batch was applied. Once there is anything, nothing of this try may be kept. */
  readonly learnt: { readonly parents: Set<string>; readonly movers: Set<string>; readonly written: Set<string> };
  /** As they are now, this batch's work included. Keyed by `keyOf`. */
  readonly records: Map<string, StoredRecord>;
  /** As they were when locked. */
  readonly before: ReadonlyMap<string, StoredRecord>;
  /** Keys that were looked for under lock: of these, what is not in `records` does not exist. */
  readonly lookedFor: ReadonlySet<string>;
  /** Keys of records that follow, or followed, a record: check `parent` before use. */
  readonly followers: Map<string, Set<string>>;
  /** Versions later than the oldest base of the batch's operations, oldest first. */
  readonly history: Map<string, HistoryEntry[]>;
  /** Keyed by the record's key: the keys of its open reviews. */
  readonly reviewsOf: Map<string, Set<string>>;
  readonly reviewOrigins: Map<string, ReviewOrigin>;
  /** New versions in the order they came about. */
  readonly versions: NewVersion[];
  /** Orders that this batch confirmed, by id: since when. */
  readonly confirmedAt: Map<RecordId, Instant>;
}

const DEEPEST_FOLLOWING = 8;

/** @param epoch The current one. */
export async function loadWorkspace(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  plan: Plan,
  epoch: string,
): Promise<Workspace> {
  const touched = new Set(groups.flatMap(({ group }) => group.operations.map(keyOf)));
  const named = namedByAssignments(groups.map(({ group }) => group));
  const parents = new Set([
    ...plan.parents,
    ...plan.written,
    ...parentsOfCreations(groups),
    ...named.customers,
    ...named.requests,
    ...authorsWhoConfirm(groups),
  ]);

  const guessed = await readWithParents(transaction, new Set([...touched, ...parents]));
  const roots = new Set([...touched, ...parents].flatMap((key) => rootOf(key, guessed) ?? []));
  // Whoever is sent on a job gets a share of its customer: that is written with the request.
  const written = touched
    .union(plan.written)
    .union(new Set(named.customers))
    .union(new Set(authorsWhoConfirm(groups)))
    .union(customersOfRequests(touched, guessed));
  const locked = await lockRoots(transaction, roots, written);
  for (const [key, record] of await lockOthers(transaction, plan, guessed, new Set([...touched, ...parents]), roots))
    locked.set(key, record);

  checkGuess(plan, locked, roots);
  const lookedFor = new Set([...touched, ...parents, ...guessed.keys(), ...locked.keys()]);
  const { reviewsOf, reviewOrigins } = await readReviewOrigins(transaction, locked);
  return {
    plan,
    learnt: { parents: new Set(), movers: new Set(), written: new Set() },
    records: new Map(locked),
    before: locked,
    lookedFor,
    followers: followersIn(locked),
    history: await readHistory(transaction, groups, locked, epoch),
    reviewsOf,
    reviewOrigins,
    versions: [],
    confirmedAt: new Map(),
  };
}

function parentsOfCreations(groups: readonly ReceivedGroup[]): string[] {
  return groups.flatMap(({ group }) =>
    group.operations.flatMap((operation) => {
      const parent = operation.act === 'create' ? definitionOf(operation)?.scope.parent?.(operation.body) : null;
      return parent ? keyOf(parent) : [];
    }),
  );
}

/**
 * What somebody may promise is one slice for all their machines (decision 0034): whatever two of them bring at once is judged one after the other, each by what the
 * other has left.
 */
const authorsWhoConfirm = (groups: readonly ReceivedGroup[]): string[] =>
  groups
    .filter(({ group }) => group.operations.some(mayBind))
    .map(({ group }) => keyOf({ collection: 'organisation', id: group.author }));

function customersOfRequests(touched: ReadonlySet<string>, guessed: ReadonlyMap<string, Following>): Set<string> {
  const parents = [...touched].flatMap((key) =>
    key.startsWith('serviceRequests/') ? (guessed.get(key)?.parent ?? []) : [],
  );
  return new Set(parents.map(keyOf));
}

/** What a guess needs to know of a record: their bodies come with the locks. */
type Following = Pick<StoredRecord, 'parent'>;

/** Without locks, with everything that these follow. */
async function readWithParents(transaction: Transaction, keys: ReadonlySet<string>): Promise<Map<string, Following>> {
  const found = new Map<string, Following>();
  let wanted = new Set(keys);
  for (let depth = 0; wanted.size > 0 && depth < DEEPEST_FOLLOWING; depth += 1) {
    const records = await readFollowing(transaction, wanted);
    for (const [key, record] of records) found.set(key, record);
    wanted = new Set(
      [...records.values()].flatMap(({ parent }) => (parent && !found.has(keyOf(parent)) ? [keyOf(parent)] : [])),
    );
  }
  return found;
}

async function readFollowing(transaction: Transaction, keys: ReadonlySet<string>): Promise<Map<string, Following>> {
  const rows = await transaction.rows<RecordReference & Pick<RecordRow, 'parent_collection' | 'parent_id'>>(
    `SELECT r.collection, r.id, r.parent_collection, r.parent_id
     FROM unnest($1::text[], $2::uuid[]) AS k(collection, id) CROSS JOIN LATERAL (
       SELECT * FROM records r WHERE r.collection = k.collection AND r.id = k.id OFFSET 0
     ) r`,
    keyColumns(keys),
  );
  return new Map(
    rows.map(({ collection, id, parent_collection, parent_id }) => [
      keyOf({ collection, id }),
      {
        parent:
          parent_collection !== null && parent_id !== null ? { collection: parent_collection, id: parent_id } : null,
      },
    ]),
  );
}

/** The topmost record that it follows, itself when it follows none; null when that does not exist. */
function rootOf(key: string, records: ReadonlyMap<string, Following>): string | null {
  let at = key;
  for (let depth = 0; depth < DEEPEST_FOLLOWING; depth += 1) {
    const record = records.get(at);
    if (!record) return null;
    if (!record.parent) return at;
    at = keyOf(record.parent);
  }
  return null;
}

/** One pass in id order, each row in its own mode: to change it, or only to keep it from moving. */
async function lockRoots(
  transaction: Transaction,
  roots: ReadonlySet<string>,
  touched: ReadonlySet<string>,
): Promise<Map<string, StoredRecord>> {
  if (roots.size === 0) return new Map();
  const ordered = [...roots].toSorted(byId);
  const rows = await transaction.rows<RecordRow>('SELECT * FROM lock_records($1, $2, $3)', [
    ...keyColumns(ordered),
    ordered.map((key) => touched.has(key)),
  ]);
  return new Map(rows.map((row) => [keyOf(row), rowToRecord(row)]));
}

/** The touched records that are no roots, what follows the movers, open reviews of what is touched, and parents in between. */
async function lockOthers(
  transaction: Transaction,
  plan: Plan,
  guessed: ReadonlyMap<string, Following>,
  wanted: ReadonlySet<string>,
  roots: ReadonlySet<string>,
): Promise<Map<string, StoredRecord>> {
  const followers = await listFollowers(transaction, plan.movers);
  const reviews = await listOpenReviews(transaction, wanted);
  const keys = new Set([...wanted, ...guessed.keys(), ...followers, ...reviews].filter((key) => !roots.has(key)));
  if (keys.size === 0) return new Map();
  const rows = await transaction.rows<RecordRow>(
    `SELECT r.* FROM records r WHERE (r.collection, r.id) IN (SELECT * FROM unnest($1::text[], $2::uuid[]))
     ORDER BY r.id, r.collection FOR UPDATE`,
    keyColumns(keys),
  );
  const locked = new Map(rows.map((row) => [keyOf(row), rowToRecord(row)]));
  // Something may have begun to follow a mover between the list and its lock.
  const late = (await listFollowers(transaction, plan.movers)).filter((key) => !locked.has(key));
  if (late.length > 0) throw new PlanGrew(plan, {});
  return locked;
}

async function listFollowers(transaction: Transaction, movers: ReadonlySet<string>): Promise<string[]> {
  if (movers.size === 0) return [];
  const rows = await transaction.rows<RecordReference>(
    `WITH RECURSIVE followers AS (
       SELECT r.collection, r.id FROM unnest($1::text[], $2::uuid[]) AS m(collection, id) CROSS JOIN LATERAL (
         SELECT collection, id FROM records r WHERE r.parent_collection = m.collection AND r.parent_id = m.id OFFSET 0
       ) r
       UNION
       SELECT r.collection, r.id FROM records r JOIN followers f ON r.parent_collection = f.collection AND r.parent_id = f.id
     ) SELECT collection, id FROM followers`,
    keyColumns(movers),
  );
  return rows.map(keyOf);
}

async function listOpenReviews(transaction: Transaction, keys: ReadonlySet<string>): Promise<string[]> {
  const rows = await transaction.rows<RecordReference>(
    `SELECT r.collection, r.id FROM unnest($1::text[], $2::uuid[]) AS k(collection, id) CROSS JOIN LATERAL (
       SELECT * FROM records r WHERE r.parent_collection = k.collection AND r.parent_id = k.id AND r.collection = 'reviews' OFFSET 0
     ) r WHERE NOT r.deleted AND r.body ->> 'status' = 'open'`,
    keyColumns(keys),
  );
  return rows.map(keyOf);
}

/** Under the locks the parents must still lead to roots that are locked. */
function checkGuess(plan: Plan, locked: ReadonlyMap<string, StoredRecord>, roots: ReadonlySet<string>): void {
  const parents = new Set<string>();
  for (const record of locked.values()) {
    if (!record.parent) continue;
    const root = rootOf(keyOf(record), locked);
    if (root === null || !roots.has(root)) parents.add(keyOf(record.parent));
  }
  // A parent that does not exist at all is in the plan after one more try and is then taken as it is.
  if (!parents.isSubsetOf(plan.parents)) throw new PlanGrew(plan, { parents });
}

function followersIn(records: ReadonlyMap<string, StoredRecord>): Map<string, Set<string>> {
  const followers = new Map<string, Set<string>>();
  for (const [key, { parent }] of records) if (parent) addTo(followers, keyOf(parent), key);
  return followers;
}

export function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}

async function readReviewOrigins(
  transaction: Transaction,
  records: ReadonlyMap<string, StoredRecord>,
): Promise<Pick<Workspace, 'reviewsOf' | 'reviewOrigins'>> {
  const reviews = [...records.values()].filter(
    ({ collection, deleted, body }) => collection === 'reviews' && !deleted && body['status'] === 'open',
  );
  const reviewsOf = new Map<string, Set<string>>();
  const reviewOrigins = new Map<string, ReviewOrigin>();
  if (reviews.length === 0) return { reviewsOf, reviewOrigins };
  const rows = await transaction.rows<{ hash: string; device: string; n: number }>(
    'SELECT hash, device, n FROM ledger WHERE hash = ANY($1)',
    [reviews.flatMap(({ body }) => [textIn(body, 'group'), textIn(body, 'lastGroup')])],
  );
  const originsByHash = new Map(rows.map(({ hash, device, n }) => [hash, { device, n }]));
  for (const review of reviews) {
    const origin = originsByHash.get(textIn(review.body, 'group'));
    if (!review.parent || !origin) continue;
    addTo(reviewsOf, keyOf(review.parent), keyOf(review));
    const last = originsByHash.get(textIn(review.body, 'lastGroup'));
    reviewOrigins.set(keyOf(review), { device: origin.device, n: last?.n ?? origin.n });
  }
  return { reviewsOf, reviewOrigins };
}

/** From the oldest base on; whole where a base belongs to another epoch, whose version numbers mean something else. */
async function readHistory(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  records: ReadonlyMap<string, StoredRecord>,
  epoch: string,
): Promise<Map<string, HistoryEntry[]>> {
  const oldest = new Map<string, number>();
  for (const { group } of groups) {
    for (const operation of group.operations) {
      const key = keyOf(operation);
      const from = operation.act !== 'create' && operation.seen.epoch === epoch ? operation.seen.version : 0;
      oldest.set(key, Math.min(from, oldest.get(key) ?? from));
    }
  }
  const wanted = [...oldest].filter(([key, version]) => version < (records.get(key)?.version ?? 0));
  if (wanted.length === 0) return new Map();
  const rows = await transaction.rows<
    RecordReference & {
      version: number;
      epoch: number;
      author: string;
      device: string | null;
      group_hash: string | null;
      changed_paths: string[];
      removed: RemovedElements | null;
    }
  >(
    `SELECT h.collection, h.id, h.version, h.epoch, h.author, h.device, h.group_hash, h.changed_paths, h.removed
     FROM unnest($1::text[], $2::uuid[], $3::int[]) AS k(collection, id, seen) CROSS JOIN LATERAL (
       SELECT * FROM history h WHERE h.collection = k.collection AND h.id = k.id AND h.version > k.seen OFFSET 0
     ) h
     ORDER BY h.collection, h.id, h.version`,
    [...keyColumns(wanted.map(([key]) => key)), wanted.map(([, version]) => version)],
  );
  const entries = rows.map((row) => ({
    key: keyOf(row),
    entry: liftHistory(row, {
      version: row.version,
      epoch: row.epoch,
      author: row.author,
      device: row.device,
      groupHash: row.group_hash,
      paths: row.changed_paths,
      removed: row.removed ?? {},
    }),
  }));
  return new Map([...Map.groupBy(entries, ({ key }) => key)].map(([key, own]) => [key, own.map(({ entry }) => entry)]));
}

const idOf = (key: string): string => key.slice(key.indexOf('/') + 1);
const byId = (one: string, other: string): number =>
  idOf(one) < idOf(other) ? -1 : idOf(one) > idOf(other) ? 1 : one < other ? -1 : 1;
