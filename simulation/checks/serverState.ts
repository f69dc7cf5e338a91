/** Everything that head office holds, in one snapshot. */
import type { CollectionName, RecordBody, ScopeId } from '../../shared/domain/record.ts';
import type { HeadVector } from '../../shared/sync/protocol.ts';
import type { OperationGroup } from '../../shared/sync/operation.ts';
import type { Database } from '../../server/store/database.ts';
import { textIn } from '../../server/sync/storedRecord.ts';
import { createOrganisation, listHeldScopes, type Organisation } from '../../server/sync/organisation.ts';
import { keyOf } from './deviceState.ts';

interface Placed {
  readonly collection: CollectionName;
  readonly id: string;
  readonly kind: string;
  readonly version: number;
  readonly homeScope: ScopeId;
  readonly shares: readonly ScopeId[];
  readonly createdBy: string;
  readonly createdAt: string;
  readonly updatedBy: string;
  readonly updatedAt: string;
  readonly deleted: boolean;
  readonly body: RecordBody;
}

export interface ServerRecord extends Placed {
  readonly scopes: readonly ScopeId[];
}

export interface Version extends Placed {
  readonly author: string;
  readonly device: string | null;
  readonly groupHash: string | null;
  readonly changedPaths: readonly string[];
  /** Ordinal of the epoch in which it was written. */
  readonly epoch: number;
}

export interface LedgerEntry {
  readonly hash: string;
  readonly device: string;
  readonly n: number;
  readonly outcome: string;
  readonly reason: string | null;
  readonly facts: Readonly<Record<string, string>>;
  readonly covers: HeadVector;
  readonly group: OperationGroup;
}

export interface FeedEntry {
  readonly scope: ScopeId;
  readonly seq: number;
  readonly type: 'put' | 'leave';
  readonly collection: CollectionName;
  readonly id: string;
  readonly version: number;
  readonly supersededSeq: number | null;
}

/** What there is now and who may see it: all that a device is compared with. */
export interface ServerRecords {
  readonly records: ReadonlyMap<string, ServerRecord>;
  readonly heads: HeadVector;
  readonly organisation: Organisation;
  /** By person. */
  readonly heldScopes: ReadonlyMap<string, readonly ScopeId[]>;
}

export interface ServerState extends ServerRecords {
  /** Oldest first, by record. */
  readonly history: ReadonlyMap<string, readonly Version[]>;
  /** Ordinals of the epochs that this database knows. */
  readonly epochs: ReadonlyMap<string, number>;
  readonly ledger: ReadonlyMap<string, LedgerEntry>;
  readonly feed: ReadonlyMap<ScopeId, readonly FeedEntry[]>;
  readonly waiting: number;
  readonly numbers: ReadonlySet<string>;
  /** Hashes of held groups that an administrator let through. */
  readonly letThrough: ReadonlySet<string>;
  /** What these wrote in. */
  readonly letThroughRecords: ReadonlySet<string>;
}

/** Nobody writes while this reads: the schedule sees to that. */
export async function readServerState(database: Database): Promise<ServerState> {
  const now = await readServerRecords(database);
  const history = await database.rows<Version>(
    `SELECT ${PLACED}, author, device, group_hash AS "groupHash", changed_paths AS "changedPaths", epoch FROM history ORDER BY collection, id, version`,
  );
  const ledger = await database.rows<Omit<LedgerEntry, 'group'> & { bytes: string }>(
    'SELECT hash, device, n, outcome, reason, facts, covers, bytes FROM ledger ORDER BY device, n',
  );
  const feed = await database.rows<FeedEntry>(
    'SELECT scope, seq, type, collection, id, version, superseded_seq AS "supersededSeq" FROM feed ORDER BY scope, seq',
  );
  const epochs = await database.rows<{ epoch: string; number: number }>('SELECT epoch, number FROM epochs');
  const [waiting] = await database.rows<{ count: number }>('SELECT count(*)::int AS count FROM waiting_groups');
  const numbers = await database.rows<{ number: string }>('SELECT number FROM printed_numbers');
  const decided = await database.rows<{ hash: string }>(
    "SELECT group_hash AS hash FROM decisions WHERE group_hash IS NOT NULL AND decision IN ('applied', 'changed')",
  );
  const letThrough = new Set(decided.map(({ hash }) => hash));
  return {
    ...now,
    letThrough,
    letThroughRecords: new Set(history.flatMap(({ id, groupHash }) => (letThrough.has(groupHash ?? '') ? [id] : []))),
    history: Map.groupBy(history, keyOf),
    epochs: new Map(epochs.map(({ epoch, number }) => [epoch, number])),
    ledger: new Map(
      ledger.map(({ bytes, ...row }) => [row.hash, { ...row, group: JSON.parse(bytes) as OperationGroup }]),
    ),
    feed: Map.groupBy(feed, ({ scope }) => scope),
    waiting: waiting?.count ?? 0,
    numbers: new Set(numbers.map(({ number }) => number)),
  };
}

/** As {@link readServerState}, without how it came to be. */
export async function readServerRecords(database: Database): Promise<ServerRecords> {
  const records = await database.rows<Placed>(`SELECT ${PLACED} FROM records`);
  const heads = await database.rows<{ scope: string; seq: number }>('SELECT scope, seq FROM scope_counters');
  const living = records.filter(({ collection, deleted }) => collection === 'organisation' && !deleted);
  const organisation = createOrganisation(new Map(living.map((record) => [record.id, record])));
  const heldScopes = new Map<string, readonly ScopeId[]>();
  for (const { id } of living.filter(({ kind }) => kind === 'person')) {
    const member = organisation.member(id);
    if (member) heldScopes.set(id, await listHeldScopes({ rows: readAlready(heads) }, member));
  }
  return {
    records: new Map(
      records.map((record) => [
        keyOf(record),
        { ...record, scopes: [...new Set([record.homeScope, ...record.shares])] },
      ]),
    ),
    heads: Object.fromEntries(heads.map(({ scope, seq }) => [scope, seq])),
    organisation,
    heldScopes,
  };
}

/** Spares a statement for each person of the whole company: what they would be told is known. */
const readAlready =
  (rows: readonly object[]) =>
  <Row extends object>(): Promise<Row[]> =>
    Promise.resolve([...rows] as Row[]);

/** The record that a review is about. */
export const reviewedKey = (review: RecordBody): string =>
  `${textIn(review, 'collection')}/${textIn(review, 'recordId')}`;

const PLACED = `collection, id, kind, version, home_scope AS "homeScope", shares, created_by AS "createdBy", created_at AS "createdAt",
  updated_by AS "updatedBy", updated_at AS "updatedAt", deleted, body`;
