import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { orderTotals } from '../../../shared/domain/salesDocuments/orderTotals.ts';
import { CONTACT_KINDS, type LocalOperation, type RecordStore } from './index.ts';
import { createTestFeed, pull } from './testing/testFeed.ts';
import { companyBody, createTestStore, orderBody, type TestStore } from './testing/testStore.ts';

const opened: TestStore[] = [];
afterEach(async () => {
  for (const test of opened.splice(0)) await test.remove();
});

const textAt = (body: RecordBody, field: string): string => textOf(body, field) ?? '';

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly body: RecordBody;
}

/** The read models by plain arithmetic over the records that are shown. */
function recomputed(store: RecordStore) {
  const rows = (table: string): Row[] =>
    store.read
      .all<{ id: string; kind: string; body: string }>(`SELECT id, kind, body FROM ${table} WHERE deleted = 0`)
      .map((row) => ({ ...row, body: JSON.parse(row.body) as RecordBody }));
  const orders = rows('sales_documents');
  const lines = orders.flatMap(({ id, body }) => {
    const totals = orderTotals(body).lines;
    return (body['lines'] as RecordBody[])
      .toSorted((a, b) => (textAt(a, 'order') < textAt(b, 'order') ? -1 : 1))
      .map((line, index) => ({
        order_id: id,
        line_id: textAt(line, 'id'),
        customer_id: textAt(body, 'customerId'),
        product_id: textAt(line, 'productId'),
        ordered_on: textAt(body, 'orderedOn'),
        state: textAt(body, 'state'),
        quantity: Number(line['quantity']),
        net_amount: totals[index]?.taxable.amount ?? 0,
        currency: textAt(body, 'currency'),
      }));
  });
  const purchases = Map.groupBy(
    lines.filter((line) => line.state === 'confirmed'),
    (line) => `${line.customer_id} ${line.product_id}`,
  );
  const activities = rows('activities');
  const opportunities = rows('opportunities');
  const customerIds = new Set(
    [...orders, ...activities, ...opportunities].map(({ body }) => textAt(body, 'customerId')),
  );
  return {
    lines: lines.toSorted(byKey(['order_id', 'line_id'])),
    purchases: [...purchases.values()]
      .map((group) => ({
        customer_id: group[0]!.customer_id,
        product_id: group[0]!.product_id,
        first_on: group.map((line) => line.ordered_on).toSorted()[0],
        last_on: group
          .map((line) => line.ordered_on)
          .toSorted()
          .at(-1),
        order_count: new Set(group.map((line) => line.order_id)).size,
        quantity: group.reduce((sum, line) => sum + line.quantity, 0),
      }))
      .toSorted(byKey(['customer_id', 'product_id'])),
    customers: [...customerIds]
      .toSorted()
      .map((customerId) => {
        const own = orders.filter(({ body }) => body['customerId'] === customerId);
        const confirmed = own.filter(({ body }) => body['state'] === 'confirmed');
        const amount = confirmed.reduce((sum, { body }) => sum + orderTotals(body).total.amount, 0);
        return {
          customer_id: customerId,
          last_contact_at:
            activities
              .filter(
                ({ kind, body }) =>
                  body['customerId'] === customerId && (CONTACT_KINDS as readonly string[]).includes(kind),
              )
              .flatMap(({ body }) => (typeof body['happenedAt'] === 'string' ? [body['happenedAt']] : []))
              .toSorted()
              .at(-1) ?? null,
          last_order_on:
            confirmed
              .map(({ body }) => textAt(body, 'orderedOn'))
              .toSorted()
              .at(-1) ?? null,
          order_count: confirmed.length,
          open_orders: own.filter(({ body }) => body['state'] === 'draft').length,
          open_opportunities: opportunities.filter(
            ({ body }) =>
              body['customerId'] === customerId && !['won', 'lost', 'converted'].includes(textAt(body, 'stage')),
          ).length,
          revenue_amount: amount,
          revenue: confirmed.length === 0 ? '[]' : JSON.stringify([{ amount, currency: 'IRR' }]),
        };
      })
      .filter((row) => row.last_contact_at !== null || row.order_count + row.open_orders + row.open_opportunities > 0),
    pipeline: [...Map.groupBy(opportunities, ({ body }) => `${textAt(body, 'stage')} ${body['amount'] ? 'IRR' : ''}`)]
      .map(([key, group]) => ({
        stage: key.split(' ')[0],
        currency: key.split(' ')[1],
        count: group.length,
        amount: group.reduce(
          (sum, { body }) => sum + ((body['amount'] as { amount: number } | undefined)?.amount ?? 0),
          0,
        ),
      }))
      .toSorted(byKey(['stage', 'currency'])),
  };
}

const kept = (store: RecordStore) => ({
  lines: store.read.all('SELECT * FROM order_lines ORDER BY order_id, line_id'),
  purchases: store.read.all('SELECT * FROM purchases ORDER BY customer_id, product_id'),
  customers: store.read.all(
    'SELECT customer_id, last_contact_at, last_order_on, order_count, open_orders, open_opportunities, revenue_amount, revenue FROM customer_summary ORDER BY customer_id',
  ),
  pipeline: store.read.all('SELECT * FROM pipeline_facts ORDER BY stage, currency'),
});

const byKey =
  (keys: readonly string[]) =>
  (a: object, b: object): number => {
    const [left, right] = [a, b].map((row) =>
      keys.map((key) => String((row as Record<string, unknown>)[key])).join(' '),
    ) as [string, string];
    return left < right ? -1 : left > right ? 1 : 0;
  };

type Step =
  | {
      readonly type: 'order';
      readonly customer: number;
      readonly products: readonly number[];
      readonly state: 'draft' | 'confirmed';
      readonly day: number;
      readonly fromServer: boolean;
    }
  | {
      readonly type: 'activity';
      readonly customer: number;
      readonly kind: 'call' | 'note';
      readonly day: number;
      readonly fromServer: boolean;
    }
  | {
      readonly type: 'opportunity';
      readonly customer: number;
      readonly stage: 'prospecting' | 'won';
      readonly amount: number | null;
      readonly fromServer: boolean;
    }
  | { readonly type: 'change'; readonly which: number; readonly customer: number }
  | { readonly type: 'delete'; readonly which: number };

const customer = fc.nat(2);
const day = fc.integer({ min: 1, max: 28 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant('order' as const),
    customer,
    products: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
    state: fc.constantFrom('draft' as const, 'confirmed' as const),
    day,
    fromServer: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('activity' as const),
    customer,
    kind: fc.constantFrom('call' as const, 'note' as const),
    day,
    fromServer: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('opportunity' as const),
    customer,
    stage: fc.constantFrom('prospecting' as const, 'won' as const),
    amount: fc.option(fc.nat(1_000)),
    fromServer: fc.boolean(),
  }),
  fc.record({ type: fc.constant('change' as const), which: fc.nat(30), customer }),
  fc.record({ type: fc.constant('delete' as const), which: fc.nat(30) }),
);

describe('read models', () => {
  it('equal a computation from nothing, whatever was done and from whichever side', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const test = createTestStore();
        opened.push(test);
        const feed = createTestFeed();
        const [customers, products] = [0, 1].map(() => [test.newId(), test.newId(), test.newId()]) as [
          string[],
          string[],
        ];
        const written: {
          collection: LocalOperation['collection'];
          kind: string;
          id: string;
          body: RecordBody;
          isServers: boolean;
          isDraft: boolean;
        }[] = [];
        const create = async (
          collection: LocalOperation['collection'],
          kind: string,
          body: RecordBody,
          isServers: boolean,
        ) => {
          const id = test.newId();
          written.push({
            collection,
            kind,
            id,
            body,
            isServers,
            isDraft: body['state'] === undefined || body['state'] === 'draft',
          });
          if (isServers) {
            feed.put(collection, kind, id, ['company'], body);
            await pull(test.store, feed);
          } else
            await test.store.commit({
              author: test.person,
              operations: [{ act: 'create', collection, kind, id, body: { ...body } }],
            });
        };
        for (const action of steps) {
          if (action.type === 'order') {
            const lines = action.products.map((product, index) => ({
              id: `l${index}`,
              productId: products[product]!,
              quantity: 1_000 * (index + 1),
              price: 700 + product,
            }));
            await create(
              'salesDocuments',
              'order',
              orderBody(customers[action.customer]!, lines, {
                state: action.state,
                orderedOn: `2026-10-${String(action.day).padStart(2, '0')}`,
                discountPercentage: 70_000,
              }),
              action.fromServer,
            );
          } else if (action.type === 'activity')
            await create(
              'activities',
              action.kind,
              {
                subject: 'x',
                customerId: customers[action.customer]!,
                happenedAt: `2026-10-${String(action.day).padStart(2, '0')}T10:00:00.000Z`,
              },
              action.fromServer,
            );
          else if (action.type === 'opportunity')
            await create(
              'opportunities',
              'opportunity',
              {
                name: 'x',
                customerId: customers[action.customer]!,
                stage: action.stage,
                ...(action.stage === 'won' ? { closedOn: '2026-10-01' } : {}),
                ...(action.amount === null ? {} : { amount: { amount: action.amount, currency: 'IRR' } }),
              },
              action.fromServer,
            );
          else {
            const index = action.which % Math.max(1, written.length);
            const target = written[index];
            if (!target) continue;
            if (action.type === 'delete') {
              if (target.isServers) {
                feed.put(target.collection, target.kind, target.id, ['company'], target.body, { deleted: true });
                await pull(test.store, feed);
                written.splice(index, 1);
              } else if (target.isDraft) {
                await test.store.commit({
                  author: test.person,
                  operations: [{ act: 'delete', collection: target.collection, kind: target.kind, id: target.id }],
                });
                written.splice(index, 1);
              }
            } else if (target.isServers || target.isDraft) {
              const seen = textAt(target.body, 'customerId');
              target.body = { ...target.body, customerId: customers[action.customer]! };
              if (target.isServers) {
                feed.put(target.collection, target.kind, target.id, ['company'], target.body);
                await pull(test.store, feed);
              } else
                await test.store.commit({
                  author: test.person,
                  operations: [
                    {
                      act: 'patch',
                      collection: target.collection,
                      kind: target.kind,
                      id: target.id,
                      changes: [{ do: 'set', path: 'customerId', value: customers[action.customer]!, seen }],
                    },
                  ],
                });
            }
          }
        }
        expect(kept(test.store)).toEqual(recomputed(test.store));
        await opened.pop()?.remove();
      }),
      { numRuns: 25, seed: 20261101 },
    );
  });

  it('know nothing of a record that a purge took', async () => {
    const test = createTestStore();
    opened.push(test);
    const feed = createTestFeed();
    const customerId = test.newId();
    feed.put('customers', 'company', customerId, ['territory/a'], companyBody('a'));
    feed.put(
      'salesDocuments',
      'order',
      test.newId(),
      ['territory/a'],
      orderBody(customerId, [{ id: 'l', productId: test.newId(), quantity: 1_000, price: 5 }], { state: 'confirmed' }),
    );
    await pull(test.store, feed);
    expect(kept(test.store).purchases).toHaveLength(1);
    await test.store.sync.purgeScope('territory/a');
    expect(kept(test.store)).toEqual({ lines: [], purchases: [], customers: [], pipeline: [] });
  });
});
