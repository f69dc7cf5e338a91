import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LEASE_AREA } from '../lease/leaseDesk.ts';
import { flip, PAGE, useDamagedStore } from '../store/testing/damagedStore.ts';
import { createProfiles } from './profiles.ts';
import { leaseValues, ownValues, readRemains } from './remains.ts';

const stores = useDamagedStore({ beforeAll, afterEach, afterAll });

describe('what is left of a store', () => {
  it('SEC-23: has what is known of the lease, also between two bad pages', async () => {
    const test = stores.another();
    const EACH = 40;
    const before = 'drafts';
    const behind = 'savedViews';
    for (const area of [before, behind])
      for (let count = 0; count < EACH; count += 1)
        test.store.putLocal(area, `value ${String(count).padStart(3, '0')}`, { text: 'words '.repeat(120) });
    test.store.putLocal(LEASE_AREA, 'kept', { charged: 7 });
    await test.store.close();
    const remainsIn = (directory: string) =>
      readRemains(
        { ...createProfiles(stores.newFolder()).paths('ali'), store: directory },
        test.options.key,
        'first_page',
      );
    const countOf = (directory: string, name: string): number =>
      ownValues(remainsIn(directory).salvaged).filter(({ area }) => area === name).length;
    /** A page with some values of this area, and of the other none. */
    const pageOf = (area: string, other: string): number =>
      pagesOf(test.directory).find((page) => {
        const harmed = withBadPage(test.directory, page);
        const count = countOf(harmed, area);
        return count > 0 && count < EACH && countOf(harmed, other) === EACH;
      }) ?? 0;
    const first = withBadPage(test.directory, pageOf(before, behind));
    const harmed = withBadPage(first, pageOf(behind, before));
    expect(countOf(harmed, before)).toBeLessThan(EACH);
    expect(countOf(harmed, behind)).toBeLessThan(EACH);
    expect(leaseValues(remainsIn(harmed).salvaged)).toEqual([{ area: LEASE_AREA, key: 'kept', value: { charged: 7 } }]);
    await test.reopen();
  });
});

const pagesOf = (directory: string): number[] =>
  Array.from({ length: readFileSync(join(directory, 'store.db')).length / PAGE - 1 }, (_, index) => index + 1);

function withBadPage(directory: string, page: number): string {
  const harmed = stores.copyOf(directory);
  flip(join(harmed, 'store.db'), page * PAGE + 2_000);
  return harmed;
}
