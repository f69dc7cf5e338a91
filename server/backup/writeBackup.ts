/** Writes a backup: every table out of one snapshot, while the server goes on. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import type { Database, Transaction } from '../store/database.ts';
import { readEpochs } from '../sync/epochs.ts';
import { readDurable } from './durable.ts';
import { fileOfTable, MANIFEST_FILE, SUMS_FILE, writeSums, type Manifest } from './manifest.ts';
import { listTables, readTableState, SET_TIME_ZONE } from './tables.ts';

/** Rows in memory at a time. A record may have 4 MB. */
const ROWS_AT_ONCE = 200;

/**
 * It lies under `directory`, which must not exist or be empty, only once it is whole; until then under `directory.unfinished`.
 * @throws Error when the folder has something in it.
 */
export async function writeBackup(
  database: Database,
  clock: Clock,
  directory: string,
  say: (line: string) => void = () => {},
): Promise<Manifest> {
  await requireEmpty(directory);
  const unfinished = `${directory}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  // The company's whole data, readable to the person who made it alone.
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  const manifest = await database.transaction(async (transaction) => {
    await transaction.rows('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    await transaction.rows(SET_TIME_ZONE);
    return writeTables(transaction, clock, unfinished, say);
  });
  await rm(directory, { recursive: true, force: true });
  await rename(unfinished, directory);
  return manifest;
}

async function writeTables(
  transaction: Transaction,
  clock: Clock,
  directory: string,
  say: (line: string) => void,
): Promise<Manifest> {
  const takenAt = instantFromMilliseconds(clock.now());
  const hashesByFile = new Map<string, string>();
  const tables: Manifest['tables'] = [];
  for (const table of await listTables(transaction)) {
    const state = await readTableState(transaction, table);
    hashesByFile.set(fileOfTable(table), await writeTable(transaction, table, join(directory, fileOfTable(table))));
    tables.push({ name: table, ...state });
    if (state.rows > 0) say(`  ${table}: ${state.rows} rows`);
  }
  const { current } = await readEpochs(transaction);
  const [installation] = await transaction.rows<{ company_name: string; signing_key: string | null; id: string }>(
    'SELECT company_name, signing_key, gen_random_uuid() AS id FROM installation',
  );
  const manifest: Manifest = {
    format: 1,
    id: installation?.id ?? '',
    companyName: installation?.company_name ?? '',
    signingKey: installation?.signing_key ?? null,
    takenAt,
    epoch: current.epoch,
    epochNumber: current.number,
    migrations: await transaction.rows('SELECT number, name, hash FROM migrations ORDER BY number'),
    tables,
    durable: await readDurable(transaction),
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(join(directory, MANIFEST_FILE), text, { flush: true });
  hashesByFile.set(MANIFEST_FILE, createHash('sha256').update(text).digest('hex'));
  await writeFile(join(directory, SUMS_FILE), writeSums(hashesByFile), { flush: true });
  return manifest;
}

/** @returns SHA-256 of the file, in hex. */
async function writeTable(transaction: Transaction, table: string, path: string): Promise<string> {
  await transaction.rows(
    `DECLARE backup_rows NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS line FROM ${table} t`,
  );
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(
    Readable.from(readLines(transaction)),
    createGzip({ level: 3 }),
    hashing,
    createWriteStream(path, { flush: true }),
  );
  await transaction.rows('CLOSE backup_rows');
  return hash.digest('hex');
}

async function* readLines(transaction: Transaction): AsyncGenerator<string> {
  for (;;) {
    const rows = await transaction.rows<{ line: string }>(`FETCH ${ROWS_AT_ONCE} FROM backup_rows`);
    if (rows.length === 0) return;
    yield rows.map(({ line }) => `${line}\n`).join('');
  }
}

async function requireEmpty(directory: string): Promise<void> {
  const there = await readdir(directory).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  if (there.length > 0) throw new Error(`${directory} is not empty. Name a new folder for each backup.`);
}
