/**
 * The ceiling's client: pages into an encrypted SQLite file with plain INSERTs in large transactions, the next page fetched meanwhile.
 * `bare`: one table with nothing but a primary key. `usable`: the product's own tables with their columns, indexes, search words and
 * read models, so that what arrives can be listed and found; still no rule of sync.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { openConnection, type Connection } from '../../main/core/store/connection.ts';
import { migrate } from '../../main/core/store/migrations/index.ts';
import { runToEnd } from '../../main/core/store/pacing.ts';
import { createRecordRoad } from '../../main/core/store/recordRoad.ts';
import { defaultCatalogue } from '../../main/core/store/recordTables.ts';
import type { RecordImage } from '../../shared/domain/record.ts';
import { timed } from '../shared/rounds.ts';
import { serveCommands } from './commands.ts';
import type { CeilingEdit } from './ceilingServer.ts';
import { createContentSum, type ContentSum } from './contentSum.ts';

const compress = promisify(gzip);
const PAGE = 2_000;
const PAGES_PER_TRANSACTION = 5;

type Manner = 'bare' | 'usable';
interface Page {
  readonly rows: readonly { readonly seq: number; readonly record: RecordImage }[];
}

let file: Connection | null = null;
let path = '';
let serverUrl = '';
/** Of one scope, or of everything. */
let scopeQuery = '';

function create(directory: string, manner: Manner): (record: RecordImage) => void {
  path = join(directory, 'ceiling.db');
  const connection = openConnection(path, { key: new Uint8Array(32).fill(7), rights: 'create', cacheMegabytes: 64 });
  file = connection;
  connection.pragma('synchronous = FULL');
  if (manner === 'usable') {
    migrate(connection);
    const road = createRecordRoad(connection, defaultCatalogue, { now: () => Date.now() });
    settle = () => runToEnd(road.settle());
    return (record) => road.put(null, record, false);
  }
  settle = () => undefined;
  connection.exec(
    `CREATE TABLE records (id TEXT PRIMARY KEY, collection TEXT, kind TEXT, version INTEGER, home_scope TEXT, shares TEXT, created_by TEXT,
       created_at TEXT, updated_by TEXT, updated_at TEXT, deleted INTEGER, body TEXT) STRICT;
     CREATE TABLE outbox (n INTEGER PRIMARY KEY, id TEXT, note TEXT, sent INTEGER) STRICT`,
  );
  const insert = connection.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  return (record) =>
    void insert.run([
      record.id,
      record.collection,
      record.kind,
      record.version,
      record.homeScope,
      JSON.stringify(record.shares),
      record.createdBy,
      record.createdAt,
      record.updatedBy,
      record.updatedAt,
      record.deleted ? 1 : 0,
      JSON.stringify(record.body),
    ]);
}
let settle: () => void = () => undefined;

async function fetchPage(after: number): Promise<Page> {
  const response = await fetch(`${serverUrl}/records?after=${after}&limit=${PAGE}${scopeQuery}`);
  if (!response.ok) throw new Error(`the ceiling answered ${response.status}`);
  return (await response.json()) as Page;
}

async function pull(write: (record: RecordImage) => void): Promise<void> {
  const connection = requireFile();
  let next: Promise<Page> | null = fetchPage(0);
  for (let pages = 0; next; pages += 1) {
    const { rows }: Page = await next;
    const last = rows.at(-1);
    next = last && rows.length === PAGE ? fetchPage(last.seq) : null;
    if (pages % PAGES_PER_TRANSACTION === 0) connection.exec('BEGIN IMMEDIATE');
    for (const { record } of rows) write(record);
    if (pages % PAGES_PER_TRANSACTION === PAGES_PER_TRANSACTION - 1 || !next) {
      settle();
      connection.exec('COMMIT');
    }
  }
}

function requireFile(): Connection {
  if (!file) throw new Error('nothing is open');
  return file;
}

async function close(): Promise<void> {
  file?.close();
  file = null;
  for (const suffix of ['', '-wal', '-shm']) await rm(path + suffix, { force: true });
}

serveCommands(
  {
    async pull(facts: { serverUrl: string; directory: string; manner: Manner; scope?: string }): Promise<number> {
      serverUrl = facts.serverUrl;
      scopeQuery = facts.scope === undefined ? '' : `&scope=${encodeURIComponent(facts.scope)}`;
      const write = create(facts.directory, facts.manner);
      const { milliseconds } = await timed(() => pull(write));
      return milliseconds;
    },
    contentSum(manner: Manner): ContentSum {
      const sum = createContentSum();
      const tables = manner === 'bare' ? ['records'] : ['customers', 'sales_documents', 'organisation'];
      for (const table of tables)
        for (const row of requireFile().iterate<{ id: string; version: number; body: string }>(
          `SELECT id, version, body FROM ${table}`,
        ))
          sum.add(row.id, row.version, row.body);
      return sum.end();
    },
    /** Edits made offline: in the outbox, and in the record. */
    edit({ ids, note }: { ids: readonly string[]; note: string }): void {
      const connection = requireFile();
      connection.exec('BEGIN IMMEDIATE');
      for (const id of ids) {
        connection.run('INSERT INTO outbox (id, note, sent) VALUES (?, ?, 0)', [id, note]);
        connection.run(`UPDATE records SET body = json_set(body, '$.note', ?) WHERE id = ?`, [note, id]);
      }
      connection.exec('COMMIT');
    },
    async push(): Promise<{ milliseconds: number; applied: number }> {
      const connection = requireFile();
      const { milliseconds, value } = await timed(async () => {
        const edits = connection.all<CeilingEdit & { n: number }>('SELECT n, id, note FROM outbox WHERE sent = 0');
        const response = await fetch(`${serverUrl}/edits`, {
          method: 'POST',
          headers: { 'content-encoding': 'gzip' },
          body: new Uint8Array(await compress(JSON.stringify({ edits }))),
        });
        const { applied } = (await response.json()) as { applied: number };
        connection.exec('BEGIN IMMEDIATE');
        for (const { n } of edits) connection.run('UPDATE outbox SET sent = 1 WHERE n = ?', [n]);
        connection.exec('COMMIT');
        return applied;
      });
      return { milliseconds, applied: value };
    },
    close,
  },
  close,
);
