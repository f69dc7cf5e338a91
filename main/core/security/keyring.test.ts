import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPeyvandError, type PeyvandError } from '../../../shared/base/errors.ts';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import { createKeyring, openKeyring, readKeyring, writeKeyring, type Keyring, type KeyringOwner } from './keyring.ts';
import { ARGON2_PARAMETERS } from './passphrase.ts';

const QUICK = { memoryKibibytes: 64, iterations: 1, parallelism: 1 };
const owner: KeyringOwner = {
  profileId: '01890000-0000-7000-8000-000000000001',
  name: 'علی رضایی',
  login: 'ali',
  enrolledAt: '2026-01-01T00:00:00.000Z',
  serverUrl: 'https://crm.example',
};
const dataKey = Uint8Array.from({ length: 32 }, (_, index) => index * 7);

describe('keyring', () => {
  let folder: string;
  let path: string;
  const tools = { randomness: createSeededRandomness(1), argon2: QUICK };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'peyvand-keyring-'));
    path = join(folder, 'profile', 'keyring.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const written = async (passphrase: string): Promise<Keyring> => {
    const keyring = await createKeyring(owner, passphrase, dataKey, tools);
    writeKeyring(path, keyring);
    return keyring;
  };

  it('gives the key back for the passphrase, after a round over the disk', async () => {
    await written('یک گذرواژه‌ی خوب');
    const keyring = readKeyring(path);
    expect(keyring.name).toBe('علی رضایی');
    expect([...(await openKeyring(keyring, 'یک گذرواژه‌ی خوب'))]).toEqual([...dataKey]);
  });

  it('takes what looks alike for the same passphrase', async () => {
    const keyring = await written('caf\u00e9 １２３');
    expect([...(await openKeyring(keyring, 'cafe\u0301 123'))]).toEqual([...dataKey]);
  });

  it.each(['', 'wrong', 'Right', 'right '])('gives nothing for the passphrase "%s"', async (passphrase) => {
    const keyring = await written('right');
    expect((await failure(openKeyring(keyring, passphrase))).code).toBe('wrong_passphrase');
  });

  it('holds neither the key nor the passphrase, and uses fresh salt and nonce each time', async () => {
    const one = await written('right');
    const two = await written('right');
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain(Buffer.from(dataKey).toString('base64url').slice(0, 12));
    expect(text).not.toContain('right');
    expect(one.salt).not.toBe(two.salt);
    expect(one.wrappedKey.nonce).not.toBe(two.wrappedKey.nonce);
  });

  it('asks for 64 MiB and 3 passes in the product', async () => {
    const keyring = await createKeyring(owner, 'right', dataKey, { ...tools, argon2: ARGON2_PARAMETERS });
    expect(keyring.argon2).toEqual({ memoryKibibytes: 65_536, iterations: 3, parallelism: 1 });
    expect([...(await openKeyring(keyring, 'right'))]).toEqual([...dataKey]);
  });

  it('replaces a keyring whole, for this account alone, and leaves nothing beside it', async () => {
    await written('first');
    await written('second');
    expect([...(await openKeyring(readKeyring(path), 'second'))]).toEqual([...dataKey]);
    expect((await failure(openKeyring(readKeyring(path), 'first'))).code).toBe('wrong_passphrase');
    expect(readdirSync(join(folder, 'profile'))).toEqual(['keyring.json']);
    const rightsOfOthers = process.platform === 'win32' ? 0 : statSync(path).mode & 0o077;
    expect(rightsOfOthers).toBe(0);
  });

  it('is bound to its profile: under another name it opens nothing', async () => {
    const keyring = await written('right');
    const stolen = { ...keyring, profileId: '01890000-0000-7000-8000-000000000002' };
    expect((await failure(openKeyring(stolen, 'right'))).code).toBe('wrong_passphrase');
  });

  it('tells a torn file from a wrong passphrase, and says what helps', async () => {
    await written('right');
    const whole = readFileSync(path, 'utf8');
    for (const torn of ['', whole.slice(0, -20), whole.slice(0, 40), '\0'.repeat(whole.length), 'null', '[]', '{}']) {
      writeFileSync(path, torn);
      const error = thrown(() => readKeyring(path));
      expect({ code: error.code, advice: error.facts['advice'] }).toEqual({
        code: 'store_damaged',
        advice: 'restore_or_enrol',
      });
    }
  });

  it('notices every changed letter of what counts', async () => {
    const keyring = await written('right');
    const changes: Partial<Keyring>[] = [
      { salt: flipped(keyring.salt) },
      { argon2: { ...keyring.argon2, iterations: 2 } },
      { wrappedKey: { ...keyring.wrappedKey, bytes: flipped(keyring.wrappedKey.bytes) } },
      { wrappedKey: { ...keyring.wrappedKey, tag: flipped(keyring.wrappedKey.tag) } },
      { name: 'another' },
      { checksum: flipped(keyring.checksum) },
    ];
    for (const change of changes) {
      writeKeyring(path, { ...keyring, ...change });
      expect(thrown(() => readKeyring(path)).code).toBe('store_damaged');
    }
  });

  it('says when a later version has written it, and when there is none', async () => {
    const keyring = await written('right');
    writeFileSync(path, JSON.stringify({ ...keyring, version: 2 }));
    expect(thrown(() => readKeyring(path)).code).toBe('store_newer');
    expect(thrown(() => readKeyring(join(folder, 'none.json'))).code).toBe('not_found');
  });
});

const flipped = (text: string): string => (text.startsWith('a') ? 'b' : 'a') + text.slice(1);

function thrown(action: () => unknown): PeyvandError {
  try {
    action();
  } catch (error) {
    if (isPeyvandError(error)) return error;
    throw error;
  }
  throw new Error('expected a failure');
}

async function failure(promise: Promise<unknown>): Promise<PeyvandError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isPeyvandError(error)) throw new Error('expected a PeyvandError', { cause: error });
  return error;
}
