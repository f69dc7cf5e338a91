/** The tables that are derived from records, computed anew in plain code from the records that are shown. */
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../../shared/domain/bodyReads.ts';
import { customerLinksOf } from '../../shared/domain/customers/customerLinks.ts';
import { matchKeysOf } from '../../shared/domain/customers/matchKeys.ts';
import type { RecordImage } from '../../shared/domain/record.ts';
import { orderTotals } from '../../shared/domain/salesDocuments/orderTotals.ts';
import { CONTACT_KINDS } from '../../main/core/store/index.ts';
import type { Actor } from '../actorTypes.ts';
import type { World } from '../world.ts';
import { readShown } from './deviceState.ts';

type Row = Readonly<Record<string, string | number | null>>;

export function checkReadModels({ report }: World, { name, store }: Actor): void {
  const records = [...readShown(store).values()].filter(({ deleted }) => !deleted);
  const orders = records.filter(({ collection, kind }) => collection === 'salesDocuments' && kind === 'order');
  const lines = orders.flatMap(linesOf);
  const customers = records.filter(({ collection }) => collection === 'customers');
  const expected: Readonly<Record<string, readonly Row[]>> = {
    order_lines: lines,
    purchases: purchasesOf(lines),
    customer_summary: summariesOf(records, orders),
    pipeline_facts: pipelineOf(records),
    customer_match_keys: customers.flatMap(({ id, body }) =>
      matchKeysOf(body).map((key) => ({ key, customer_id: id })),
    ),
    customer_links: customers.flatMap(({ id, body }) =>
      customerLinksOf(id, body).map(({ relation, otherId }) => ({ other_id: otherId, relation, customer_id: id })),
    ),
  };
  for (const [table, rows] of Object.entries(expected)) {
    const kept = texts(store.read.all<Row>(`SELECT * FROM ${table}`));
    const fresh = texts(rows);
    const wrong = [...kept.symmetricDifference(fresh)];
    if (wrong.length > 0) report('SYNC-1', `${name}: ${table} differs in ${wrong.slice(0, 4).join(' ')}`);
  }
}

const texts = (rows: readonly Row[]): Set<string> => new Set(rows.map((row) => canonicalJson({ ...row })));

function linesOf({ id, body }: RecordImage): Row[] {
  const totals = orderTotals(body).lines;
  return elementsOf(body, 'lines').map((line, index) => ({
    order_id: id,
    line_id: textOf(line, 'id'),
    customer_id: textOf(body, 'customerId'),
    product_id: textOf(line, 'productId'),
    ordered_on: textOf(body, 'orderedOn'),
    state: textOf(body, 'state'),
    quantity: integerOf(line, 'quantity'),
    net_amount: totals[index]?.taxable.amount ?? 0,
    currency: totals[index]?.taxable.currency ?? '',
  }));
}

function purchasesOf(lines: readonly Row[]): Row[] {
  const confirmed = lines.filter(({ state }) => state === 'confirmed');
  return [...Map.groupBy(confirmed, (row) => `${row['customer_id']} ${row['product_id']}`).values()].map((own) => {
    const days = own.map((row) => String(row['ordered_on'])).toSorted();
    return {
      customer_id: own[0]?.['customer_id'] ?? null,
      product_id: own[0]?.['product_id'] ?? null,
      first_on: days[0] ?? null,
      last_on: days.at(-1) ?? null,
      order_count: new Set(own.map((row) => row['order_id'])).size,
      quantity: own.reduce((sum, row) => sum + Number(row['quantity']), 0),
    };
  });
}

function summariesOf(records: readonly RecordImage[], orders: readonly RecordImage[]): Row[] {
  const of = (collection: string): RecordImage[] => records.filter((record) => record.collection === collection);
  const byCustomer = (own: readonly RecordImage[]) => Map.groupBy(own, ({ body }) => textOf(body, 'customerId') ?? '');
  const contacts = byCustomer(
    of('activities').filter(
      ({ kind, body }) => CONTACT_KINDS.some((name) => name === kind) && textOf(body, 'happenedAt') !== null,
    ),
  );
  const ordersOf = byCustomer(orders);
  const open = byCustomer(
    of('opportunities').filter(({ body }) => !['won', 'lost', 'converted'].includes(textOf(body, 'stage') ?? '')),
  );
  const customers = new Set([...contacts.keys(), ...ordersOf.keys(), ...open.keys()]);
  customers.delete('');
  return [...customers].map((customerId) => {
    const own = ordersOf.get(customerId) ?? [];
    const confirmed = own.filter(({ body }) => body['state'] === 'confirmed');
    const amount = confirmed.reduce((sum, { body }) => sum + orderTotals(body).total.amount, 0);
    const latest = (values: readonly (string | null)[]): string | null =>
      values
        .filter((value) => value !== null)
        .toSorted()
        .at(-1) ?? null;
    return {
      customer_id: customerId,
      last_contact_at: latest((contacts.get(customerId) ?? []).map(({ body }) => textOf(body, 'happenedAt'))),
      last_order_on: latest(confirmed.map(({ body }) => textOf(body, 'orderedOn'))),
      order_count: confirmed.length,
      open_orders: own.filter(({ body }) => body['state'] === 'draft').length,
      open_opportunities: open.get(customerId)?.length ?? 0,
      revenue_amount: amount,
      revenue_currency: confirmed.length > 0 ? 'IRR' : null,
      revenue: JSON.stringify(confirmed.length > 0 ? [{ amount, currency: 'IRR' }] : []),
    };
  });
}

function pipelineOf(records: readonly RecordImage[]): Row[] {
  const opportunities = records.filter(({ collection }) => collection === 'opportunities');
  return [
    ...Map.groupBy(opportunities, ({ body }) => `${textOf(body, 'stage')} ${moneyOf(body, 'amount')?.currency ?? ''}`),
  ].map(([, own]) => ({
    stage: textOf(own[0]?.body ?? {}, 'stage'),
    currency: moneyOf(own[0]?.body ?? {}, 'amount')?.currency ?? '',
    count: own.length,
    amount: own.reduce((sum, { body }) => sum + (moneyOf(body, 'amount')?.amount ?? 0), 0),
  }));
}
