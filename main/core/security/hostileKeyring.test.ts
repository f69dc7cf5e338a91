/** A keyring's checksum keeps accidents out and nobody else: whoever can write the file, or offers a backup, can make one that fits. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import { noKeychain } from '../ports/keychain.ts';
import { createKeyring, openKeyring } from './keyring.ts';
import { readKeyring, sealKeyring, writeKeyring, type Keyring } from './keyringFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'peyvand-keyring-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Passphrase = Keyring['passphrase'];

async function openAltered(change: (passphrase: Passphrase) => Passphrase): Promise<unknown> {
  const tools = {
    randomness: createSeededRandomness(1),
    argon2: { memoryKibibytes: 64, iterations: 1, parallelism: 1 },
    keychain: noKeychain,
  };
  const owner = {
    profileId: '01890000-0000-7000-8000-000000000001',
    name: 'علی رضایی',
    login: 'ali',
    enrolledAt: '2026-01-01T00:00:00.000Z',
    serverUrl: 'https://crm.example',
  };
  const { checksum: _checksum, ...keyring } = await createKeyring(owner, 'right', new Uint8Array(32), tools);
  const path = join(folder, 'keyring.json');
  writeKeyring(path, sealKeyring({ ...keyring, passphrase: change(keyring.passphrase) }));
  return openKeyring(readKeyring(path), 'right', null);
}

const withCost =
  (cost: Partial<Passphrase['argon2']>) =>
  (passphrase: Passphrase): Passphrase => ({ ...passphrase, argon2: { ...passphrase.argon2, ...cost } });

describe('a keyring whose checksum fits', () => {
  it.each<[string, (passphrase: Passphrase) => Passphrase]>([
    ['no salt', (passphrase) => ({ ...passphrase, salt: '' })],
    ['a salt that is none', (passphrase) => ({ ...passphrase, salt: '%%%' })],
    ['a salt of a megabyte', (passphrase) => ({ ...passphrase, salt: 'A'.repeat(1_000_000) })],
    ['less memory than its lanes need', withCost({ memoryKibibytes: 8, parallelism: 16 })],
    ['four gigabytes of memory', withCost({ memoryKibibytes: 4 * 1024 * 1024 })],
    ['passes without end', withCost({ iterations: 64 })],
  ])('SEC-146: and that names %s is damaged, and nothing is reckoned by it', async (_name, change) => {
    await expect(openAltered(change)).rejects.toMatchObject({ code: 'store_damaged' });
  });

  it('SEC-146: and that is as it should be opens', async () => {
    expect(await openAltered((passphrase) => passphrase)).toEqual(new Uint8Array(32));
  });
});
