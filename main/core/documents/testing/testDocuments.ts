/** Documents over a real encrypted store, for tests. */
import { join } from 'node:path';
import { openConnection } from '../../store/connection.ts';
import { createRecordStorage, type RecordStorage } from '../../store/rxStorage/records/recordStorage.ts';
import type { TestStore } from '../../store/testing/testStore.ts';

export function testStorage(test: TestStore): RecordStorage & { close(): void } {
  const reader = openConnection(join(test.directory, 'store.db'), {
    key: test.options.key,
    rights: 'read',
    cacheMegabytes: 4,
  });
  const storage = createRecordStorage({
    reader,
    writer: null as never,
    records: { store: test.store, parts: null as never },
  });
  return { ...storage, close: () => reader.close() };
}
