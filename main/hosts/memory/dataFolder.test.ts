/** Small files of the data folder that the system does not let us read: each is told, none keeps the others out. */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestCompany, failure, first, PASSPHRASE, signIn, type TestCompany } from './company.ts';

let company: TestCompany;
let profileId = '';
beforeEach(async () => {
  company = await createTestCompany();
  const state = await first((await signIn(company)).session.state());
  profileId = state.phase === 'open' ? state.profileId : '';
});
afterEach(() => company.close());

/** Ends the core, puts a folder where a file should be, starts another. */
async function restartWithFolderAt(...path: string[]) {
  await company.host.close();
  const place = join(company.directory, ...path);
  rmSync(place, { force: true });
  mkdirSync(join(place, 'inside'), { recursive: true });
  return (await company.restart()).connect();
}

test('SEC-146: preferences that cannot be read are those of the beginning', async () => {
  const window = await restartWithFolderAt('preferences.json');
  expect(await first(window.preferences.observe())).toMatchObject({ language: 'fa', theme: 'system' });
  expect((await failure(window.preferences.change({ language: 'en' }))).code).toBe('file_unwritable');
  await window.session.unlock({ profileId, passphrase: PASSPHRASE });
});

test('SEC-146: a keyring that cannot be read is shown as damaged, and keeps nobody else out', async () => {
  const other = '01935a3e-0000-7000-8000-0000000000aa';
  const window = await restartWithFolderAt('profiles', other, 'keyring.json');
  expect(await first(window.session.state())).toMatchObject({
    phase: 'locked',
    profiles: expect.arrayContaining([expect.objectContaining({ profileId: other, damaged: true })]),
  });
  expect((await failure(window.session.unlock({ profileId: other, passphrase: PASSPHRASE }))).code).toBe(
    'file_unreadable',
  );
  await window.session.unlock({ profileId, passphrase: PASSPHRASE });
});

test('SEC-146: where attempts cannot be counted none is made, the lock screen is shown, and nothing is lost', async () => {
  const window = await restartWithFolderAt('profiles', profileId, 'attempts.json');
  expect(await first(window.session.state())).toMatchObject({ phase: 'locked', retryAfter: null });
  expect((await failure(window.session.unlock({ profileId, passphrase: PASSPHRASE }))).code).toBe('file_unreadable');
  rmSync(join(company.directory, 'profiles', profileId, 'attempts.json'), { recursive: true });
  await window.session.unlock({ profileId, passphrase: PASSPHRASE });
});

test.each(['\u0000', '../..', '__proto__'])(
  'SEC-141: a profile named %j is none, and leads to no file',
  async (name) => {
    const window = await restartWithFolderAt('preferences.json');
    expect(['not_found', 'illegal_transition', 'invalid_input', 'locked', 'not_signed_in']).toContain(
      (await failure(window.session.askServer({ profileId: name }))).code,
    );
  },
);

test.each(['store.db', 'store.db-wal'])(
  'SEC-146: a folder in the place of %s is damage that is named, and the store opens when it is gone',
  async (name) => {
    await company.host.close();
    const store = join(company.directory, 'profiles', profileId, 'store');
    const whole = join(company.directory, 'whole.db');
    copyFileSync(join(store, 'store.db'), whole);
    const window = await restartWithFolderAt('profiles', profileId, 'store', name);
    const { code, facts } = await failure(window.session.unlock({ profileId, passphrase: PASSPHRASE }));
    expect([code, facts['reason']]).toEqual(['store_damaged', 'not_a_file']);
    await window.session.lock();
    rmSync(join(store, name), { recursive: true });
    copyFileSync(whole, join(store, 'store.db'));
    await window.session.unlock({ profileId, passphrase: PASSPHRASE });
  },
);

test('SEC-146: a folder where a rotation leaves the former keyring keeps nobody out', async () => {
  const window = await restartWithFolderAt('profiles', profileId, 'keyring.before.json');
  await window.session.unlock({ profileId, passphrase: PASSPHRASE });
  expect(await first(window.session.state())).toMatchObject({ phase: 'open' });
});

test('SEC-146: what is no keyring never takes the place of one, whatever is wrong with the store', async () => {
  await company.host.close();
  const folder = join(company.directory, 'profiles', profileId);
  const keyring = readFileSync(join(folder, 'keyring.json'), 'utf8');
  writeFileSync(join(folder, 'keyring.before.json'), '{}');
  writeFileSync(join(folder, 'store', 'store.db'), Buffer.alloc(40_960, 7));
  const window = (await company.restart()).connect();
  expect((await failure(window.session.unlock({ profileId, passphrase: PASSPHRASE }))).code).toMatch(/^store_/);
  expect(readFileSync(join(folder, 'keyring.json'), 'utf8')).toBe(keyring);
});
