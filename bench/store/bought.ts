/**
 * Who bought product X and never product Y, at 200,000 customers and 1 M orders: the count and the first 50 by name. The store answers
 * from its read model `purchases`; by hand the same, and once from the order lines themselves, to see what the read model is worth.
 */
import { openRecordStore } from '../../main/core/store/index.ts';
import { realClock } from '../../main/hosts/realPorts.ts';
import { productId } from '../shared/records.ts';
import { runRounds, timed, type Samples } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';
import type { Dataset } from './dataset.ts';
import { openRaw } from './rawStore.ts';

/**
 * As marketing will ask it; no page of the window does yet. NOT IN makes a set of those who bought the other one, with a Bloom filter before
 * it; NOT EXISTS would look each buyer up in a table of millions: 25 times slower for a product that many bought (README).
 */
const BUYERS = `
  SELECT p.customer_id FROM purchases p WHERE p.product_id = :bought
    AND p.customer_id NOT IN (SELECT n.customer_id FROM purchases n WHERE n.product_id = :never)`;
const FROM_LINES = `
  SELECT DISTINCT l.customer_id FROM order_lines l WHERE l.product_id = :bought AND l.state = 'confirmed' AND l.ordered_on IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM order_lines n WHERE n.customer_id = l.customer_id AND n.product_id = :never AND n.state = 'confirmed')`;
const COUNT = `SELECT count(*) AS total FROM (${BUYERS})`;
/** Few buyers are looked up and sorted; of many the list is walked until 50 are found. */
const FEW = 2_000;
const ROWS_OF_FEW = `
  SELECT c.id, c.name FROM (${BUYERS}) b JOIN customers c ON c.id = b.customer_id WHERE c.deleted = 0
  ORDER BY c.name_sort, c.id LIMIT 50`;
const ROWS_OF_MANY = `
  SELECT c.id, c.name FROM customers c INDEXED BY customers_listed WHERE c.deleted = 0 AND +c.id IN (${BUYERS})
  ORDER BY c.name_sort, c.id LIMIT 50`;
const rowsOf = (total: number): string => (total <= FEW ? ROWS_OF_FEW : ROWS_OF_MANY);

interface Question {
  readonly name: string;
  readonly bought: string;
  readonly never: string;
}

export interface BoughtResult {
  readonly name: string;
  readonly buyers: number;
  readonly samples: Samples;
}

/** Product 0 is the most bought; 500 is one of many. */
const QUESTIONS: readonly Question[] = [
  { name: 'the most bought product, not the second', bought: productId(0), never: productId(1) },
  { name: 'a common product, not the most bought', bought: productId(10), never: productId(0) },
  { name: 'a rare product, not the most bought', bought: productId(500), never: productId(0) },
];

export async function measureBought(dataset: Dataset, rounds: number): Promise<BoughtResult[]> {
  const store = openRecordStore({
    directory: dataset.storeDirectory,
    key: dataset.key,
    clock: realClock,
    signer: { sign: () => '' },
  });
  const database = openRaw(dataset.databasePath, dataset.key, 32);
  const count = database.prepare(COUNT).pluck();
  const lines = database.prepare(`SELECT count(*) FROM (${FROM_LINES})`).pluck();
  const results: BoughtResult[] = [];
  for (const { name, ...products } of QUESTIONS) {
    say(`who bought: ${name}`);
    const expected = Number(lines.get(products));
    const rows = database.prepare(rowsOf(expected));
    const first = JSON.stringify(database.prepare(ROWS_OF_MANY).all(products));
    const check = (total: number | undefined, found: unknown): void => {
      if (total !== expected || JSON.stringify(found) !== first)
        throw new Error(`${String(total)} buyers instead of ${expected}`);
    };
    const samples = await runRounds(rounds, [
      {
        name: 'store',
        async run() {
          const { value, milliseconds } = await timed(async () => {
            const total = (await store.readInWorker<{ total: number }>(COUNT, products))[0]?.total ?? 0;
            return { total, found: await store.readInWorker(rowsOf(total), products) };
          });
          check(value.total, value.found);
          return milliseconds;
        },
      },
      {
        name: 'raw',
        async run() {
          const { value, milliseconds } = await timed(() => ({
            total: Number(count.get(products)),
            found: rows.all(products),
          }));
          check(value.total, value.found);
          return milliseconds;
        },
      },
      {
        name: 'raw, from order lines',
        async run() {
          return (await timed(() => lines.get(products))).milliseconds;
        },
      },
    ]);
    results.push({ name, buyers: expected, samples });
  }
  database.close();
  await store.close();
  return results;
}
