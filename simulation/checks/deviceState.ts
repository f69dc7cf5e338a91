/** What a device holds, read from its tables as they are and not through the store's own idea of them. */
import { collections } from '../../shared/domain/catalogue.ts';
import type { CollectionName, RecordImage } from '../../shared/domain/record.ts';
import type { OperationGroup } from '../../shared/sync/operation.ts';
import { rowToRecord, tableOf, type RecordRow, type StoredRecord } from '../../main/core/store/recordTables.ts';
import type { OutboxEntry, RecordStore } from '../../main/core/store/index.ts';

export interface OutboxRow {
  readonly n: number;
  readonly hash: string;
  readonly parent: string | null;
  readonly state: OutboxEntry['state'];
  readonly signature: string;
  readonly bytes: string;
  /** 1: what is shown has its effect already; sent again to a restored server, it is no news here. */
  readonly inBase: number;
  readonly group: OperationGroup;
}

const groups = new Map<string, OperationGroup>();

/** Groups are immutable and named by their hash, so each is parsed once. */
function groupOf(hash: string, bytes: string): OperationGroup {
  const known = groups.get(hash);
  if (known) return known;
  const group = JSON.parse(bytes) as OperationGroup;
  if (groups.size > GROUPS_KEPT) groups.clear();
  groups.set(hash, group);
  return group;
}

const GROUPS_KEPT = 20_000;

/** In the order of the commits. */
export function readOutbox(store: RecordStore, condition = '1 = 1'): OutboxRow[] {
  return store.read
    .all<Omit<OutboxRow, 'group'>>(
      `SELECT device_n AS n, hash, parent, state, signature, bytes, in_base AS inBase FROM outbox WHERE ${condition} ORDER BY n`,
    )
    .map((row) => ({ ...row, group: groupOf(row.hash, row.bytes) }));
}

/**
 * What was read of a store, until somebody has written to it: each check reads the whole of it anew, and most ask when nothing has happened
 * since. SQLite itself says so, whoever wrote: the number moves with every commit of another connection (https://www.sqlite.org/pragma.html#pragma_data_version).
 */
function oncePerCommit<Result>(read: (store: RecordStore) => Result): (store: RecordStore) => Result {
  const known = new WeakMap<RecordStore, { readonly version: number | undefined; readonly result: Result }>();
  return (store) => {
    const version = store.read.get<{ data_version: number }>('PRAGMA data_version')?.data_version;
    const last = known.get(store);
    if (last && last.version === version) return last.result;
    const result = read(store);
    known.set(store, { version, result });
    return result;
  };
}

export const keyOf = ({ collection, id }: { collection: string; id: string }): string => `${collection}/${id}`;

/** Every row that is shown, tombstones too, by key. */
export const readShown = oncePerCommit((store): ReadonlyMap<string, StoredRecord> => {
  const shown = new Map<string, StoredRecord>();
  for (const { collection } of collections)
    for (const row of store.read.all<RecordRow>(`SELECT * FROM ${tableOf(collection)}`))
      shown.set(keyOf({ collection, id: row.id }), rowToRecord(collection, row));
  return shown;
});

/** The server's word on every record as this device has it: the base where there is unconfirmed work, the row itself elsewhere. */
export const readBases = oncePerCommit((store): ReadonlyMap<string, RecordImage> => {
  const bases = new Map<string, RecordImage>(readShown(store));
  const kept = store.read.all<{ collection: CollectionName; id: string; image: string | null }>(
    'SELECT collection, id, image FROM base_records',
  );
  for (const { collection, id, image } of kept) {
    if (image === null) bases.delete(keyOf({ collection, id }));
    else bases.set(keyOf({ collection, id }), JSON.parse(image) as RecordImage);
  }
  return bases;
});

export const readMemberships = oncePerCommit((store): ReadonlyMap<string, ReadonlySet<string>> => {
  const scopes = new Map<string, Set<string>>();
  const rows = store.read.all<{ collection: string; id: string; scope: string }>(
    'SELECT collection, id, scope FROM record_scopes',
  );
  for (const row of rows) scopes.set(keyOf(row), (scopes.get(keyOf(row)) ?? new Set()).add(row.scope));
  return scopes;
});
