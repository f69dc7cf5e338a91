/** What lists say of a record beside its name: only here yet, held by head office, a review waits for this person. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, first, firstWhere, pumpOrder, signIn, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  window = await signIn(company);
});
afterEach(() => company.close());

const PAGE = { offset: 0, limit: 50 };
const rename = (name: string) =>
  window.customers.edit({ id: idOf('acme'), changes: [{ do: 'set', path: 'name', value: name }] });
const customer = async (name: string) =>
  (await first(window.customers.list(PAGE))).rows.find(({ id }) => id === idOf(name));

/** An open review of a record, as the server writes it. */
function review(collection: 'customers' | 'salesDocuments', recordId: string, deciderId: string): void {
  const leaf = { path: 'name', group: null, policy: 'serverOrder', mine: 'x', theirs: 'y', result: 'x' };
  company.server.put('reviews', 'review', idOf(`review of ${recordId}`), {
    collection,
    recordKind: collection === 'customers' ? 'company' : 'order',
    recordId,
    group: 'f'.repeat(64),
    mineAuthorId: idOf('hamid'),
    theirsAuthorId: idOf('ali'),
    deciderId,
    leaves: [leaf],
    status: 'open',
  });
}

describe('the page of a record', () => {
  it('finds the review that waits for this person, however many wait, and none of another record or collection', async () => {
    const of = (name: string, collection: 'customers' | 'salesDocuments' = 'customers') =>
      window.reviews.ofRecord({ collection, id: idOf(name) });
    const found = firstWhere(of('acme'), (waiting) => waiting !== null);
    review('customers', idOf('acme'), idOf('ali'));
    review('customers', idOf('bahar'), idOf('hamid'));
    await window.sync.now();
    // Newer ones of other records, more than any page looks through.
    for (let number = 0; number < 120; number += 1) review('customers', idOf(`other ${number}`), idOf('ali'));
    await window.sync.now();
    const expected = { id: idOf(`review of ${idOf('acme')}`), theirsAuthorName: 'علی رضایی' };
    expect(await found).toEqual(expected);
    expect(await first(of('acme'))).toEqual(expected);
    expect(await first(of('acme', 'salesDocuments'))).toBeNull();
    expect(await first(of('bahar'))).toBeNull();
    const gone = firstWhere(of('acme'), (waiting) => waiting === null);
    await window.reviews.decide({ id: expected.id, decision: 'keep' });
    expect(await gone).toBeNull();
  });
});

describe('a list marks', () => {
  it('what is only here, until head office has it', async () => {
    company.server.reachable = false;
    await rename('x');
    expect(await customer('acme')).toMatchObject({ pending: true, held: null, needsYou: false });
    company.server.reachable = true;
    await window.sync.now();
    expect(await customer('acme')).toMatchObject({ pending: false, held: null, needsYou: false });
  });

  it('what head office holds, with the reason of the oldest change, while the list is on the screen', async () => {
    const marked = firstWhere(window.customers.list(PAGE), ({ rows }) => rows.some(({ held }) => held !== null));
    company.server.parking = 'locked_record';
    await rename('x');
    await window.sync.now();
    company.server.parking = 'invalid';
    await rename('y');
    await window.sync.now();
    expect((await marked).rows.find(({ id }) => id === idOf('acme'))).toMatchObject({ held: 'locked_record' });
    expect(await customer('acme')).toMatchObject({ pending: true, held: 'locked_record', needsYou: false });
    expect(await customer('bahar')).toMatchObject({ pending: false, held: null });
  });

  it('what a review waits for, while the list is on the screen; not what waits for somebody else', async () => {
    const marked = firstWhere(window.customers.list(PAGE), ({ rows }) => rows.some(({ needsYou }) => needsYou));
    review('customers', idOf('acme'), idOf('ali'));
    review('customers', idOf('bahar'), idOf('hamid'));
    await window.sync.now();
    expect((await marked).rows.filter(({ needsYou }) => needsYou).map(({ id }) => id)).toEqual([idOf('acme')]);
    await window.reviews.decide({ id: idOf(`review of ${idOf('acme')}`), decision: 'keep' });
    expect(await customer('acme')).toMatchObject({ needsYou: false });
  });

  it('a record of that collection alone, also in a search and in the customer’s story', async () => {
    const { id } = await window.orders.create(pumpOrder('acme', '2026-11-01', [[1_000, 300]]));
    await window.sync.now();
    review('salesDocuments', id, idOf('ali'));
    // Ids are unique over all collections by how they are made, not by a rule of the tables.
    review('salesDocuments', idOf('acme'), idOf('ali'));
    await window.sync.now();
    expect((await first(window.orders.list(PAGE))).rows).toMatchObject([{ id, needsYou: true, held: null }]);
    expect((await first(window.customers.story({ ...PAGE, customerId: idOf('acme') }))).rows).toMatchObject([
      { collection: 'salesDocuments', id, needsYou: true },
    ]);
    expect(await customer('acme')).toMatchObject({ needsYou: false });
    review('customers', idOf('acme'), idOf('ali'));
    await window.sync.now();
    const name = (await customer('acme'))?.name ?? '';
    expect((await first(window.customers.list({ ...PAGE, search: name }))).rows).toMatchObject([{ needsYou: true }]);
  });
});
