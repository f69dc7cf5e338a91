/** A long run of the query fuzz: `node main/core/store/rxStorage/testing/fuzzQueries.ts [--cases 1000] [--seed 1]`. */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { fuzzCases, runFuzzCase } from './queryFuzz.ts';
import { createTestStorage } from './testStorage.ts';

const { values } = parseArgs({ options: { cases: { type: 'string' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const test = createTestStorage();
let asked = 0;
try {
  await fc.assert(
    fc.asyncProperty(fuzzCases(100), async (fuzzCase) => {
      asked += await runFuzzCase(test.storage, fuzzCase);
    }),
    { seed, numRuns: Number(values.cases ?? 1_000), endOnFailure: true },
  );
  process.stdout.write(`${asked} queries, no difference (seed ${seed})\n`);
} finally {
  test.remove();
}
