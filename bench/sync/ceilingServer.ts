/**
 * The ceiling's server: what a good engineer writes in an afternoon when there are no rules. One table, node:http, SQL; no accounts, scopes,
 * ledger, history, merge, checksums. Replies have the same bytes as ours and the same compression.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import pg from 'pg';
import { serveCommands } from './commands.ts';
import { usageCommands } from './usage.ts';

const compress = promisify(gzip);
const inflate = promisify(gunzip);
const COMPRESSION = { level: 4 };

let pool: pg.Pool | null = null;
let server: Server | null = null;

export interface CeilingEdit {
  readonly id: string;
  readonly note: string;
}

/** Copies the product's records into the one table. */
const PREPARE = `
  DROP SCHEMA IF EXISTS plain CASCADE;
  CREATE SCHEMA plain;
  CREATE TABLE plain.records AS
    SELECT row_number() OVER (ORDER BY id) AS seq, id, collection, kind, version, home_scope, created_by, created_at, updated_by, updated_at, body
    FROM records;
  ALTER TABLE plain.records ADD PRIMARY KEY (id);
  CREATE UNIQUE INDEX ON plain.records (seq);
  CREATE INDEX ON plain.records (home_scope, seq);
  CREATE SEQUENCE plain.seq;
  SELECT setval('plain.seq', (SELECT max(seq) FROM plain.records));
  ANALYZE plain.records`;

async function pull(query: URLSearchParams): Promise<unknown> {
  const scope = query.get('scope');
  const { rows } = await requirePool().query<Record<string, unknown> & { seq: string }>(
    `SELECT * FROM plain.records WHERE seq > $1 ${scope === null ? '' : 'AND home_scope = $3'} ORDER BY seq LIMIT $2`,
    [Number(query.get('after')), Number(query.get('limit')), ...(scope === null ? [] : [scope])],
  );
  return {
    rows: rows.map((row) => ({
      seq: Number(row.seq),
      type: 'put',
      record: {
        collection: row['collection'],
        kind: row['kind'],
        id: row['id'],
        version: row['version'],
        homeScope: row['home_scope'],
        shares: [],
        createdBy: row['created_by'],
        createdAt: row['created_at'],
        updatedBy: row['updated_by'],
        updatedAt: row['updated_at'],
        deleted: false,
        body: row['body'],
      },
    })),
  };
}

/** Who listens to a scope: server-sent events, as ours. */
const listeners = new Map<string, Set<ServerResponse>>();

function listen(scope: string, response: ServerResponse): void {
  const all = listeners.get(scope) ?? new Set();
  listeners.set(scope, all.add(response));
  response.once('close', () => all.delete(response));
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('data: {}\n\n');
}

/** The last one wins. One statement is one transaction, on the disk when it answers. Whoever listens to the scope is told after it. */
async function push(request: IncomingMessage, scope: string | null): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const sent = Buffer.concat(chunks);
  const body = request.headers['content-encoding'] === 'gzip' ? await inflate(sent) : sent;
  const { edits } = JSON.parse(body.toString('utf8')) as { edits: CeilingEdit[] };
  const { rowCount } = await requirePool().query(
    `UPDATE plain.records r SET version = r.version + 1, seq = nextval('plain.seq'), updated_at = $3, body = r.body || jsonb_build_object('note', e.note)
     FROM unnest($1::uuid[], $2::text[]) AS e(id, note) WHERE r.id = e.id`,
    [edits.map(({ id }) => id), edits.map(({ note }) => note), new Date().toISOString()],
  );
  for (const response of listeners.get(scope ?? '') ?? [])
    response.write(`data: ${JSON.stringify({ scopes: [scope] })}\n\n`);
  return { applied: rowCount };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const scope = url.searchParams.get('scope');
  if (url.pathname === '/stream') {
    listen(scope ?? '', response);
    return;
  }
  const reply = request.method === 'POST' ? await push(request, scope) : await pull(url.searchParams);
  const body = await compress(JSON.stringify(reply), COMPRESSION);
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    'content-length': body.length,
  });
  response.end(body);
}

function requirePool(): pg.Pool {
  if (!pool) throw new Error('not started');
  return pool;
}

serveCommands(
  {
    ...usageCommands(),
    async start({ databaseUrl }: { databaseUrl: string }): Promise<string> {
      pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
      await pool.query(PREPARE);
      const started = createServer((request, response) => {
        answer(request, response).catch((error: unknown) => {
          response.writeHead(500).end(String(error));
        });
      });
      server = started;
      await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
    },
  },
  async () => {
    server?.closeAllConnections();
    server?.close();
    await pool?.end();
  },
);
