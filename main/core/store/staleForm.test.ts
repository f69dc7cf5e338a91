/** A form that was opened before a checkpoint and is saved after it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordId } from '../../../shared/base/id.ts';
import type { CollectionName, RecordBody } from '../../../shared/domain/record.ts';
import type { LeafChange, RecordOperation } from '../../../shared/sync/operation.ts';
import { createTestFeed, pull, type TestFeed } from './testing/testFeed.ts';
import { companyBody, createTestStore, orderBody, setLeaf, type TestStore } from './testing/testStore.ts';
import type { CommitReceipt, LocalOperation, SeenRecord } from './types.ts';

const HERE = 'territory/here';

let test: TestStore;
let feed: TestFeed;
beforeEach(() => {
  test = createTestStore();
  feed = createTestFeed();
});
afterEach(() => test.remove());

type Target = { readonly collection: CollectionName; readonly kind: string; readonly id: RecordId };

/** Writes the record at the server and brings it here. */
async function receive({ collection, kind, id }: Target, body: RecordBody): Promise<void> {
  feed.put(collection, kind, id, [HERE], body);
  await pull(test.store, feed);
}

function held(target: Target): SeenRecord {
  const record = test.store.read.record(target);
  if (!record) throw new Error('not held');
  return { version: record.version, body: record.body };
}

const save = (target: Target, seen: SeenRecord | null, ...changes: LeafChange[]): Promise<CommitReceipt> => {
  const operation: LocalOperation = { act: 'patch', ...target, changes, ...(seen ? { seen } : {}) };
  return test.store.commit({ author: test.person, operations: [operation] });
};
const set = (path: string, value: RecordBody[string], seen?: RecordBody[string]): LeafChange => ({
  do: 'set',
  path,
  value,
  ...(seen === undefined ? {} : { seen }),
});
const lastOperation = (): RecordOperation =>
  (JSON.parse(test.store.sync.outbox(100).at(-1)?.bytes ?? '') as { operations: RecordOperation[] }).operations[0]!;

describe('a merge group', () => {
  let order: Target;
  let twoLines: RecordBody;
  beforeEach(async () => {
    order = { collection: 'salesDocuments', kind: 'order', id: test.newId() };
    const productId = test.newId();
    twoLines = orderBody(test.newId(), [
      { id: 'a', productId, quantity: 1_000, price: 500 },
      { id: 'b', productId, quantity: 1_000, price: 500 },
    ]);
    await receive(order, twoLines);
  });
  const withQuantity = (line: string, quantity: number): RecordBody => ({
    ...twoLines,
    lines: (twoLines['lines'] as RecordBody[]).map((each) => (each['id'] === line ? { ...each, quantity } : each)),
  });

  it('SYNC-70: is never mixed by a form that did not see another’s change of it: nothing is written, the paths are named', async () => {
    const opened = held(order);
    await receive(order, withQuantity('b', 7_000));
    const shown = held(order);
    await expect(save(order, opened, set('lines/a/quantity', 3_000, 1_000), set('note', 'mine'))).rejects.toMatchObject(
      { code: 'stale_edit', facts: { id: order.id, paths: ['lines/a/quantity'] } },
    );
    expect(held(order)).toEqual(shown);
    expect(test.store.sync.lastGroup()).toBeNull();
    // Once the form has taken theirs in, it is saved as a whole.
    await save(order, shown, set('lines/a/quantity', 3_000, 1_000), set('note', 'mine'));
    expect(held(order).body).toMatchObject({
      note: 'mine',
      lines: [
        { id: 'a', quantity: 3_000 },
        { id: 'b', quantity: 7_000 },
      ],
    });
  });

  it('SYNC-70: is not mixed either with what the same person did elsewhere meanwhile', async () => {
    const opened = held(order);
    await save(order, held(order), set('paymentDays', 30));
    await expect(save(order, opened, set('lines/a/quantity', 3_000, 1_000))).rejects.toMatchObject({
      code: 'stale_edit',
    });
  });

  it('SYNC-71: in which both wanted the same is no stale edit', async () => {
    const opened = held(order);
    await receive(order, withQuantity('b', 7_000));
    await save(order, opened, set('lines/b/quantity', 7_000, 1_000));
    expect(held(order).body).toEqual(withQuantity('b', 7_000));
  });

  it('SYNC-70: is not disturbed by a change outside it', async () => {
    const opened = held(order);
    await receive(order, { ...twoLines, note: 'theirs' });
    await save(order, opened, set('lines/a/quantity', 3_000, 1_000));
    expect(held(order).body).toEqual({ ...withQuantity('a', 3_000), note: 'theirs' });
  });

  it('SYNC-70: is not disturbed by an earlier operation of the same commit', async () => {
    const seen = held(order);
    const patch = (change: LeafChange): LocalOperation => ({ act: 'patch', ...order, changes: [change], seen });
    await test.store.commit({
      author: test.person,
      operations: [patch(set('lines/a/quantity', 3_000, 1_000)), patch(set('paymentDays', 30))],
    });
    expect(held(order).body).toEqual({ ...withQuantity('a', 3_000), paymentDays: 30 });
  });

  it('SYNC-73: that was locked unseen is a stale edit, not a refusal for good', async () => {
    const opened = held(order);
    await receive(order, { ...twoLines, state: 'confirmed', number: 'ORD-X-0001' });
    await expect(save(order, opened, set('paymentDays', 30))).rejects.toMatchObject({ code: 'stale_edit' });
    await expect(save(order, held(order), set('paymentDays', 30))).rejects.toMatchObject({ code: 'locked' });
  });

  it('SYNC-70: the period of a contract is one side’s or the other’s', async () => {
    const contract: Target = { collection: 'contracts', kind: 'serviceContract', id: test.newId() };
    const body = {
      customerId: test.newId(),
      title: 'service',
      startsOn: '2026-01-01',
      endsOn: '2026-12-31',
      coverage: ['parts'],
    };
    await receive(contract, body);
    const opened = held(contract);
    await receive(contract, { ...body, startsOn: '2026-06-01' });
    await expect(save(contract, opened, set('endsOn', '2026-05-01', '2026-12-31'))).rejects.toMatchObject({
      code: 'stale_edit',
      facts: { paths: ['endsOn'] },
    });
    await expect(save(contract, opened, set('endsOn', '2027-01-31', '2026-12-31'))).rejects.toMatchObject({
      code: 'stale_edit',
    });
    expect(held(contract).body).toEqual({ ...body, startsOn: '2026-06-01' });
  });
});

describe('what moves by itself', () => {
  let customer: Target;
  beforeEach(() => {
    customer = { collection: 'customers', kind: 'company', id: test.newId() };
  });

  it('SYNC-3: is merged, and the operation says which version its author had before them', async () => {
    await receive(customer, companyBody('name'));
    const opened = held(customer);
    await receive(customer, companyBody('name', { region: 'north' }));
    await save(customer, opened, set('industry', 'steel'));
    expect(held(customer)).toEqual({ version: 2, body: companyBody('name', { region: 'north', industry: 'steel' }) });
    expect(lastOperation()).toMatchObject({ seen: { version: 1 } });
    expect(Object.keys((lastOperation() as { seen: object }).seen).toSorted()).toEqual(['epoch', 'group', 'version']);
    // Who does not say what they saw had the newest before them.
    await test.store.commit({ author: test.person, operations: [setLeaf(customer.id, 'website', 'x.example')] });
    expect(lastOperation()).toMatchObject({ seen: { version: 2 } });
  });

  it('SYNC-3: a version that was never given out, as after a restore of the server, is not claimed', async () => {
    await receive(customer, companyBody('name'));
    await save(customer, { ...held(customer), version: 9 }, set('industry', 'steel'));
    expect(lastOperation()).toMatchObject({ seen: { version: 1 } });
  });

  it('SYNC-63: asks only where the value itself is not the one seen', async () => {
    const limit = (amount: number) => ({ amount, currency: 'IRR' });
    await receive(customer, companyBody('name', { creditLimit: limit(1) }));
    const opened = held(customer);
    await receive(customer, companyBody('other name', { creditLimit: limit(1) }));
    await save(customer, opened, set('creditLimit', limit(2), limit(1)));
    await receive(customer, companyBody('other name', { creditLimit: limit(3), chequeLimit: limit(5) }));
    await expect(save(customer, opened, set('chequeLimit', limit(6)))).rejects.toMatchObject({
      code: 'stale_edit',
      facts: { paths: ['chequeLimit'] },
    });
  });

  it('SYNC-91: does not go over what another window saved meanwhile: that form is told, and saves once it has seen it', async () => {
    await receive(customer, companyBody('name', { note: 'before' }));
    const opened = held(customer);
    await save(customer, opened, set('note', 'theirs B', 'before'));
    await expect(save(customer, opened, set('note', 'mine A', 'before'))).rejects.toMatchObject({
      code: 'stale_edit',
      facts: { paths: ['note'] },
    });
    expect(held(customer).body).toMatchObject({ note: 'theirs B' });
    await save(customer, opened, set('industry', 'steel'));
    await save(customer, opened, set('note', 'theirs B', 'before'));
    await save(customer, held(customer), set('note', 'mine A', 'theirs B'));
    expect(held(customer).body).toMatchObject({ note: 'mine A', industry: 'steel' });
  });

  it('SYNC-91: does not go over what came by sync meanwhile either, while its author still looks at the form', async () => {
    await receive(customer, companyBody('name', { note: 'before' }));
    const opened = held(customer);
    await receive(customer, companyBody('name', { note: 'theirs' }));
    await expect(save(customer, opened, set('note', 'mine', 'before'))).rejects.toMatchObject({ code: 'stale_edit' });
    expect(held(customer).body).toMatchObject({ note: 'theirs' });
  });

  it('SYNC-76: an element that was removed meanwhile is named as a whole, and does not come back', async () => {
    const phone = { id: 'p1', order: 'a0', label: 'mobile', number: '1' };
    await receive(customer, companyBody('name', { phones: [phone] }));
    const opened = held(customer);
    await receive(customer, companyBody('name', { phones: [] }));
    await expect(save(customer, opened, set('phones/p1/number', '2', '1'))).rejects.toMatchObject({
      code: 'stale_edit',
      facts: { paths: ['phones/p1'] },
    });
    expect(held(customer).body['phones']).toEqual([]);
  });
});
