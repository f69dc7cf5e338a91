import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createError } from '../../../shared/base/errors.ts';
import { damageOf } from './damage.ts';
import { testStoreOpener, type TestStore } from './testing/testStore.ts';

const open = testStoreOpener(afterEach);

describe('what opening a store said', () => {
  it.each([
    ['store_damaged', { reason: 'log' }, 'store_damaged', 'log'],
    ['store_foreign', { reason: 'other_store' }, 'store_foreign', 'other_store'],
    ['not_found', { what: 'store' }, 'store_damaged', 'store_missing'],
    ['wrong_passphrase', {}, 'store_foreign', 'other_key'],
  ] as const)('SEC-20: %s %j is damage: %s, %s', (code, facts, said, reason) => {
    const finding = damageOf(createError(code, facts));
    expect({ code: finding?.code, reason: finding?.facts['reason'] }).toEqual({ code: said, reason });
  });

  it.each(['store_newer', 'store_in_use', 'store_unwritable', 'disk_full', 'locked', 'internal'] as const)(
    'SEC-20: %s is none: a repair would not change it',
    (code) => {
      expect(damageOf(createError(code))).toBe(null);
    },
  );

  it('SEC-20: a defect is none', () => {
    expect(damageOf(new TypeError('x'))).toBe(null);
  });
});

/** Opens the store in a process of its own and says what came of it. */
function openElsewhere(test: TestStore, { limit = '', asNobody = false }): string {
  const program = `
    const { openRecordStore } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    try {
      const store = openRecordStore({ directory: process.argv[1], key: Buffer.from(process.argv[2], 'hex'), clock: { now: () => 0 }, signer: { sign: () => '' } });
      await store.close();
      process.stdout.write('opened');
    } catch (error) { process.stdout.write(error.code); }`;
  const key = Buffer.from(test.options.key).toString('hex');
  const { stdout, stderr } = spawnSync(
    'bash',
    ['-c', `${limit} exec "$0" "$@"`, process.execPath, '--input-type=module', '-e', program, test.directory, key],
    { encoding: 'utf8', ...(asNobody ? { uid: NOBODY, gid: NOBODY } : {}) },
  );
  return stdout === '' ? stderr : stdout;
}

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

describe.skipIf(process.platform === 'win32')('surroundings of a store', () => {
  it('SEC-20: a full disk is named, and what is there opens when there is room again', async () => {
    const test = open();
    await test.store.close();
    // No file of that process may have a single byte.
    expect(openElsewhere(test, { limit: 'ulimit -f 0;' })).toBe('disk_full');
    expect(openElsewhere(test, {})).toBe('opened');
    await test.reopen();
  });

  it('SEC-20: a folder that may not be written is named, and nothing in it is touched', async () => {
    const test = open();
    await test.store.close();
    rmSync(join(test.directory, 'store.lock'), { force: true });
    const names = readdirSync(test.directory);
    const parent = join(test.directory, '..');
    if (isRoot) for (const path of [parent, test.directory]) chownSync(path, NOBODY, NOBODY);
    if (isRoot) for (const name of names) chownSync(join(test.directory, name), NOBODY, NOBODY);
    for (const name of names) chmodSync(join(test.directory, name), 0o400);
    chmodSync(test.directory, 0o500);
    try {
      expect(openElsewhere(test, { asNobody: isRoot })).toBe('store_unwritable');
      // With the lock there, it is the file itself that says so.
      chmodSync(test.directory, 0o700);
      expect(openElsewhere(test, { asNobody: isRoot })).toBe('store_unwritable');
      expect(readdirSync(test.directory).filter((name) => name !== 'store.lock')).toEqual(names);
    } finally {
      chmodSync(test.directory, 0o700);
      for (const name of readdirSync(test.directory)) chmodSync(join(test.directory, name), 0o600);
    }
    await test.reopen();
  });
});
