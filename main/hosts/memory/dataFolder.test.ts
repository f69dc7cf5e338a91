/** Small files of the data folder that the system does not let us read: each is told, none keeps the others out. */
import { mkdirSync, rmSync } from 'node:fs';
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
