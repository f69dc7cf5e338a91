/**
 * Tables derived from records: order lines, purchases, customer summaries, pipeline facts, keys and links of customers. Whoever writes records names what it touched;
 * before the transaction ends, every touched key is recomputed from the records themselves. Never by deltas: those drift.
 */
import { elementsOf, integerOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordImage } from '../../../shared/domain/record.ts';
import { orderTotals } from '../../../shared/domain/salesDocuments/orderTotals.ts';
import type { Connection } from './connection.ts';
import { createCustomerModels, touchesCustomerModels } from './customerModels.ts';
import type { SqlValue } from './types.ts';

export interface ReadModels {
  /** Notes what a change of one record touches. Order lines are rewritten at once. */
  touch(before: RecordImage | null, after: RecordImage | null): void;
  /** Only the order lines of a record that was not there: what is summed from them is rebuilt later, all at once. */
  insertLines(record: RecordImage): void;
  /** Recomputes what was touched since the last time, a key per step. */
  settle(): Generator<void, void>;
  /** The transaction was rolled back: forget what was noted. */
  forget(): void;
}

/** Kinds of activity that are contact with the customer; a note or task is not. */
export const CONTACT_KINDS = ['visit', 'call', 'email', 'sms', 'meeting'] as const;

export function createReadModels(connection: Connection): ReadModels {
  const customers = new Set<string>();
  const purchases = new Map<string, { readonly customerId: string; readonly productId: string }>();
  const stages = new Map<string, { readonly stage: string; readonly currency: string }>();
  const orderLines = createOrderLines(connection);
  const recompute = createRecomputation(connection);
  const found = new Set<string>();
  const customerModels = createCustomerModels(connection);

  const forget = (): void => {
    purchases.clear();
    customers.clear();
    stages.clear();
    found.clear();
  };

  const touchOrder = (before: RecordImage | null, after: RecordImage | null, orderId: string): void => {
    const linesBefore = linesOf(before);
    const linesAfter = linesOf(after);
    if (JSON.stringify(linesBefore) === JSON.stringify(linesAfter)) return;
    orderLines.replace(orderId, linesBefore.length > 0, linesAfter);
    for (const { customerId, productId } of [...linesBefore, ...linesAfter]) {
      if (customerId !== null && productId !== null)
        purchases.set(`${customerId} ${productId}`, { customerId, productId });
    }
  };

  return {
    touch(before, after) {
      const record = after ?? before;
      if (!record) return;
      for (const image of [before, after]) {
        if (!image || !SUMMARISED.has(image.collection)) continue;
        const customerId = textOf(image.body, 'customerId');
        if (customerId !== null) customers.add(customerId);
        if (image.collection === 'opportunities') {
          const { stage, currency } = stageOf(image);
          if (stage !== null) stages.set(`${stage} ${currency}`, { stage, currency });
        }
      }
      if (record.collection === 'salesDocuments') touchOrder(before, after, record.id);
      if (record.collection === 'customers' && touchesCustomerModels(before, after)) found.add(record.id);
    },
    insertLines(record) {
      if (record.collection === 'salesDocuments') orderLines.replace(record.id, false, linesOf(record));
    },
    *settle() {
      for (const pair of purchases.values()) {
        recompute.purchase(pair.customerId, pair.productId);
        yield;
      }
      for (const customerId of customers) {
        recompute.customer(customerId);
        yield;
      }
      for (const { stage, currency } of stages.values()) {
        recompute.stage(stage, currency);
        yield;
      }
      for (const customerId of found) {
        customerModels.recompute(customerId);
        yield;
      }
      forget();
    },
    forget,
  };
}

const SUMMARISED = new Set<string>(['salesDocuments', 'activities', 'opportunities']);

function stageOf(opportunity: RecordImage): { stage: string | null; currency: string } {
  const amount = opportunity.body['amount'];
  const currency = typeof amount === 'object' && amount !== null && 'currency' in amount ? amount['currency'] : null;
  return { stage: textOf(opportunity.body, 'stage'), currency: typeof currency === 'string' ? currency : '' };
}

interface OrderLineRow {
  readonly lineId: string;
  readonly customerId: string | null;
  readonly productId: string | null;
  readonly orderedOn: string | null;
  readonly state: string | null;
  readonly quantity: number;
  /**
   * What the customer pays for the line before tax, its part of the document's discount taken off: the lines sum to the order's net.
   */
  readonly netAmount: number;
  readonly currency: string;
}

/** None for what is no living order. */
function linesOf(record: RecordImage | null): OrderLineRow[] {
  if (!record || record.deleted || record.kind !== 'order') return [];
  const { body } = record;
  const totals = orderTotals(body).lines;
  return elementsOf(body, 'lines').map((line, index) => ({
    lineId: textOf(line, 'id') ?? `#${index}`,
    customerId: textOf(body, 'customerId'),
    productId: textOf(line, 'productId'),
    orderedOn: textOf(body, 'orderedOn'),
    state: textOf(body, 'state'),
    quantity: integerOf(line, 'quantity') ?? 0,
    netAmount: totals[index]?.taxable.amount ?? 0,
    currency: totals[index]?.taxable.currency ?? '',
  }));
}

function createOrderLines(connection: Connection) {
  const removeAll = connection.prepare('DELETE FROM order_lines WHERE order_id = ?');
  const insert = connection.prepare(
    `INSERT OR REPLACE INTO order_lines (order_id, line_id, customer_id, product_id, ordered_on, state, quantity, net_amount, currency)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    replace(orderId: string, hadLines: boolean, lines: readonly OrderLineRow[]): void {
      if (hadLines) removeAll.run([orderId]);
      for (const line of lines) {
        const { lineId, customerId, productId, orderedOn, state, quantity, netAmount, currency } = line;
        insert.run([orderId, lineId, customerId, productId, orderedOn, state, quantity, netAmount, currency]);
      }
    },
  };
}

function createRecomputation(connection: Connection) {
  const purchaseFacts = connection.prepare(
    `SELECT min(ordered_on) AS firstOn, max(ordered_on) AS lastOn, count(DISTINCT order_id) AS orderCount, sum(quantity) AS quantity
     FROM order_lines WHERE customer_id = ? AND product_id = ? AND state = 'confirmed' AND ordered_on IS NOT NULL`,
  );
  const writePurchase = connection.prepare(
    'INSERT OR REPLACE INTO purchases (customer_id, product_id, first_on, last_on, order_count, quantity) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const removePurchase = connection.prepare('DELETE FROM purchases WHERE customer_id = ? AND product_id = ?');
  const lastContact = connection.prepare(
    `SELECT happened_at AS at FROM activities
     WHERE customer_id = ? AND deleted = 0 AND happened_at IS NOT NULL AND kind IN (${CONTACT_KINDS.map((kind) => `'${kind}'`).join(', ')})
     ORDER BY happened_at DESC LIMIT 1`,
  );
  const orderFacts = connection.prepare(
    `SELECT state, currency, count(*) AS count, sum(total) AS amount, max(ordered_on) AS lastOn
     FROM sales_documents WHERE customer_id = ? AND deleted = 0 AND kind = 'order' GROUP BY state, currency`,
  );
  const openOpportunities = connection.prepare(
    `SELECT count(*) AS count FROM opportunities WHERE customer_id = ? AND deleted = 0 AND stage NOT IN ('won', 'lost', 'converted')`,
  );
  const writeSummary = connection.prepare(WRITE_SUMMARY);
  const removeSummary = connection.prepare('DELETE FROM customer_summary WHERE customer_id = ?');
  // `IS` would hide the index: opportunities without an amount have no currency.
  const stageFacts = connection.prepare(
    'SELECT count(*) AS count, total(amount) AS amount FROM opportunities WHERE deleted = 0 AND stage = ? AND currency = ?',
  );
  const stageFactsWithoutAmount = connection.prepare(
    'SELECT count(*) AS count, 0 AS amount FROM opportunities WHERE deleted = 0 AND stage = ? AND currency IS NULL',
  );
  const writeStage = connection.prepare(
    'INSERT OR REPLACE INTO pipeline_facts (stage, currency, count, amount) VALUES (?, ?, ?, ?)',
  );
  const removeStage = connection.prepare('DELETE FROM pipeline_facts WHERE stage = ? AND currency = ?');

  return {
    purchase(customerId: string, productId: string): void {
      const facts = purchaseFacts.get([customerId, productId]) as {
        firstOn: string | null;
        lastOn: string | null;
        orderCount: number;
        quantity: number | null;
      };
      if (facts.firstOn === null) removePurchase.run([customerId, productId]);
      else writePurchase.run([customerId, productId, facts.firstOn, facts.lastOn, facts.orderCount, facts.quantity]);
    },

    customer(customerId: string): void {
      const contact = lastContact.get([customerId]) as { at: string } | undefined;
      const orders = orderFacts.all([customerId]) as OrderFacts[];
      const opportunities = (openOpportunities.get([customerId]) as { count: number }).count;
      if (!contact && orders.length === 0 && opportunities === 0) {
        removeSummary.run([customerId]);
        return;
      }
      writeSummary.run(summaryToValues(customerId, contact?.at ?? null, orders, opportunities));
    },

    stage(stage: string, currency: string): void {
      const facts = (currency === '' ? stageFactsWithoutAmount.get([stage]) : stageFacts.get([stage, currency])) as {
        count: number;
        amount: number;
      };
      if (facts.count === 0) removeStage.run([stage, currency]);
      else writeStage.run([stage, currency, facts.count, Math.round(facts.amount)]);
    },
  };
}

export const WRITE_SUMMARY = `INSERT OR REPLACE INTO customer_summary
    (customer_id, last_contact_at, last_order_on, order_count, open_orders, open_opportunities, revenue_amount, revenue_currency, revenue)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** In the order of {@link WRITE_SUMMARY}. */
export function summaryToValues(
  customerId: string,
  lastContactAt: string | null,
  orders: readonly OrderFacts[],
  openOpportunities: number,
): SqlValue[] {
  const confirmed = orders.filter((facts) => facts.state === 'confirmed');
  const revenue = revenueOf(confirmed);
  return [
    customerId,
    lastContactAt,
    confirmed.reduce<string | null>(
      (last, { lastOn }) => (lastOn !== null && (last === null || lastOn > last) ? lastOn : last),
      null,
    ),
    confirmed.reduce((count, facts) => count + facts.count, 0),
    orders.filter((facts) => facts.state === 'draft').reduce((count, facts) => count + facts.count, 0),
    openOpportunities,
    revenue[0]?.amount ?? 0,
    revenue[0]?.currency ?? null,
    JSON.stringify(revenue),
  ];
}

/** Documents of one customer, one state and one currency. */
export interface OrderFacts {
  readonly state: string;
  readonly currency: string | null;
  readonly count: number;
  readonly amount: number | null;
  readonly lastOn: string | null;
}

/** The largest first: it is what lists sort by. */
function revenueOf(confirmed: readonly OrderFacts[]): { amount: number; currency: string }[] {
  return confirmed
    .filter((facts) => facts.currency !== null)
    .map((facts) => ({ amount: facts.amount ?? 0, currency: facts.currency ?? '' }))
    .toSorted((a, b) => b.amount - a.amount || (a.currency < b.currency ? -1 : 1));
}
