/** What the store leaves to threads, done at once on connections of its own: a run has one thread, so that a seed repeats itself. */
import { createError } from '../shared/base/errors.ts';
import { openConnection, type Connection } from '../main/core/store/connection.ts';
import type { SqlValue, StoreOptions } from '../main/core/store/index.ts';

type CreateUpkeep = NonNullable<StoreOptions['upkeep']>;

/** @param fold runs what folds the log into the file: a moment at which the power may go. */
export function createInlineUpkeep(fold: (run: () => void) => void = (run) => run()): CreateUpkeep {
  return ({ path, key }) => {
    const open = (rights: 'read' | 'write'): Connection => openConnection(path, { key, rights, cacheMegabytes: 2 });
    const use = <Result>(rights: 'read' | 'write', work: (connection: Connection) => Result): Promise<Result> => {
      const connection = open(rights);
      try {
        return Promise.resolve(work(connection));
      } finally {
        connection.close();
      }
    };
    return {
      read: <Row>(sql: string, parameters: Readonly<Record<string, SqlValue>>) =>
        use('read', (connection) => connection.all<Row>(sql, parameters)),
      // A list of names in memory, for windows; nobody here has one.
      search: () => Promise.reject(createError('cancelled')),
      noteChanged: () => {},
      afterCommit: () => {},
      syncLog: () => Promise.resolve(),
      logFolded: () => Promise.resolve(),
      async truncateLog() {
        await use('write', (connection) => fold(() => void connection.pragma('wal_checkpoint(TRUNCATE)')));
      },
      integrityFindings: () =>
        use('read', (connection) =>
          connection
            .all<{ integrity_check: string }>('PRAGMA integrity_check(50)')
            .flatMap((row) => (row.integrity_check === 'ok' ? [] : row.integrity_check)),
        ),
      copyTo: (target) => use('read', (connection) => void connection.run('VACUUM INTO ?', [target])),
      stop: () => Promise.resolve(),
    };
  };
}
