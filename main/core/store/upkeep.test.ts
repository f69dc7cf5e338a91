import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openConnection } from './connection.ts';
import { openRecordStore } from './index.ts';
import { createTestFeed, pull } from './testing/testFeed.ts';
import { companyBody, createCompany, orderBody, testStoreOpener, type TestStore } from './testing/testStore.ts';

const open = testStoreOpener(afterEach);

/** Counts to ten thousand million: long enough for anybody to change their mind. */
const ENDLESS = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000000000) SELECT i FROM n';

describe('a read in the thread', () => {
  it('sees the last commit, with the rules of every read', async () => {
    const test = open();
    await test.store.commit({ author: test.person, operations: [createCompany(test.newId(), 'Alborz')] });
    expect(
      await test.store.readInWorker('SELECT name FROM customers WHERE stage = :stage', { stage: 'active' }),
    ).toEqual([{ name: 'Alborz' }]);
    await expect(test.store.readInWorker('SELECT * FROM no_such_table', {})).rejects.toMatchObject({
      code: 'internal',
    });
    await expect(test.store.readInWorker('DELETE FROM customers', {})).rejects.toThrow();
    expect(await test.store.readInWorker('SELECT count(*) AS count FROM customers', {})).toEqual([{ count: 1 }]);
  });

  it('ends when its signal speaks, and the thread goes on with the next', async () => {
    const test = open();
    const ending = new AbortController();
    const endless = test.store.readInWorker(ENDLESS, {}, ending.signal);
    setTimeout(() => ending.abort(), 50);
    await expect(endless).rejects.toMatchObject({ code: 'cancelled' });
    expect(await test.store.readInWorker('SELECT 1 AS one', {})).toEqual([{ one: 1 }]);
    await expect(test.store.readInWorker('SELECT 1', {}, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('does not keep the store from closing', async () => {
    const test = open();
    const endless = test.store.readInWorker(ENDLESS, {});
    const closing = test.store.close();
    await expect(endless).rejects.toMatchObject({ code: 'cancelled' });
    await closing;
    await test.reopen();
  });
});

describe('closing', () => {
  it('refuses what comes later with a reason', async () => {
    const test = open();
    await test.store.close();
    const locked = { code: 'locked', facts: { reason: 'store_closed' } };
    await expect(
      test.store.commit({ author: test.person, operations: [createCompany(test.newId(), 'late')] }),
    ).rejects.toMatchObject(locked);
    expect(() => test.store.read.all('SELECT 1')).toThrow(expect.objectContaining(locked));
    await expect(test.store.readInWorker('SELECT 1', {})).rejects.toMatchObject({ code: 'cancelled' });
    await test.reopen();
  });

  it('may be done twice, and folds the log into the file', async () => {
    const test = open();
    await test.store.commit({ author: test.person, operations: [createCompany(test.newId(), 'Alborz')] });
    await test.store.close();
    await test.store.close();
    expect(statSync(join(test.directory, 'store.db-wal'), { throwIfNoEntry: false })?.size ?? 0).toBe(0);
    await test.reopen();
  });
});

describe('the log', () => {
  it('is folded into the file while people work, so that it stays short', async () => {
    const test = open();
    const note = 'x'.repeat(9_000);
    for (let count = 0; count < 60; count += 1) {
      const operations = Array.from({ length: 50 }, () => createCompany(test.newId(), 'Alborz', { note }));
      await test.store.commit({ author: test.person, operations });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect
      .poll(() => statSync(join(test.directory, 'store.db')).size, { timeout: 10_000 })
      .toBeGreaterThan(20_000_000);
  });
});

describe('the integrity check', () => {
  const filled = async (): Promise<TestStore> => {
    const test = open();
    const feed = createTestFeed();
    const customerId = test.newId();
    feed.put('customers', 'company', customerId, ['territory/a'], companyBody('Alborz'));
    feed.put(
      'salesDocuments',
      'order',
      test.newId(),
      ['territory/a'],
      orderBody(customerId, [{ id: 'l', productId: test.newId(), quantity: 1_000, price: 5 }], { state: 'confirmed' }),
    );
    feed.put('opportunities', 'opportunity', test.newId(), ['territory/a'], {
      name: 'x',
      stage: 'prospecting',
      customerId,
      amount: { amount: 5, currency: 'IRR' },
    });
    feed.put('knowledge', 'article', test.newId(), ['territory/a'], { title: 'of a later version' });
    await pull(test.store, feed);
    await test.store.commit({ author: test.person, operations: [createCompany(test.newId(), 'Damavand')] });
    await test.store.commit({ author: test.person, operations: [createCompany(test.newId(), 'Sahand')] });
    return test;
  };

  it('finds nothing in a sound store', async () => {
    const test = await filled();
    expect(await test.store.checkIntegrity()).toEqual({ ok: true, findings: [] });
  });

  it('SEC-25: stops when it is told to, and does not hold the store open', async () => {
    const test = await filled();
    const ending = new AbortController();
    const checking = test.store.checkIntegrity(ending.signal);
    ending.abort();
    await expect(checking).rejects.toMatchObject({ code: 'cancelled' });
    await expect(test.store.checkIntegrity(ending.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await test.reopen();
    expect(await test.store.checkIntegrity(new AbortController().signal)).toEqual({ ok: true, findings: [] });
  });

  it('finds whatever has drifted, and names it without its content', async () => {
    const test = await filled();
    await test.store.close();
    const connection = openConnection(join(test.directory, 'store.db'), {
      key: test.options.key,
      rights: 'write',
      cacheMegabytes: 1,
    });
    connection.exec(`
      DELETE FROM customers WHERE name = 'Alborz';
      DELETE FROM customers_search WHERE rowid = (SELECT rowid FROM customers WHERE name = 'Damavand');
      UPDATE customers SET body = '{' WHERE name = 'Sahand';
      UPDATE scope_digests SET count = count + 1 WHERE collection = 'knowledge';
      UPDATE opportunities SET version = 7;
      UPDATE outbox SET parent = NULL WHERE n = 2;
      UPDATE order_lines SET quantity = 5;
      DELETE FROM customer_summary;
      UPDATE pipeline_facts SET amount = 6;
    `);
    connection.close();
    const store = await test.reopen();
    const { ok, findings } = await store.checkIntegrity();
    expect(ok).toBe(false);
    const found = findings.join('\n');
    expect(found).toMatch(/search: 1 of customers without a record/);
    expect(found).toMatch(/search: customers\/\S+ is missing/);
    expect(found).toMatch(/record: customers\/\S+ is unreadable/);
    expect(found).toMatch(/digest: territory\/a knowledge holds 1, says 2/);
    expect(found).toMatch(/digest: territory\/a customers holds 0, says 1/);
    expect(found).toMatch(/digest: territory\/a opportunities/);
    for (const line of [
      'outbox chain: 1 differ',
      'order_lines: 2 differ',
      'purchases: 2 differ',
      'customer_summary: 1 differ',
      'pipeline_facts: 2 differ',
    ])
      expect(findings).toContain(line);
    expect(found).not.toMatch(/Alborz|Damavand|Sahand/);
  });
});

describe('numbers', () => {
  it('SYNC-44, SYNC-150: of many documents at once, over restarts and parked groups, are never the same', async () => {
    const test = open();
    test.store.sync.addNumberBlocks([
      { series: 'SO', code: 'K7M2Q', first: 1, last: 12 },
      { series: 'SO', code: 'K7M2Q', first: 41, last: 60 },
    ]);
    const take = (store = test.store) => {
      const id = test.newId();
      return store.commit({
        author: test.person,
        operations: [
          {
            act: 'create',
            collection: 'contracts',
            kind: 'serviceContract',
            id,
            body: {
              customerId: test.newId(),
              title: 'x',
              startsOn: '2026-01-01',
              endsOn: '2027-01-01',
              coverage: ['parts'],
            },
          },
        ],
        number: { series: 'SO', reference: { collection: 'contracts', id }, path: 'number' },
      });
    };
    const numbers = (await Promise.all(Array.from({ length: 9 }, () => take()))).map((receipt) => receipt.number);
    test.store.sync.recordOutcomes(
      test.store.sync
        .outbox(9)
        .map(({ hash }) => ({ hash, outcome: 'parked', reason: 'invalid', facts: {}, covers: {} })),
    );
    await test.store.close();
    const store = openRecordStore(test.options);
    numbers.push(...(await Promise.all(Array.from({ length: 9 }, () => take(store)))).map((receipt) => receipt.number));
    await store.close();
    expect(new Set(numbers).size).toBe(18);
    expect(numbers.at(-1)).toBe('SO-K7M2Q-0046');
    await test.reopen();
  });
});
