import { describe, expect, it } from 'vitest';
import { isRecordId } from '../../shared/base/id.ts';
import { kindOf } from '../../shared/domain/catalogue.ts';
import { elementsOf, textOf, textsOf } from '../../shared/domain/bodyReads.ts';
import { contractState } from '../../shared/domain/contracts/contractState.ts';
import type { Customer } from '../../shared/domain/customers/customer.ts';
import { accountOf } from '../../shared/domain/receivables/account.ts';
import type { CollectionName } from '../../shared/domain/record.ts';
import { orderProgress } from '../../shared/domain/salesDocuments/orderProgress.ts';
import { orderTotals } from '../../shared/domain/salesDocuments/orderTotals.ts';
import { TERRITORIES, personId, territoryId } from './company.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import { generateCompany } from './generate.ts';
import { SAMPLE_PEOPLE, SAMPLE_USERS } from './users.ts';

const today = '2026-07-06';
const drafts = [...generateCompany({ seed: 1, customers: 2_000, today })];
const of = (collection: CollectionName): RecordDraft[] => drafts.filter((draft) => draft.collection === collection);
const customers = of('customers').map(({ id, body }) => ({ id, body: body as unknown as Customer }));
const orders = of('salesDocuments').filter(({ kind }) => kind === 'order');

describe('the sample company', () => {
  it('holds records that every rule of their kinds accepts as they are', () => {
    const faults = drafts.flatMap(({ collection, kind, id, body }) => {
      const definition = kindOf(collection, kind);
      if (!definition) return [`${collection}/${kind} is unknown`];
      const parsed = definition.schema.safeParse(body);
      if (!parsed.success) return [`${id} ${parsed.error.message}`];
      return (definition.invariants?.(body) ?? []).map(({ path, reason }) => `${id} ${path} ${reason}`);
    });
    expect(faults).toEqual([]);
  });

  it('holds bodies that saving would not change: nothing to trim, nothing undefined', () => {
    const changed = drafts.filter(({ collection, kind, body }) => {
      const parsed = kindOf(collection, kind)?.schema.parse(body);
      return (
        JSON.stringify(sorted(parsed)) !== JSON.stringify(sorted(body)) || JSON.stringify(body).includes('undefined')
      );
    });
    expect(changed.map(({ id }) => id)).toEqual([]);
  });

  it('has customers who pay: most owe little, cheques wait, some bounced', () => {
    const receipts = of('salesDocuments').filter(({ kind }) => kind === 'receipt');
    const states = Map.groupBy(receipts, ({ body }) => body['state']);
    for (const state of ['collected', 'verified', 'deposited', 'cleared', 'bounced'])
      expect(states.get(state)?.length ?? 0).toBeGreaterThan(3);
    const byCustomer = Map.groupBy(of('salesDocuments'), ({ body }) => body['customerId']);
    const accounts = [...byCustomer.values()].flatMap((documents) =>
      accountOf(documents, today, { invoicedBy: 'order', since: null }),
    );
    const settled = accounts.filter(({ balance }) => balance <= 0n).length;
    expect(settled).toBeGreaterThan(accounts.length / 2);
    expect(settled).toBeLessThan(accounts.length);
    // Nobody vouches for money that they took in themselves.
    expect(receipts.filter(({ body }) => body['verifiedBy'] === body['collectedBy'])).toEqual([]);
  });

  it('refers only to what came before, so that it can be stored as it streams', () => {
    const seen = new Set<string>();
    const dangling: string[] = [];
    for (const { collection, kind, id, body, createdBy } of drafts) {
      const people = [createdBy, textOf(body, 'ownerId'), ...textsOf(body, 'accountTeam')].filter(
        (person) => person !== null,
      );
      const references = [
        ...(kindOf(collection, kind)?.references?.(body) ?? []).map((reference) => reference.id),
        ...(collection === 'organisation' ? [] : people),
        ...[textOf(body, 'territoryId'), textOf(body, 'placeId'), textOf(body, 'renewsContractId')].filter(
          (other) => other !== null,
        ),
      ];
      dangling.push(...references.filter((other) => !seen.has(other)).map((other) => `${collection} ${id} → ${other}`));
      seen.add(id);
    }
    expect(dangling).toEqual([]);
  });

  it('has unique, valid ids and unique printed numbers', () => {
    const ids = drafts.map(({ id }) => id);
    const numbers = drafts.map(({ body }) => textOf(body, 'number')).filter((number) => number !== null);
    expect(ids.filter((id) => !isRecordId(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.filter((number) => !/^(ORD|CON|QUO|DLV|INV|RET|RCT)-[TES]01-\d{8}$/.test(number))).toEqual([]);
  });

  it('is the same for the same seed, another for another, and only grows with more customers', () => {
    const few = (seed: number, count: number) =>
      JSON.stringify([...generateCompany({ seed, customers: count, today })]).slice(0, -1);
    expect(few(1, 60)).toBe(few(1, 60));
    expect(few(2, 60)).not.toBe(few(1, 60));
    expect(few(1, 90).startsWith(few(1, 60))).toBe(true);
  });

  it('gives every customer to a rep of its territory', () => {
    const repsByTerritory = new Map(TERRITORIES.map(({ key, reps }) => [territoryId(key), reps.map(personId)]));
    const strays = customers.filter(
      ({ body }) => !repsByTerritory.get(body.territoryId ?? '')?.includes(body.ownerId ?? ''),
    );
    expect(strays).toEqual([]);
    for (const { key, reps } of TERRITORIES) {
      const holders = SAMPLE_PEOPLE.filter(({ role, territories }) => role === 'rep' && territories.includes(key)).map(
        ({ login }) => login,
      );
      expect(holders).toEqual(reps);
    }
  });

  it('prices about three orders per customer as the lists of their days say', () => {
    const products = new Map(of('products').map(({ id, body }) => [id, body]));
    const wrong = orders.filter(({ body }) =>
      elementsOf(body, 'lines').some((line) => {
        const held = elementsOf(products.get(textOf(line, 'productId') ?? '') ?? {}, 'prices').filter(
          (price) =>
            (textOf(price, 'from') ?? '') <= (textOf(body, 'orderedOn') ?? '') &&
            (textOf(body, 'orderedOn') ?? '') <= (textOf(price, 'to') ?? '9999'),
        );
        return held.length !== 1 || JSON.stringify(held[0]?.['price']) !== JSON.stringify(line['unitPrice']);
      }),
    );
    expect(wrong).toEqual([]);
    expect(orders.length / customers.length).toBeGreaterThan(2.5);
    expect(orders.length / customers.length).toBeLessThan(3.7);
    const totals = orders.map(({ body }) => orderTotals(body));
    expect(totals.filter(({ isComplete, total }) => !isComplete || total.amount <= 0)).toEqual([]);
    const share = (state: string) => orders.filter(({ body }) => body['state'] === state).length / orders.length;
    expect(share('confirmed')).toBeGreaterThan(0.9);
    expect(share('draft')).toBeGreaterThan(0);
  });

  it('lies in the past but for plans, and sells nothing to those who are not customers yet', () => {
    const facts = [
      'orderedOn',
      'confirmedAt',
      'deliveredOn',
      'cancelledAt',
      'happenedAt',
      'openedOn',
      'closedOn',
      'asOf',
      'customerSince',
      'endedOn',
    ];
    const dates = drafts.flatMap(({ at, body }) => [at, ...facts.flatMap((field) => textOf(body, field) ?? [])]);
    const histories = of('opportunities').flatMap(({ body }) => Object.values(body['stageHistory'] ?? {}).map(String));
    expect(dates.length).toBeGreaterThan(30_000);
    expect([...dates, ...histories].filter((date) => date >= today)).toEqual([]);
    const early = new Set(
      customers.filter(({ body }) => body.stage === 'lead' || body.stage === 'prospect').map(({ id }) => id),
    );
    expect(orders.filter(({ body }) => early.has(textOf(body, 'customerId') ?? ''))).toEqual([]);
    const since = new Map(customers.map(({ id, body }) => [id, body.customerSince ?? '']));
    expect(
      orders.filter(
        ({ body }) => (textOf(body, 'orderedOn') ?? '') < (since.get(textOf(body, 'customerId') ?? '') ?? ''),
      ),
    ).toEqual([]);
  });

  it('has names of every awkward kind', () => {
    const names = customers.map(({ body }) => body.name);
    expect(Math.max(...names.map((name) => name.length))).toBeGreaterThan(150);
    expect(
      names.filter((name) => /\p{Script=Arabic}/u.test(name) && /\p{Script=Latin}/u.test(name)).length,
    ).toBeGreaterThan(20);
    expect(names.filter((name) => !/\p{Script=Arabic}/u.test(name)).length).toBeGreaterThan(20);
    expect(names.filter((name) => /[يك]/.test(name)).length).toBeGreaterThan(20);
    expect(names.filter((name) => name.includes('\u200c')).length).toBeGreaterThan(20);
    expect(
      customers.filter(({ body }) => body.phones?.some(({ number }) => number.startsWith('۰'))).length,
    ).toBeGreaterThan(10);
  });

  it('has contracts in every state, and plans for today', () => {
    const states = new Set(of('contracts').map(({ body }) => contractState(body, today)));
    expect([...states].toSorted()).toEqual(['ended', 'expiring', 'running', 'upcoming']);
    expect(of('activities').filter(({ body }) => textOf(body, 'plannedAt')?.startsWith(today)).length).toBeGreaterThan(
      10,
    );
  });

  it('lists users of every role, with a password each', () => {
    expect(new Set(SAMPLE_USERS.map(({ role }) => role)).size).toBe(7);
    expect(SAMPLE_USERS.find(({ login }) => login === 'ali')?.password).toBe('peyvand-ali');
    expect(new Set(SAMPLE_USERS.map(({ login }) => login)).size).toBe(SAMPLE_USERS.length);
  });

  it('works on any day, leap days and new year included', () => {
    for (const day of ['2028-02-29', '2027-03-20', '2027-03-21', '2026-12-31', '2026-07-03']) {
      const faults = [...generateCompany({ seed: 3, customers: 150, today: day })].filter(
        ({ collection, kind, body }) => {
          const definition = kindOf(collection, kind);
          return !definition?.schema.safeParse(body).success || (definition.invariants?.(body) ?? []).length > 0;
        },
      );
      expect(faults).toEqual([]);
    }
  });

  it('goes on with its orders: quotes, deliveries in parts, invoices and returns, none of more than was ordered', () => {
    const papers = of('salesDocuments').filter(({ kind }) => kind !== 'order');
    const kinds = new Set(papers.map(({ kind }) => kind));
    for (const kind of ['quote', 'delivery', 'invoice', 'return']) expect(kinds).toContain(kind);
    const ofOrder = Map.groupBy(papers, ({ body }) => textOf(body, 'orderId') ?? '');
    const shares = orders
      .filter(({ id }) => ofOrder.has(id))
      .map(({ id, body }) => orderProgress(body, ofOrder.get(id) ?? []).delivered.state);
    expect(shares).toContain('part');
    expect(shares).toContain('all');
    expect(shares).not.toContain('tooMuch');
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
