import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPeyvandError, type PeyvandError } from '../../../shared/base/errors.ts';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import { noKeychain } from '../ports/keychain.ts';
import { createMemoryKeychain } from '../ports/memoryKeychain.ts';
import {
  createKeyring,
  openByRecovery,
  openKeychainHalf,
  openKeyring as openWithHalf,
  withPassphrase,
  withRecovery,
  withoutRecovery,
  wrapByPassphrase,
  type KeyringTools,
} from './keyring.ts';
import {
  destroyKeyrings,
  readKeyring,
  sealKeyring,
  writeKeyring,
  type AnyKeyring,
  type Keyring,
  type KeyringOwner,
} from './keyringFile.ts';
import { ARGON2_PARAMETERS, passphraseToKey } from './passphrase.ts';

const QUICK = { memoryKibibytes: 64, iterations: 1, parallelism: 1 };
const owner: KeyringOwner = {
  profileId: '01890000-0000-7000-8000-000000000001',
  name: 'علی رضایی',
  login: 'ali',
  enrolledAt: '2026-01-01T00:00:00.000Z',
  serverUrl: 'https://crm.example',
};
const SHARE = '01890000-0000-7000-8000-00000000005e';
const dataKey = Uint8Array.from({ length: 32 }, (_, index) => index * 7);

describe('keyring', () => {
  let folder: string;
  let path: string;
  const tools: KeyringTools = { randomness: createSeededRandomness(1), argon2: QUICK, keychain: noKeychain };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'peyvand-keyring-'));
    path = join(folder, 'profile', 'keyring.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const openKeyring = (keyring: AnyKeyring, passphrase: string) => openWithHalf(keyring, passphrase, null);
  const written = async (passphrase: string): Promise<Keyring> => {
    const keyring = await createKeyring(owner, passphrase, dataKey, tools);
    writeKeyring(path, keyring);
    return keyring;
  };

  it('SEC-1: gives the key back for the passphrase, after a round over the disk', async () => {
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
    expect(one.passphrase.salt).not.toBe(two.passphrase.salt);
    expect(one.passphrase.wrapped.nonce).not.toBe(two.passphrase.wrapped.nonce);
  });

  it('SEC-1: asks for 64 MiB and 3 passes in the product', async () => {
    const keyring = await createKeyring(owner, 'right', dataKey, { ...tools, argon2: ARGON2_PARAMETERS });
    expect(keyring.passphrase.argon2).toEqual({ memoryKibibytes: 65_536, iterations: 3, parallelism: 1 });
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

  it('SEC-1: notices every changed letter of what counts', async () => {
    const keyring = await written('right');
    const { passphrase } = keyring;
    const changes: Partial<Keyring>[] = [
      { passphrase: { ...passphrase, salt: flipped(passphrase.salt) } },
      { passphrase: { ...passphrase, argon2: { ...passphrase.argon2, iterations: 2 } } },
      { passphrase: { ...passphrase, wrapped: { ...passphrase.wrapped, bytes: flipped(passphrase.wrapped.bytes) } } },
      { passphrase: { ...passphrase, wrapped: { ...passphrase.wrapped, tag: flipped(passphrase.wrapped.tag) } } },
      { keychain: { isWanted: false, sealed: null } },
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
    writeFileSync(path, JSON.stringify({ ...keyring, version: 3 }));
    expect(thrown(() => readKeyring(path)).code).toBe('store_newer');
    expect(thrown(() => readKeyring(join(folder, 'none.json'))).code).toBe('not_found');
  });
});

describe('keyring and keychain', () => {
  const randomness = createSeededRandomness(2);
  const keychain = createMemoryKeychain(randomness);
  const tools: KeyringTools = { randomness, argon2: QUICK, keychain };
  const open = async (keyring: AnyKeyring, passphrase: string) =>
    openWithHalf(keyring, passphrase, await openKeychainHalf(keyring, keychain));

  it('SEC-2: bound to the keychain, neither the passphrase alone nor the keychain alone opens it', async () => {
    const keyring = await createKeyring(owner, 'right', dataKey, tools);
    expect(keyring.keychain.sealed).not.toBeNull();
    expect([...(await open(keyring, 'right'))]).toEqual([...dataKey]);
    expect((await failure(openWithHalf(keyring, 'right', null))).code).toBe('wrong_passphrase');
    expect((await failure(open(keyring, 'wrong'))).code).toBe('wrong_passphrase');
    const otherHalf = { secret: randomness.bytes(32), isStale: false };
    expect((await failure(openWithHalf(keyring, 'right', otherHalf))).code).toBe('wrong_passphrase');
    // Taken out by somebody who can write the file, it is not the passphrase alone that opens it then.
    const { checksum: _checksum, ...rest } = keyring;
    const stripped = sealKeyring({ ...rest, keychain: { isWanted: true, sealed: null } });
    expect((await failure(open(stripped, 'right'))).code).toBe('wrong_passphrase');
  });

  it('SEC-2: is not bound to a keychain that hides nothing, does not answer, or gives back something else', async () => {
    const weak = createMemoryKeychain(randomness);
    for (const standing of ['plainText', 'unavailable', 'none'] as const) {
      weak.become(standing);
      const keyring = await createKeyring(owner, 'right', dataKey, { ...tools, keychain: weak });
      expect(keyring.keychain).toEqual({ isWanted: true, sealed: null });
    }
    const forgetful = { ...keychain, open: () => Promise.resolve({ state: 'lost' } as const) };
    const wrong = {
      ...keychain,
      open: () => Promise.resolve({ state: 'opened', secret: new Uint8Array(32), isStale: false } as const),
    };
    for (const bad of [forgetful, wrong])
      expect((await createKeyring(owner, 'right', dataKey, { ...tools, keychain: bad })).keychain.sealed).toBeNull();
  });

  it('SEC-3: a keychain that was reset is told from one that does not answer', async () => {
    const own = createMemoryKeychain(randomness);
    const keyring = await createKeyring(owner, 'right', dataKey, { ...tools, keychain: own });
    own.become('unavailable');
    expect(await failure(openKeychainHalf(keyring, own))).toMatchObject({
      code: 'keychain_unavailable',
      facts: { standing: 'unavailable' },
    });
    own.become('there');
    own.reset();
    expect(await failure(openKeychainHalf(keyring, own))).toMatchObject({
      code: 'keychain_lost',
      facts: { hasRecovery: false },
    });
  });

  it('SEC-4: the recovery secret opens it whatever becomes of passphrase and keychain, and no other secret does', async () => {
    const own = createMemoryKeychain(randomness);
    const secret = randomness.bytes(32);
    const first = await createKeyring(owner, 'right', dataKey, { ...tools, keychain: own });
    const keyring = withRecovery(first, dataKey, { share: SHARE, secret }, randomness);
    own.reset();
    expect([...openByRecovery(keyring, secret)]).toEqual([...dataKey]);
    expect(thrown(() => openByRecovery(keyring, randomness.bytes(32))).code).toBe('signature_invalid');
    expect(thrown(() => openByRecovery(withoutRecovery(keyring), secret)).code).toBe('not_found');
    // A new passphrase leaves it as it is.
    const wrap = await wrapByPassphrase(owner.profileId, 'newer', dataKey, true, tools);
    const renewed = withPassphrase(keyring, wrap);
    expect([...openByRecovery(renewed, secret)]).toEqual([...dataKey]);
    expect([...(await open(renewed, 'newer'))]).toEqual([...dataKey]);
    expect((await failure(open(renewed, 'right'))).code).toBe('wrong_passphrase');
  });

  it('SEC-6: every key that was only on the way is wiped: of the passphrase, of the keychain, and both together', async () => {
    const own = createMemoryKeychain(randomness);
    const made: Uint8Array[] = [];
    const drawn: Uint8Array[] = [];
    const deriveKey: typeof passphraseToKey = async (...given) => {
      const key = await passphraseToKey(...given);
      made.push(key);
      return key;
    };
    const watched: KeyringTools = {
      argon2: QUICK,
      keychain: own,
      deriveKey,
      randomness: {
        bytes(length) {
          const bytes = randomness.bytes(length);
          if (length === 32) drawn.push(bytes);
          return bytes;
        },
      },
    };
    const keyring = await createKeyring(owner, 'right', dataKey, watched);
    await openWithHalf(keyring, 'right', await openKeychainHalf(keyring, own), deriveKey);
    await failure(openWithHalf(keyring, 'wrong', await openKeychainHalf(keyring, own), deriveKey));
    expect([made.length, drawn.length, own.handedOut.length]).toEqual([3, 1, 3]);
    for (const key of [...made, ...drawn, ...own.handedOut]) expect(key.every((byte) => byte === 0)).toBe(true);
  });
});

describe('the files of a keyring', () => {
  it('SEC-1 SEC-49: all of them go together, also those of a rotation and of a write that was cut short', () => {
    const folder = mkdtempSync(join(tmpdir(), 'peyvand-keyrings-'));
    const names = ['keyring.json', 'keyring.next.json', 'keyring.before.json', '.keyring.json.0a1b2c3d4e5f.new'];
    // Of a backup that was being opened when an earlier version was killed.
    names.push('.keyring.backup.json', '..keyring.backup.json.0a1b2c3d4e5f.new');
    for (const name of [...names, 'attempts.json', 'unsent.sealed']) writeFileSync(join(folder, name), 'x');
    destroyKeyrings(join(folder, 'keyring.json'));
    expect(readdirSync(folder).toSorted()).toEqual(['attempts.json', 'unsent.sealed']);
    rmSync(folder, { recursive: true });
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
