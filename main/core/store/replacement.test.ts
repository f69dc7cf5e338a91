import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import {
  beginReplacement,
  createRecordStore,
  finishReplacement,
  openRecordStore,
  placeStore,
  quarantineStore,
  remainsOf,
  salvageStore,
  settleReplacement,
  type RecordStore,
} from './index.ts';
import { COUNT, useDamagedStore } from './testing/damagedStore.ts';

const stores = useDamagedStore({ beforeAll, afterEach, afterAll });

const optionsOf = (directory: string) => ({ ...stores.original.options, directory });
const placeOf = (directory: string) => {
  const { key, clock } = stores.original.options;
  return { directory, key, clock };
};

const groupsOf = (store: RecordStore): number =>
  store.read.get<{ count: number }>('SELECT count(*) AS count FROM outbox')?.count ?? 0;

/** Groups in the store that opens there, or the code of what went wrong. */
async function openAndCount(directory: string): Promise<number | string> {
  settleReplacement(directory);
  let store: RecordStore | null = null;
  try {
    store = openRecordStore(optionsOf(directory));
    return groupsOf(store);
  } catch (error) {
    return (error as PeyvandError).code;
  } finally {
    await store?.close();
  }
}

const setAsideIn = (directory: string): string[] =>
  readdirSync(directory).filter((name) => name.startsWith('quarantine-'));

const ORDER = ['store.marker.json', 'store.db', 'store.db-wal', 'store.opened'];

describe('what is set aside', () => {
  const cutBehind = (moved: number): { folder: string; aside: string } => {
    const folder = stores.copy('killed');
    const aside = join(folder, 'quarantine-2026-11-21T07-00-00-000Z');
    mkdirSync(aside);
    for (const name of ORDER.slice(0, moved)) renameSync(join(folder, name), join(aside, name));
    settleReplacement(folder);
    return { folder, aside };
  };

  it.each([0, 1])('SEC-23: cut off behind the file number %i, still opens where it is', async (moved) => {
    expect(await openAndCount(cutBehind(moved).folder)).toBe(COUNT);
  });

  it.each([2, 3, 4])(
    'SEC-23: cut off behind the file number %i, nothing of it is lost: a log that was left behind goes after its file',
    async (moved) => {
      const { folder, aside } = cutBehind(moved);
      expect(existsSync(join(folder, 'store.db-wal'))).toBe(false);
      const remains = remainsOf(folder);
      expect(remains).toEqual({ directory: aside, isLatest: false });
      expect(salvageStore(aside, stores.original.options.key).groups).toHaveLength(COUNT);
      // And what takes its place has no part in it.
      await createRecordStore(optionsOf(folder)).close();
      expect(await openAndCount(folder)).toBe(0);
      expect(salvageStore(aside, stores.original.options.key).groups).toHaveLength(COUNT);
    },
  );

  it('SEC-23: a log without a file is given to no other: not to one that was set aside on another day', () => {
    const folder = stores.copy('closed');
    const aside = quarantineStore(folder, stores.original.clock);
    const killed = stores.copy('killed');
    for (const name of ['store.marker.json', 'store.db-wal', 'store.opened'])
      renameSync(join(killed, name), join(folder, name));
    settleReplacement(folder);
    expect(existsSync(join(aside, 'store.db-wal'))).toBe(false);
    expect(existsSync(join(folder, 'store.db-wal'))).toBe(true);
  });
});

describe('a new store in the place of another', () => {
  it('SEC-23: counts when it is finished, and not before', async () => {
    const folder = stores.copy('killed');
    const aside = beginReplacement(placeOf(folder)) ?? '';
    const made = createRecordStore({ ...optionsOf(folder), countsLater: true });
    expect(remainsOf(folder)).toEqual({ directory: aside, isLatest: true });
    await made.close();
    expect(() => openRecordStore(optionsOf(folder))).toThrow('not_found');
    const again = openRecordStore({ ...optionsOf(folder), countsLater: true });
    expect(groupsOf(again)).toBe(0);
    await again.close();
    finishReplacement(placeOf(folder));
    expect(await openAndCount(folder)).toBe(0);
    expect(remainsOf(folder)).toEqual({ directory: folder, isLatest: true });
    expect(salvageStore(aside, stores.original.options.key).groups).toHaveLength(COUNT);
    // It is a store like any other by now.
    expect(() => finishReplacement(placeOf(folder))).toThrow('invalid_input');
    expect(() => placeStore({ directory: folder, database: join(aside, 'store.db') })).toThrow('invalid_input');
  });

  it.each(['killed', 'closed'] as const)(
    'SEC-23: cut off while the one before is set aside (%s), it was not begun: that opens as the same device, with all of its log',
    async (as) => {
      const folder = stores.copy(as);
      const cuts: string[] = [];
      const cutHere = (): void => {
        const cut = join(stores.newFolder(), 'cut');
        execFileSync('cp', ['-r', folder, cut]);
        rmSync(join(cut, 'store.lock'), { force: true });
        cuts.push(cut);
      };
      beginReplacement({ ...placeOf(folder), onMoved: cutHere });
      expect(cuts.length).toBeGreaterThan(4);
      for (const [index, cut] of cuts.entries()) {
        expect(await openAndCount(cut), `cut ${index}`).toBe(COUNT);
        // Its marker alone is no loss: a file without one opens and gets another.
        const left = setAsideIn(cut).flatMap((name) => readdirSync(join(cut, name)));
        expect(left, `cut ${index}`).toEqual(index === 0 ? ['store.marker.json'] : []);
      }
    },
  );

  it('SEC-23: that was not finished gives way to what was there, wherever it was cut off', async () => {
    const half = stores.copy('killed');
    beginReplacement(placeOf(half));
    const begun = stores.copyOf(half);
    const made = createRecordStore({ ...optionsOf(half), countsLater: true });
    made.putLocal('drafts', 'half', 'made');
    const open = join(stores.newFolder(), 'open');
    execFileSync('cp', ['-r', half, open]);
    rmSync(join(open, 'store.lock'), { force: true });
    rmSync(join(open, 'store.db-shm'), { force: true });
    await made.close();
    for (const cut of [begun, open, half]) {
      expect(await openAndCount(cut)).toBe(COUNT);
      expect(setAsideIn(cut)).toEqual([]);
    }
  });

  it('SEC-23: its undoing, too, goes on wherever it was cut off', async () => {
    const folder = stores.copy('killed');
    const aside = beginReplacement(placeOf(folder)) ?? '';
    await createRecordStore({ ...optionsOf(folder), countsLater: true }).close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `store.db${suffix}`), { force: true });
    const back = ['store.db', 'store.db-wal', 'store.opened', 'store.marker.json'];
    for (let moved = 0; moved <= back.length; moved += 1) {
      const cut = join(stores.newFolder(), 'cut');
      execFileSync('cp', ['-r', folder, cut]);
      const from = join(cut, aside.slice(folder.length));
      for (const name of back.slice(0, moved)) renameSync(join(from, name), join(cut, name));
      expect(await openAndCount(cut), `${moved} files`).toBe(COUNT);
    }
  });

  it('SEC-23: a second try begins where the first did', async () => {
    const folder = stores.copy('closed');
    beginReplacement(placeOf(folder));
    await createRecordStore({ ...optionsOf(folder), countsLater: true }).close();
    const aside = beginReplacement(placeOf(folder)) ?? '';
    expect(setAsideIn(folder)).toHaveLength(1);
    expect(salvageStore(aside, stores.original.options.key).groups).toHaveLength(COUNT);
  });

  it('SEC-27: may be a file that was made elsewhere', async () => {
    const folder = stores.copy('killed');
    const other = stores.copy('closed');
    beginReplacement(placeOf(folder));
    placeStore({ directory: folder, database: join(other, 'store.db') });
    const store = openRecordStore({ ...optionsOf(folder), countsLater: true });
    expect(groupsOf(store)).toBe(COUNT);
    await store.close();
    finishReplacement(placeOf(folder));
    expect(await openAndCount(folder)).toBe(COUNT);
    expect(setAsideIn(folder)).toHaveLength(1);
  });

  it('SEC-23: of a file that was lost, nothing earlier is passed off as it', () => {
    const folder = stores.copy('closed');
    const earlier = join(folder, 'quarantine-2026-01-01T07-00-00-000Z');
    mkdirSync(earlier);
    renameSync(join(folder, 'store.db'), join(earlier, 'store.db'));
    expect(remainsOf(folder)).toEqual({ directory: earlier, isLatest: false });
    beginReplacement(placeOf(folder));
    expect(remainsOf(folder)).toEqual({ directory: earlier, isLatest: false });
    settleReplacement(folder);
    expect(existsSync(join(earlier, 'store.db'))).toBe(true);
  });
});
