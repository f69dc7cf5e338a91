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
 * As marketing will ask it; no page of the window does yet. The buyers of X are counted first. Few are looked up one by one and sorted. Of
 * many NOT IN makes a set of those who bought the other one, with a Bloom filter before it (looking each up in a table of millions was 25 times
 * slower, see the README), and the list is walked until 50 are found.
 */
const BOUGHT = 'SELECT count(*) AS total FROM purchases WHERE product_id = :bought';
const FEW = 2_000;
const OF_FEW = `
  WITH buyers AS MATERIALIZED (
    SELECT p.customer_id FROM purchases p WHERE p.product_id = :bought
      AND NOT EXISTS (SELECT 1 FROM purchases n WHERE n.customer_id = p.customer_id AND n.product_id = :never)
  )
  SELECT c.id, c.name, (SELECT count(*) FROM buyers) AS total FROM buyers b JOIN customers c ON c.id = b.customer_id
  WHERE c.deleted = 0 ORDER BY c.name_sort, c.id LIMIT 50`;
const OF_MANY = `
  WITH buyers AS MATERIALIZED (
    SELECT p.customer_id FROM purchases p WHERE p.product_id = :bought
      AND p.customer_id NOT IN (SELECT n.customer_id FROM purchases n WHERE n.product_id = :never)
  )
  SELECT c.id, c.name, (SELECT count(*) FROM buyers) AS total FROM customers c INDEXED BY customers_listed
  WHERE c.deleted = 0 AND +c.id IN (SELECT customer_id FROM buyers) ORDER BY c.name_sort, c.id LIMIT 50`;
const buyersOf = (total: number): string => (total <= FEW ? OF_FEW : OF_MANY);
const FROM_LINES = `
  SELECT DISTINCT l.customer_id FROM order_lines l WHERE l.product_id = :bought AND l.state = 'confirmed' AND l.ordered_on IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM order_lines n WHERE n.customer_id = l.customer_id AND n.product_id = :never AND n.state = 'confirmed')`;
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
  const bought = database.prepare(BOUGHT).pluck();
  const few = database.prepare(OF_FEW);
  const many = database.prepare(OF_MANY);
  const lines = database.prepare(`SELECT count(*) FROM (${FROM_LINES})`).pluck();
  const results: BoughtResult[] = [];
  for (const { name, ...products } of QUESTIONS) {
    say(`who bought: ${name}`);
    const expected = Number(lines.get(products));
    const first = JSON.stringify(few.all(products));
    if (JSON.stringify(many.all(products)) !== first) throw new Error('the two ways lead to different buyers');
    const check = (rows: readonly unknown[]): void => {
      const total = rows.length === 0 ? 0 : (rows[0] as { total: number }).total;
      if (total !== expected || JSON.stringify(rows) !== first)
        throw new Error(`${total} buyers instead of ${expected}`);
    };
    const samples = await runRounds(rounds, [
      {
        name: 'store',
        async run() {
          const { value, milliseconds } = await timed(async () => {
            const [counted] = await store.readInWorker<{ total: number }>(BOUGHT, { bought: products.bought });
            return store.readInWorker(buyersOf(counted?.total ?? 0), products);
          });
          check(value);
          return milliseconds;
        },
      },
      {
        name: 'raw',
        async run() {
          const { value, milliseconds } = await timed(() =>
            (Number(bought.get({ bought: products.bought })) <= FEW ? few : many).all(products),
          );
          check(value);
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
