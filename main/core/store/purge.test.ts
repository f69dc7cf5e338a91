import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Sqlite } from './sqlite.ts';
import { createTestFeed, pull, stage } from './testing/testFeed.ts';
import { acknowledge, bodyOf, companyBody, setLeaf, testStoreOpener, type TestStore } from './testing/testStore.ts';

const HERE = 'territory/here';
const THERE = 'territory/there';

const open = testStoreOpener(afterEach);

describe('a purge', () => {
  it('SYNC-132: takes rows, words, read models and pages of the scope, and nothing of the others', async () => {
    const test = open();
    const feed = createTestFeed();
    const [gone, kept, shared] = [test.newId(), test.newId(), test.newId()];
    feed.put('customers', 'company', gone, [HERE], companyBody('Verschwunden', { note: 'x'.repeat(9_000) }));
    feed.put('customers', 'company', kept, [THERE], companyBody('Geblieben'));
    feed.put('customers', 'company', shared, [HERE, THERE], companyBody('Geteilt'));
    feed.put('activities', 'call', test.newId(), [HERE], {
      subject: 'call',
      customerId: gone,
      happenedAt: '2026-10-01T00:00:00.000Z',
    });
    await pull(test.store, feed);
    await test.store.sync.purgeScope(HERE);
    const names = test.store.read
      .all<{ name: string }>('SELECT name FROM customers ORDER BY name')
      .map((row) => row.name);
    expect(names).toEqual(['Geblieben', 'Geteilt']);
    expect(
      test.store.read.get('SELECT count(*) AS count FROM customers_search WHERE customers_search MATCH :match', {
        match: 'verschwunden',
      }),
    ).toEqual({ count: 0 });
    expect(test.store.read.get('SELECT count(*) AS count FROM customer_summary')).toEqual({ count: 0 });
    expect(test.store.read.get('SELECT count(*) AS count FROM activities')).toEqual({ count: 0 });
    expect(test.store.read.get('PRAGMA freelist_count')).toEqual({ freelist_count: 0 });
    expect(test.store.sync.cursor()).toEqual({ [THERE]: 2 });
    expect(test.store.sync.digests([HERE, THERE])).toEqual({ ...feed.digests([THERE]), [HERE]: {} });
  });

  it('SYNC-104: takes a territory’s customers and orders, and leaves the credits of those sales with whoever made them', async () => {
    const test = open();
    const feed = createTestFeed();
    const own = `person/${test.person}`;
    const [customer, order, credit] = [test.newId(), test.newId(), test.newId()];
    const facts = {
      personId: test.person,
      salesDocumentId: order,
      customerId: customer,
      customerName: 'Verschwunden',
      documentDate: '2026-10-01',
      amount: { amount: 500, currency: 'IRR' },
    };
    feed.put('customers', 'company', customer, [HERE], companyBody('Verschwunden'));
    feed.put('salesDocuments', 'order', order, [HERE], { customerId: customer, state: 'confirmed', lines: [] });
    feed.put('salesCredits', 'salesCredit', credit, [own], { ...facts, state: 'credited' });
    await pull(test.store, feed);
    // First the one customer goes to another territory, then the territory goes altogether.
    for (const [collection, kind, id] of [
      ['customers', 'company', customer],
      ['salesDocuments', 'order', order],
    ] as const)
      feed.put(collection, kind, id, [THERE], feed.image(id)?.body ?? {});
    await pull(test.store, feed, { scopes: [HERE, own] });
    await test.store.sync.purgeScope(HERE);
    const held = () =>
      test.store.read.get(
        'SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM sales_documents) AS others, state, amount FROM sales_credits',
      );
    expect(held()).toEqual({ others: 0, state: 'credited', amount: 500 });

    // Cancelled by whoever has the order now.
    feed.put('salesCredits', 'salesCredit', credit, [own], { ...facts, state: 'withdrawn' });
    await pull(test.store, feed, { scopes: [own] });
    expect(held()).toEqual({ others: 0, state: 'withdrawn', amount: 500 });
    expect(test.store.sync.digests([own])).toEqual(feed.digests([own]));
    await test.store.sync.purgeScope(own);
    expect(held()).toBeUndefined();
  });

  it.each([false, true])(
    'SYNC-132: leaves no trace in the file, not even for who has the key (cut: %s)',
    async (isCut) => {
      // A slice a step, so that there is a place to cut.
      const test = open({ pacing: { startSlice: () => () => true, rest: () => Promise.resolve() } });
      const feed = createTestFeed();
      for (let count = 0; count < 40; count += 1) {
        const [name, scope] = count % 2 ? ['Verschwunden', HERE] : ['Geblieben', THERE];
        feed.put(
          'customers',
          'company',
          test.newId(),
          [scope],
          companyBody(`${name} ${count}`, { note: `${name} `.repeat(30) }),
        );
      }
      await pull(test.store, feed);
      await (isCut ? purgeCutAfterItsCommit(test) : test.store.sync.purgeScope(HERE));
      await test.store.close();
      // Every page as it is, deciphered: also what lies between the rows.
      const database = new Sqlite(join(test.directory, 'store.db'));
      database.pragma(`cipher = 'aegis'`);
      database.key(Buffer.concat([Buffer.from('raw:'), test.options.key]));
      const bytes = database.serialize();
      database.close();
      expect(bytes.includes('SQLite format 3')).toBe(true);
      expect([bytes.includes('Geblieben'), bytes.includes('geblieben')]).toEqual([true, true]);
      expect([bytes.includes('Verschwunden'), bytes.includes('verschwunden')]).toEqual([false, false]);
      await test.reopen();
    },
  );

  it('SYNC-132: is refused while the scope holds unsent work', async () => {
    const test = open();
    const feed = createTestFeed();
    const id = test.newId();
    feed.put('customers', 'company', id, [HERE], companyBody('a'));
    await pull(test.store, feed);
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', 'x')] });
    await expect(test.store.sync.purgeScope(HERE)).rejects.toMatchObject({
      code: 'illegal_transition',
      facts: { reason: 'unsent_work' },
    });
    expect(bodyOf(test.store, id)).toEqual(companyBody('a', { industry: 'x' }));
    acknowledge(test.store, { [HERE]: 9 });
    await test.store.sync.purgeScope(HERE);
    expect(bodyOf(test.store, id)).toBeUndefined();
    expect(test.store.read.all('SELECT state FROM outbox')).toEqual([{ state: 'covered' }]);
  });

  it('SYNC-131 SYNC-132: leaves nothing staged of the scope, which is fetched from its beginning when it is granted again', async () => {
    const test = open();
    const feed = createTestFeed();
    const [id, late] = [test.newId(), test.newId()];
    feed.put('customers', 'company', id, [HERE], companyBody('a'));
    feed.put('customers', 'company', test.newId(), [THERE], companyBody('there'));
    await pull(test.store, feed);
    feed.put('customers', 'company', late, [HERE], companyBody('late'));
    stage(test.store, feed);
    await test.store.sync.purgeScope(HERE);
    await pull(test.store, feed);
    expect([bodyOf(test.store, id), bodyOf(test.store, late)]).toEqual([companyBody('a'), companyBody('late')]);
    expect(test.store.sync.digests([HERE])).toEqual(feed.digests([HERE]));
  });

  it('SYNC-132: waits for no work that the server has and cannot apply yet; the record of that work alone stays', async () => {
    const test = open();
    const feed = createTestFeed();
    const [id, other] = [test.newId(), test.newId()];
    for (const customer of [id, other]) feed.put('customers', 'company', customer, [HERE], companyBody('a'));
    await pull(test.store, feed);
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', 'x')] });
    const [group] = test.store.sync.outbox(1);
    test.store.sync.recordOutcomes([{ hash: group?.hash ?? '', outcome: 'waiting', for: null }]);
    await test.store.sync.purgeScope(HERE);
    expect(bodyOf(test.store, other)).toBeUndefined();
    expect(bodyOf(test.store, id)).toEqual(companyBody('a', { industry: 'x' }));
    test.store.sync.recordOutcomes([
      { hash: group?.hash ?? '', outcome: 'parked', reason: 'scope_departed', facts: {}, covers: {} },
    ]);
    expect(bodyOf(test.store, id)).toBeUndefined();
  });
});

/** Ends the program between the purge and its erasing; the next round goes on with it. */
async function purgeCutAfterItsCommit(test: TestStore): Promise<void> {
  const cutting = new AbortController();
  const stop = test.store.onChange(({ origin }) => origin === 'purge' && cutting.abort());
  await expect(test.store.sync.purgeScope(HERE, cutting.signal)).rejects.toMatchObject({ code: 'cancelled' });
  stop();
  expect(Object.keys(test.store.sync.cursor())).toEqual([THERE]);
  const again = await test.reopen();
  await again.sync.eraseTraces();
}
