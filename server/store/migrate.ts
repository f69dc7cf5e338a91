import { readdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Database } from './database.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

const FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url));
/** Any constant: every node of every version takes the same one. */
const LOCK_KEY = 7_304_455_101;

/** The numbered files of `migrations/`, in order. @throws Error when numbers are missing or doubled. */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).toSorted();
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(name.slice(0, 4));
      if (number !== index + 1) throw new Error(`Migration ${name} is not number ${index + 1}`);
      return { number, name, sql: await readFile(`${FOLDER}${name}`, 'utf8') };
    }),
  );
}

/**
 * Brings the database to this version: each missing migration and its row in one transaction. An advisory lock makes several nodes
 * that start at once take turns; whoever comes second finds nothing to do.
 *
 * @returns the numbers applied now.
 * @throws Error when the database is newer than this program, or a shipped migration differs from what was applied.
 */
export async function migrate(database: Database, migrations?: readonly Migration[]): Promise<number[]> {
  const known = migrations ?? (await readMigrations());
  return database.transaction(async (transaction) => {
    await transaction.rows('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
    await transaction.rows(
      'CREATE TABLE IF NOT EXISTS migrations (number integer PRIMARY KEY, name text NOT NULL, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const applied = await transaction.rows<{ number: number; name: string; hash: string }>(
      'SELECT number, name, hash FROM migrations ORDER BY number',
    );
    checkHistory(known, applied);
    const missing = known.slice(applied.length);
    for (const { number, name, sql } of missing) {
      await transaction.rows(sql);
      await transaction.rows('INSERT INTO migrations (number, name, hash) VALUES ($1, $2, $3)', [
        number,
        name,
        hashOf(sql),
      ]);
    }
    return missing.map(({ number }) => number);
  });
}

function checkHistory(
  known: readonly Migration[],
  applied: readonly { number: number; name: string; hash: string }[],
): void {
  if (applied.length > known.length) {
    throw new Error(
      `The database has ${applied.length} migrations, this program knows ${known.length}: start a newer program.`,
    );
  }
  for (const [index, row] of applied.entries()) {
    const migration = known[index];
    if (migration && hashOf(migration.sql) !== row.hash) {
      throw new Error(`Migration ${row.name} was changed after it had been applied.`);
    }
  }
}

const hashOf = (sql: string): string => createHash('sha256').update(sql).digest('hex');
