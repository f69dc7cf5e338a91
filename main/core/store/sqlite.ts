/**
 * The SQLite binding, typed for what we use of it. (Its package exports hide its own typings from TypeScript's Node resolution, and
 * `@types/better-sqlite3` knows no keys.)
 */
import { createRequire } from 'node:module';

export interface SqliteStatement {
  run(...parameters: unknown[]): { changes: number; lastInsertRowid: number | bigint };
  get(...parameters: unknown[]): unknown;
  all(...parameters: unknown[]): unknown[];
  iterate(...parameters: unknown[]): IterableIterator<unknown>;
  /** From now on a row is its first column. */
  pluck(): this;
}

export interface SqliteDatabase {
  readonly open: boolean;
  readonly inTransaction: boolean;
  prepare(sql: string): SqliteStatement;
  exec(sql: string): unknown;
  key(key: Buffer): number;
  /** 0 when it worked. */
  rekey(key: Buffer): number;
  pragma(source: string, options?: { readonly simple?: boolean }): unknown;
  /** Every page, deciphered. */
  serialize(): Buffer;
  close(): unknown;
}

export interface SqliteErrorLike extends Error {
  /** An extended result code: `SQLITE_IOERR_WRITE`. */
  readonly code: string;
}

interface Binding {
  new (
    path: string,
    options?: { readonly readonly?: boolean; readonly fileMustExist?: boolean; readonly timeout?: number },
  ): SqliteDatabase;
  readonly SqliteError: new (message: string, code: string) => SqliteErrorLike;
}

const require = createRequire(import.meta.url);

export const Sqlite = require('better-sqlite3-multiple-ciphers') as Binding;
