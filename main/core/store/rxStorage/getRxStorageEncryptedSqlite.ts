/** RxDB's storage over an encrypted SQLite file. */
import { resolve } from 'node:path';
import { types } from 'node:util';
import type { RxStorage } from 'rxdb/plugins/core';
import { readSqliteError } from '../sqliteErrors.ts';
import type { InstanceInternals, InstanceOptions } from './openInstance.ts';
import { loadRxdb, RXDB_VERSION } from './rxdb.ts';
import { useFile } from './sharedFile.ts';

export interface EncryptedSqliteOptions {
  /** Made when it does not exist. Holds one file for any number of databases and collections. */
  readonly directory: string;
  /** 32 random bytes. Copied here: the caller's may be erased. */
  readonly key: Uint8Array;
}

export type RxStorageEncryptedSqlite = RxStorage<InstanceInternals, InstanceOptions>;

/**
 * A storage for RxDB databases, everything in one file under AEGIS-256. Instances of one folder share the open file, in this process with
 * the record store too if that has it open; a second process is refused. The file is opened with the first instance and closed
 * with the last.
 *
 * `createStorageInstance` rejects with a PeyvandError: `wrong_passphrase`, `store_damaged`, `store_foreign`, `store_newer`,
 * `store_in_use`, `disk_full`, `file_unreadable` (the folder cannot be made or entered), `invalid_input` (`reason: 'key_length'`). Where a
 * file exists there is never an empty database.
 */
export function getRxStorageEncryptedSqlite({ directory, key }: EncryptedSqliteOptions): RxStorageEncryptedSqlite {
  // Of a text, or anything else that is no bytes, a copy would be a key of zeros: it is refused like one that is too short.
  const ownKey = types.isUint8Array(key) ? Uint8Array.from(key) : new Uint8Array();
  const path = resolve(directory);
  return {
    name: 'encrypted-sqlite',
    rxdbVersion: RXDB_VERSION,
    async createStorageInstance(params) {
      const [rxdb, { openInstance }] = await Promise.all([loadRxdb(), import('./openInstance.ts')]);
      rxdb.ensureRxStorageInstanceParamsAreCorrect(params);
      const { file, release } = await useFile(path, ownKey);
      try {
        return await openInstance({ params, file, rxdb, release });
      } catch (error) {
        await release();
        throw readSqliteError(error) ?? error;
      }
    },
  };
}
