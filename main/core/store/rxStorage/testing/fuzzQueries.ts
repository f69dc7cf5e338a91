/** A long run of the query fuzz: `node main/core/store/rxStorage/testing/fuzzQueries.ts [--cases 1000] [--seed 1]`. */
import { parseArgs } from 'node:util';
import { fuzzQueries } from './queryFuzz.contract.ts';
import { createTestStorage } from './testStorage.ts';

const { values } = parseArgs({ options: { cases: { type: 'string' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const test = createTestStorage();
try {
  const asked = await fuzzQueries(test.storage, { seed, cases: Number(values.cases ?? 1_000) });
  process.stdout.write(`${asked} queries, no difference (seed ${seed})\n`);
} finally {
  test.remove();
}
