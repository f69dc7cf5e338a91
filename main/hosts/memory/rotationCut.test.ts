import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { rotateDataKey } from '../../core/security/rotation.ts';
import { rotationFiles } from '../../core/security/rotationFiles.ts';
import { createProfiles } from '../../core/session/profiles.ts';
import { PASSPHRASE } from './company.ts';
import { DRAFT, flip, namesOf, UNSENT, useHarmedMachine } from './harmedMachine.ts';

const machine = useHarmedMachine({ beforeAll, afterEach, afterAll });

it('SEC-8: a new store that does not open when the program comes back gives way to the one before, by the same passphrase', async () => {
  const directory = machine.copy('closed');
  const { profileId } = machine;
  const paths = createProfiles(directory).paths(profileId);
  const keyrings = machine.keyringsOf(directory);
  const newKey = randomBytes(32);
  const dataKey = await keyrings.open(profileId, PASSPHRASE);
  const keyring = await keyrings.wrapNewKey(profileId, PASSPHRASE, newKey);
  // Here the program dies: nothing has opened the new store yet.
  await rotateDataKey({ paths, dataKey, newKey, keyring, onStep: () => {} });
  flip(machine.fileOf(directory), 1_000);
  for (let starts = 0; starts < 2; starts += 1) {
    const window = machine.open(directory);
    await machine.unlock(window);
    expect((await namesOf(window)).toSorted()).toEqual(expect.arrayContaining(UNSENT));
    expect((await window.drafts.get({ key: 'form' })).value).toEqual(DRAFT);
    await machine.closeAll();
  }
  expect(existsSync(rotationFiles(paths).before.keyring)).toBe(false);
});
