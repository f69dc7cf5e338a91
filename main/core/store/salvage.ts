/**
 * Reads what can be read of a damaged store. Unsent work comes first: everything else the server has. Each row is asked for by itself,
 * so that a bad page costs what lies on it and nothing more.
 */
import { existsSync } from 'node:fs';
import { readGroup } from '../../../shared/sync/group.ts';
import type { NumberBlock } from '../../../shared/sync/protocol.ts';
import { openConnection, type Connection } from './connection.ts';
import { getLocal } from './localValues.ts';
import { createMeta } from './meta.ts';
import { storePaths } from './open.ts';
import { Sqlite } from './sqlite.ts';
import { readSqliteError } from './sqliteErrors.ts';
import type { DeviceIdentity, OutboxEntry } from './types.ts';

export interface SalvagedStore {
  /** null when not even that could be read. */
  readonly identity: DeviceIdentity | null;
  /** Groups whose bytes still give their hash, in order. */
  readonly groups: readonly OutboxEntry[];
  /** Places of the chain, up to the last group found, whose group is lost. */
  readonly lost: readonly number[];
  /** The chain's end as the store knew it; later than the last of `groups` when the end is lost. */
  readonly chain: { readonly n: number; readonly hash: string } | null;
  readonly numberBlocks: readonly (NumberBlock & { readonly next: number })[];
  /** Drafts and settings of this device. */
  readonly localValues: readonly { readonly area: string; readonly key: string; readonly value: unknown }[];
  /** Bytes of attachments that are nowhere else: a day's photos at the most, mostly none. */
  readonly files: readonly SalvagedFile[];
}

export interface SalvagedFile {
  readonly id: string;
  readonly size: number;
  readonly begunAt: number;
  readonly chunks: readonly Uint8Array[];
}

/**
 * Writes nothing but SQLite's own side files. Never throws for damage.
 * @param directory A quarantine folder, or a store that nobody has open.
 * @param areas Of local values, those that matter most: where the table is damaged in several places, each is looked for by itself.
 */
export function salvageStore(directory: string, key: Uint8Array, areas: readonly string[] = []): SalvagedStore {
  const nothing: SalvagedStore = {
    identity: null,
    groups: [],
    lost: [],
    chain: null,
    numberBlocks: [],
    localValues: [],
    files: [],
  };
  const path = storePaths(directory).database;
  if (!existsSync(path)) return nothing;
  const connection = attempt(() => openConnection(path, { key, rights: 'read', cacheMegabytes: 8 }), null);
  if (!connection) return nothing;
  try {
    const meta = createMeta(connection);
    const groups = salvageGroups(connection);
    return {
      identity: attempt(() => meta.get('identity') ?? null, null),
      groups,
      lost: missingPlaces(groups),
      chain: attempt(() => meta.get('chain') ?? null, null),
      numberBlocks: attempt(() => connection.all('SELECT series, code, first, last, next FROM number_blocks'), []),
      localValues: salvageLocalValues(connection, areas),
      files: salvageFiles(connection),
    };
  } finally {
    connection.close();
  }
}

/** Behind so many unreadable places in a row there is taken to be nothing more. */
const PLACES_TRIED = 2_000;

function salvageGroups(connection: Connection): OutboxEntry[] {
  const groups: OutboxEntry[] = [];
  const last = attempt(() => connection.get<{ n: number }>('SELECT max(n) AS n FROM outbox')?.n ?? 0, null);
  let failures = 0;
  for (let n = 1; last === null ? failures < PLACES_TRIED : n <= last; n += 1) {
    const entry = attempt(
      () =>
        connection.get<OutboxEntry>(
          'SELECT device_n AS n, bytes, hash, signature, state FROM outbox NOT INDEXED WHERE n = ?',
          [n],
        ),
      undefined,
    );
    failures = entry ? 0 : failures + 1;
    if (entry && isWhole(entry)) groups.push(entry);
  }
  return groups;
}

const isWhole = ({ bytes, hash, signature }: OutboxEntry): boolean => readGroup({ bytes, hash, signature }).ok;

function missingPlaces(groups: readonly OutboxEntry[]): number[] {
  const found = new Set(groups.map((group) => group.n));
  const last = groups.reduce((highest, group) => Math.max(highest, group.n), 0);
  const first = groups[0]?.n ?? 1;
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index).filter((n) => !found.has(n));
}

/** What could not be read, which is not the same as the end. */
const UNREADABLE = Symbol('unreadable');

interface LocalKey {
  readonly area: string;
  readonly key: string;
}
type LocalValue = LocalKey & { readonly value: unknown };

/**
 * From both ends up to what cannot be read; and so does each area that is asked for by its name, for between two bad pages lies what neither end reaches. In the
 * order of the table.
 */
function salvageLocalValues(connection: Connection, areas: readonly string[]): LocalValue[] {
  const found = new Map<string, LocalKey>();
  const nameOf = ({ area, key }: LocalKey): string => JSON.stringify([area, key]);
  for (const area of [null, ...areas])
    for (const direction of ['up', 'down'] as const) {
      let wasWhole = true;
      for (const at of keysOf(connection, area, direction)) {
        if (at === UNREADABLE) wasWhole = false;
        else found.set(nameOf(at), at);
      }
      if (wasWhole) break;
    }
  return [...found.values()]
    .toSorted((one, other) => compare(one.area, other.area) || compare(one.key, other.key))
    .flatMap((at): LocalValue[] => {
      const value = valueAt(connection, at);
      return value === UNREADABLE ? [] : [{ ...at, value }];
    });
}

/** Keys alone: a value that runs over to a bad page takes along neither its neighbours nor the walk. */
function* keysOf(
  connection: Connection,
  area: string | null,
  direction: 'up' | 'down',
): Generator<LocalKey | typeof UNREADABLE, void> {
  const [beyond, order] = direction === 'up' ? ['>', 'ASC'] : ['<', 'DESC'];
  const within = area === null ? '' : 'AND area = :area';
  let position: LocalKey | null = null;
  for (;;) {
    const from: LocalKey | null = position;
    const row: LocalKey | undefined | typeof UNREADABLE = attempt<LocalKey | undefined | typeof UNREADABLE>(
      (): LocalKey | undefined =>
        connection.get<LocalKey>(
          `SELECT area, key FROM local_values WHERE ${from ? `(area, key) ${beyond} (:fromArea, :fromKey)` : 'true'} ${within}
           ORDER BY area ${order}, key ${order} LIMIT 1`,
          {
            ...(from ? { fromArea: from.area, fromKey: from.key } : {}),
            ...(area === null ? {} : { area }),
          },
        ),
      UNREADABLE,
    );
    if (row === undefined) return;
    yield row;
    if (row === UNREADABLE) return;
    position = row;
  }
}

const valueAt = (connection: Connection, { area, key }: LocalKey): unknown =>
  attempt<unknown>(() => getLocal(connection, area, key), UNREADABLE);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Those that were added here and have not reached head office. One of which a chunk cannot be read is lost; the others are not. */
function salvageFiles(connection: Connection): SalvagedFile[] {
  const unsent = attempt(
    () =>
      connection.all<{ file: number; id: string; size: number; begunAt: number }>(
        `SELECT f.file, f.id, f.size, f.begun_at AS begunAt FROM attachment_files f LEFT JOIN attachments a ON a.id = f.id
         WHERE f.whole = 1 AND f.origin = 'here' AND a.stored_at IS NULL ORDER BY f.file`,
      ),
    [],
  );
  return unsent.flatMap(({ file, id, size, begunAt }) => {
    const chunks = attempt(
      () =>
        connection
          .all<{ bytes: Uint8Array }>('SELECT bytes FROM attachment_chunks WHERE file = ? ORDER BY n', [file])
          .map(({ bytes }) => bytes),
      [],
    );
    const isAllThere = chunks.reduce((sum, { length }) => sum + length, 0) === size;
    return isAllThere ? [{ id, size, begunAt, chunks }] : [];
  });
}

/** `otherwise` for what damage keeps from being read; defects throw. */
function attempt<Result>(work: () => Result, otherwise: Result): Result {
  try {
    return work();
  } catch (error) {
    // A file of no length is a database without tables: what is asked for is not there.
    const isOfFile = error instanceof Sqlite.SqliteError || readSqliteError(error) !== null;
    if (!isOfFile && !isMalformed(error)) throw error;
    return otherwise;
  }
}

const isMalformed = (error: unknown): boolean => error instanceof SyntaxError;
