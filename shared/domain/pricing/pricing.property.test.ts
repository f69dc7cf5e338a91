import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HUNDRED_PERCENT, QUANTITY_SCALE } from '../../base/money.ts';
import { NOBODY, type PricingRecord, type PriceScope } from '../products/priceScope.ts';
import type { RecordBody } from '../record.ts';
import { orderTotals } from '../salesDocuments/orderTotals.ts';
import { explainLine } from './explanation.ts';
import { priceDocument, type PricedDocument, type PricingRequest } from './pricing.ts';

const DAY = '2026-06-15';
const PRODUCTS = ['p1', 'p2', 'p3', 'p4'];
const rial = (amount: number) => ({ amount, currency: 'IRR' });
const pieces = fc.integer({ min: 1, max: 60 }).map((count) => count * QUANTITY_SCALE);
const amount = fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 5_000_000_000 }));
const percentage = fc.oneof(
  fc.integer({ min: 1, max: 100 }).map((whole) => whole * 10_000),
  fc.integer({ min: 1, max: HUNDRED_PERCENT }),
);
const customer = { id: 'c', groupIds: ['g'], territoryId: 't', channelRole: 'wholesaler', class: 'A' };
const reach: Readonly<Record<PriceScope, string>> = {
  customers: 'c',
  groups: 'g',
  classes: 'A',
  territories: 't',
  channelRoles: 'wholesaler',
  everyone: '',
};

const product = fc
  .record({
    amounts: fc.array(fc.tuple(amount, fc.constantFrom(0, 5_000, 20_000)), { maxLength: 3 }),
    steps: fc.array(fc.tuple(pieces, percentage), { maxLength: 3 }),
    tax: fc.constantFrom(0, 90_000, 100_000),
    category: fc.constantFrom('x', 'y'),
  })
  .map(({ amounts, steps, tax, category }): RecordBody => ({
    name: 'سرنگ',
    unit: 'عدد',
    category,
    taxPercentage: tax,
    prices: amounts.map(([value, minimumQuantity], index) => ({
      id: `e${index}`,
      order: `e${index}`,
      price: rial(value),
      from: '2026-01-01',
      minimumQuantity,
    })),
    discountSteps: steps.map(([fromQuantity, value], index) => ({
      id: `s${index}`,
      order: `s${index}`,
      fromQuantity,
      percentage: value,
    })),
  }));

const scoped = fc
  .record({
    scope: fc.constantFrom<PriceScope[]>('customers', 'groups', 'classes', 'territories', 'channelRoles', 'everyone'),
    isOther: fc.boolean(),
    priority: fc.integer({ min: -2, max: 2 }),
    from: fc.constantFrom('2026-01-01', '2026-06-15', '2026-06-16'),
    to: fc.constantFrom(undefined, '2026-06-14', '2026-06-15'),
  })
  .map(({ scope, isOther, priority, from, to }): RecordBody => ({
    name: 'بهاره',
    scope,
    scopeIds: [isOther ? 'other' : reach[scope]],
    priority,
    from,
    ...(to === undefined ? {} : { to }),
  }));

const priceList = fc
  .tuple(scoped, fc.array(fc.tuple(fc.constantFrom(...PRODUCTS), amount, fc.constantFrom(0, 10_000)), { maxLength: 5 }))
  .map(([body, entries]): RecordBody => ({
    ...body,
    currency: 'IRR',
    entries: entries.map(([productId, value, minimumQuantity], index) => ({
      id: `e${index}`,
      order: `e${index}`,
      productId,
      price: rial(value),
      minimumQuantity,
    })),
  }));

const some = fc.subarray(PRODUCTS, { minLength: 1 });
const rule: fc.Arbitrary<RecordBody> = fc.oneof(
  fc.record({ rule: fc.constant('percentOff'), productIds: some, percentage, minimumQuantity: pieces }),
  fc.record({ rule: fc.constant('percentOff'), categories: fc.constant(['x']), percentage }),
  fc.record({
    rule: fc.constant('freeGoods'),
    productIds: some,
    minimumQuantity: pieces,
    freeProductId: fc.constantFrom(...PRODUCTS),
    freeQuantity: pieces,
  }),
  fc.record({
    rule: fc.constant('bundle'),
    items: fc
      .subarray(PRODUCTS, { minLength: 2 })
      .map((ids) =>
        ids.map((productId, index) => ({ id: productId, order: productId, productId, quantity: (index + 1) * 1_000 })),
      ),
    price: amount.map(rial),
  }),
  fc.record({ rule: fc.constant('amountDiscount'), percentage, minimumAmount: amount.map(rial) }),
);
const promotion = fc
  .tuple(scoped, rule, fc.boolean())
  .map(([body, own, exclusive]): RecordBody => ({ ...body, ...own, exclusive }));

const records = (bodies: readonly RecordBody[], prefix: string): PricingRecord[] =>
  bodies.map((body, index) => ({ id: `${prefix}${index}`, body }));

const request: fc.Arbitrary<PricingRequest> = fc
  .record({
    bodies: fc.tuple(product, product, product, product),
    lines: fc.array(fc.tuple(fc.constantFrom(...PRODUCTS), pieces, fc.integer({ min: 0, max: 9 })), { maxLength: 6 }),
    lists: fc.array(priceList, { maxLength: 4 }),
    promotions: fc.array(promotion, { maxLength: 5 }),
  })
  .map(({ bodies, lines, lists, promotions }) => ({
    day: DAY,
    currency: 'IRR' as const,
    customer,
    products: new Map(PRODUCTS.map((id, index) => [id, bodies[index] ?? {}])),
    lines: lines.map(([productId, quantity, chance], index) => ({
      id: `l${index}`,
      productId,
      quantity,
      ...(chance === 0 ? { coveredBy: { contractId: 'k', name: 'سرویس' } } : {}),
    })),
    priceLists: records(lists, 'list'),
    promotions: records(promotions, 'promotion'),
  }));

const everyLine = ({ lines, freeLines }: PricedDocument) => [...lines, ...freeLines];
const sumOf = (amounts: readonly { readonly amount: { readonly amount: number } }[]): number =>
  amounts.reduce((sum, step) => sum + step.amount.amount, 0);

describe('the pricing function', () => {
  it('explains every rial: the steps of a line add up to its total, and the lines to the document’s', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const priced = priceDocument(asked);
        for (const line of everyLine(priced)) {
          expect(sumOf(line.steps)).toBe(line.total?.amount ?? 0);
          expect(line.steps.length > 0).toBe(line.total !== null);
        }
        const total = everyLine(priced).reduce((sum, line) => sum + (line.total?.amount ?? 0), 0);
        expect(total).toBe(priced.totals.total.amount);
      }),
    );
  });

  it('agrees with the totals of the order that takes its proposals', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const priced = priceDocument(asked);
        const lines = everyLine(priced).flatMap(({ id, unitPrice, quantity, discountPercentage, taxPercentage }) =>
          unitPrice
            ? [{ id, order: id, unitPrice: { ...unitPrice }, quantity, discountPercentage, taxPercentage }]
            : [],
        );
        const order = { currency: 'IRR', discountPercentage: priced.discountPercentage, lines };
        expect(orderTotals(order)).toEqual(priced.totals);
      }),
    );
  });

  it('gives the same whatever the order of lists and promotions', () => {
    fc.assert(
      fc.property(request, fc.infiniteStream(fc.nat()), (asked, keys) => {
        const shuffled = <Item>(items: readonly Item[]): Item[] =>
          items
            .map((item) => ({ item, key: keys.next().value ?? 0 }))
            .toSorted((one, other) => one.key - other.key)
            .map(({ item }) => item);
        expect(
          priceDocument({ ...asked, priceLists: shuffled(asked.priceLists), promotions: shuffled(asked.promotions) }),
        ).toEqual(priceDocument(asked));
      }),
    );
  });

  it('gives each line the same whatever the order of the lines', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const forth = priceDocument(asked);
        const back = priceDocument({ ...asked, lines: asked.lines.toReversed() });
        expect(back.lines.toReversed()).toEqual(forth.lines);
        expect(back.totals.total).toEqual(forth.totals.total);
      }),
    );
  });

  it('is never below zero, and takes off no more than everything', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const priced = priceDocument(asked);
        for (const { total, discountPercentage } of everyLine(priced)) {
          expect(total?.amount ?? 0).toBeGreaterThanOrEqual(0);
          expect(discountPercentage).toBeGreaterThanOrEqual(0);
          expect(discountPercentage).toBeLessThanOrEqual(HUNDRED_PERCENT);
        }
        expect(priced.totals.total.amount).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('has no price rather than a zero where nobody has set one', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const products = new Map([...asked.products].map(([id, body]) => [id, { ...body, prices: [] }]));
        const { lines, freeLines, totals } = priceDocument({ ...asked, products, priceLists: [] });
        expect(lines.every(({ unitPrice, total }) => unitPrice === null && total === null)).toBe(true);
        expect(freeLines).toEqual([]);
        expect(totals.total.amount).toBe(0);
      }),
    );
  });

  it('does not change with what is meant for others, for other days, or is paused', () => {
    fc.assert(
      fc.property(
        request,
        priceList,
        promotion,
        fc.constantFrom<RecordBody[]>(
          { scope: 'customers', scopeIds: ['another'] },
          { scope: 'planets', scopeIds: ['c'] },
          { from: '2027-01-01' },
          { to: '2026-06-14' },
          { paused: true },
        ),
        (asked, list, offer, irrelevant) => {
          const more = {
            ...asked,
            priceLists: [...asked.priceLists, { id: 'z', body: { ...list, ...irrelevant } }],
            promotions: [...asked.promotions, { id: 'z', body: { ...offer, ...irrelevant } }],
          };
          expect(priceDocument(more)).toEqual(priceDocument(asked));
        },
      ),
    );
  });

  it('measures nobody in particular by what is for everyone alone', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const forAll = (all: readonly PricingRecord[]) => all.filter(({ body }) => body['scope'] === 'everyone');
        const nobody = { ...asked, customer: NOBODY };
        expect(priceDocument(nobody)).toEqual(
          priceDocument({ ...nobody, priceLists: forAll(asked.priceLists), promotions: forAll(asked.promotions) }),
        );
      }),
    );
  });

  it('never leaves a tier for a lower one when more is bought', () => {
    fc.assert(
      fc.property(request, pieces, (asked, more) => {
        const list: PricingRecord = {
          id: 'tiers',
          body: {
            name: 'پله‌ای',
            scope: 'customers',
            scopeIds: ['c'],
            priority: 9,
            from: '2026-06-15',
            currency: 'IRR',
            // Dearer with the quantity, so that the price names its tier.
            entries: [0, 5_000, 15_000, 40_000].map((minimumQuantity, index) => ({
              id: `t${index}`,
              order: `t${index}`,
              productId: 'p1',
              price: rial(100 + index),
              minimumQuantity,
            })),
          },
        };
        const priceOf = (quantity: number) =>
          priceDocument({
            ...asked,
            promotions: [],
            priceLists: [...asked.priceLists.filter(({ body }) => body['scope'] !== 'customers'), list],
            lines: [{ id: 'l', productId: 'p1', quantity }],
          }).lines[0]?.unitPrice?.amount ?? 0;
        expect(priceOf(more + 1_000)).toBeGreaterThanOrEqual(priceOf(more));
        expect([1_000, 5_000, 15_000, 40_000].map(priceOf)).toEqual([100, 101, 102, 103]);
      }),
    );
  });

  it('reaches the price of a bundle, never above it and never more than a millionth below', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(amount, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 9 })), {
          minLength: 2,
          maxLength: 4,
        }),
        fc.integer({ min: 1, max: 999 }),
        (items, share) => {
          const worth = items.reduce((sum, [each, count]) => sum + each * count, 0);
          const price = Math.max(1, Math.floor((worth * share) / 1_000));
          const priced = priceDocument({
            day: DAY,
            currency: 'IRR',
            customer,
            products: new Map(
              items.map(([each], index) => [
                `p${index}`,
                { prices: [{ id: 'e', order: 'e', price: rial(each), from: DAY }] },
              ]),
            ),
            // More than one set needs of some products.
            lines: items.map(([, count, more], index) => ({
              id: `l${index}`,
              productId: `p${index}`,
              quantity: (count + (index === 0 ? 0 : more)) * 1_000,
            })),
            priceLists: [],
            promotions: [
              {
                id: 'b',
                body: {
                  name: 'بسته',
                  scope: 'everyone',
                  from: DAY,
                  rule: 'bundle',
                  price: rial(price),
                  items: items.map(([, count], index) => ({
                    id: `i${index}`,
                    order: `i${index}`,
                    productId: `p${index}`,
                    quantity: count * 1_000,
                  })),
                },
              },
            ],
          });
          const sets = Math.min(
            ...items.map(([, count, more], index) => Math.floor((count + (index === 0 ? 0 : more)) / count)),
          );
          const full = priced.lines.reduce((sum, line) => sum + (line.steps[0]?.amount.amount ?? 0), 0);
          const wanted = full - worth * sets + price * sets;
          const tolerance = Math.ceil(full / HUNDRED_PERCENT) + items.length;
          expect(priced.totals.total.amount).toBeLessThanOrEqual(wanted + items.length);
          expect(priced.totals.total.amount).toBeGreaterThanOrEqual(wanted - tolerance);
        },
      ),
    );
  });

  it('counts a unit for one bundle alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), (one, other) => {
        const bundle = (id: string): PricingRecord => ({
          id,
          body: {
            name: id,
            scope: 'everyone',
            from: DAY,
            rule: 'bundle',
            price: rial(1_000),
            items: ['p1', 'p2'].map((productId) => ({ id: productId, order: productId, productId, quantity: 1_000 })),
          },
        });
        const ask = (promotions: PricingRecord[]) =>
          priceDocument({
            day: DAY,
            currency: 'IRR',
            customer,
            products: new Map(
              ['p1', 'p2'].map((id) => [id, { prices: [{ id: 'e', order: 'e', price: rial(1_000), from: DAY }] }]),
            ),
            lines: [
              { id: 'a', productId: 'p1', quantity: one * 1_000 },
              { id: 'b', productId: 'p2', quantity: other * 1_000 },
            ],
            priceLists: [],
            promotions,
          });
        expect(ask([bundle('x'), bundle('y')])).toEqual(ask([bundle('x')]));
      }),
    );
  });

  it('lets an exclusive promotion stand alone on a line', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const exclusive = new Set(
          asked.promotions.filter(({ body }) => body['exclusive'] === true).map(({ id }) => id),
        );
        for (const { discountCauses } of priceDocument(asked).lines) {
          const ids = discountCauses.flatMap(({ id, cause }) => (id === undefined || cause === 'contract' ? [] : [id]));
          expect(ids.length === 1 || !ids.some((id) => exclusive.has(id))).toBe(true);
        }
      }),
    );
  });
});

describe('the explanation of a line that a person changed', () => {
  it('adds up to what the line comes to, whatever was typed', () => {
    fc.assert(
      fc.property(
        request,
        amount,
        percentage,
        fc.oneof(fc.constant(0), percentage),
        (asked, price, discount, whole) => {
          const priced = priceDocument(asked);
          const lines = priced.lines.map(({ id, quantity, taxPercentage }) => ({
            id,
            order: id,
            unitPrice: rial(price),
            quantity,
            discountPercentage: discount,
            taxPercentage,
          }));
          const totals = orderTotals({ currency: 'IRR', discountPercentage: whole, lines });
          for (const line of priced.lines) {
            const own = totals.lines.find(({ id }) => id === line.id)!;
            const steps = explainLine({
              proposal: line,
              documentCauses: priced.discountCauses,
              actual: {
                quantity: line.quantity,
                unitPrice: { amount: price, currency: 'IRR' },
                discountPercentage: discount,
                documentPercentage: whole,
              },
              totals: own,
            });
            expect(sumOf(steps)).toBe(own.taxable.amount + own.tax.amount);
          }
        },
      ),
    );
  });
});
