import { afterEach, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION, type HandshakeReply } from '../../../shared/sync/protocol.ts';
import { createTestFeed, pull } from '../store/testing/testFeed.ts';
import {
  acknowledge,
  companyBody,
  createCompany,
  testStoreOpener,
  type TestStore,
} from '../store/testing/testStore.ts';
import { takeHandshake, writeHandshake } from './greeting.ts';

/** What a device says of itself, and what it makes of the answer. */
const HERE = 'territory/here';
const open = testStoreOpener(afterEach);

const greet = (test: TestStore) => writeHandshake({ store: test.store, schemaVersions: {} }, test.clock.now());
const lease = (from: string, until: string) => ({ text: JSON.stringify({ issuedAt: from, until }), signature: '' });
const answer = (test: TestStore, more: Partial<HandshakeReply>): void =>
  takeHandshake(
    { store: test.store, log: () => {} },
    {
      protocol: PROTOCOL_VERSION,
      epoch: 'epoch',
      serverTime: new Date(test.clock.now()).toISOString(),
      view: 'view',
      scopes: [HERE],
      last: null,
      numberBlocks: [],
      durableThrough: 0,
      lease: lease('2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'),
      ...more,
    },
  );
const save = async (test: TestStore, name: string): Promise<string> =>
  (await test.store.commit({ author: test.person, operations: [createCompany(test.newId(), name)] })).hash;
const kept = (test: TestStore): number =>
  test.store.read.get<{ count: number }>('SELECT count(*) AS count FROM outbox')?.count ?? 0;

describe('a greeting', () => {
  it('SYNC-29: confirms the answers up to the first group that has none, one that waits included', async () => {
    const test = open();
    const [first, second] = [await save(test, 'a'), await save(test, 'b'), await save(test, 'c')];
    expect(greet(test)).toMatchObject({ confirmed: 0, last: { n: 3 } });
    test.store.sync.recordOutcomes([{ hash: first, outcome: 'applied', covers: {}, reviews: [] }]);
    expect(greet(test).confirmed).toBe(1);
    test.store.sync.recordOutcomes([{ hash: second, outcome: 'waiting', for: null }]);
    expect(greet(test).confirmed).toBe(1);
    acknowledge(test.store, {});
    expect(greet(test).confirmed).toBe(3);
  });

  it('SYNC-45: names what is held and why, but for what the server refused and does not know', async () => {
    const test = open();
    const [held, refused] = [await save(test, 'a'), await save(test, 'b')];
    test.store.sync.recordOutcomes([
      { hash: held, outcome: 'parked', reason: 'invalid', facts: {}, covers: {} },
      { hash: refused, outcome: 'refused', code: 'signature_invalid' },
    ]);
    expect(greet(test).held).toEqual([{ hash: held, reason: 'invalid' }]);
  });

  it('SYNC-154: reports every number that was used', async () => {
    const test = open();
    answer(test, { numberBlocks: [{ series: 'SO', code: 'K7M2Q', first: 5, last: 9 }] });
    const id = test.newId();
    await test.store.commit({
      author: test.person,
      operations: [createCompany(id, 'numbered')],
      number: { series: 'SO', reference: { collection: 'customers', id }, path: 'code' },
    });
    expect(greet(test).numbersUsed).toEqual([{ series: 'SO', code: 'K7M2Q', last: 5 }]);
  });
});

describe('the answer to it', () => {
  it('SYNC-45 SYNC-46: tells of held work another reason, or that it is applied', async () => {
    const test = open();
    const hash = await save(test, 'a');
    test.store.sync.recordOutcomes([{ hash, outcome: 'parked', reason: 'behind_parked', facts: {}, covers: {} }]);
    const news = { hash, covers: {}, reviews: [] };
    answer(test, { decided: [{ ...news, outcome: 'parked', reason: 'number_duplicate', facts: { number: '7' } }] });
    expect(greet(test).held).toEqual([{ hash, reason: 'number_duplicate' }]);
    answer(test, { decided: [{ ...news, outcome: 'applied', covers: { [HERE]: 9 } }] });
    expect(test.store.sync.counts()).toMatchObject({ pending: 0, parked: 0 });
    expect(greet(test).held).toBeUndefined();
  });

  it('SYNC-30: forgets by time what a lease that it can read allows, and nothing by one that it cannot', async () => {
    const test = open();
    const feed = createTestFeed();
    for (const name of ['a', 'b']) {
      await save(test, name);
      acknowledge(test.store, feed.put('customers', 'company', test.newId(), [HERE], companyBody(name)));
    }
    answer(test, {});
    await pull(test.store, feed);
    answer(test, {});
    test.clock.advance(400 * 86_400_000);
    for (const text of ['', 'no json', '{}', '{"issuedAt":1,"until":2}', '{"issuedAt":"yesterday","until":null}'])
      answer(test, { lease: { text, signature: '' } });
    expect(kept(test)).toBe(2);
    answer(test, {});
    expect(kept(test)).toBe(1);
  });

  it('SYNC-142: of another view opens every scope anew and keeps nothing staged', async () => {
    const test = open();
    const feed = createTestFeed();
    feed.put('customers', 'company', test.newId(), [HERE], companyBody('a'));
    answer(test, {});
    await pull(test.store, feed);
    test.store.sync.beginCheckpoint('token', { [HERE]: 2 }, []);
    answer(test, {});
    expect(test.store.sync.staging().positions).toEqual({ [HERE]: 1 });
    answer(test, { view: 'another' });
    expect(test.store.sync.staging()).toMatchObject({ token: null, positions: {} });
    expect(test.store.sync.cursor()).toEqual({ [HERE]: 0 });
    expect(test.store.sync.view()).toBe('another');
  });
});

describe('whether this disk is the one that the server knows', () => {
  it('SYNC-23: is seen by the number and the hash of the last group, wherever the two lives parted', async () => {
    const test = open();
    const { sync } = test.store;
    expect(sync.differsFrom({ n: 1, hash: 'a' })).toBe(true);
    const [first, second] = [await save(test, 'a'), await save(test, 'b')];
    expect(sync.differsFrom({ n: 2, hash: second })).toBe(false);
    expect(sync.differsFrom({ n: 1, hash: first })).toBe(false);
    expect(sync.differsFrom({ n: 3, hash: 'c' })).toBe(true);
    expect(sync.differsFrom({ n: 2, hash: 'of another life' })).toBe(true);
    expect(sync.differsFrom({ n: 1, hash: 'of another life' })).toBe(true);
    // Forgotten, because the server has it in a backup: it is believed.
    acknowledge(test.store, {});
    sync.setDurableThrough(1);
    expect(kept(test)).toBe(1);
    expect(sync.differsFrom({ n: 1, hash: first })).toBe(false);
  });
});
