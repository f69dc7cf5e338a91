/** What the store leaves to threads, done at once on connections of its own: a run has one thread, so that a seed repeats itself. */
import { createError } from '../shared/base/errors.ts';
import { openConnection, type Connection } from '../main/core/store/connection.ts';
import type { SqlValue, StoreOptions } from '../main/core/store/index.ts';

type CreateUpkeep = NonNullable<StoreOptions['upkeep']>;

/** @param fold runs what folds the log into the file: a moment at which the power may go. */
export function createInlineUpkeep(fold: (run: () => void) => void = (run) => run()): CreateUpkeep {
  return ({ path, key }) => {
    /** Kept, as the thread keeps its own: opening one costs as much as thirty questions. */
    let reader: Connection | null = null;
    // What is thrown here is a rejection for whoever asked, as from the thread.
    const read = async <Result>(work: (connection: Connection) => Result): Promise<Result> => {
      reader ??= openConnection(path, { key, rights: 'read', cacheMegabytes: 2 });
      return work(reader);
    };
    return {
      read: <Row>(sql: string, parameters: Readonly<Record<string, SqlValue>>) =>
        read((connection) => connection.all<Row>(sql, parameters)),
      // A list of names in memory, for windows; nobody here has one.
      search: () => Promise.reject(createError('cancelled')),
      noteChanged: () => {},
      afterCommit: () => {},
      syncLog: () => Promise.resolve(),
      logFolded: () => Promise.resolve(),
      async truncateLog() {
        const connection = openConnection(path, { key, rights: 'write', cacheMegabytes: 2 });
        try {
          fold(() => void connection.pragma('wal_checkpoint(TRUNCATE)'));
        } finally {
          connection.close();
        }
      },
      integrityFindings: () =>
        read((connection) =>
          connection
            .all<{ integrity_check: string }>('PRAGMA integrity_check(50)')
            .flatMap((row) => (row.integrity_check === 'ok' ? [] : row.integrity_check)),
        ),
      copyTo: (target) => read((connection) => void connection.run('VACUUM INTO ?', [target])),
      stop() {
        reader?.close();
        reader = null;
        return Promise.resolve();
      },
    };
  };
}
