import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualTimers } from '../../ports/manualTimers.ts';
import { testStoreOpener, type TestStore } from '../../store/testing/testStore.ts';
import { createStorageKeeper, type StorageKeeper } from './keeper.ts';

const open = testStoreOpener(afterEach);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PATIENCE = { timeout: 20_000 };

let folder: string;
let test: TestStore;
let keeper: StorageKeeper;
let idleFor: number;
let checks: number;
let ending: AbortController;
let timers: ReturnType<typeof createManualTimers>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peyvand-keeper-'));
  writeFileSync(join(folder, 'keyring.json'), '{}');
  test = open();
  timers = createManualTimers(test.clock);
  idleFor = 0;
  checks = 0;
  ending = new AbortController();
  keeper = createStorageKeeper({
    core: { clock: test.clock, timers, log: (event) => void (checks += event === 'storage.checked' ? 1 : 0) },
    store: test.store,
    paths: {
      folder,
      keyring: join(folder, 'keyring.json'),
      attempts: '',
      store: test.directory,
      sealed: '',
      delivered: '',
      lease: '',
      erased: '',
    },
    profileId: test.person,
    dataKey: test.options.key,
    idle: { idleFor: () => idleFor },
    signal: ending.signal,
  });
});
afterEach(async () => {
  await keeper.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What was begun has had its turn. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Each look is a minute behind the one before. */
const aMinuteLater =
  <Value>(look: () => Value) =>
  (): Value => {
    timers.advance(MINUTE);
    return look();
  };

describe('while nobody works', () => {
  it('SEC-25: the file is checked, once a day, and never while somebody works', async () => {
    for (let minute = 0; minute < 30; minute += 1) timers.advance(MINUTE);
    expect(keeper.overview().check).toBe(null);
    idleFor = 10 * MINUTE;
    timers.advance(MINUTE);
    await expect.poll(() => keeper.overview().check, PATIENCE).toMatchObject({ ok: true, findings: 0 });
    for (let minute = 0; minute < 30; minute += 1) {
      timers.advance(MINUTE);
      await settled();
    }
    expect(checks).toBe(1);
    test.clock.advance(DAY);
    await expect
      .poll(
        aMinuteLater(() => checks),
        PATIENCE,
      )
      .toBe(2);
  });

  it('SEC-25: the end of the session ends a check, which holds the key', async () => {
    const checking = keeper.check();
    ending.abort();
    await expect(checking).rejects.toMatchObject({ code: 'cancelled' });
    expect(checks).toBe(0);
    await test.reopen();
  });

  it('SEC-25: the end of the session ends the verifying of a backup, which holds the key as well', async () => {
    const { file } = await keeper.backUp({});
    const verifying = keeper.verify(file);
    ending.abort();
    await expect(verifying).rejects.toMatchObject({ code: 'cancelled' });
    expect(keeper.overview().backups[0]?.file).toBe(file);
  });

  it('SEC-25 SEC-31: a backup that is due is made; one that cannot be made is said, and tried again', async () => {
    const stick = join(folder, 'stick');
    rmSync(stick, { recursive: true, force: true });
    await expect(keeper.changePlan({ folder: stick, everyDays: 1, kept: 1 })).rejects.toMatchObject({
      code: 'file_unwritable',
    });
    await keeper.changePlan({ folder, everyDays: 1, kept: 1 });
    idleFor = 10 * MINUTE;
    rmSync(join(folder, 'keyring.json'));
    timers.advance(MINUTE);
    await expect.poll(() => keeper.overview().backupFailure, PATIENCE).toMatchObject({ code: 'store_damaged' });
    writeFileSync(join(folder, 'keyring.json'), '{}');
    await expect
      .poll(
        aMinuteLater(() => keeper.overview().backups.length),
        PATIENCE,
      )
      .toBe(1);
    expect(keeper.overview().backupFailure).toBe(null);
    expect(readFileSync(join(folder, 'backups.json'), 'utf8')).toContain('scheduledAt');
  });
});
