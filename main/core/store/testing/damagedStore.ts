/** A store with much work in it, closed and as it lay while it was open: copies of it to be damaged. For tests. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createCompany, createTestStore, type TestStore } from './testStore.ts';

export const PAGE = 4_096;
/** Commits, of a customer each. */
export const COUNT = 120;

export interface DamagedStore {
  readonly original: TestStore;
  newFolder(): string;
  /** A new copy: as after a good end, all in the main file; or as it lay when the program died, the work in the log. */
  copy(as: 'closed' | 'killed'): string;
  /** Of a store's folder that nobody has open. */
  copyOf(folder: string): string;
  /** A store of its own, which is removed behind the test. */
  another(): TestStore;
}

/** Of the test runner. */
interface TestHooks {
  readonly beforeAll: (work: () => Promise<void>) => void;
  readonly afterEach: (work: () => Promise<void>) => void;
  readonly afterAll: (work: () => Promise<void>) => void;
}

export function useDamagedStore({ beforeAll, afterEach, afterAll }: TestHooks): DamagedStore {
  let original: TestStore;
  let killed: string;
  const folders: string[] = [];
  const opened: TestStore[] = [];
  const newFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'peyvand-damage-'));
    folders.push(folder);
    return folder;
  };
  const copyOf = (from: string): string => {
    const to = join(newFolder(), 'profile');
    cpSync(from, to, { recursive: true, filter: (path) => basename(path) !== 'store.lock' });
    return to;
  };

  beforeAll(async () => {
    original = createTestStore();
    for (let count = 0; count < COUNT; count += 1)
      await original.store.commit({
        author: original.person,
        operations: [createCompany(original.newId(), `company ${count}`, { note: 'secret '.repeat(200) })],
      });
    killed = join(newFolder(), 'profile');
    // By another process: reading the files in this one would drop SQLite's locks on them.
    execFileSync('cp', ['-r', original.directory, killed]);
    rmSync(join(killed, 'store.db-shm'));
    await original.store.close();
  });
  afterEach(async () => {
    for (const test of opened.splice(0)) await test.remove();
  });
  afterAll(async () => {
    await original.remove();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  return {
    get original() {
      return original;
    },
    newFolder,
    copy: (as) => copyOf(as === 'closed' ? original.directory : killed),
    copyOf,
    another() {
      const test = createTestStore();
      opened.push(test);
      return test;
    },
  };
}

export function flip(file: string, offset: number): void {
  const bytes = readFileSync(file);
  bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
  writeFileSync(file, bytes);
}
