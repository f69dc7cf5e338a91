/**
 * RxDB's own performance test over this storage and over its memory storage: `node …/rxdbPerformance.ts [--runs 5] [--documents 3000]`.
 * Prints milliseconds per step, as JSON.
 */
import { parseArgs } from 'node:util';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { loadRxdbTestUtils } from './rxdbTestUtils.ts';
import { createTestStorage } from './testStorage.ts';

const { values } = parseArgs({ options: { runs: { type: 'string' }, documents: { type: 'string' } } });
const config = {
  runs: Number(values.runs ?? 5),
  docsAmount: Number(values.documents ?? 3_000),
  waitBetweenTests: 20,
  log: false,
};
const { runPerformanceTests } = await loadRxdbTestUtils();
const test = createTestStorage();
try {
  const results = [
    await runPerformanceTests(test.storage, test.storage.name, config),
    await runPerformanceTests(getRxStorageMemory(), 'memory', config),
  ];
  process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
} finally {
  test.remove();
}
