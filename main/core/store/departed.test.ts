import { afterEach, describe, expect, it } from 'vitest';
import { createTestFeed, pull } from './testing/testFeed.ts';
import { bodyOf, companyBody, createCompany, setLeaf, testStoreOpener, type TestStore } from './testing/testStore.ts';

const open = testStoreOpener(afterEach);

/** A record made here, and a further change of it; nobody has seen either yet. */
async function madeAndChanged(): Promise<TestStore & { id: string; hashes: readonly string[] }> {
  const test = open();
  await pull(test.store, createTestFeed());
  const id = test.newId();
  const commit = (operation: ReturnType<typeof createCompany>) =>
    test.store.commit({ author: test.person, operations: [operation] });
  const made = await commit(createCompany(id, 'made'));
  const changed = await commit(setLeaf(id, 'note', 'unsent'));
  return Object.assign(test, { id, hashes: [made.hash, changed.hash] });
}

describe('a record made here whose scope was lost before anybody saw it', () => {
  it('SYNC-128: unsent work on it stays on the screen although the making is answered and covered by nothing', async () => {
    const test = await madeAndChanged();
    const [made = '', changed = ''] = test.hashes;
    // The server took the first of two messages, then the line was cut.
    test.store.sync.recordOutcomes([{ hash: made, outcome: 'applied', covers: {}, reviews: [] }]);
    expect(bodyOf(test.store, test.id)).toEqual({ ...companyBody('made'), note: 'unsent' });
    await pull(test.store, createTestFeed());
    const reopened = await test.reopen();
    expect(bodyOf(reopened, test.id)).toEqual({ ...companyBody('made'), note: 'unsent' });

    reopened.sync.recordOutcomes([
      { hash: changed, outcome: 'parked', reason: 'scope_departed', facts: {}, covers: {} },
    ]);
    await pull(reopened, createTestFeed());
    expect(bodyOf(reopened, test.id)).toBeUndefined();
    expect(reopened.sync.counts()).toMatchObject({ pending: 0, parked: 1 });
  });

  it('SYNC-128: the same when the scope goes between the answer and the checkpoint', async () => {
    const test = await madeAndChanged();
    const [made = '', changed = ''] = test.hashes;
    test.store.sync.recordOutcomes([{ hash: made, outcome: 'applied', covers: { 'territory/lost': 7 }, reviews: [] }]);
    await pull(test.store, createTestFeed());
    expect(bodyOf(test.store, test.id)).toEqual({ ...companyBody('made'), note: 'unsent' });
    test.store.sync.recordOutcomes([{ hash: changed, outcome: 'applied', covers: {}, reviews: [] }]);
    await pull(test.store, createTestFeed());
    expect(bodyOf(test.store, test.id)).toBeUndefined();
  });
});
