/** Pages of a checkpoint on the disk before anything of it is visible: a cut at any byte loses at most the page under way. */
import type { RecordImage, RecordReference, ScopeId } from '../../../shared/domain/record.ts';
import type { FeedRow, HeadVector } from '../../../shared/sync/protocol.ts';
import type { Connection } from './connection.ts';
import type { Meta } from './meta.ts';

export interface StagedRow extends RecordReference {
  readonly rowid: number;
  readonly scope: ScopeId;
  /** null: the record left the scope. */
  readonly image: RecordImage | null;
}

export interface Staging {
  begin(token: string, heads: HeadVector, reopen: readonly ScopeId[]): void;
  /** Staging of the scope has come up to `next`. @throws Error for another checkpoint than the one begun, and for a scope that it does not name. */
  moveTo(token: string, scope: ScopeId, next: number): void;
  add(scope: ScopeId, row: FeedRow): void;
  state(): { token: string | null; positions: HeadVector; heads: HeadVector | null };
  drop(): void;
  dropScope(scope: ScopeId): void;
  count(): number;
  /** The next rows with their records whole: every row of a record, or none. */
  take(limit: number): StagedRow[];
  remove(rowid: number): void;
  /** Scopes fetched from zero, with the serial since which a checkpoint must have named their members. */
  wholeScopes(): Map<ScopeId, number>;
  finish(): void;
}

export function createStaging(connection: Connection, meta: Meta): Staging {
  const insert = connection.prepare(
    `INSERT INTO staged_rows (collection, id, scope, sequence, version, image) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (collection, id, scope) DO UPDATE SET sequence = excluded.sequence, version = excluded.version, image = excluded.image
     WHERE excluded.sequence >= staged_rows.sequence`,
  );
  const take = connection.prepare(
    'SELECT rowid, collection, id, scope, image FROM staged_rows ORDER BY collection, id, scope LIMIT ?',
  );
  const restOf = connection.prepare(
    'SELECT rowid, collection, id, scope, image FROM staged_rows WHERE collection = ? AND id = ? AND scope > ? ORDER BY scope',
  );
  const remove = connection.prepare('DELETE FROM staged_rows WHERE rowid = ?');

  const checkpoint = () => {
    const row = connection.get<{ token: string; heads: string }>('SELECT token, heads FROM checkpoint');
    return row ? { token: row.token, heads: JSON.parse(row.heads) as HeadVector } : null;
  };
  const dropScope = (scope: ScopeId): void => {
    connection.run('DELETE FROM staged_rows WHERE scope = ?', [scope]);
    connection.run('DELETE FROM staged_positions WHERE scope = ?', [scope]);
  };
  const positions = () =>
    connection.all<{ scope: string; position: number; serial: number; whole: number }>(
      'SELECT * FROM staged_positions',
    );

  return {
    begin(token, heads, reopen) {
      const serial = (meta.get('checkpointSerial') ?? 0) + 1;
      meta.set('checkpointSerial', serial);
      const wholeByScope = new Map(positions().map((row) => [row.scope, row.whole === 1]));
      for (const scope of wholeByScope.keys()) {
        const mustRestart = reopen.includes(scope) && !wholeByScope.get(scope);
        if (!(scope in heads) || mustRestart) dropScope(scope);
      }
      for (const scope of Object.keys(heads)) {
        const cursor =
          connection.get<{ sequence: number }>('SELECT sequence FROM cursors WHERE scope = ?', [scope])?.sequence ?? 0;
        const position = reopen.includes(scope) ? 0 : cursor;
        connection.run('INSERT OR IGNORE INTO staged_positions (scope, position, serial, whole) VALUES (?, ?, ?, ?)', [
          scope,
          position,
          serial,
          position === 0 ? 1 : 0,
        ]);
      }
      connection.run('INSERT OR REPLACE INTO checkpoint (only, token, heads) VALUES (1, ?, ?)', [
        token,
        JSON.stringify(heads),
      ]);
    },
    moveTo(token, scope, next) {
      if (checkpoint()?.token !== token)
        throw new Error('The page is of another checkpoint than the one that was begun');
      const changed = connection.run('UPDATE staged_positions SET position = max(position, ?) WHERE scope = ?', [
        next,
        scope,
      ]);
      if (changed === 0) throw new Error('The page is of a scope that the checkpoint does not name');
    },
    add(scope, row) {
      if (row.type === 'leave') insert.run([row.collection, row.id, scope, row.seq, 0, null]);
      else {
        const { record } = row;
        insert.run([record.collection, record.id, scope, row.seq, record.version, JSON.stringify(record)]);
      }
    },
    state() {
      const begun = checkpoint();
      return {
        token: begun?.token ?? null,
        positions: Object.fromEntries(positions().map((row) => [row.scope, row.position])),
        heads: begun?.heads ?? null,
      };
    },
    drop() {
      connection.run('DELETE FROM staged_rows');
      connection.run('DELETE FROM staged_positions');
      connection.run('DELETE FROM checkpoint');
    },
    dropScope,
    count: () => connection.get<{ count: number }>('SELECT count(*) AS count FROM staged_rows')?.count ?? 0,
    take(limit) {
      const rows = (take.all([limit]) as RawStagedRow[]).map(readRow);
      const last = rows.at(-1);
      // The last record may go on behind the limit.
      return last
        ? [...rows, ...(restOf.all([last.collection, last.id, last.scope]) as RawStagedRow[]).map(readRow)]
        : [];
    },
    remove(rowid) {
      remove.run([rowid]);
    },
    wholeScopes: () =>
      new Map(
        positions()
          .filter((row) => row.whole === 1)
          .map((row) => [row.scope, row.serial]),
      ),
    finish() {
      connection.run('DELETE FROM staged_positions');
      connection.run('DELETE FROM checkpoint');
    },
  };
}

type RawStagedRow = Omit<StagedRow, 'image'> & { readonly image: string | null };

const readRow = (row: RawStagedRow): StagedRow => ({
  ...row,
  image: row.image === null ? null : (JSON.parse(row.image) as RecordImage),
});
