/**
 * Every read model anew from the records, a range of customers at a time: for the end of a first sync, where recomputing key by key, as
 * readModels.ts does after a person's work, would do most keys many times over. Order lines are there already.
 */
import type { Connection } from './connection.ts';
import { rebuildCustomerModels } from './customerModels.ts';
import { CONTACT_KINDS, summaryToValues, WRITE_SUMMARY, type OrderFacts } from './readModels.ts';

/** A step is one range. */
const CUSTOMERS_AT_ONCE = 100;
/** Behind every id. */
const LAST = '\u{10FFFF}';

export function* rebuildReadModels(connection: Connection): Generator<void, void> {
  const endOfRange = connection.prepare(
    `SELECT id FROM customers WHERE id > ? ORDER BY id LIMIT 1 OFFSET ${CUSTOMERS_AT_ONCE - 1}`,
  );
  for (let after = ''; after !== LAST;) {
    const upTo = (endOfRange.get([after]) as { id: string } | undefined)?.id ?? LAST;
    rebuildPurchases(connection, after, upTo);
    yield;
    rebuildSummaries(connection, after, upTo);
    yield;
    rebuildCustomerModels(connection, after, upTo);
    yield;
    after = upTo;
  }
  yield* rebuildPipeline(connection);
}

function rebuildPurchases(connection: Connection, after: string, upTo: string): void {
  connection.run('DELETE FROM purchases WHERE customer_id > ? AND customer_id <= ?', [after, upTo]);
  connection.run(
    `INSERT INTO purchases (customer_id, product_id, first_on, last_on, order_count, quantity)
     SELECT customer_id, product_id, min(ordered_on), max(ordered_on), count(DISTINCT order_id), sum(quantity) FROM order_lines
     WHERE customer_id > ? AND customer_id <= ? AND product_id IS NOT NULL AND state = 'confirmed' AND ordered_on IS NOT NULL
     GROUP BY customer_id, product_id`,
    [after, upTo],
  );
}

interface Summary {
  lastContactAt: string | null;
  readonly orders: OrderFacts[];
  openOpportunities: number;
}

function rebuildSummaries(connection: Connection, after: string, upTo: string): void {
  const summaries = new Map<string, Summary>();
  const summaryOf = (customerId: string): Summary => {
    const known = summaries.get(customerId);
    if (known) return known;
    const summary: Summary = { lastContactAt: null, orders: [], openOpportunities: 0 };
    summaries.set(customerId, summary);
    return summary;
  };
  const range = [after, upTo];
  for (const { id, at } of connection.all<{ id: string; at: string }>(CONTACTS, range))
    summaryOf(id).lastContactAt = at;
  for (const { id, ...facts } of connection.all<OrderFacts & { id: string }>(ORDERS, range))
    summaryOf(id).orders.push(facts);
  for (const { id, count } of connection.all<{ id: string; count: number }>(OPPORTUNITIES, range))
    summaryOf(id).openOpportunities = count;
  connection.run('DELETE FROM customer_summary WHERE customer_id > ? AND customer_id <= ?', range);
  const write = connection.prepare(WRITE_SUMMARY);
  for (const [customerId, { lastContactAt, orders, openOpportunities }] of summaries)
    write.run(summaryToValues(customerId, lastContactAt, orders, openOpportunities));
}

const CONTACTS = `SELECT customer_id AS id, max(happened_at) AS at FROM activities
  WHERE customer_id > ? AND customer_id <= ? AND deleted = 0 AND happened_at IS NOT NULL
    AND kind IN (${CONTACT_KINDS.map((kind) => `'${kind}'`).join(', ')}) GROUP BY customer_id`;
const ORDERS = `SELECT customer_id AS id, state, currency, count(*) AS count, sum(total) AS amount, max(ordered_on) AS lastOn
  FROM sales_documents WHERE customer_id > ? AND customer_id <= ? AND deleted = 0 AND kind = 'order' GROUP BY customer_id, state, currency`;
const OPPORTUNITIES = `SELECT customer_id AS id, count(*) AS count FROM opportunities
  WHERE customer_id > ? AND customer_id <= ? AND deleted = 0 AND stage NOT IN ('won', 'lost', 'converted') GROUP BY customer_id`;

function* rebuildPipeline(connection: Connection): Generator<void, void> {
  connection.run('DELETE FROM pipeline_facts');
  const nextStage = connection.prepare('SELECT min(stage) AS stage FROM opportunities WHERE deleted = 0 AND stage > ?');
  for (let after = ''; ;) {
    const { stage } = nextStage.get([after]) as { stage: string | null };
    if (stage === null) return;
    connection.run(
      `INSERT INTO pipeline_facts (stage, currency, count, amount)
       SELECT stage, coalesce(currency, ''), count(*), CAST(round(total(amount)) AS INTEGER) FROM opportunities
       WHERE deleted = 0 AND stage = ? GROUP BY coalesce(currency, '')`,
      [stage],
    );
    yield;
    after = stage;
  }
}
