import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createRecordStore, openRecordStore, quarantineStore, salvageStore } from './index.ts';
import { COUNT, flip, PAGE, useDamagedStore } from './testing/damagedStore.ts';
import { createCompany } from './testing/testStore.ts';

const stores = useDamagedStore({ beforeAll, afterEach, afterAll });

describe('salvage', () => {
  it('SYNC-181: brings the readable groups, drafts and numbers of a damaged store into a new one, chain and all', async () => {
    const folder = stores.copy('closed');
    const before = openRecordStore({ ...stores.original.options, directory: folder });
    before.putLocal('drafts', 'a', { text: 'half done' });
    before.sync.addNumberBlocks([{ series: 'SO', code: 'K7M2Q', first: 1, last: 100 }]);
    const lastGroup = before.sync.lastGroup();
    await before.close();
    const { length } = readFileSync(join(folder, 'store.db'));
    // The customers' table and the outbox are in the upper part of the file, written as the records came.
    for (const page of [0.5, 0.6, 0.7, 0.8].map((part) => Math.floor((length * part) / PAGE)))
      flip(join(folder, 'store.db'), page * PAGE + 2_000);

    const quarantine = quarantineStore(folder, stores.original.clock);
    expect(existsSync(join(folder, 'store.db'))).toBe(false);
    const salvaged = salvageStore(quarantine, stores.original.options.key);
    expect(salvaged.identity).toEqual(stores.original.options.identity);
    expect(salvaged.groups.length).toBeGreaterThan(COUNT / 2);
    expect(salvaged.groups.length + salvaged.lost.length).toBe(COUNT);
    expect(salvaged.chain).toEqual(lastGroup);

    const store = createRecordStore({ ...stores.original.options, directory: folder, salvaged });
    expect(store.getLocal('drafts', 'a')).toEqual({ text: 'half done' });
    expect(store.sync.lastGroup()).toEqual(lastGroup);
    expect(store.sync.counts().pending).toBe(salvaged.groups.length);
    expect(store.read.get('SELECT count(*) AS count FROM customers WHERE pending = 1')).toEqual({
      count: salvaged.groups.length,
    });
    const receipt = await store.commit({
      author: stores.original.person,
      operations: [createCompany(stores.original.newId(), 'next')],
    });
    expect(receipt.n).toBe(COUNT + 1);
    expect(store.sync.numbersUsed()).toEqual([{ series: 'SO', code: 'K7M2Q', last: 0 }]);
    await store.close();
  });

  it('SYNC-43 SYNC-45: what the server holds is asked about again, so that its reason and its decision are learnt', async () => {
    const test = stores.another();
    const ids = [test.newId(), test.newId()];
    for (const id of ids)
      await test.store.commit({ author: test.person, operations: [createCompany(id, `company ${id}`)] });
    const [held, refused] = test.store.sync.outbox(10).map(({ hash }) => hash);
    const outcomes = [
      { hash: held ?? '', outcome: 'parked', reason: 'permission_denied', facts: {}, covers: {} },
      { hash: refused ?? '', outcome: 'refused', code: 'signature_invalid' },
    ] as const;
    test.store.sync.recordOutcomes(outcomes);
    await test.store.close();
    const salvaged = salvageStore(quarantineStore(test.directory, test.clock), test.options.key);
    const store = createRecordStore({ ...test.options, salvaged });
    expect(store.sync.outbox(10).map(({ hash }) => hash)).toEqual([held, refused]);
    store.sync.recordOutcomes(outcomes);
    expect(store.sync.heldGroups(10)).toEqual([{ hash: held, reason: 'permission_denied' }]);
    expect(store.sync.counts()).toMatchObject({ pending: 0, parked: 2 });
    await store.close();
    await test.reopen();
  });

  it('gives what it can of a file whose first page is gone: nothing, without an error', () => {
    const folder = stores.copy('closed');
    flip(join(folder, 'store.db'), 1_000);
    expect(salvageStore(folder, stores.original.options.key)).toMatchObject({ identity: null, groups: [] });
  });

  it('SEC-23: a bad page costs what lies on it: neither the local values behind it nor those of other areas', async () => {
    const test = stores.another();
    const AREAS = ['audit', 'device', 'drafts', 'savedViews', 'sync'];
    const EACH = 60;
    for (const area of AREAS)
      for (let count = 0; count < EACH; count += 1)
        test.store.putLocal(area, `value ${padded(count)}`, { text: `${area} `.repeat(40) });
    // It runs over the end of its page; what comes behind it in the table is not where it ends.
    test.store.putLocal('drafts', 'value 030 long', { text: 'long '.repeat(4_000) });
    await test.store.close();
    const all = AREAS.length * EACH + 1;
    const lost = pagesOf(test.directory).map((page) => {
      const harmed = withBadPage(test.directory, page);
      return all - salvageStore(harmed, test.options.key, AREAS).localValues.length;
    });
    // A page of the tree takes along what is beneath it, one of the schema all.
    expect(lost.filter((count) => count > 0 && count <= 20).length).toBeGreaterThan(20);
    expect(lost.filter((count) => count > 20 && count < all).length).toBeLessThan(5);
    await test.reopen();
  });

  it('SEC-23: of two bad pages the areas between them are found by their names', async () => {
    const test = stores.another();
    const AREAS = ['a', 'b', 'c'];
    const EACH = 40;
    for (const area of AREAS)
      for (let count = 0; count < EACH; count += 1)
        test.store.putLocal(area, `value ${padded(count)}`, { text: `${area} `.repeat(120) });
    await test.store.close();
    const countsOf = (directory: string, areas: readonly string[]): number[] => {
      const { localValues } = salvageStore(directory, test.options.key, areas);
      return AREAS.map((name) => localValues.filter(({ area }) => area === name).length);
    };
    /** A page with values of this area alone. */
    const pageOf = (index: number): number | undefined =>
      pagesOf(test.directory).find((page) =>
        countsOf(withBadPage(test.directory, page), AREAS).every(
          (count, of) => count > 0 && (count === EACH) === (of !== index),
        ),
      );
    const pages = [pageOf(0) ?? 0, pageOf(2) ?? 0];
    const harmed = withBadPage(withBadPage(test.directory, pages[0] ?? 0), pages[1] ?? 0);
    expect(countsOf(harmed, [])[1]).toBe(0);
    expect(countsOf(harmed, AREAS)[1]).toBe(EACH);
    await test.reopen();
  });
});

const padded = (count: number): string => String(count).padStart(3, '0');

/** Every page but the first. */
const pagesOf = (directory: string): number[] =>
  Array.from({ length: readFileSync(join(directory, 'store.db')).length / PAGE - 1 }, (_, index) => index + 1);

function withBadPage(directory: string, page: number): string {
  const harmed = stores.copyOf(directory);
  flip(join(harmed, 'store.db'), page * PAGE + 2_000);
  return harmed;
}
