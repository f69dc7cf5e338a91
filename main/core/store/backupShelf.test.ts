import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { createBackupShelf, type BackupShelf } from './index.ts';
import { createCompany, testStoreOpener, type TestStore } from './testing/testStore.ts';

const open = testStoreOpener(afterEach);
const DAY = 24 * 60 * 60_000;

let folder: string;
let test: TestStore;
let shelf: BackupShelf;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peyvand-shelf-'));
  test = open();
  shelf = createBackupShelf({ profileFolder: folder, profileId: test.person, clock: test.clock });
  await test.store.commit({ author: test.person, operations: [createCompany(test.newId(), 'پشتیبان‌شده')] });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const make = (more: Partial<Parameters<BackupShelf['make']>[0]> = {}) =>
  shelf.make({
    copy: (path) => test.store.backUp(path),
    key: test.options.key,
    keyring: '{"wrapped":"key"}',
    made: 'asked',
    ...more,
  });

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as PeyvandError).code,
  );

describe('a backup', () => {
  it('SEC-26: is one file with its keyring, read back before it counts, and found again', async () => {
    const steps = new Set<string>();
    const { file, path } = await make({ tell: (step) => void steps.add(step) });
    expect([...steps]).toEqual(['copying', 'checking', 'writing', 'readingBack']);
    expect(readdirSync(join(folder, 'backups'))).toEqual([file]);
    expect(readFileSync(path).includes('wrapped')).toBe(true);
    expect(readFileSync(path).includes('پشتیبان‌شده')).toBe(false);
    expect(await shelf.list()).toMatchObject([{ file, made: 'asked', verifiedAt: expect.any(String) }]);
    await shelf.verify(file, test.options.key);
    expect(await codeOf(shelf.verify(file, new Uint8Array(32)))).toBe('wrong_passphrase');
  });

  it('SEC-26: of a damaged copy does not count, and leaves nothing', async () => {
    const copy = async (path: string): Promise<void> => {
      await test.store.backUp(path);
      const bytes = readFileSync(path);
      const at = bytes.length - 2_000;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    };
    expect(await codeOf(make({ copy }))).toBe('backup_damaged');
    expect(readdirSync(join(folder, 'backups'))).toEqual([]);
  });

  it('SEC-26: that was stopped, or has no folder, leaves nothing and says so', async () => {
    const stopping = new AbortController();
    const stopped = make({ signal: stopping.signal, tell: (step) => step === 'checking' && stopping.abort() });
    expect(await codeOf(stopped)).toBe('cancelled');
    expect(readdirSync(join(folder, 'backups'))).toEqual([]);
    expect(await codeOf(make({ folder: join(folder, 'stick') }))).toBe('file_unwritable');
    expect(existsSync(join(folder, 'stick'))).toBe(false);
    expect(await codeOf(make({ folder: 'stick' }))).toBe('invalid_input');
  });

  it('SEC-26: that went bad on its disk is said when it is verified', async () => {
    const { file, path } = await make();
    const bytes = readFileSync(path);
    bytes[bytes.length - 5_000] = (bytes[bytes.length - 5_000] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await codeOf(shelf.verify(file, test.options.key))).toBe('backup_damaged');
    expect(readdirSync(folder).filter((name) => name.startsWith('.verifying'))).toEqual([]);
  });

  it('SEC-31: comes by schedule, keeps so many of those and every one that a person made', async () => {
    const stick = join(folder, 'stick');
    mkdirSync(stick);
    expect(shelf.isDue()).toBe(false);
    shelf.changePlan({ folder: stick, everyDays: 1, kept: 2 });
    expect(shelf.isDue()).toBe(true);
    await make();
    expect(shelf.isDue()).toBe(true);
    for (let day = 0; day < 4; day += 1) {
      await make({ made: 'scheduled' });
      expect(shelf.isDue()).toBe(false);
      test.clock.advance(DAY);
      expect(shelf.isDue()).toBe(true);
    }
    expect((await shelf.list()).map(({ made }) => made)).toEqual(['scheduled', 'scheduled', 'asked']);
    // A clock that is put back a year does not put the next one off for a year.
    await make({ made: 'scheduled' });
    test.clock.advance(-365 * DAY);
    expect(shelf.isDue()).toBe(true);
  });

  it('SEC-31: of a day on which the clock was years ahead does not outlive the true ones', async () => {
    shelf.changePlan({ folder: null, everyDays: 1, kept: 1 });
    test.clock.advance(10 * 365 * DAY);
    await make({ made: 'scheduled' });
    test.clock.advance(-10 * 365 * DAY);
    for (let day = 0; day < 2; day += 1) {
      expect(shelf.isDue()).toBe(true);
      const { file } = await make({ made: 'scheduled' });
      expect((await shelf.list()).map((backup) => backup.file)).toEqual([file]);
      test.clock.advance(DAY);
    }
    shelf.changePlan({ folder: null, everyDays: 1, kept: 2 });
    const { file: before } = await make({ made: 'scheduled' });
    test.clock.advance(10 * 365 * DAY);
    const { file: ahead } = await make({ made: 'scheduled' });
    test.clock.advance(-10 * 365 * DAY + DAY);
    expect((await shelf.list()).map((backup) => backup.file)).toEqual([ahead, before]);
    const { file: now } = await make({ made: 'scheduled' });
    expect((await shelf.list()).map((backup) => backup.file)).toEqual([now, before]);
  });

  it('SEC-31: others’ files in its folder are neither listed nor removed', async () => {
    const stick = join(folder, 'stick');
    mkdirSync(stick);
    shelf.changePlan({ folder: stick, everyDays: 1, kept: 1 });
    const other = createBackupShelf({
      profileFolder: join(folder, 'other'),
      profileId: test.newId(),
      clock: test.clock,
    });
    mkdirSync(join(folder, 'other'));
    await other.make({
      copy: (path) => test.store.backUp(path),
      key: test.options.key,
      keyring: '',
      made: 'scheduled',
      folder: stick,
    });
    writeFileSync(join(stick, 'notes.peyvand-backup'), 'no backup');
    for (let count = 0; count < 2; count += 1) {
      test.clock.advance(DAY);
      await make({ made: 'scheduled' });
    }
    expect(await shelf.list()).toHaveLength(1);
    expect(readdirSync(stick)).toHaveLength(3);
  });
});
