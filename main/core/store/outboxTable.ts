/** The outbox: this device's operation groups in the order of their commits, as immutable bytes with a state beside them. */
import type { RecordReference } from '../../../shared/domain/record.ts';
import { liftGroup } from '../../../shared/sync/lift.ts';
import type { OperationGroup, RecordOperation, SignedGroup } from '../../../shared/sync/operation.ts';
import type { Connection } from './connection.ts';
import type { OutboxEntry } from './types.ts';

/** One operation of a group that the server has not confirmed, as the replay over a newer base wants it. */
export interface PendingOperation {
  readonly operation: RecordOperation;
  readonly author: string;
  readonly occurredAt: string;
  readonly state: OutboxState;
  /** The base holds its effect already. */
  readonly inBase: boolean;
}

export interface OutboxTable {
  append(entry: SignedGroup & { readonly group: OperationGroup }, references: readonly RecordReference[]): number;
  /** Operations on one record that are not covered yet, oldest first. */
  pendingOperations(reference: RecordReference): PendingOperation[];
  referencesOf(n: number): RecordReference[];
  /** The oldest groups that the server has not decided, but for the first `skip`: as many as `bytes` hold, and at least one. */
  toSend(limit: number, skip?: number, bytes?: number): OutboxEntry[];
}

export type OutboxState = OutboxEntry['state'];

export function createOutboxTable(connection: Connection): OutboxTable {
  const insert = connection.prepare(
    `INSERT INTO outbox (n, device, device_n, hash, parent, bytes, signature, occurred_at, state)
     VALUES ((SELECT coalesce(max(n), 0) + 1 FROM outbox), ?, ?, ?, ?, ?, ?, ?, 'pending')`,
  );
  const insertRecord = connection.prepare('INSERT OR IGNORE INTO outbox_records (n, collection, id) VALUES (?, ?, ?)');
  const openGroups = connection.prepare(
    `SELECT o.bytes, o.state, o.in_base AS inBase FROM outbox_records r JOIN outbox o ON o.n = r.n
     WHERE r.collection = ? AND r.id = ? AND o.state <> 'covered' ORDER BY r.n`,
  );
  const records = connection.prepare('SELECT collection, id FROM outbox_records WHERE n = ?');
  // A length is known without the text being read.
  const lengths = connection.prepare(
    `SELECT octet_length(bytes) AS length FROM outbox
     WHERE n IN (SELECT n FROM outbox WHERE state IN ('pending', 'waiting') ORDER BY n LIMIT ? OFFSET ?) ORDER BY n`,
  );
  const groups = createGroupCache();

  return {
    append({ bytes, hash, signature, group }, references) {
      const { lastInsertRowid } = insert.run([
        group.device,
        group.n,
        hash,
        group.parent,
        bytes,
        signature,
        group.occurredAt,
      ]);
      const n = Number(lastInsertRowid);
      for (const { collection, id } of references) insertRecord.run([n, collection, id]);
      return n;
    },
    pendingOperations({ collection, id }) {
      const rows = openGroups.all([collection, id]) as { bytes: string; state: OutboxState; inBase: number }[];
      return rows.flatMap((row) => {
        const { group, operationsByRecord } = groups.read(row.bytes);
        const operations = operationsByRecord.get(`${collection}/${id}`) ?? [];
        return operations.map((operation) => ({
          operation,
          author: group.author,
          occurredAt: group.occurredAt,
          state: row.state,
          inBase: row.inBase === 1,
        }));
      });
    },
    referencesOf: (n) => records.all([n]) as RecordReference[],
    toSend(limit, skip = 0, bytes = Infinity) {
      const count = bytes === Infinity ? limit : countWithin(lengths.all([limit, skip]) as { length: number }[], bytes);
      // Chosen by the index alone: sorting must not carry the bytes of all that waits.
      return connection.all<OutboxEntry>(
        `SELECT device_n AS n, bytes, hash, signature, state FROM outbox
         WHERE n IN (SELECT n FROM outbox WHERE state IN ('pending', 'waiting') ORDER BY n LIMIT ? OFFSET ?) ORDER BY n`,
        [count, skip],
      );
    },
  };
}

/** How many of the first ones fit; at least one goes: a single large group must not block the road. */
function countWithin(groups: readonly { readonly length: number }[], maximum: number): number {
  let bytes = 0;
  const end = groups.findIndex(({ length }) => (bytes += length) > maximum);
  return end < 0 ? groups.length : Math.max(1, end);
}

interface ReadableGroup {
  readonly group: OperationGroup;
  readonly operationsByRecord: ReadonlyMap<string, readonly RecordOperation[]>;
}

/** Groups of thousands of operations are replayed record by record: each is parsed once. */
const GROUPS_KEPT = 32;

function createGroupCache() {
  const groupsByBytes = new Map<string, ReadableGroup>();
  return {
    read(bytes: string): ReadableGroup {
      const known = groupsByBytes.get(bytes);
      if (known) return known;
      const group = liftGroup(JSON.parse(bytes) as OperationGroup);
      const operationsByRecord = new Map<string, RecordOperation[]>();
      for (const operation of group.operations) {
        const key = `${operation.collection}/${operation.id}`;
        const operations = operationsByRecord.get(key);
        if (operations) operations.push(operation);
        else operationsByRecord.set(key, [operation]);
      }
      const readable = { group, operationsByRecord };
      if (groupsByBytes.size >= GROUPS_KEPT) groupsByBytes.clear();
      groupsByBytes.set(bytes, readable);
      return readable;
    },
  };
}
